import { Cell } from './values.js';
import type { Machine } from './machine.js';
import type { Thing } from './values.js';

/** One script of the package: what it exports, and what it loads. */
export interface Module {
  path: string;
  /** What `import * as` gives, and `exports` at the start. */
  exports: Thing;
  /** `module` of CommonJS. */
  own: Thing;
  /** What `require` gives. */
  loaded: Cell;
  /** Written with `import` and `export`. */
  isEsm: boolean;
  /** Paths of the modules that it loads. */
  links: Set<string>;
}

export function moduleAt(path: string, machine: Machine): Module {
  const exports = machine.thing();
  const own = machine.thing();
  machine.flow.add(machine.field(own, 'exports'), exports);
  return { path, exports, own, loaded: machine.field(own, 'exports'), isEsm: false, links: new Set() };
}

/** The names of one block or function, and where to look for others. */
export class Names {
  /** Made with the first name: most blocks declare none. */
  #cells: Map<string, Cell> | null = null;

  constructor(
    readonly parent: Names | null,
    /** What `this` holds there. */
    readonly self: Cell,
  ) {}

  declare(name: string): Cell {
    const known = this.#cells?.get(name);
    if (known) return known;
    const cell = new Cell();
    this.alias(name, cell);
    return cell;
  }

  /** Another scope's variable under its name here. */
  alias(name: string, cell: Cell): void {
    this.#cells ??= new Map();
    this.#cells.set(name, cell);
  }

  /** Has this scope itself a variable of this name? */
  declares(name: string): boolean {
    return this.#cells?.has(name) === true;
  }

  /** The variables between this scope and `outer`, the inner ones last. */
  below(outer: Names): [string, Cell][] {
    if (this === outer) return [];
    return [...(this.parent?.below(outer) ?? []), ...(this.#cells ?? [])];
  }

  find(name: string): Cell | null {
    for (let names: Names | null = this; names; names = names.parent) {
      const cell = names.#cells?.get(name);
      if (cell) return cell;
    }
    return null;
  }
}
