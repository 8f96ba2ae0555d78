import type { Mentions } from '../../rules/javascript/mentions.js';
import { CREDENTIAL_PATH, namesStranger, SETTINGS_PATH } from '../../rules/places.js';
import { CLIPBOARD_READS, DATA, HOST_DATA, KEPT_OBJECTS, PRIVATE_MARKS, type Mark, type PrivateMark } from '../host-data.js';
import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import { memberPath, parentOf } from './paths.js';
import { fieldsOf, INERT } from './values.js';
import type { Cell, Code, Place, Thing, Value } from './values.js';

/** What a package does with data, and where. `sent`: private data goes to a server that the package names. `command`, `code`, `script`: what a server answered is run as a command, run as code, kept as a script. `replaced`: a function of the host is replaced by one of the package. */
export type DataUse = { kind: 'sent'; what: PrivateMark; place: Place } | { kind: 'command' | 'code' | 'script'; place: Place } | { kind: 'replaced'; path: string; place: Place };

/** How deep in objects data is looked for, and in how many cells. */
const DEEPEST = 3;
const MOST_CELLS = 60;
/** Calls and texts that are looked at, those included that are looked at again because something in them changed. */
const MOST_STEPS = 300_000;
const PRIVATE = PRIVATE_MARKS.reduce((bits, mark) => bits | DATA[mark], 0);
/** Methods by which an object that cannot be seen gets something that it keeps. */
const KEEPS = new Set(['append', 'set', 'add', 'write', 'update', 'push', 'put']);
/** What runs a text. */
const RUNS_TEXT = new Set(['Function', 'eval', 'exec']);
const SCRIPT_PATH = /\.(?:[cm]?[jt]sx?|py|sh|ps1|bat|cmd)$/i;
/** Names in a script that does something again and again, or whenever something happens, and not because somebody asked. */
const AGAIN = ['setInterval', 'onDidChange'];

/** Follows data through a package whose values are settled: along the same ways, and through everything that makes something of something. */
export function dataUses(machine: Machine, mentions: (path: string) => Mentions | null): DataUse[] {
  return new DataFlows(machine, mentions).run();
}

type Step = () => void;

class DataFlows {
  readonly #marks = new Map<Cell, number>();
  readonly #changed: Cell[] = [];
  /** Cell → those that are made of what it holds. */
  readonly #carried = new Map<Cell, Cell[]>();
  /** Cell → what is looked at again when something new is known of it. */
  readonly #asking = new Map<Cell, Step[]>();
  readonly #steps = new Set<Step>();
  readonly #uses = new Map<string, DataUse>();

  constructor(private readonly machine: Machine, private readonly mentions: (path: string) => Mentions | null) {}

  run(): DataUse[] {
    const { calls, joins, stored, from, to } = this.machine.carried;
    this.#replaced();
    for (const call of calls) this.#start(call);
    if (this.#marks.size === 0) return [...this.#uses.values()];
    from.forEach((each, index) => put(this.#carried, each, to[index]!));
    for (const [left, right, joined] of joins) {
      this.#textOf(left, right, joined);
      this.#ask([left, right], () => this.#join(left, right, joined));
    }
    for (const { in: object, what } of stored) this.#ask([object, what], () => this.#store(object, what));
    for (const call of calls) if (call.callee.values.some(isUnseen)) this.#ask(partsOf(call), () => call.callee.values.forEach((callee) => this.#call(callee, call)));
    this.#settle();
    return [...this.#uses.values()];
  }

  #ask(cells: Iterable<Cell>, step: Step): void {
    for (const cell of cells) put(this.#asking, cell, step);
  }

  #settle(): void {
    for (let done = 0; done < MOST_STEPS; done++) {
      this.#propagate();
      const [step] = this.#steps;
      if (!step) return;
      this.#steps.delete(step);
      step();
    }
  }

  /** What a call gives by itself. */
  #start(call: Call): void {
    for (const callee of call.callee.values) {
      if (callee.kind === 'builtin' && call.arguments.some(holdsAllKept)) this.#add(call.result, DATA.storage);
      if (isUnseen(callee) && (call.arguments.length > 1 || call.method === 'join')) this.#addPath(call.result, [pathOf(call.arguments)]);
      if (callee.kind !== 'host') continue;
      this.#lead(callee.path, call);
      const given = rowOf(HOST_DATA.gives, callee.path);
      if (given) this.#add(call.result, DATA[given]);
      if (CLIPBOARD_READS.has(bare(callee.path)) && this.#isAgain(call.place.file)) this.#add(call.result, DATA.copied);
      const told = rowOf(HOST_DATA.tells, callee.path);
      if (told) for (const code of functionsIn(call.arguments)) this.#tell(code, DATA[told]);
      if (isIn(HOST_DATA.opens, callee.path) && this.#names(call)) this.#add(call.result, DATA.connection | DATA.answer);
    }
  }

  #isAgain(path: string): boolean {
    const names = this.mentions(path)?.names;
    return names !== undefined && AGAIN.some((name) => names.has(name));
  }

  #add(cell: Cell, bits: number): void {
    const known = this.#marks.get(cell) ?? 0;
    if (cell === INERT || (known | bits) === known) return;
    this.#marks.set(cell, known | bits);
    this.#changed.push(cell);
  }

  #propagate(): void {
    for (let cell = this.#changed.pop(); cell; cell = this.#changed.pop()) {
      const bits = this.#marks.get(cell)!;
      for (const target of cell.targets ?? []) this.#add(target, bits);
      for (const target of this.#carried.get(cell) ?? []) this.#add(target, bits);
      for (const step of this.#asking.get(cell) ?? []) this.#steps.add(step);
    }
  }

  #tell(code: Code, bits: number): void {
    for (const param of code.params) this.#add(param, bits);
  }

  /** What a text is whose parts are known in part. */
  #textOf(left: Cell, right: Cell, to: Cell): void {
    const [begins, ends] = [textsIn(left), textsIn(right)];
    if (begins.some(isServer)) this.#add(to, DATA.server);
    for (const end of ends) this.#addPath(to, [...(begins.length > 0 ? begins : ['\0'])].map((begin) => begin + end));
  }

  #addPath(to: Cell, paths: readonly string[]): void {
    this.#add(to, (paths.some((path) => CREDENTIAL_PATH.test(path)) ? DATA.credentialPath : 0) | (paths.some((path) => SETTINGS_PATH.test(path)) ? DATA.settingsPath : 0) | (paths.some((path) => SCRIPT_PATH.test(path)) ? DATA.scriptPath : 0));
  }

