/** UTF-16 units of a pattern and of a text that it is tried on. */
const LONGEST = 300;
const LONGEST_TEXT = 40;
/** Repetitions without an end, and groups: with these, a short text has few ways to be read. */
const MOST_REPETITIONS = 5;
const MOST_GROUPS = 8;
const ESCAPED = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g;
/** What looks ahead or behind, or has a name; and a group that is repeated. */
const OTHER = /\(\?(?!:)|\)(?:[*+]|\{)/;
/** What refers to what was found before, or to properties of characters. */
const REFERS = /\\[\dkpP]/;

/** Tries a regular expression of a stranger on short texts; null for one that might take long: nested repetitions and many of them. */
export function triedPattern(source: string, flags: string): ((text: string) => boolean) | null {
  const bones = source.replace(ESCAPED, 'x');
  const isQuick = source.length <= LONGEST && !REFERS.test(source) && !OTHER.test(bones) && countOf(bones, /[*+]|\{\d+,?\d*\}/g) <= MOST_REPETITIONS && countOf(bones, /\(/g) <= MOST_GROUPS;
  if (!isQuick) return null;
  try {
    const pattern = new RegExp(source, flags.includes('i') ? 'i' : '');
    return (text) => text.length <= LONGEST_TEXT && pattern.test(text);
  } catch {
    return null;
  }
}

function countOf(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0;
}
