import { DATA, HOST_DATA } from '../host-data.js';
import type { Call } from './calls.js';
import type { Carried } from './carried.js';
import { isIn, rowOf } from './data-cells.js';
import { besideIn, changesFile, without } from './data-files.js';
import type { Cell, Place } from './values.js';

/** What people wrote or copied, changed while they did not ask for it: only whoever reads what decides there can tell whether that is meant. */
export interface Changed {
  kind: 'changed';
  place: Place;
  /** It is a file that was listed with all others. */
  isOfAll: boolean;
}

/** Calls without being asked that write into a document, what is copied, or a file that was heard of or listed with all others. */
export function changedIn(carried: Pick<Carried, 'calls' | 'joins'>, marks: (cell: Cell) => number, isUnasked: (place: Place) => boolean): Changed[] {
  const { calls } = carried;
  const marksIn = without(besideIn(carried, marks).anywhere, marks);
  const changing = calls.filter((call) => call.callee.values.some((value) => value.kind === 'host' && changes(value.path, call, marksIn)));
  const written = calls.flatMap((call) => {
    const changed = changesFile(call, calls, marksIn);
    return changed && isUnasked(call.place) ? [{ kind: 'changed' as const, place: call.place, ...changed }] : [];
  });
  return [...written, ...changing.flatMap(({ place, arguments: [first] }) => (isUnasked(place) ? [{ kind: 'changed' as const, place, isOfAll: first !== undefined && (marksIn(first) & DATA.history) !== 0 }] : []))];
}

function changes(path: string, { arguments: [first] }: Call, marksIn: (cell: Cell) => number): boolean {
  const changed = rowOf(HOST_DATA.changes, path);
  if (changed !== null) return changed === 'typed' || changed === 'copied';
  return first !== undefined && isIn(HOST_DATA.writes, path) && (marksIn(first) & (DATA.document | DATA.history)) !== 0;
}