  #join(left: Cell, right: Cell, to: Cell): void {
    const bits = this.#of(right);
    const isBehind = textsIn(left).some((text) => text.trim() !== '');
    this.#add(to, this.#of(left) | (isBehind && bits & DATA.answer ? (bits & ~DATA.answer) | DATA.partOfAnswer : bits));
  }

  /** What is stored in something that answers is told what it answers; what cannot be seen keeps what it gets. */
  #store(object: Cell, what: Cell): void {
    const bits = this.#of(object);
    if (bits & DATA.answer) for (const code of functionsIn([what])) this.#tell(code, DATA.answer);
    if (object.values.some(({ kind }) => kind === 'unknown' || kind === 'free')) this.#add(object, this.#of(what) & PRIVATE);
  }

  #call(callee: Value, call: Call): void {
    if (callee.kind === 'host') return this.#callHost(callee.path, call);
    if (!isUnseen(callee)) return;
    const { self, arguments: given, result, method, place } = call;
    const [own, got] = [this.#in(self), this.#inAll(given)];
    if (this.#of(self) & DATA.connection) this.#sent(got, place);
    if (callee.kind === 'builtin' && RUNS_TEXT.has(callee.name) && got & DATA.answer) this.#use({ kind: 'code', place });
    this.#add(result, own | (got & ~DATA.connection));
    const gives = method && Object.hasOwn(HOST_DATA.methods, method) ? HOST_DATA.methods[method]! : null;
    if (gives && own & DATA[gives[0]]) this.#add(result, DATA[gives[1]]);
    for (const code of functionsIn(given)) {
      if (own !== 0) this.#tell(code, own & ~DATA.connection);
      this.#add(result, this.#of(code.result));
    }
    if (method && KEEPS.has(method)) this.#add(self, got & (PRIVATE | DATA.answer));
  }

  #callHost(path: string, call: Call): void {
    const { arguments: given, result, place } = call;
    const got = this.#inAll(given);
    this.#lead(path, call);
    const first = given[0] ? this.#in(given[0]) : 0;
    if (isIn(HOST_DATA.runs, path) && first & DATA.answer) this.#use({ kind: 'command', place });
    if (isIn(HOST_DATA.writes, path) && given[1] && this.#in(given[1]) & DATA.answer && (first & DATA.scriptPath || textsIn(given[0]!).some((text) => SCRIPT_PATH.test(text)))) this.#use({ kind: 'script', place });
    const isOpen = (got & PRIVATE) !== 0 && isIn(HOST_DATA.sends, path);
    if (isOpen && this.#names(call)) this.#sent(got, place);
    // What is kept in a repository goes where that is pushed to.
    if (path.startsWith('git.') && got & DATA.secrets) this.#sent(DATA.secrets, place);
    if (isIn(HOST_DATA.opens, path) && this.#names(call)) this.#add(result, DATA.connection | DATA.answer);
  }

  /** What a call answers because of what it is given. */
  #lead(path: string, { arguments: given, result }: Call): void {
    const rows = rowOf(HOST_DATA.leads, path);
    if (rows === null) return;
    const got = this.#inAll(given);
    for (const [mark, to] of rows) if (got & DATA[mark] || given.some((each) => textsIn(each).some((text) => isPathOf(mark, text)))) this.#add(result, DATA[to]);
  }

  /** Does a call name a server that is neither this computer nor one of its network? */
  #names({ arguments: given }: Call): boolean {
    return given.some((each) => (this.#in(each) & DATA.server) !== 0 || within(each).some((cell) => textsIn(cell).some(isServer))) || given.some(namesHost);
  }

  #sent(bits: number, place: Place): void {
    for (const what of PRIVATE_MARKS) if (bits & DATA[what]) this.#use({ kind: 'sent', what, place });
  }

  #use(use: DataUse): void {
    this.#uses.set(`${use.kind} ${use.kind === 'sent' ? use.what : ''} ${use.place.start} ${use.place.file}`, use);
  }

  #replaced(): void {
    for (const { of, name, by, place } of this.machine.carried.replaced) {
      const path = memberPath(of.path, name);
      if (of.path.startsWith('@') || this.machine.paths.gateOf(path) !== path) continue;
      if (functionsIn([by]).length > 0) this.#use({ kind: 'replaced', path, place });
    }
  }

  /** The marks of a cell. */
  #of(cell: Cell): number {
    return this.#marks.get(cell) ?? 0;
  }

  /** The marks of a cell and of everything in the objects that it holds. */
  #in(cell: Cell): number {
    let bits = 0;
    for (const each of within(cell)) {
      bits |= this.#of(each);
      if (holdsAllKept(each)) bits |= DATA.storage;
    }
    return bits;
  }

  #inAll(cells: readonly Cell[]): number {
    let bits = 0;
    for (const cell of cells) bits |= this.#in(cell);
    return bits;
  }
}

