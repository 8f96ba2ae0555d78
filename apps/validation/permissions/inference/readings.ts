import type { Code } from './values.js';

/** Functions around modules that are read once more, and as many others. */
export const MOST_READ_AGAIN = 2_000;
/** Calls of `new` that each make a thing of their own of one class. */
const MOST_MADE = 4;

/** How often functions were read once more: not without end. */
export class Readings {
  #ofModules = 0;
  #others = 0;
  readonly #made = new Map<Code, number>();

  /** May this function be read once more for a call? */
  may(code: Code, isNew: boolean): boolean {
    if (code.again?.isOften) return !isNew && this.#ofModules++ < MOST_READ_AGAIN;
    if (!isNew) return this.#others++ < MOST_READ_AGAIN;
    const made = this.#made.get(code) ?? 0;
    this.#made.set(code, made + 1);
    return code.isConstructor && made < MOST_MADE;
  }
}
