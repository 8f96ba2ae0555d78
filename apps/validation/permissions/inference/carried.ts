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

/** Calls of a package whose data is followed; those of more are in bundles, which rules read script by script. */
export const MOST_CALLS = 20_000;

/**
 * What the propagation of values does not need and that of data does (data-flows.ts): what is made of what, where neither is a part of
 * the host. Only noted while the scripts are read, and let go where there is too much of it.
 */
export class Carried {
  /** `to[i]` is made of `from[i]`. */
  from: Cell[] = [];
  to: Cell[] = [];
  /** A text whose first part is the first cell. */
  joins: [Cell, Cell, Cell][] = [];
  calls: Call[] = [];
  /** What is written into members of something. */
  stored: { in: Cell; what: Cell }[] = [];
  readonly replaced: Replaced[] = [];
  #isLetGo = false;

  add(from: Cell, to: Cell): void {
    if (this.#isLetGo || from === INERT || to === INERT || from === to) return;
    this.from.push(from);
    this.to.push(to);
  }

  join(left: Cell, right: Cell, to: Cell): void {
    if (!this.#isLetGo && (left !== INERT || right !== INERT)) this.joins.push([left, right, to]);
  }

  store(object: Cell, what: Cell): void {
    if (!this.#isLetGo) this.stored.push({ in: object, what });
  }

  call(call: Call): void {
    if (this.#isLetGo) return;
    this.calls.push(call);
    if (this.calls.length <= MOST_CALLS) return;
    this.#isLetGo = true;
    for (const list of ['from', 'to', 'joins', 'calls', 'stored'] as const) this[list] = [];
  }
}
