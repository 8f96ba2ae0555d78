import { DATA } from '../host-data.js';
import type { Carried } from './carried.js';
import { textsIn, within } from './data-cells.js';
import type { Marks } from './data-marks.js';
import type { Cell, Place } from './values.js';

/** Who is known by a number that is worked out from who somebody is. */

/** Methods that ask a list or a table about something. */
const ASKS = new Set(['has', 'includes', 'indexOf', 'get']);
const HASH = /^(?=.*\d)(?=.*[a-f])[\da-f]{8,128}$/i;

/** Tells where such a number is held against one that is written out, or looked up among those. */
export function askKnown({ calls, compared, chosen }: Carried, marks: Marks, found: (place: Place) => void): void {
  for (const { sides: [left, right], place } of compared) marks.askIn([left, right], () => (isKnown(left, right, marks) || isKnown(right, left, marks)) && found(place));
  for (const { object, key, place } of chosen) marks.askIn([object, key], () => isKnownIn(key, object, marks) && found(place));
  for (const { self, arguments: [asked], method, place } of calls) if (asked && method && ASKS.has(method)) marks.askIn([self, asked], () => isKnown(asked, self, marks) && found(place));
}

/** Is a number that was worked out from who somebody is held against one that is written out? */
function isKnown(made: Cell, known: Cell, marks: Marks): boolean {
  return (marks.of(made) & DATA.hash) !== 0 && (marks.of(known) & DATA.hash) === 0 && ((marks.in(known) & DATA.number) !== 0 || within(known).some((each) => textsIn(each).some((text) => HASH.test(text))));
}

/** Is a member of a table looked up by such a number, whose names are numbers that are written out? */
function isKnownIn(key: Cell, table: Cell, marks: Marks): boolean {
  if ((marks.of(key) & DATA.hash) === 0) return false;
  return table.values.some((value) => value.kind === 'thing' && value.written !== null && value.written.size > 0 && [...value.written].every((name) => HASH.test(name) || /^\d{4,}$/.test(name)));
}
