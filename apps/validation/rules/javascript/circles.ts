import { both } from './meaning.js';
import type { Meaning } from './meaning.js';

type Meanings = readonly Meaning[];

/** A question whose answer also depends on a question that is still open. */
interface Part {
  key: object;
  work: () => Meanings;
  keep: (value: Meanings) => void;
  value: Meanings;
  /** The outermost open question that it depends on. */
  lowest: number;
}

const NOTHING: Meanings = [];
/** Answers that may be dropped because they came from too deep; those of an ordinary script are a few hundred. */
const MOST_DROPPED = 1_000_000;
/** A circle that still grows after that is one that nobody wrote by hand. */
const MOST_ROUNDS = 20;

/**
 * Answers questions that lead to each other, in circles as well: `a = b; b = a; a = eval`. What was found while another
 * question was open is not the whole answer, so it is only kept once the outermost of its circle is answered, and asked
 * again until nothing is added. What was cut off because it lay too deep is not kept at all.
 */
export class Circles {
  /** There was no end to it: what is known is not all. */
  lost = false;
  readonly #open = new Map<object, number>();
  readonly #unfinished = new Map<object, Part>();
  readonly #parts: Part[] = [];
  #lowest = Infinity;
  #cut = false;
  #dropped = 0;

  /** To be called where a search ends before its end. */
  cut(): void {
    this.#cut = true;
  }

  /** `work` finds what `key` means, and may ask for others; `keep` gets the whole answer once it is known. */
  ask(key: object, work: () => Meanings, keep: (value: Meanings) => void): Meanings {
    const known = this.#unfinished.get(key);
    const at = known ? known.lowest : this.#open.get(key);
    if (at !== undefined) {
      this.#lowest = Math.min(this.#lowest, at);
      return known ? known.value : NOTHING;
    }
    const [outerLowest, outerCut, from, index] = [this.#lowest, this.#cut, this.#parts.length, this.#open.size];
    this.#open.set(key, index);
    this.#lowest = Infinity;
    this.#cut = false;
    const part: Part = { key, work, keep, value: work(), lowest: this.#lowest };
    const isWhole = this.#finish(part, index, from);
    this.#open.delete(key);
    this.#lowest = Math.min(outerLowest, isWhole ? Infinity : part.lowest);
    this.#cut ||= outerCut;
    return part.value;
  }

  /** Keeps the answer, or puts it aside; answers whether it depends on nothing that is still open. */
  #finish(part: Part, index: number, from: number): boolean {
    const { lowest, key } = part;
    if (this.#cut && this.#dropped++ < MOST_DROPPED) {
      for (const dropped of this.#parts.splice(from)) this.#unfinished.delete(dropped.key);
      return lowest >= index;
    }
    this.lost ||= this.#cut;
    if (lowest < index) {
      this.#unfinished.set(key, part);
      this.#parts.push(part);
      return false;
    }
    if (lowest === index || this.#parts.length > from) this.#settle(part, index, from);
    else part.keep(part.value);
    return true;
  }

  /** Asks everybody in a circle again until nothing is added. */
  #settle(root: Part, index: number, from: number): void {
    this.#unfinished.set(root.key, root);
    this.#parts.push(root);
    for (let round = 0, grown = true; grown; round++) {
      if (round === MOST_ROUNDS) {
        this.lost = true;
        break;
      }
      grown = false;
      // Grows while it is walked: what is asked for the first time belongs to the circle.
      for (let at = from; at < this.#parts.length; at++) {
        const part = this.#parts[at]!;
        part.lowest = index;
        const value = both(part.value, part.work());
        grown ||= value.length > part.value.length;
        part.value = value;
      }
    }
    for (const { key, keep, value } of this.#parts.splice(from)) {
      this.#unfinished.delete(key);
      keep(value);
    }
  }
}
