import type { Machine } from './machine.js';
import { INERT, type Cell, type Thing, type Value } from './values.js';

/** What maps hold, and the pairs that they give to who runs over them. */
export class Maps {
  /** Value that a map is given → the pair of it and its key, one for each place that gives it. */
  readonly #pairOf = new Map<Cell, Thing>();
  readonly #pairs = new Set<Value>();

  constructor(private readonly machine: Machine) {}

  /** What a map gives to who runs over it. */
  addPair(map: Thing, given: readonly Cell[]): void {
    const { machine } = this;
    const value = given[1] ?? INERT;
    // Not what the call made that gives the value: that is a value like others.
    const pair = this.#pairOf.get(value) ?? machine.thing();
    this.#pairOf.set(value, pair);
    this.#pairs.add(pair);
    given.forEach((each, index) => machine.flow.flow(each, machine.field(pair, String(index))));
    machine.flow.add(map.rest, pair);
  }

  /** What a map gives by a key, of all that is in this cell: not the pairs. */
  valuesIn(held: Cell, to: Cell): void {
    this.machine.flow.on(held, (value) => !this.#pairs.has(value) && this.machine.flow.add(to, value));
  }

  /** The keys of a map, which are not among what it holds. */
  keysOf(map: Thing, to: Cell): void {
    this.machine.flow.on(map.rest, (value) => value.kind === 'thing' && this.#pairs.has(value) && this.machine.flow.flow(this.machine.field(value, '0'), to));
  }
}