function put<T>(lists: Map<Cell, T[]>, cell: Cell, value: T): void {
  const list = lists.get(cell);
  if (list) list.push(value);
  else lists.set(cell, [value]);
}

/** A function of which nothing is followed that it does with what it gets: neither one of the package, nor a method of its lists and maps. */
function isUnseen(callee: Value): boolean {
  return !(callee.kind === 'thing' && callee.code) && !(callee.kind === 'builtin' && callee.target);
}

/** The cells on which depends what a call does. */
function partsOf({ self, arguments: given }: Call): Cell[] {
  const parts = [self, ...given].filter((cell) => cell !== INERT).flatMap(within);
  for (const { result } of functionsIn(given)) parts.push(result);
  return parts;
}

/** A cell and those in the objects that it holds; not what functions hold. */
function within(cell: Cell): Cell[] {
  const parts = [cell];
  if (!cell.values.some(isObject)) return parts;
  for (let depth = 0, from = 0; depth < DEEPEST && parts.length < MOST_CELLS; depth++) {
    const until = parts.length;
    for (; from < until; from++) for (const value of parts[from]!.values) if (isObject(value)) addParts(value, parts);
  }
  return parts;
}

function addParts(thing: Thing, parts: Cell[]): void {
  for (const part of [...fieldsOf(thing), thing.rest, thing.protos]) if (parts.length < MOST_CELLS && !parts.includes(part)) parts.push(part);
}

function isObject(value: Value): value is Thing {
  return value.kind === 'thing' && value.code === null;
}

/** What a page keeps, as a whole. */
function holdsAllKept({ values }: Cell): boolean {
  return values.some((value) => value.kind === 'host' && KEPT_OBJECTS.has(value.path));
}

function functionsIn(cells: readonly Cell[]): Code[] {
  return cells.flatMap(({ values }) => values.flatMap((value) => (value.kind === 'thing' && value.code ? value.code : [])));
}

function textsIn({ values }: Cell): string[] {
  return values.flatMap((value) => (value.kind === 'text' ? value.text : []));
}

/** The address of a server, its name complete. */
function isServer(text: string): boolean {
  return /^(?:https?|wss?):\/\/[^/?#]+(?:[/?#]|$)/i.test(text) && namesStranger(text);
}

/** `{ host: 'example.org' }` */
function namesHost(options: Cell): boolean {
  return options.values.some((value) => value.kind === 'thing' && ['host', 'hostname'].some((name) => textsIn(value.fields?.get(name) ?? INERT).some((host) => /^[\w-]+(?:\.[\w-]+)+$/.test(host) && namesStranger(`tcp://${host}`))));
}

/** Parts of a path, as `path.join` gets them. */
function pathOf(given: readonly Cell[]): string {
  return given.map((each) => textsIn(each)[0] ?? '\0').join('/');
}

function isPathOf(mark: Mark, text: string): boolean {
  return mark === 'credentialPath' ? CREDENTIAL_PATH.test(text) : mark === 'settingsPath' && SETTINGS_PATH.test(text);
}

function bare(path: string): string {
  return path.replace(/\.\*$/, '');
}

/** The longest row that a path begins with. */
function rowOf<T>(rows: Readonly<Record<string, T>>, path: string): T | null {
  for (let way: string | null = bare(path); way !== null; way = parentOf(way)) if (Object.hasOwn(rows, way)) return rows[way]!;
  return null;
}

function isIn(rows: readonly string[], path: string): boolean {
  for (let way: string | null = bare(path); way !== null; way = parentOf(way)) if (rows.includes(way)) return true;
  return false;
}
