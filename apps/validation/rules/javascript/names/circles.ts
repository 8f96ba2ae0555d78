/** A question whose answer also depends on a question that is still open. */
interface Part<T> {
  key: object;
  work: () => T;
  keep: Keep<T>;
  value: T;
  /** The outermost open question that it depends on. */
  lowest: number;
}

/** Gets an answer; `isCut`: a part of it lay too deep, and who asks from less deep may find more. */
type Keep<T> = (value: T, isCut: boolean) => void;

/** Sets that are joined. */
interface Sets<T> {
  empty: T;
  join(some: T, others: T): T;
  size(value: T): number;
}

/** A circle that still grows after that is one that nobody wrote by hand. */
const MOST_ROUNDS = 20;

/**
 * Answers questions that lead to each other, in circles as well: `a = b; b = a; a = eval`. What was found while another
 * question was open is not the whole answer, so it is only kept once the outermost of its circle is answered, and asked
 * again until nothing is added.
 */
export class Circles<T> {
  /** There was no end to it: what is known is not all. */
  lost = false;
  readonly #open = new Map<object, number>();
  readonly #unfinished = new Map<object, Part<T>>();
  readonly #parts: Part<T>[] = [];
  #lowest = Infinity;
  #cut = false;

  constructor(private readonly sets: Sets<T>) {}

  /** To be called where a search ends before its end. */
  cut(): void {
    this.#cut = true;
  }

  /** As far as it is known, the answer to a question that is open or depends on one that is; null for any other. */
  pending(key: object): T | null {
    const known = this.#unfinished.get(key);
    const at = known ? known.lowest : this.#open.get(key);
    if (at === undefined) return null;
    this.#lowest = Math.min(this.#lowest, at);
    return known ? known.value : this.sets.empty;
  }

  /** `work` finds the answer to `key`, and may ask for others; `keep` gets the whole answer once it is known. Who asks often looks at `pending` first, at less cost. */
  ask(key: object, work: () => T, keep: Keep<T>): T {
    const open = this.pending(key);
    if (open !== null) return open;
    const [outerLowest, outerCut, from, index] = [this.#lowest, this.#cut, this.#parts.length, this.#open.size];
    this.#open.set(key, index);
    this.#lowest = Infinity;
    this.#cut = false;
    const part: Part<T> = { key, work, keep, value: work(), lowest: this.#lowest };
    const isWhole = this.#finish(part, index, from);
    this.#open.delete(key);
    this.#lowest = Math.min(outerLowest, isWhole ? Infinity : part.lowest);
    this.#cut ||= outerCut;
    return part.value;
  }

  /** Keeps the answer, or puts it aside; answers whether it depends on nothing that is still open. */
  #finish(part: Part<T>, index: number, from: number): boolean {
    if (part.lowest < index) {
      this.#unfinished.set(part.key, part);
      this.#parts.push(part);
      return false;
    }
    if (part.lowest === index || this.#parts.length > from) this.#settle(part, index, from);
    else part.keep(part.value, this.#cut);
    return true;
  }

  /** Asks everybody in a circle again until nothing is added. */
  #settle(root: Part<T>, index: number, from: number): void {
    this.#unfinished.set(root.key, root);
    this.#parts.push(root);
    // What is cut off is not the whole answer anyway, and is asked again.
    for (let round = 0, grown = !this.#cut; grown; round++) {
      if (round === MOST_ROUNDS) {
        this.lost = true;
        break;
      }
      grown = false;
      // Grows while it is walked: what is asked for the first time belongs to the circle.
      for (let at = from; at < this.#parts.length; at++) {
        const part = this.#parts[at]!;
        part.lowest = index;
        const value = this.sets.join(part.value, part.work());
        grown ||= this.sets.size(value) > this.sets.size(part.value);
        part.value = value;
      }
    }
    for (const { key, keep, value } of this.#parts.splice(from)) {
      this.#unfinished.delete(key);
      keep(value, this.#cut);
    }
  }
}
