import { RIGHT_TO_LEFT } from './characters.js';
import { isInClass, isPacked } from './tables.js';

const LRE = '\u202A', RLE = '\u202B', PDF = '\u202C', LRO = '\u202D', RLO = '\u202E';
const LRI = '\u2066', RLI = '\u2067', FSI = '\u2068', PDI = '\u2069';
const ISOLATES = LRI + RLI + FSI;
const OVERRIDES = LRO + RLO;
const OPENING = LRE + RLE + OVERRIDES + ISOLATES;
const MARK = /[\u202A-\u202E\u2066-\u2069]/g;
/** What is read as a word or a number, and not as one entry of a table. */
const LEGIBLE = /[A-Za-z]{2}|\p{Nd}{2}/u;
const ESCAPE = /\\(?:u[\da-f]{4}|u\{[\da-f]+\}|x[\da-f]{2}|.)|\/[a-z]*$/gi;
/** Code of which no order can be shown that says something else. */
const QUIET = /^[\s"'`/+,;:)\]}]*$/;
/** So much of packed data behind its last mark is a wall before the code that the mark could move. */
const WALL = 200;
const RIGHT_TO_LEFT_LETTERS = new RegExp(RIGHT_TO_LEFT.source, 'gu');
const LATIN_LETTERS = /[A-Za-z]/g;

/** One line of a text, and what stands behind the text on the same line: no mark reaches further (UAX #9, P1). */
export interface TextLine {
  text: string;
  rest: string;
  /** Nobody reads it, in whatever order it is shown. */
  minified: boolean;
}

/** Part of a line whose order one mark sets. */
interface Scope {
  mark: string;
  inside: string;
  closed: boolean;
}

/**
 * Do the marks in a text show it, or the code behind it, in an order that says something else? Not when they set apart
 * letters that are written from right to left anyway, when they lead left to right among letters that do so, or when they
 * stand in a table of characters, or well inside of data that is packed into characters.
 */
export function reorders(line: TextLine): boolean {
  return scopesOf(line.text).some((scope) => misleads(scope, line)) && !isInTable(line);
}

function misleads({ mark, inside, closed }: Scope, { rest, minified }: TextLine): boolean {
  const quiet = closed || QUIET.test(rest);
  const legible = LEGIBLE.test(inside.replace(ESCAPE, ''));
  const foreign = count(inside, RIGHT_TO_LEFT_LETTERS);
  if (OVERRIDES.includes(mark)) return legible || !(quiet || minified);
  if (mark === LRE || mark === LRI || mark === FSI) return !(quiet || (minified && !legible) || (foreign === 0 && !RIGHT_TO_LEFT.test(rest)));
  if (foreign === 0) return legible || !(quiet || minified);
  return !(closed || ((quiet || minified) && foreign >= count(inside, LATIN_LETTERS)));
}

/** On a line that nobody reads: are all marks members of classes of one regular expression, or do they stand before a wall of packed data? */
function isInTable({ text, minified }: TextLine): boolean {
  if (!minified) return false;
  const marks = [...text.matchAll(MARK)].map(({ index }) => index);
  if (text.startsWith('/')) return marks.every((index) => isInClass(text, index, index + 1));
  return text.length - marks.at(-1)! >= WALL && isPacked(text);
}

function scopesOf(text: string): Scope[] {
  const scopes: Scope[] = [];
  const open: { mark: string; start: number }[] = [];
  const close = (end: number): string => {
    const { mark, start } = open.pop()!;
    scopes.push({ mark, inside: text.slice(start, end), closed: end < text.length });
    return mark;
  };
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    if (OPENING.includes(mark)) open.push({ mark, start: index + 1 });
    else if (mark === PDF && open.length > 0 && !ISOLATES.includes(open.at(-1)!.mark)) close(index);
    else if (mark === PDI && open.some((each) => ISOLATES.includes(each.mark))) while (!ISOLATES.includes(close(index)));
  }
  while (open.length > 0) close(text.length);
  return scopes;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
