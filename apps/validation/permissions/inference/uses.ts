import type { Cell, Place, Value } from './values.js';

/** Places that are kept of one row. */
export const MOST_PLACES = 10;

/** A method that is called by its name. */
export interface Called {
  self: Cell;
  name: string;
}

/** A place of use; where each time a method was called by its name, these calls. */
interface Use {
  place: Place;
  calls: Called[] | null;
}

/** Where the rows of a catalogue are used. */
export class Uses {
  readonly #uses = new Map<string, Use[]>();

  add(gate: string, place: Place, called: Called | null): void {
    const uses = this.#uses.get(gate) ?? [];
    this.#uses.set(gate, uses);
    if (place.file === '') return;
    const known = uses.find((use) => use.place.file === place.file && use.place.start === place.start);
    if (known) known.calls = known.calls && called && [...known.calls, called];
    else if (uses.length < MOST_PLACES || (uses.length < 2 * MOST_PLACES && called === null)) uses.push({ place, calls: called && [called] });
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

function isPerhaps({ calls }: Use): boolean {
  return calls?.every(({ self, name }) => self.values.some((value) => mayHave(value, name, MOST_ABOVE))) ?? false;
}

/** Things above a thing that are looked at. */
const MOST_ABOVE = 5;

/** Did the package give it, or what it inherits from, a method of this name? */
function mayHave(value: Value, name: string, above: number): boolean {
  if (value.kind !== 'thing') return false;
  return value.written?.has(name) === true || (above > 0 && value.protos.values.some((proto) => mayHave(proto, name, above - 1)));
}
