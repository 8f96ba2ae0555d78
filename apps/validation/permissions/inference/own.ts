import type { Cell, Thing } from './values.js';

type Tell = (name: string, cell: Cell) => void;

/** What some things have besides their members. */
export class Own {
  /** Instances of Python classes, and classes that have a class of their own: the language calls methods of theirs. */
  readonly objects = new WeakSet<Thing>();
  /** Python's tables: who runs over one gets its keys. */
  readonly dicts = new WeakSet<Thing>();
  readonly #asked = new WeakMap<Thing, Tell[]>();

  /** `tell` hears of each member of the thing that somebody asks for, once. */
  whenAsked(thing: Thing, tell: Tell): void {
    this.#asked.set(thing, [...(this.#asked.get(thing) ?? []), tell]);
    const known = [...(thing.fields ?? [])];
    for (const [name, cell] of known) tell(name, cell);
  }

  tell(thing: Thing, name: string, cell: Cell): void {
    for (const each of this.#asked.get(thing) ?? []) each(name, cell);
  }
}
