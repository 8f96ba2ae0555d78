import { callBuiltin, COLLECTION_METHODS, globalNamed } from './builtins.js';
import { GatePaths, memberPath } from './paths.js';
import { Cell, FREE, INERT, NUMBER, Propagation, UNKNOWN } from './values.js';
import type { Builtin, Code, Host, Place, Text, Thing, Value } from './values.js';

/** How a call is made. */
export interface Call {
  callee: Cell;
  /** The object that the function was read from. */
  self: Cell;
  arguments: readonly Cell[];
  /** From this index on the arguments are lists of arguments; -1 for none. */
  spread: number;
  isNew: boolean;
  /** Arguments by name. */
  keywords?: ReadonlyMap<string, Cell>;
  result: Cell;
  place: Place;
}

/** What the inference tells while it runs. */
export interface Witness {
  /** A row of the catalogue is used. */
  used(gate: string, place: Place): void;
  /** From here on the part of the host at `path` cannot be followed. */
  lost(path: string, place: Place, why: string): void;
  /** Loads a module: the cell of its exports, or null for one that is not in the package. */
  load(specifier: string, from: string): Cell | null;
}

const BORROWED = new Set(['call', 'apply', 'bind']);
const LONGEST_TEXT = 100;

/** The rules of the language: what reading, writing, calling and handing out do to values. */
export class Machine {
  readonly flow = new Propagation((value) => this.escape(value, { file: '', start: 0 }, 'too many values meet in one place'));
  readonly #hosts = new Map<string, Host>();
  readonly #texts = new Map<string, Text>();
  readonly #globals = new Map<string, Cell>();
  readonly #methods = new Map<Value, Map<string, Builtin>>();

  constructor(
    readonly paths: GatePaths,
    /** Names that the host provides → path. */
    private readonly names: Readonly<Record<string, string>>,
    readonly witness: Witness,
  ) {}

  /** The host's part at `path`; what leads to no row is free, what is below one stays that row. */
  host(path: string): Value {
    let known = path;
    if (path !== '@' && !this.paths.leads(path)) {
      const gate = this.paths.gateOf(path);
      if (gate === null || path.startsWith(`${gate}()`)) return path.startsWith('@') && gate === null ? UNKNOWN : FREE;
      known = `${gate}.*`;
    }
    const host = this.#hosts.get(known) ?? { kind: 'host', path: known };
    this.#hosts.set(known, host);
    return host;
  }

  text(text: string): Value {
    if (text.length > LONGEST_TEXT) return UNKNOWN;
    const known = this.#texts.get(text) ?? { kind: 'text', text };
    this.#texts.set(text, known);
    return known;
  }

  cell(...values: Value[]): Cell {
    const cell = new Cell();
    for (const value of values) this.flow.add(cell, value);
    return cell;
  }

  thing(code: Code | null = null): Thing {
    return { kind: 'thing', fields: new Map(), rest: new Cell(), protos: new Cell(), all: null, written: new Set(), code, escaped: false, handed: false };
  }

  /** A function with so many parameters. */
  code(parameters: number): Code {
    const params = Array.from({ length: parameters }, () => new Cell());
    return { params, rest: -1, result: new Cell(), self: new Cell(), instance: this.thing(), list: null, inherits: null, makes: false, names: [], extra: -1, bound: false };
  }

  /** The variable that everything in the package shares under this name. */
  global(name: string): Cell {
    const known = this.#globals.get(name);
    if (known) return known;
    const cell = new Cell();
    this.#globals.set(name, cell);
    const path = Object.hasOwn(this.names, name) ? this.names[name] : undefined;
    this.flow.add(cell, path === undefined ? globalNamed(name, this) : this.host(path));
    return cell;
  }

