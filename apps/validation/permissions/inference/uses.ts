import type { Cell, Place } from './values.js';

/** Places that are kept of one row. */
export const MOST_PLACES = 10;

/** A place of use; where each time it was a call, what these calls may call. */
interface Use {
  place: Place;
  callees: Cell[] | null;
}

/** Where the rows of a catalogue are used. */
export class Uses {
  readonly #uses = new Map<string, Use[]>();

  add(gate: string, place: Place, callee: Cell | null): void {
    const uses = this.#uses.get(gate) ?? [];
    this.#uses.set(gate, uses);
    if (place.file === '') return;
    const known = uses.find((use) => use.place.file === place.file && use.place.start === place.start);
    if (known) known.callees = known.callees && callee && [...known.callees, callee];
    else if (uses.length < MOST_PLACES || (uses.length < 2 * MOST_PLACES && callee === null)) uses.push({ place, callees: callee && [callee] });
  }

  /** The rows that are used for sure, and those of which each call may be of a function of the package as well; `begin` where nobody knows the place. */
  told(begin: Place): { used: Map<string, Place[]>; perhaps: Map<string, Place[]> } {
    const [used, perhaps] = [new Map<string, Place[]>(), new Map<string, Place[]>()];
    for (const [gate, uses] of this.#uses) {
      const sure = uses.filter((use) => !isPerhaps(use));
      const isSure = sure.length > 0 || uses.length === 0;
      const places = (isSure ? sure : uses).map(({ place }) => place).slice(0, MOST_PLACES);
      (isSure ? used : perhaps).set(gate, places.length > 0 ? places : [begin]);
    }
    return { used, perhaps };
  }

  gates(): Iterable<string> {
    return this.#uses.keys();
  }
}

function isPerhaps({ callees }: Use): boolean {
  return callees?.every(({ values }) => values.some((value) => value.kind === 'thing' && value.code !== null)) ?? false;
}
