import { EMOJI, JOINING_LETTER, RIGHT_TO_LEFT } from './characters.js';
import type { Judgement } from './invisible.js';

/** Blanks of different widths, without those that languages have between words and before marks. */
const WIDTHS = /[\u2000-\u200A\u205F]/g;
const WIDTHLESS = /[\u200B-\u200D\u2060-\u2064\uFEFF]+/g;
/** Each of two kinds that is there so often, and changes so often from one to the other, says something: two bytes and more. */
const OFTEN = 12;
const CHANGES = 16;

/** Signs of several kinds that take turns carry bits, wherever they stand: blanks of several widths, as no typesetter has them, and rows of no width, by how long they are. */
export function judgeSigns(text: string): Judgement | null {
  const blanks = text.match(WIDTHS) ?? [];
  if (takeTurns(blanks)) return { rule: 'hidden-payload', severity: 'high', message: 'blanks of several widths take turns, as bits do that carry something' };
  const rows = [...text.matchAll(WIDTHLESS)].flatMap(({ 0: row, index }) => (isOfLanguage(text, index, row.length) ? [] : [row]));
  return takeTurns(rows) ? { rule: 'hidden-payload', severity: 'high', message: 'rows of characters of no width take turns, as bits do that carry something' } : null;
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