  /** A cell for what the field holds; once a thing is out of sight, so is whatever its fields will hold. */
  field(thing: Thing, name: string): Cell {
    const known = thing.fields.get(name);
    if (known) return known;
    const cell = new Cell();
    thing.fields.set(name, cell);
    this.flow.flow(thing.rest, cell);
    this.flow.on(thing.protos, (proto) => this.readFrom(proto, name, cell, { file: '', start: 0 }));
    if (thing.all) this.flow.flow(cell, thing.all);
    if (thing.escaped) this.flow.on(cell, (value) => this.escape(value, { file: '', start: 0 }, ''));
    if (thing.handed) this.flow.on(cell, (value) => this.hand(value));
    return cell;
  }

  /** Everything that the members of a thing hold. */
  all(thing: Thing): Cell {
    if (thing.all) return thing.all;
    thing.all = new Cell();
    this.flow.flow(thing.rest, thing.all);
    for (const cell of thing.fields.values()) this.flow.flow(cell, thing.all);
    this.flow.on(thing.protos, (proto) => proto.kind === 'thing' && this.flow.flow(this.all(proto), thing.all!));
    return thing.all;
  }

  read(object: Cell, name: string, to: Cell, place: Place): void {
    this.flow.on(object, (value) => this.readFrom(value, name, to, place));
  }

  readFrom(value: Value, name: string, to: Cell, place: Place): void {
    const { flow } = this;
    switch (value.kind) {
      case 'host':
        if ((name === 'then' || name === 'catch' || name === 'finally') && !this.paths.leads(memberPath(value.path, name))) return flow.add(to, this.method(value, name, place));
        if (value.path === '@') return flow.flow(this.global(name), to);
        return flow.add(to, name === 'constructor' ? UNKNOWN : this.host(memberPath(value.path, name)));
      case 'thing':
        return this.#readThing(value, name, to, place);
      case 'builtin':
        if (BORROWED.has(name) && value.name !== 'Reflect') return flow.add(to, this.method(value, name, place));
        return value.target ? flow.add(to, UNKNOWN) : flow.flow(this.global(`${value.name}.${name}`), to);
      case 'unknown':
        return flow.add(to, UNKNOWN);
      default:
        return flow.add(to, name === 'constructor' ? UNKNOWN : FREE);
    }
  }

