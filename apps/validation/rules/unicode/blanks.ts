import type { PackageFile } from '#libs/manifest/manifest.js';
import { unicodeTextOf } from './files.js';
import type { Judgement } from './invisible.js';

/** Blanks of different widths, without those that languages have between words and before marks. */
const WIDTHS = /[\u2000-\u200A\u205F]/g;
/** Each of two kinds that is there so often, and changes so often from one to the other, says something: two bytes and more. */
const OFTEN = 12;
const CHANGES = 16;

/** Blanks of several widths that take turns carry bits, as no typesetter has them. */
export function judgeBlanks(file: PackageFile): Judgement | null {
  const blanks = unicodeTextOf(file)?.match(WIDTHS) ?? [];
  const counts = new Map<string, number>();
  for (const blank of blanks) counts.set(blank, (counts.get(blank) ?? 0) + 1);
  if ([...counts.values()].filter((count) => count >= OFTEN).length < 2) return null;
  const changes = blanks.filter((blank, at) => at > 0 && blank !== blanks[at - 1]).length;
  return changes < CHANGES ? null : { rule: 'hidden-payload', severity: 'high', message: `blanks of ${counts.size} widths take turns ${changes} times, as bits do that carry something` };
}
