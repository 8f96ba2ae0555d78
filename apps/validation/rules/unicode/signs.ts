import { EMOJI, JOINING_LETTER, RIGHT_TO_LEFT } from './characters.js';
import type { Judgement } from './invisible.js';

/** Blanks of different widths, without those that languages have between words and before marks. */
const WIDTHS = /[\u2000-\u200A\u205F]/g;
const WIDTHLESS = /[\u200B-\u200D\u2060-\u2064\uFEFF]+/g;
/** Each of two kinds that is there so often, and changes so often from one to the other, says something: two bytes and more. */
const OFTEN = 12;
const CHANGES = 16;

/** A letter of the keyboard with a mark behind it that no language has there; hyphens and joiners leave two letters on each side of them. */
const MARKED = /[A-Za-z](?:\u034F|\u180E|\u200D|[\u2060-\u2064]|\uFEFF|(?<![A-Za-z]{2})[\u00AD\u200C]|[\u00AD\u200C](?![A-Za-z]{2}))(?=[\s\x21-\x7E]|$)/g;
const BYTES = /[\u0080-\u009F]/;
/** A symbol, shown as text or as an emoji. */
const SHOWN = /(\p{Extended_Pictographic})([\uFE0E\uFE0F])/gu;
/** Each way of a symbol that is there so often, as no list of symbols has it, of so many symbols. */
const BOTH_WAYS = 4;
const SYMBOLS = 2;
/** Comments of YAML end there for some that read it; whoever looks at it sees one line. */
const BEHIND_COMMENT = /(?:^|\s)#[^\n\r]{0,500}[\u0085\u2028\u2029]\s{0,40}(?:-\s|[\w"'-]{1,60}\s{0,4}:)/m;

/** Signs of several kinds that take turns carry bits, wherever they stand: blanks of several widths, as no typesetter has them, rows of no width, by how long they are, and symbols that are shown in both ways; so do marks behind some letters of words. */
export function judgeSigns(text: string, path: string): Judgement | null {
  const blanks = text.match(WIDTHS) ?? [];
  if (takeTurns(blanks)) return { rule: 'hidden-payload', severity: 'high', message: 'blanks of several widths take turns, as bits do that carry something' };
  const rows = [...text.matchAll(WIDTHLESS)].flatMap(({ 0: row, index }) => (isOfLanguage(text, index, row.length) ? [] : [row]));
  if (takeTurns(rows)) return { rule: 'hidden-payload', severity: 'high', message: 'rows of characters of no width take turns, as bits do that carry something' };
  if (isShownBothWays(text)) return { rule: 'hidden-payload', severity: 'high', message: 'symbols are shown as text and as emoji by turns, as bits do that carry something' };
  if ((text.match(MARKED)?.length ?? 0) >= OFTEN && !BYTES.test(text)) return { rule: 'hidden-payload', severity: 'high', message: 'letters of words are marked by characters that show as nothing, and may be picked by them' };
  return /\.ya?ml$/i.test(path) && BEHIND_COMMENT.test(text) ? { rule: 'invisible-letter', severity: 'high', message: 'a comment ends at a character at which most editors end no line, and what stands behind it counts' } : null;
}

function isShownBothWays(text: string): boolean {
  const counts = new Map<string, { text: number; emoji: number }>();
  for (const [, symbol, selector] of text.matchAll(SHOWN)) {
    const count = counts.get(symbol!) ?? { text: 0, emoji: 0 };
    count[selector === '\uFE0E' ? 'text' : 'emoji']++;
    counts.set(symbol!, count);
  }
  return [...counts.values()].filter((count) => Math.min(count.text, count.emoji) >= BOTH_WAYS).length >= SYMBOLS;
}

function takeTurns(signs: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  if ([...counts.values()].filter((count) => count >= OFTEN).length < 2) return false;
  return signs.filter((sign, at) => at > 0 && sign !== signs[at - 1]).length >= CHANGES;
}

/** Between letters that are joined or parted by them, and in emoji. */
function isOfLanguage(text: string, start: number, length: number): boolean {
  const beside = [...Array.from(text.slice(Math.max(0, start - 2), start)).slice(-1), ...Array.from(text.slice(start + length, start + length + 2)).slice(0, 1)];
  return beside.some((each) => JOINING_LETTER.test(each) || RIGHT_TO_LEFT.test(each) || EMOJI.test(each));
}
