import type { Call } from './calls.js';
import { INERT } from './values.js';
import type { Cell, Code, Host, Place } from './values.js';

/** A function of the package that takes the place of one of the host's. */
export interface Replaced {
  of: Host;
  name: string;
  by: Cell;
  place: Place;
}

/** A function that the manifest names: for what the host tells under a topic, or, without one, for whoever asks for a path. */
export interface Heard {
  code: Code;
  topic: string | null;
  /** What the path, and the function, are called. */
  name: string;
}

/** A function of a script, and where it stands. */
export interface Written {
  code: Code;
  file: string;
  start: number;
  end: number;
}

/** What is put into something that a page loads by itself, behind the beginning of an address; `base` may be that beginning, null for one that is written out. */
export interface Loaded {
  what: Cell;
  base: Cell | null;
  place: Place;
}

/** Calls of a package whose data is followed; those of more are in bundles, which rules read script by script. */
export const MOST_CALLS = 100_000;

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
  stored: { in: Cell; what: Cell; name: string; place: Place }[] = [];
  readonly replaced: Replaced[] = [];
  loaded: Loaded[] = [];
  functions: Written[] = [];
  /** Functions that the host calls when it starts the package, and when it ends it. */
  readonly begun = new Set<Code>();
  /** Functions that the manifest names. */
  readonly heard: Heard[] = [];
  /** Whether one thing is another, is asked there. */
  compared: { sides: readonly [Cell, Cell]; place: Place }[] = [];
  /** A member is looked up by a name that is made at run time. */
  chosen: { object: Cell; key: Cell; place: Place }[] = [];
  /** Large numbers that are written out; what the host has under `id`; numbers that are worked out. */
  numbers: Cell[] = [];
  /** Whole numbers that are written out, as they are in a text. */
  readonly digits = new Map<Cell, string>();
  ids: Cell[] = [];
  workedOut = new Set<Cell>();
  /** What is read from a member whose name says what it is; where something is sent that is put into an object. */
  parts = new Map<Cell, string>();
  aimed: { object: Cell; at: Cell }[] = [];
  /** What is read from a member that holds all that somebody has open. */
  held: { what: Cell; place: Place }[] = [];
  #isLetGo = false;

  add(from: Cell, to: Cell): void {
    if (this.#isLetGo || from === INERT || to === INERT || from === to) return;
    this.from.push(from);
    this.to.push(to);
  }

  join(left: Cell, right: Cell, to: Cell): void {
    if (!this.#isLetGo && (left !== INERT || right !== INERT)) this.joins.push([left, right, to]);
  }

  store(object: Cell, name: string, what: Cell, place: Place): void {
    if (!this.#isLetGo) this.stored.push({ in: object, what, name, place });
  }

  part(name: string, to: Cell): void {
    if (!this.#isLetGo && to !== INERT) this.parts.set(to, name);
  }

  hold(what: Cell, place: Place): void {
    if (!this.#isLetGo && what !== INERT) this.held.push({ what, place });
  }

  aim(object: Cell, at: Cell): void {
    if (!this.#isLetGo) this.aimed.push({ object, at });
  }

  load(loaded: Loaded): void {
    if (!this.#isLetGo) this.loaded.push(loaded);
  }

  written(written: Written): void {
    if (!this.#isLetGo) this.functions.push(written);
  }

  compare(left: Cell, right: Cell, place: Place): void {
    if (!this.#isLetGo && left !== INERT && right !== INERT) this.compared.push({ sides: [left, right], place });
  }

  choose(object: Cell, key: Cell, place: Place): void {
    if (!this.#isLetGo) this.chosen.push({ object, key, place });
  }

  number(cell: Cell): Cell {
    if (!this.#isLetGo) this.numbers.push(cell);
    return cell;
  }

  digit(cell: Cell, digits: string): void {
    if (!this.#isLetGo) this.digits.set(cell, digits);
  }

  id(cell: Cell): void {
    if (!this.#isLetGo) this.ids.push(cell);
  }

  /** A number that is worked out from others. */
  workOut(from: readonly Cell[], to: Cell): void {
    if (this.#isLetGo) return;
    for (const each of from) this.add(each, to);
    this.workedOut.add(to);
  }

  call(call: Call): void {
    if (this.#isLetGo) return;
    this.calls.push(call);
    if (this.calls.length <= MOST_CALLS) return;
    this.#isLetGo = true;
    for (const list of ['from', 'to', 'joins', 'calls', 'stored', 'loaded', 'functions', 'compared', 'chosen', 'numbers', 'ids', 'aimed', 'held'] as const) this[list] = [];
    this.workedOut.clear();
    this.digits.clear();
    this.parts.clear();
  }
}