  #readThing(thing: Thing, name: string, to: Cell, place: Place): void {
    if (name === '__proto__') return this.flow.flow(thing.protos, to);
    if (thing.code && name === 'prototype') return this.flow.add(to, thing.code.instance);
    if (name === 'constructor' && !thing.written.has(name)) return this.flow.add(to, UNKNOWN);
    this.flow.flow(this.field(thing, name), to);
    if (thing.code ? BORROWED.has(name) : COLLECTION_METHODS.has(name) && !thing.written.has(name)) this.flow.add(to, this.method(thing, name, place));
  }

  /** The method `name` of a value, the same one each time. */
  method(target: Value, name: string, { file }: Place): Builtin {
    const methods = this.#methods.get(target) ?? new Map<string, Builtin>();
    this.#methods.set(target, methods);
    const known = methods.get(name) ?? { kind: 'builtin', name, target, given: [], file };
    methods.set(name, known);
    return known;
  }

  /** Reads a member whose name is in a cell. */
  readDynamic(object: Cell, key: Cell, to: Cell, place: Place): void {
    this.flow.on(key, (name) => {
      if (name.kind === 'text') return this.read(object, name.text, to, place);
      this.flow.on(object, (value) => this.#readAny(value, to, place, name.kind === 'number'));
    });
  }

  /** Everything that an object may give: elements, entries, members. */
  readAll(object: Cell, to: Cell, place: Place): void {
    this.flow.on(object, (value) => this.#readAny(value, to, place, true));
  }

  #readAny(value: Value, to: Cell, place: Place, isElement: boolean): void {
    if (value.kind === 'thing') {
      this.flow.flow(this.all(value), to);
      this.flow.on(value.protos, (proto) => proto.kind === 'host' && this.#readAny(proto, to, place, isElement));
    } else if (value.kind === 'host') {
      this.flow.add(to, FREE);
      if (!isElement) this.#lose(value, place, 'a member is chosen by a name that is only known at run time');
    } else this.flow.add(to, isElement && value.kind !== 'unknown' ? FREE : UNKNOWN);
  }

  write(object: Cell, name: string, from: Cell, place: Place): void {
    this.flow.on(object, (value) => this.writeTo(value, name, from, place));
  }

  writeTo(value: Value, name: string, from: Cell, place: Place): void {
    if (value.kind === 'thing') {
      value.written.add(name);
      if (name === '__proto__') return this.flow.flow(from, value.protos);
      if (value.code && name === 'prototype') return this.flow.flow(from, value.code.instance.protos);
      this.flow.flow(from, this.field(value, name));
      this.flow.on(from, (given) => given.kind === 'thing' && given.code && !given.code.bound && this.flow.add(given.code.self, value));
    } else if (value.kind === 'host') {
      if (value.path === '@') this.flow.flow(from, this.global(name));
      else this.#use(memberPath(value.path, name), place);
    } else if (value.kind !== 'free' && value.kind !== 'text') this.flow.on(from, (given) => this.escape(given, place, 'it is stored in an object that cannot be seen'));
  }

  writeDynamic(object: Cell, key: Cell, from: Cell, place: Place): void {
    this.flow.on(key, (name) => {
      if (name.kind === 'text') return this.write(object, name.text, from, place);
      this.flow.on(object, (value) => {
        if (value.kind === 'thing') this.flow.flow(from, value.rest);
        else if (value.kind === 'host') this.#lose(value, place, 'a member is written by a name that is only known at run time');
        else if (value.kind === 'unknown') this.flow.on(from, (given) => this.escape(given, place, 'it is stored in an object that cannot be seen'));
      });
    });
  }

  call(call: Call): void {
    this.flow.on(call.callee, (callee) => this.callValue(callee, call));
  }

  callValue(callee: Value, call: Call): void {
    switch (callee.kind) {
      case 'thing':
        if (callee.code) return this.#callCode(callee.code, call);
        return;
      case 'host':
        return this.#callHost(callee, call);
      case 'builtin':
        return callBuiltin(callee, call, this);
      case 'free':
        for (const each of allOf(call)) this.flow.on(each, (value) => this.hand(value));
        return this.flow.add(call.result, FREE);
      case 'unknown':
        for (const each of allOf(call)) this.flow.on(each, (value) => this.escape(value, call.place, 'it is given to code that cannot be seen'));
        return this.flow.add(call.result, UNKNOWN);
      default:
    }
  }

  #callHost({ path }: Host, call: Call): void {
    const { result, place } = call;
    this.#use(path, place);
    for (const each of allOf(call)) this.flow.on(each, (value) => this.hand(value));
    const called = this.host(`${path.replace(/\.\*$/, '')}()`);
    this.flow.add(result, called.kind === 'host' && !called.path.endsWith('()') ? FREE : called);
  }

  #callCode(code: Code, call: Call): void {
    const { arguments: given, spread, place } = call;
    given.forEach((argument, index) => {
      if (spread >= 0 && index >= spread) this.#spread(code, argument, index === spread ? spread : -1, place);
      else if (code.rest >= 0 && index >= code.rest) this.#addRest(code, argument, index);
      else this.flow.flow(argument, code.params[index] ?? INERT);
      if (!code.list) return;
      if (spread >= 0 && index >= spread) this.readAll(argument, code.list.rest, place);
      else this.flow.flow(argument, this.field(code.list, String(index)));
    });
    for (const [name, value] of call.keywords ?? []) this.#callByName(code, name, value);
    if (code.inherits) this.call({ ...call, callee: code.inherits, self: this.cell(code.instance), isNew: false, result: INERT });
    if (!call.isNew && !code.makes) {
      if (!code.bound) this.flow.flow(call.self, code.self);
      this.flow.flow(code.result, call.result);
      return;
    }
    this.flow.add(code.self, code.instance);
    this.flow.add(call.result, code.instance);
    this.flow.on(code.result, (value) => (value.kind === 'thing' || value.kind === 'host') && this.flow.add(call.result, value));
  }

  /** A list of arguments: in their order where that is known, else each for each parameter. */
  #spread(code: Code, list: Cell, start: number, place: Place): void {
    code.params.forEach((param, index) => {
      if (start < 0 || index === code.rest) return this.readAll(list, index === code.rest ? this.#restOf(code) : param, place);
      if (index >= start) this.flow.on(list, (value) => (value.kind === 'thing' ? this.readFrom(value, String(index - start), param, place) : this.#readAny(value, param, place, true)));
    });
  }

  #restOf(code: Code): Cell {
    for (const list of code.params[code.rest]?.values ?? []) if (list.kind === 'thing') return list.rest;
    return INERT;
  }

  #callByName(code: Code, name: string, value: Cell): void {
    const index = code.names.indexOf(name);
    if (index >= 0) return this.flow.flow(value, code.params[index] ?? INERT);
    for (const list of code.params[code.extra]?.values ?? []) if (list.kind === 'thing') this.flow.flow(value, this.field(list, name));
  }

  /** The list of the rest parameter is the only value that its cell has from the start. */
  #addRest(code: Code, argument: Cell, index: number): void {
    for (const list of code.params[code.rest]?.values ?? []) {
      if (list.kind === 'thing') this.flow.flow(argument, this.field(list, String(index - code.rest)));
    }
  }

  /** The value goes where it cannot be followed; what it holds goes with it. */
  escape(value: Value, place: Place, why: string): void {
    if (value.kind === 'host') return this.#lose(value, place, why);
    if (value.kind === 'builtin') return value.target ? this.escape(value.target, place, why) : undefined;
    if (value.kind !== 'thing' || value.escaped) return;
    value.escaped = true;
    const out = (each: Value): void => this.escape(each, place, why);
    for (const cell of [...value.fields.values(), value.rest, value.protos]) this.flow.on(cell, out);
    if (!value.code) return;
    for (const param of value.code.params) this.flow.add(param, UNKNOWN);
    if (value.code.list) this.flow.add(value.code.list.rest, UNKNOWN);
    this.flow.on(value.code.result, out);
  }

  /** The host gets the value: it may call functions with things that need no permission, and has the host object anyway. */
  hand(value: Value): void {
    if (value.kind === 'builtin' && value.target) return this.hand(value.target);
    if (value.kind !== 'thing' || value.handed) return;
    value.handed = true;
    const give = (each: Value): void => this.hand(each);
    for (const cell of [...value.fields.values(), value.rest, value.protos]) this.flow.on(cell, give);
    if (!value.code) return;
    for (const param of value.code.params) this.flow.add(param, FREE);
    if (value.code.list) this.flow.add(value.code.list.rest, FREE);
    this.flow.on(value.code.result, give);
    this.flow.on(value.code.instance.protos, give);
  }

  #use(path: string, place: Place): void {
    const gate = this.paths.gateOf(path.replace(/\.\*$/, ''));
    if (gate !== null) this.witness.used(gate, place);
  }

  /** The module itself may be what a row names. */
  touch(path: string, place: Place): void {
    if (this.paths.gateOf(path) === path) this.witness.used(path, place);
  }

  #lose({ path }: Host, place: Place, why: string): void {
    const bare = path.replace(/\.\*$/, '');
    if (this.paths.gateOf(bare) !== null) this.#use(bare, place);
    else this.witness.lost(path, place, why);
  }

  /** `left + right` for texts; anything else with a text is an unknown text. */
  join(left: Cell, right: Cell, to: Cell): void {
    if (left === INERT || right === INERT) return this.flow.add(to, UNKNOWN);
    this.flow.on(left, (a) => this.flow.on(right, (b) => {
      if (a.kind === 'number' && b.kind === 'number') return this.flow.add(to, NUMBER);
      this.flow.add(to, a.kind === 'text' && b.kind === 'text' ? this.text(a.text + b.text) : UNKNOWN);
    }));
  }
}

/** Every argument of a call, by place and by name. */
function allOf({ arguments: given, keywords }: Call): readonly Cell[] {
  return keywords ? [...given, ...keywords.values()] : given;
}
