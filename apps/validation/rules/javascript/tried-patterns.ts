/** UTF-16 units of a pattern and of a text that it is tried on. */
const LONGEST = 300;
const LONGEST_TEXT = 44;
/** Repetitions without an end, and groups: with these, a short text has few ways to be read. */
const MOST_REPETITIONS = 5;
const MOST_GROUPS = 8;
const ESCAPED = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g;
/** What looks ahead or behind, or has a name; and a group that is repeated. */
const OTHER = /\(\?(?!:)|\)(?:[*+]|\{(?!\d\}))/;
/** A group that is repeated a few times, beside what is repeated without an end. */
const NESTED = /\)\{/g;
const ENDLESS = /[*+|]|\{\d+,\d*\}/;
/** Parts that may be left out: each doubles the ways. */
const OPTIONAL = /(?<!\()\?/g;
const MOST_OPTIONAL = 8;
const MOST_OPTIONAL_NESTED = 2;
/** What refers to what was found before, or to properties of characters. */
const REFERS = /\\[\dkpP]/;

/** Tries a regular expression of a stranger on short texts; null for one that might take long: nested repetitions and many of them. */
export function triedPattern(source: string, flags: string): ((text: string) => boolean) | null {
  const bones = source.replace(ESCAPED, 'x');
  const isQuick = source.length <= LONGEST && !REFERS.test(source) && !OTHER.test(bones) && isShort(bones) && countOf(bones, /[*+]|\{\d+,?\d*\}/g) <= MOST_REPETITIONS && countOf(bones, /\(/g) <= MOST_GROUPS;
  if (!isQuick) return null;
  try {
    const pattern = new RegExp(source, flags.includes('i') ? 'i' : '');
    return (text) => text.length <= LONGEST_TEXT && pattern.test(text);
  } catch {
    return null;
  }
}

/** Few parts that may be left out, and at most one group that is repeated, beside nothing else that may be read in several ways. */
function isShort(bones: string): boolean {
  const [groups, optional] = [countOf(bones, NESTED), countOf(bones, OPTIONAL)];
  return groups === 0 ? optional <= MOST_OPTIONAL : groups === 1 && optional <= MOST_OPTIONAL_NESTED && !ENDLESS.test(bones);
}

function countOf(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0;
}
