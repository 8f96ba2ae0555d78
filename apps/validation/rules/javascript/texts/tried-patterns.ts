import type { Node } from '../syntax/tree.js';

/** UTF-16 units of a pattern and of a text that it is tried on. */
const LONGEST = 300;
const LONGEST_TEXT = 44;
const ESCAPED = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g;
/** What looks ahead or behind, or has a name; and a group that is repeated. */
const OTHER = /\(\?(?!:)|\)(?:[*+]|\{(?!\d\}))/;
/** A group that is repeated a few times, beside what may be repeated in several ways. */
const NESTED = /\)\{(\d)/g;
const ENDLESS = /[*+|]|\{\d+,\d*\}/;
/** Repetitions of any length: each multiplies the ways to read a short text by about 16; a part that may be left out, or another one, doubles them. */
const REPETITIONS = /[*+]|\{\d+,\d*\}/g;
const TIMES_OF_REPETITION = 4;
const CHOICES = /(?<!\()\?|\|/g;
/** How often the ways are doubled. */
const MOST_TIMES = 16;
/** What refers to what was found before, or to properties of characters. */
const REFERS = /\\[\dkpP]/;

/** What a pattern for accounts does not find. */
const NO_ACCOUNTS = ['invoice', '2027-01-31', '1,234.50', 'maria@side.example', '', 'A12'];

/** Does a text match, as far as it is short? */
export type Pattern = (text: string) => boolean;

/** Is a pattern written out here? */
export function isPattern(node: Node): boolean {
  return node.type === 'Literal' && 'regex' in node;
}

/** The patterns that are written out in these, and may be tried. */
export function patternsIn(nodes: Iterable<Node>): Pattern[] {
  return [...nodes].flatMap((node) => (node.type === 'Literal' && 'regex' in node ? (triedPattern(node.regex.pattern, node.regex.flags) ?? []) : []));
}

/** Does one of these patterns find this account, and nothing that is none? */
export function findAccount(patterns: readonly Pattern[], own: string): boolean {
  return patterns.some((pattern) => pattern(own.replaceAll(' ', '')) && !NO_ACCOUNTS.some(pattern));
}

/** Tries a regular expression of a stranger on short texts; null for one that might take long: nested repetitions and many of them. */
export function triedPattern(source: string, flags: string): Pattern | null {
  const bones = source.replace(ESCAPED, 'x');
  if (source.length > LONGEST || REFERS.test(source) || OTHER.test(bones) || !hasFewWays(bones)) return null;
  try {
    const pattern = new RegExp(source, flags.includes('i') ? 'i' : '');
    return (text) => text.length <= LONGEST_TEXT && pattern.test(text);
  } catch {
    return null;
  }
}

/** At most one group is repeated, beside nothing of any length; and a short text can be read in few ways, with the choices in that group counted each time. */
function hasFewWays(bones: string): boolean {
  const [group, another] = [...bones.matchAll(NESTED)];
  if (another || (group && ENDLESS.test(bones))) return false;
  return countOf(bones, REPETITIONS) * TIMES_OF_REPETITION + countOf(bones, CHOICES) * Number(group?.[1] ?? 1) <= MOST_TIMES;
}

function countOf(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0;
}
