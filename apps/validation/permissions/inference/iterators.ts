import type { Machine } from './machine.js';
import { ASYNC_ITERATOR, ITERATOR } from './methods.js';
import type { Cell, Place, Thing } from './values.js';

/** Names of the language by which a package makes things that can be run over. */
export const ITERATES: ReadonlySet<string> = new Set(['Symbol.iterator', 'Symbol.asyncIterator']);

/** What can be run over besides lists: generators, and things with an iterator that the package wrote. */
export class Iterators {
  /** They get what their `next` is given. */
  readonly #generators = new WeakSet<Thing>();
  /** What waits until a script makes an iterator: most packages have none. */
  #waiting: (() => void)[] | null = [];

  constructor(private readonly machine: Machine) {}

  isGenerator(thing: Thing): boolean {
    return this.#generators.has(thing);
  }

  /** What a call of this generator gives: a list of what it yields and returns, and of what its `next` is given. */
  generator(result: Cell): Thing {
    const list = this.machine.madeBy(result);
    this.#generators.add(list);
    this.machine.flow.add(result, list);
    return list;
  }

  /** A script makes an iterator: from now on they are looked for, also where something was run over before. */
  wake(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const run of waiting) run();
  }

  /** What the iterators of all that a cell holds give; of lists nothing. */
  iterate(object: Cell, to: Cell, place: Place): void {
    this.machine.flow.on(object, (value) => value.kind === 'thing' && this.runOver(value, to, place));
  }

  /** What the iterator of a thing gives. */
  runOver(thing: Thing, to: Cell, place: Place): void {
    if (this.#waiting) return void this.#waiting.push(() => this.runOver(thing, to, place));
    const { machine } = this;
    for (const name of [ITERATOR, ASYNC_ITERATOR]) {
      machine.flow.on(this.#call(thing, name, place), (value) => {
        if (value.kind !== 'thing') return machine.readAny(value, to, place, true);
        machine.flow.flow(machine.all(value), to);
        machine.read(this.#call(value, 'next', place), 'value', to, place);
      });
    }
  }

  /** What a method that the package wrote gives. */
  #call(thing: Thing, name: string, place: Place): Cell {
    const { machine } = this;
    const result = machine.cell();
    machine.call({ callee: machine.field(thing, name), self: machine.cell(thing), arguments: [], spread: -1, isNew: false, result, place });
    return result;
  }
}
