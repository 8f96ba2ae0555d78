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
  fields: Map<string, Cell> | null;
  /** Members whose names are not known: elements of arrays, entries of maps. */
  rest: Cell;
  /** What it inherits members from. */
  protos: Cell;
  /** Everything that its members hold; made when somebody asks. */
  all: Cell | null;
  /** The names of its members; made when somebody asks. */
  names: Cell | null;
  /** Members that the package gave it; made with the first one. */
  written: Set<string> | null;
  code: Code | null;
  /** What `new` of which made it, or the function whose prototype it is. */
  maker: Thing | null;
  /** Code that cannot be seen has it, since this exit. */
  escaped: Exit | null;
  /** The host has it. */
  handed: Exit | null;
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
  /** Called by itself it has no `this`. */
  strict: boolean;
  /** Some call is of it, and not of what was read once more of it. */
  isCalled: boolean;
  /** The constructor of a class. */
  isConstructor: boolean;
  /** Of a short function: reads it once more. Null for all others. */
  again: Again | null;
}

/** A function that is read once more for each call. */
export interface Again {
  /** It stands around modules, and each call counts; of others, the first ones do. */
  isOften: boolean;
  /** Reads it, as called from so many others that were read once more. */
  read: (depth: number) => Code;
  wasRead: boolean;
}

/** Something that the language brings, such as `Object.assign`; with `target`, a method of that value. */
export interface Builtin {
  kind: 'builtin';
  name: string;
  target: Value | null;
  given: readonly Cell[];
  /** Nobody knows at which places it was given these. */
  mixed?: true;
  file: string;
}

/** A member of a part of the host by a name that is only known at run time. Whoever uses it loses that part; as long as nobody does, it is nothing. */
export interface Member {
  kind: 'member';
  of: Host;
  place: Place;
}

/** `unknown`: anything that cannot be seen. `number`: any number. `free`: from the host, but needs no permission. */
export type Value = Host | Member | Text | Thing | Builtin | { kind: 'unknown' | 'number' | 'free' };

export const UNKNOWN: Value = { kind: 'unknown' };
export const NUMBER: Value = { kind: 'number' };
/** What the host gives without a permission, results and callbacks' arguments above all. */
export const FREE: Value = { kind: 'free' };
/** What says where the project is that somebody works in, of hosts that give it without a permission. */
export const PROJECT: Value = { kind: 'free' };

type Listener = (value: Value) => void;

/** Why the values of a cell cannot be followed any further, and from where on. */
export interface Exit {
  place: Place;
  why: string;
  /** Only the host gets them. */
  handed?: true;
}

/** The host takes what the package exports: it has the host object anyway. */
export const EXPORTED: Exit = { place: { file: '', start: 0 }, why: '', handed: true };

/** The host takes what it is given there. */
export function handedAt(place: Place): Exit {
  return { place, why: '', handed: true };
}

const NONE: readonly never[] = [];
/** Targets among which one is looked for by going through them. */
const FEW_TARGETS = 8;

/** A place that holds values: a variable, a member, an expression. There are many, so it is small, and empty for most of its life. */
export class Cell {
  values: Value[] = NONE as unknown as Value[];
  /** Values that its targets and listeners know. */
  told = 0;
  targets: Cell[] | null = null;
  /** The targets once more, where there are many. */
  among: Set<Cell> | null = null;
  listeners: Listener[] | null = null;
  /** Where its values get out of sight. */
  exit: Exit | null = null;
  handed: Exit | null = null;
}

/** Holds nothing of interest, and never will. */
export const INERT = new Cell();

const NO_CELLS: readonly Cell[] = [];

export function fieldsOf({ fields }: Thing): Iterable<Cell> {
  return fields ? fields.values() : NO_CELLS;
}

/** The package gives a thing this member. */
export function noteWritten(thing: Thing, name: string): void {
  thing.written ??= new Set();
  thing.written.add(name);
}

/** Values that one cell may hold before it counts as unknown; parts of the host always find a place. */
const MOST_VALUES = 16;
/** The same for code that takes no time at all. */
export const MOST_VALUES_EARLY = 64;
/** Steps up to which code takes no time: about a hundredth of a second. */
const FEW_STEPS = 20_000;
/** The same for code that takes long: it is followed less exactly, not less surely. */
export const MOST_VALUES_LATER = 4;
/** Steps after which code takes long: about a tenth of a second. */
export const LONG_STEPS = 200_000;
/** Steps before the inference gives up: about a second. */
export const MOST_STEPS = 2_000_000;

