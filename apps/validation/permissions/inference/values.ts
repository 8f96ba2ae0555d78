/** Where something happens: UTF-16 offset in a file of the package. */
export interface Place {
  file: string;
  start: number;
}

/** The host object or a part of it, by its path in the catalogue; `@` begins the paths of the global object. */
export interface Host {
  kind: 'host';
  path: string;
}

/** A string that is known. */
export interface Text {
  kind: 'text';
  text: string;
}

/** An object, array, function, class or module that the package makes, one for each place that makes it. */
export interface Thing {
  kind: 'thing';
  fields: Map<string, Cell>;
  /** Members whose names are not known: elements of arrays, entries of maps. */
  rest: Cell;
  /** What it inherits members from. */
  protos: Cell;
  /** Everything that its members hold; made when somebody asks. */
  all: Cell | null;
  /** Members that the package gave it. */
  written: Set<string>;
  code: Code | null;
  /** Code that cannot be seen has it. */
  escaped: boolean;
  /** The host has it. */
  handed: boolean;
}

/** What a function takes and gives. */
export interface Code {
  params: Cell[];
  /** Parameters from this index on are one list, `params[rest]`; -1 for none. */
  rest: number;
  result: Cell;
  self: Cell;
  /** What `new` makes. */
  instance: Thing;
  /** `arguments`, where the function looks at it. */
  list: Thing | null;
  /** The class that a class without a constructor calls in its place. */
  inherits: Cell | null;
  /** Calling it makes an instance, without `new`. */
  makes: boolean;
  /** Names of the parameters, for arguments by name; empty where the language has none. */
  names: readonly string[];
  /** The parameter that gets the other arguments by name; -1 for none. */
  extra: number;
  /** Arrow functions and bound ones keep their own `this`. */
  bound: boolean;
}

/** Something that the language brings, such as `Object.assign`; with `target`, a method of that value. */
export interface Builtin {
  kind: 'builtin';
  name: string;
  target: Value | null;
  given: readonly Cell[];
  file: string;
}

/** `unknown`: anything that cannot be seen. `number`: any number. `free`: from the host, but needs no permission. */
export type Value = Host | Text | Thing | Builtin | { kind: 'unknown' | 'number' | 'free' };

export const UNKNOWN: Value = { kind: 'unknown' };
export const NUMBER: Value = { kind: 'number' };
/** What the host gives without a permission, results and callbacks' arguments above all. */
export const FREE: Value = { kind: 'free' };

type Listener = (value: Value) => void;

/** A place that holds values: a variable, a member, an expression. There are many, so it is small. */
export class Cell {
  readonly values: Value[] = [];
  /** Values that its targets and listeners know. */
  told = 0;
  targets: Set<Cell> | null = null;
  listeners: Listener[] | null = null;
}

/** Holds nothing of interest, and never will. */
export const INERT = new Cell();

/** Values that one cell may hold before it counts as unknown; parts of the host always find a place. */
export const MOST_VALUES = 16;
/** Steps before the inference gives up: about a second. */
export const MOST_STEPS = 2_000_000;

/** Carries values from cell to cell until nothing changes. */
export class Propagation {
  readonly #changed: Cell[] = [];
  readonly #late: [listener: Listener, value: Value][] = [];
  #steps = 0;

  /** `escape` is told what a cell could not hold any more. */
  constructor(private readonly escape: (value: Value) => void) {}

  add(cell: Cell, value: Value): void {
    const { values } = cell;
    if (cell === INERT || values.includes(value)) return;
    if (values.length >= MOST_VALUES && value.kind !== 'host' && value !== UNKNOWN) {
      this.escape(value);
      return this.add(cell, UNKNOWN);
    }
    if (values.push(value) === cell.told + 1) this.#changed.push(cell);
  }

  /** Tells `listener` about each value of the cell once, those to come too; never before `settle`. */
  on(cell: Cell, listener: Listener): void {
    if (cell === INERT) return;
    (cell.listeners ??= []).push(listener);
    for (let index = 0; index < cell.told; index++) this.#late.push([listener, cell.values[index]!]);
  }

  flow(from: Cell, to: Cell): void {
    if (from === to || to === INERT || from === INERT || from.targets?.has(to)) return;
    (from.targets ??= new Set()).add(to);
    for (let index = 0; index < from.told; index++) this.add(to, from.values[index]!);
  }

  /** False when it gave up: then what is known is not all. */
  settle(): boolean {
    for (;;) {
      if (this.#steps > MOST_STEPS) return false;
      const late = this.#late.pop();
      if (late) {
        this.#steps++;
        late[0](late[1]);
        continue;
      }
      const cell = this.#changed.pop();
      if (!cell) return true;
      while (cell.told < cell.values.length) this.#tell(cell, cell.values[cell.told++]!);
    }
  }

  #tell({ targets, listeners }: Cell, value: Value): void {
    this.#steps += 1 + (targets?.size ?? 0) + (listeners?.length ?? 0);
    if (targets) for (const target of targets) this.add(target, value);
    // Those that come while it tells hear of it as latecomers.
    const count = listeners?.length ?? 0;
    for (let index = 0; index < count; index++) listeners?.[index]?.(value);
  }

  get steps(): number { return this.#steps; }
}
