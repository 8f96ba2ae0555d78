import { DATA } from '../host-data.js';
import { holdsAllKept, within } from './data-cells.js';
import { Cell, INERT, type Value } from './values.js';

type Step = () => void;

/** Calls and texts that are looked at, those included that are looked at again because something in them changed. */
const MOST_STEPS = 300_000;
/** Cells from one that is known by itself; in what people write to take something away it was 22 at the most, and in bundles everything is connected with everything by way of a few more. */
export const FARTHEST = 40;

/** What is known of cells whose values are settled: marks of `DATA`, which spread to wherever values go and to whatever is made of them. */
export class Marks {
  readonly #marks = new Map<Cell, number>();
  /** In the order in which they were marked: what is near is known before what is far. */
  #changed: Cell[] = [];
  /** Marked cell → how many lie between one that is known by itself and this one. */
  readonly #distances = new Map<Cell, number>();
  /** The cell that is spread from. */
  #distance = 0;
  /** Cell → those that are made of what it holds. */
  readonly #carried = new Map<Cell, Cell[]>();
  /** Cell → what is looked at again when something new is known of it. */
  readonly #asking = new Map<Cell, Step[]>();
  /** Steps to be taken → how far what they look at again is. */
  readonly #steps = new Map<Step, number>();
  /** Cell that holds objects → one that has the marks of it and of all that is in them. */
  readonly #sums = new Map<Cell, Cell>();

  /** `becomes` tells what marks are for something that is made of what has them. */
  constructor(private readonly becomes: (bits: number, made: Cell) => number) {}

  get isEmpty(): boolean {
    return this.#marks.size === 0;
  }

  /** The marks of a cell. */
  of(cell: Cell): number {
    return this.#marks.get(cell) ?? 0;
  }

  /** The marks of a cell and of everything in the objects that it holds. */
  in(cell: Cell): number {
    return this.of(this.#sumOf(cell));
  }

  add(cell: Cell, bits: number): void {
    const known = this.#marks.get(cell) ?? 0;
    if (cell === INERT || (known | bits) === known || this.#distance > FARTHEST) return;
    this.#marks.set(cell, known | bits);
    this.#distances.set(cell, this.#distance);
    this.#changed.push(cell);
  }

  /** `to` is made of what `from` holds. */
  carry(from: Cell, to: Cell): void {
    put(this.#carried, from, to);
  }

  /** Takes the step whenever something new is known of one of the cells. */
  ask(cells: Iterable<Cell>, step: Step): void {
    for (const cell of cells) if (cell !== INERT) put(this.#asking, cell, step);
  }

  /** The same for what the cells hold, which is looked at as a whole: not once for each of its parts. */
  askIn(cells: readonly Cell[], step: Step): void {
    this.ask(cells, step);
    for (const cell of cells) {
      const sum = this.#sumOf(cell);
      if (sum !== cell) put(this.#asking, sum, step);
    }
  }

  /** Until nothing changes, or there are too many steps. */
  settle(): void {
    for (let done = 0; done < MOST_STEPS; done++) {
      this.#propagate();
      const [next] = this.#steps;
      this.#distance = 0;
      if (!next) return;
      const [step, distance] = next;
      this.#steps.delete(step);
      this.#distance = distance + 1;
      step();
    }
  }

  #propagate(): void {
    // Grows while it is walked.
    for (const cell of this.#changed) {
      const bits = this.#marks.get(cell)!;
      const distance = this.#distances.get(cell)!;
      this.#distance = distance + 1;
      for (const target of cell.targets ?? []) this.add(target, bits);
      for (const target of this.#carried.get(cell) ?? []) this.add(target, this.becomes(bits, target));
      for (const step of this.#asking.get(cell) ?? []) if (!this.#steps.has(step)) this.#steps.set(step, distance);
    }
    this.#changed = [];
  }

  #sumOf(cell: Cell): Cell {
    // Most cells hold nothing in which anything else could be.
    if (!cell.values.some(mayHold)) return cell;
    const known = this.#sums.get(cell);
    if (known) return known;
    const parts = within(cell);
    const isKept = parts.some(holdsAllKept);
    const sum = parts.length > 1 || isKept ? new Cell() : cell;
    this.#sums.set(cell, sum);
    if (isKept) this.add(sum, DATA.storage);
    if (sum !== cell) for (const part of parts) {
      this.add(sum, this.of(part));
      this.carry(part, sum);
    }
    return sum;
  }
}

function mayHold({ kind }: Value): boolean {
  return kind === 'thing' || kind === 'host';
}

/** Puts a value into the list of a cell, once where it comes several times in a row. */
function put<T>(lists: Map<Cell, T[]>, cell: Cell, value: T): void {
  const list = lists.get(cell);
  if (!list) lists.set(cell, [value]);
  else if (list[list.length - 1] !== value) list.push(value);
}
