/** Depth to which expressions and names are followed in one question. */
const DEEPEST = 60;
/** Times that a cycle of names is gone through: what is learned in one round is followed in the next. */
const MOST_ROUNDS = 3;
/** Questions that one module may cost: so many, and so many more for each of its characters, so that time stays linear. */
const MOST_STEPS = 50_000;
const STEPS_PER_CHARACTER = 1;
/** Characters of texts that one module may put together. */
const MOST_CHARACTERS = 16_000_000;

const COMPLETE = Infinity;
const CUT = -1;

interface Answer<T> {
  value: T;
  /** The outermost place in the path of questions on whose unfinished answer this one is built; `COMPLETE` for none, `CUT` for one that was given up. */
  low: number;
  /** To be asked again. */
  stale: boolean;
}

/** The path of questions of one module, how far it went, and which answers are not whole yet. */
export class Following {
  #depth = 0;
  #open = 0;
  #low = COMPLETE;
  #steps: number;
  #characters = MOST_CHARACTERS;
  #lost = false;
  readonly #pending: Answer<unknown>[] = [];

  constructor(length: number) {
    this.#steps = MOST_STEPS + STEPS_PER_CHARACTER * length;
  }

  /** It takes too long to tell what all expressions stand for: what was answered since is not whole. */
  get lost(): boolean {
    return this.#lost;
  }

  lose(): void {
    this.#lost = true;
    this.#low = CUT;
  }

  /** Counts characters of texts that are kept; false when there are too many. */
  makes(characters: number): boolean {
    this.#characters -= characters;
    if (this.#characters < 0) this.lose();
    return this.#characters >= 0;
  }

  /** What `work` answers, or `otherwise` where the question would go too deep or there were too many. */
  limited<T>(otherwise: T, work: () => T): T {
    if (this.#depth === 0) this.#begin();
    if (this.#steps-- <= 0) this.lose();
    if (this.#lost || this.#depth > DEEPEST) {
      this.#low = CUT;
      return otherwise;
    }
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  /** What `work` answers, remembered in `answers`; for good only when it is whole. */
  remembered<K, T>(answers: Map<K, Answer<T>>, key: K, work: () => T): T {
    if (this.#depth === 0) this.#begin();
    const known = answers.get(key);
    if (known && !known.stale) return this.#reuse(known);
    const before = this.#low;
    this.#low = COMPLETE;
    const answer: Answer<T> = { value: work(), low: this.#low, stale: false };
    answers.set(key, answer);
    if (answer.low < COMPLETE) this.#pending.push(answer);
    this.#low = Math.min(before, answer.low);
    return answer.value;
  }

  /**
   * What a name stands for, which may be made of itself. `round` gets what is known so far and answers that and more.
   * Who asks for a name that is being asked for gets what is known so far, and is asked again in the next round.
   */
  followed<K, T extends { length: number }>(answers: Map<K, Answer<T>>, key: K, nothing: T, round: (answer: Answer<T>) => void): T {
    if (this.#depth === 0) this.#begin();
    const known = answers.get(key);
    if (known && !known.stale) return this.#reuse(known);
    const before = this.#low;
    const first = this.#pending.length;
    const position = ++this.#open;
    const answer: Answer<T> = known ?? { value: nothing, low: position, stale: false };
    answer.stale = false;
    answers.set(key, answer);
    for (let left = MOST_ROUNDS; ; left--) {
      const { length } = answer.value;
      answer.low = position;
      this.#low = COMPLETE;
      round(answer);
      if (this.#low < position || this.#low === COMPLETE || left <= 1 || answer.value.length === length) break;
      for (const each of this.#pending.splice(first)) each.stale = true;
    }
    this.#open--;
    answer.low = this.#low >= position ? COMPLETE : this.#low;
    if (answer.low < COMPLETE) this.#pending.push(answer);
    else for (const each of this.#pending.splice(first)) each.low = COMPLETE;
    this.#low = Math.min(before, answer.low);
    return answer.value;
  }

  #reuse<T>({ value, low }: Answer<T>): T {
    if (this.#steps-- <= 0) this.lose();
    this.#low = Math.min(this.#low, low);
    return value;
  }

  #begin(): void {
    this.#low = COMPLETE;
    for (const each of this.#pending.splice(0)) each.stale = true;
  }
}

export type Answers<K, T> = Map<K, Answer<T>>;
