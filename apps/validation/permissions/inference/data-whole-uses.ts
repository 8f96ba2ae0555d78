import { HOST_DATA, type PrivateMark } from '../host-data.js';
import type { Carried } from './carried.js';
import { isIn } from './data-cells.js';
import { changedIn, type Changed } from './data-changes.js';
import { unpromised, wantsAnswers } from './data-listeners.js';
import { unaskedIn } from './data-unasked.js';
import { emptiedIn, emptiesIn, opensAll, wipedIn, type Emptied } from './data-wholes.js';
import type { Cell, Code, Place } from './values.js';

/** What a package does with all that a host keeps of a kind, or with what people wrote or copied. `cells`: what stands in cells goes to a server that the package names. */
export type UseOfWhole = { kind: 'sent'; what: PrivateMark; place: Place } | { kind: 'cells'; place: Place; isAsked: boolean } | Changed | Emptied;

interface Known {
  marksIn: (cell: Cell) => number;
  isUnasked: (place: Place) => boolean;
  /** Where what stands in cells, and all of a kind, goes to a server that the package names. */
  sent: { cells: readonly Place[]; all: readonly Place[] };
  /** What is open is read without being asked. */
  isHeld: boolean;
}

/** A sheet is read as far as it is used, or all of a kind opened, and what stands in it sent, or all of it removed or changed, none of it because somebody asked. */
export function usesOfWholes(carried: Carried, { marksIn, isUnasked, sent, isHeld }: Known): UseOfWhole[] {
  const { calls } = carried;
  // Mostly there are no such functions, and nothing is gone through once more.
  const unaskedBeside = (more: readonly Code[]): Known['isUnasked'] => (more.length > 0 ? unaskedIn(carried, more) : isUnasked);
  const takes = (what: PrivateMark, places: readonly Place[], isSo: Known['isUnasked']): UseOfWhole[] => places.filter(isSo).map((place) => ({ kind: 'sent', what, place }));
  const readsAll = sent.cells.length > 0 && calls.some(({ callee, place }) => callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.readsAll, value.path)) && isUnasked(place));
  const isTaken = sent.all.length === 0 || wantsAnswers(carried, marksIn, isUnasked) ? isUnasked : unaskedBeside(unpromised(carried, 'sending'));
  return [
    ...(readsAll ? takes('sheet', sent.cells, isUnasked) : []),
    ...(sent.all.length > 0 && (isHeld || opensAll(calls, marksIn, isTaken)) ? takes('said', sent.all, isTaken) : []),
    ...sent.cells.map((place) => ({ kind: 'cells' as const, place, isAsked: !isUnasked(place) })),
    ...changedIn(carried, marksIn, isUnasked),
    ...(emptiesIn(calls) ? [...emptiedIn(carried, marksIn, unaskedBeside(unpromised(carried, 'removal'))), ...wipedIn(calls, marksIn, isUnasked)] : []),
  ];
}
