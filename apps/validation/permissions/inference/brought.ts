import type { Propagation } from './values.js';
import { UNKNOWN, type Cell } from './values.js';

/** What `Reflect` has; compilers ask for more before they bring their own. */
const OF_REFLECT = new Set(['apply', 'construct', 'defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'isExtensible', 'ownKeys', 'preventExtensions', 'set', 'setPrototypeOf']);

/** Names that the language does not have (`Reflect.decorate`): nobody does, unless the package writes them, or code that cannot be seen may. */
export class Brought {
  #cells: Cell[] | null = [];

  constructor(private readonly flow: Propagation) {}

  /** Is it such a name? */
  static isLacking(name: string): boolean {
    return name.startsWith('Reflect.') && !OF_REFLECT.has(name.slice('Reflect.'.length));
  }

  /** The cell of such a name. */
  ask(cell: Cell): void {
    if (this.#cells) this.#cells.push(cell);
    else this.flow.add(cell, UNKNOWN);
  }

  /** Somebody who cannot be seen may bring anything. */
  unseen(): void {
    const cells = this.#cells ?? [];
    this.#cells = null;
    for (const cell of cells) this.flow.add(cell, UNKNOWN);
  }
}