/** Carries values from cell to cell until nothing changes. */
export class Propagation {
  readonly #changed: Cell[] = [];
  readonly #late: Value[] = [];
  readonly #listening: Listener[] = [];
  #steps = 0;

  /** `leave` is told what gets out of sight, and what a cell could not hold any more. */
  constructor(private readonly leave: (value: Value, exit: Exit) => void) {}

  add(cell: Cell, value: Value): void {
    const { values } = cell;
    const { length } = values;
    if (cell === INERT || (length > 0 && values.includes(value))) return;
    if (length >= MOST_VALUES_LATER && value.kind !== 'host' && value !== UNKNOWN && length >= this.#mostValues()) {
      this.leave(value, CROWDED);
      return this.add(cell, UNKNOWN);
    }
    if (length === 0) cell.values = [value];
    else values.push(value);
    if (length === cell.told) this.#changed.push(cell);
  }

  #mostValues(): number {
    if (this.#steps < FEW_STEPS) return MOST_VALUES_EARLY;
    return this.#steps < LONG_STEPS ? MOST_VALUES : MOST_VALUES_LATER;
  }

  /** Tells `listener` about each value of the cell once, those to come too; never before `settle`. */
  on(cell: Cell, listener: Listener): void {
    if (cell === INERT) return;
    if (cell.listeners) cell.listeners.push(listener);
    else cell.listeners = [listener];
    for (let index = 0; index < cell.told; index++) this.#later(cell.values[index]!, listener);
  }

  flow(from: Cell, to: Cell): void {
    if (from === to || to === INERT || from === INERT || !isNew(from, to)) return;
    for (let index = 0; index < from.told; index++) this.add(to, from.values[index]!);
  }

  /** The values of the cell, those to come too, get out of sight: to the host where they are handed to it, else to code that cannot be seen. */
  exit(cell: Cell, exit: Exit): void {
    if (cell === INERT || (exit.handed ? cell.handed : cell.exit)) return;
    if (exit.handed) cell.handed = exit;
    else cell.exit = exit;
    if (cell.told === 0) return;
    const leave: Listener = (value) => this.leave(value, exit);
    for (let index = 0; index < cell.told; index++) this.#later(cell.values[index]!, leave);
  }

  #later(value: Value, listener: Listener): void {
    this.#late.push(value);
    this.#listening.push(listener);
  }

  /** There is more than can be followed: a cell for what is not. */
  giveUp(): Cell {
    this.#steps = Infinity;
    return INERT;
  }

  /** False when it gave up: then what is known is not all. */
  settle(): boolean {
    for (;;) {
      // Whoever waits to be told takes a step as well.
      if (this.#steps + this.#listening.length > MOST_STEPS) return false;
      const listener = this.#listening.pop();
      if (listener) {
        this.#steps++;
        listener(this.#late.pop()!);
        continue;
      }
      const cell = this.#changed.pop();
      if (!cell) return true;
      while (cell.told < cell.values.length) this.#tell(cell, cell.values[cell.told++]!);
    }
  }

  #tell(cell: Cell, value: Value): void {
    const { targets, listeners } = cell;
    // Those that come while it tells hear of it as latecomers.
    const count = listeners?.length ?? 0;
    const more = targets?.length ?? 0;
    const { exit, handed } = cell;
    this.#steps += 1 + more + count;
    if (targets) for (let index = 0; index < more; index++) this.add(targets[index]!, value);
    if (listeners) for (let index = 0; index < count; index++) listeners[index]!(value);
    if (exit) this.leave(value, exit);
    if (handed) this.leave(value, handed);
  }
}

const CROWDED: Exit = { place: EXPORTED.place, why: 'too many values meet in one place' };

/** Adds a target that the cell does not have yet. */
function isNew(from: Cell, to: Cell): boolean {
  const { targets } = from;
  if (!targets) {
    from.targets = [to];
    return true;
  }
  if (from.among ? from.among.has(to) : targets.includes(to)) return false;
  targets.push(to);
  if (from.among) from.among.add(to);
  else if (targets.length > FEW_TARGETS) from.among = new Set(targets);
  return true;
}
