import type { Call } from './calls.js';
import { INERT } from './values.js';
import type { Cell, Host, Place } from './values.js';

/** A function of the package that takes the place of one of the host's. */
export interface Replaced {
  of: Host;
  name: string;
  by: Cell;
  place: Place;
}

/**
 * What the propagation of values does not need and that of data does (data-flows.ts): what is made of what, where neither is a part of
 * the host. Only noted while the scripts are read.
 */
export class Carried {
  /** `to[i]` is made of `from[i]`. */
  readonly from: Cell[] = [];
  readonly to: Cell[] = [];
  /** A text whose first part is the first cell. */
  readonly joins: [Cell, Cell, Cell][] = [];
  readonly calls: Call[] = [];
  readonly replaced: Replaced[] = [];
  /** What the host gets: functions that are stored in its parts, with the part. */
  readonly stored: { in: Cell; what: Cell }[] = [];

  add(from: Cell, to: Cell): void {
    if (from === INERT || to === INERT || from === to) return;
    this.from.push(from);
    this.to.push(to);
  }

  join(left: Cell, right: Cell, to: Cell): void {
    if (left !== INERT || right !== INERT) this.joins.push([left, right, to]);
  }
}
