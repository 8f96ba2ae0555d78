import { Brought } from './brought.js';
import { globalNamed, SYMBOL, WRAPPER, WRAPPERS } from './builtins.js';
import { HELD_NAMES, HOST_DATA } from '../host-data.js';
import { callValue, type Call } from './calls.js';
import { Carried } from './carried.js';
import { Exits } from './exits.js';
import { Hosts } from './hosts.js';
import { ITERATES, Iterators } from './iterators.js';
import { Maps } from './maps.js';
import { COLLECTION_METHODS, PLAIN_MEMBERS } from './methods.js';
import { Own } from './own.js';
import { GatePaths, memberPath } from './paths.js';
import { Readings } from './readings.js';
import { asksByName, CONVERTS, nameOf, OF_FUNCTIONS, OF_NAMES, SPECIAL_NAME } from './special-names.js';
import { Unseen } from './unseen.js';
import type { Called } from './uses.js';
import { Cell, EXPORTED, fieldsOf, FREE, handedAt, INERT, noteWritten, NUMBER, PROJECT, Propagation, UNKNOWN } from './values.js';
import type { Builtin, Code, Place, Text, Thing, Value } from './values.js';

/** What the inference tells while it runs. */
export interface Witness {
  /** A row of the catalogue is used; by a call of a method by its name, whatever its object is besides may be what has it. */
  used(gate: string, place: Place, called?: Called): void;
  /** From here on the part of the host at `path` cannot be followed. */
  lost(path: string, place: Place, why: string): void;
  /** Loads a module: the cell of its exports, or null for one that is not in the package; what that may do is told of the place. */
  load(specifier: string, from: string, place?: Place): Cell | null;
  /** A name on the global object that neither the host nor the language provides is read, or written. */
  shared(name: string, isWritten: boolean): void;
}

const BORROWED = new Set(['call', 'apply', 'bind']);
const LONGEST_TEXT = 100;
/** Members that name the folder of a project. */
const OF_PROJECT = /^(?:root(?:Path|Uri|Dir)?|path|fsPath|uri|folder|directory|cwd)$/;
/** Members that tell how much there is, or where, and not what. */
const MEASURES = new Set(['ok', 'status_code', 'statusCode', 'length', 'size', 'byteLength', 'startRow', 'endRow', 'startCol', 'endCol', 'rowCount', 'columnCount']);
const COUNTS = new Set(['length', 'size']);
/** Members of elements of a page that are addresses which it loads. */
export const LOADS: ReadonlySet<string> = new Set(['src', 'srcset', 'poster', 'backgroundImage', 'background', 'cssText']);
/** Members of a form of a page that say where it is sent. */
export const AIMS: ReadonlySet<string> = new Set(['action', 'formAction']);
/** Members of objects that are followed in one package: each asks all that its object inherits from, so that long lines of heirs make more than any memory holds. Honest packages have up to 18,000. */
const MOST_FIELDS = 200_000;

/** The rules of the language: what reading, writing, calling and handing out do to values. */
export class Machine {
  readonly flow = new Propagation((value, exit) => this.exits.take(value, exit));
  readonly exits = new Exits(this);
  readonly hosts: Hosts;
  readonly #texts = new Map<string, Text>();
  readonly #globals = new Map<string, Cell>();
  readonly #made = new Map<Cell, Thing>();
  readonly #called = new Map<Cell, Set<Builtin>>();
  #fields = 0;
  readonly #methods = new Map<Value, Map<string, Builtin>>();

  readonly unseen = new Unseen(this);
  readonly carried = new Carried();
  readonly brought = new Brought(this.flow);
  readonly readings = new Readings();

  /** An array that nobody fills: its methods are borrowed. */
  readonly noList = this.thing();
  readonly iterators = new Iterators(this);
  readonly maps = new Maps(this);
  /** Who wants to hear of members that are asked for, and what is of Python. */
  readonly own = new Own();

  /** What a function that is called by itself has for its `this`, unless it is strict. */
  readonly bare: Cell;

  constructor(
    readonly paths: GatePaths,
    /** Names that the host provides → path. */
    private readonly names: Readonly<Record<string, string>>,
    readonly witness: Witness,
  ) {
    this.hosts = new Hosts(paths, witness);
    this.bare = this.cell(this.hosts.at('@'));
  }

  text(text: string): Value {
    if (text.length > LONGEST_TEXT) return UNKNOWN;
    const known = this.#texts.get(text) ?? { kind: 'text', text };
    this.#texts.set(text, known);
    return known;
  }

  /** A new cell that holds nothing, or one value. */
  cell(value?: Value): Cell {
    const cell = new Cell();
    if (value) this.flow.add(cell, value);
    return cell;
  }

  thing(code: Code | null = null): Thing {
    return { kind: 'thing', fields: null, rest: new Cell(), protos: new Cell(), all: null, names: null, written: null, code, maker: null, escaped: null, handed: null };
  }

  /** What the call with this result makes: one thing, however often it is made. */
  madeBy(result: Cell): Thing {
    const made = this.#made.get(result) ?? this.thing();
    this.#made.set(result, made);
    return made;
  }

  /** False when the call with this result called the builtin before: lists of methods would call themselves for ever. */
  isFirst(result: Cell, builtin: Builtin): boolean {
    const called = this.#called.get(result) ?? new Set<Builtin>();
    this.#called.set(result, called);
    if (called.has(builtin)) return false;
    called.add(builtin);
    return true;
  }

  /** A function with so many parameters. */
  code(parameters: number): Code {
    const params: Cell[] = [];
    for (let index = 0; index < parameters; index++) params.push(new Cell());
    return { params, rest: -1, result: new Cell(), self: new Cell(), instance: this.thing(), list: null, inherits: null, makes: false, names: [], extra: -1, bound: false, strict: false, isCalled: false, isConstructor: false, again: null };
  }

  /** Does the host or the language provide something under this name? */
  provides(name: string): boolean {
    return Object.hasOwn(this.names, name) || globalNamed(name, this) !== UNKNOWN;
  }

  /** The variable that everything in the package shares under this name. */
  global(name: string): Cell {
    const known = this.#globals.get(name);
    if (known) return known;
    const cell = new Cell();
    this.#globals.set(name, cell);
    if (Brought.isLacking(name)) this.brought.ask(cell);
    const path = Object.hasOwn(this.names, name) ? this.names[name] : undefined;
    const value = path === undefined ? globalNamed(name, this) : this.hosts.at(path);
    if (ITERATES.has(name)) this.iterators.wake();
    if (value === UNKNOWN && Brought.isLacking(name)) return cell;
    if (value === UNKNOWN && !name.includes('.')) this.witness.shared(name, false);
    this.flow.add(cell, value);
    return cell;
  }

  /** A cell for what the field holds; once a thing is out of sight, so is whatever its fields will hold. */
  field(thing: Thing, name: string): Cell {
    const known = thing.fields?.get(name);
    if (known) return known;
    const cell = this.#newField(thing, name);
    // Nothing that a generator yields is a member of it, and how much there is says nothing of what.
    if (!this.iterators.isGenerator(thing) && !COUNTS.has(name)) this.flow.flow(thing.rest, cell);
    return cell;
  }

  /** The same for what a map has under a key: what it has under unknown ones may be it, but not the pairs that it gives to who runs over it. */
  entry(map: Thing, key: string): Cell {
    const name = `=${key}`;
    const known = map.fields?.get(name);
    if (known) return known;
    const cell = this.#newField(map, name);
    this.maps.valuesIn(map.rest, cell);
    this.carried.add(map.rest, cell);
    return cell;
  }

  #newField(thing: Thing, name: string): Cell {
    if (++this.#fields > MOST_FIELDS) return this.flow.giveUp();
    const cell = new Cell();
    thing.fields ??= new Map();
    thing.fields.set(name, cell);
    this.flow.on(thing.protos, (proto) => this.readFrom(proto, name, cell, EXPORTED.place));
    this.carried.add(thing.protos, cell);
    if (thing.all) this.flow.flow(cell, thing.all);
    if (thing.names) this.flow.add(thing.names, this.text(name));
    if (thing.escaped) this.flow.exit(cell, thing.escaped);
    if (thing.handed) this.flow.exit(cell, thing.handed);
    this.own.tell(thing, name, cell);
    return cell;
  }

  /** Everything that the members of a thing hold. */
  all(thing: Thing): Cell {
    if (thing.all) return thing.all;
    thing.all = new Cell();
    this.flow.flow(thing.rest, thing.all);
    for (const cell of fieldsOf(thing)) this.flow.flow(cell, thing.all);
    this.flow.on(thing.protos, (proto) => proto.kind === 'thing' && this.flow.flow(this.all(proto), thing.all!));
    return thing.all;
  }

  /** The names of all members of a thing: unknown as soon as one is, or somebody else may add some. */
  namesOf(thing: Thing): Cell {
    if (thing.names) return thing.names;
    const names = new Cell();
    thing.names = names;
    for (const name of thing.fields?.keys() ?? []) this.flow.add(names, this.text(name));
    for (const cell of [thing.rest, thing.protos]) this.flow.on(cell, () => this.flow.add(names, UNKNOWN));
    if (thing.escaped || thing.handed) this.flow.add(names, UNKNOWN);
    return names;
  }

  read(object: Cell, name: string, to: Cell, place: Place): void {
    if (!MEASURES.has(name)) this.carried.add(object, to);
    if (Object.hasOwn(HOST_DATA.parts, name)) this.carried.part(name, to);
    if (HELD_NAMES.has(name)) this.carried.hold(to, place);
    // What is set there is a part of the address.
    if (name === 'searchParams') this.carried.add(to, object);
    this.flow.on(object, (value) => this.readFrom(value, name, to, place));
  }

  readFrom(value: Value, name: string, to: Cell, place: Place): void {
    const { flow } = this;
    if (name === 'id' && (value.kind === 'host' || value.kind === 'free')) this.carried.id(to);
    switch (value.kind) {
      case 'host':
        if ((name === 'then' || name === 'catch' || name === 'finally') && !this.paths.leads(memberPath(value.path, name))) return flow.add(to, this.method(value, name, place));
        if (name === 'valueOf') return flow.add(to, this.method(value, name, place));
        // Whether there is one, is up to who loads the module.
        if (name === 'default' && value.path !== '@' && !this.paths.leads(memberPath(value.path, name))) flow.add(to, value);
        if (name === '__proto__' || name === '__dict__') return flow.add(to, value);
        if (OF_NAMES.has(name)) return flow.add(to, asksByName(value, name, place, this));
        if (value.path === '@') return flow.flow(this.global(name), to);
        return flow.add(to, name === 'constructor' ? UNKNOWN : this.hosts.memberOf(value, name));
      case 'thing':
        return this.#readThing(value, name, to, place);
      case 'builtin':
        if (BORROWED.has(name) && value.name !== 'Reflect') return flow.add(to, this.method(value, name, place));
        // All that a symbol has is what it is called.
        if (SYMBOL.test(value.name)) return name === 'description' || CONVERTS.has(name) ? flow.add(to, UNKNOWN) : undefined;
        if (value.name === WRAPPER) return flow.add(to, WRAPPERS.test(name) ? value : UNKNOWN);
        return value.target ? flow.add(to, UNKNOWN) : flow.flow(this.global(`${value.name}.${name}`), to);
      case 'unknown':
        return flow.add(to, UNKNOWN);
      case 'member':
        this.hosts.choose(value);
        return flow.add(to, FREE);
      default:
        return flow.add(to, name === 'constructor' ? UNKNOWN : value === PROJECT && OF_PROJECT.test(name) ? PROJECT : FREE);
    }
  }

  #readThing(thing: Thing, name: string, to: Cell, place: Place): void {
    if (name === '__proto__') return this.flow.flow(thing.protos, to);
    if (name === '__dict__') return this.flow.add(to, thing);
    if (OF_NAMES.has(name)) this.flow.add(to, asksByName(thing, name, place, this));
    else if (SPECIAL_NAME.test(name) && !thing.written?.has(name)) this.flow.add(to, thing.code && OF_FUNCTIONS.has(name) ? thing : UNKNOWN);
    if (thing.code && name === 'prototype') return this.flow.add(to, thing.code.instance);
    if (name === 'valueOf') this.flow.add(to, this.method(thing, name, place));
    if (PLAIN_MEMBERS.has(name) && !thing.written?.has(name)) this.flow.add(to, FREE);
    if (name === 'constructor' && !thing.written?.has(name)) return this.flow.add(to, thing.maker ?? UNKNOWN);
    if (name === '__lookupGetter__' || name === '__lookupSetter__') this.exits.escape(thing, place, 'its getters are looked for');
    this.flow.flow(this.field(thing, name), to);
    if (thing.code ? BORROWED.has(name) : COLLECTION_METHODS.has(name) && (this.own.dicts.has(thing) || !thing.written?.has(name))) this.flow.add(to, this.method(thing, name, place));
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
    this.unseen.chosen({ object, key, to, place });
    this.carried.choose(object, key, place);
    this.carried.add(object, to);
    this.flow.on(key, (name) => {
      const known = nameOf(name);
      if (known !== null) return this.read(object, known, to, place);
      this.flow.on(object, (value) => this.readAny(value, to, place, name.kind === 'number'));
    });
  }

  /** Everything that an object may give: elements, entries, members. */
  readAll(object: Cell, to: Cell, place: Place): void {
    this.carried.add(object, to);
    this.flow.on(object, (value) => {
      this.readAny(value, to, place, true);
      if (value.kind === 'thing') this.iterators.runOver(value, to, place);
    });
  }

  /** The element of a list at this index, as a spread or a pattern gives it. */
  element(list: Cell, index: number, to: Cell, place: Place): void {
    this.carried.add(list, to);
    this.iterators.iterate(list, to, place);
    this.flow.on(list, (value) => {
      if (value.kind !== 'thing') return this.readAny(value, to, place, true);
      this.readFrom(value, String(index), to, place);
    });
  }

  /** Whatever an object may give; the elements of a list, or any member. */
  readAny(value: Value, to: Cell, place: Place, isElement: boolean): void {
    if (value.kind === 'thing') {
      this.flow.flow(this.all(value), to);
      this.flow.on(value.protos, (proto) => proto.kind === 'host' && this.readAny(proto, to, place, isElement));
    } else if (value.kind === 'host') {
      this.flow.add(to, isElement ? FREE : this.hosts.anyMemberOf(value, place));
    } else if (value.kind === 'member') {
      this.hosts.choose(value);
      this.flow.add(to, FREE);
    } else this.flow.add(to, isElement && value.kind !== 'unknown' ? FREE : UNKNOWN);
  }

  write(object: Cell, name: string, from: Cell, place: Place): void {
    this.carried.store(object, name, from, place);
    if (AIMS.has(name)) this.carried.aim(object, from);
    if (LOADS.has(name)) this.carried.load({ what: from, base: from, place });
    this.flow.on(object, (value) => this.writeTo(value, name, from, place));
  }

  writeTo(value: Value, name: string, from: Cell, place: Place): void {
    if (value.kind === 'thing') {
      noteWritten(value, name);
      if (name === '__proto__') return this.flow.flow(from, value.protos);
      if (value.code && name === 'prototype') return this.flow.flow(from, value.code.instance.protos);
      this.flow.flow(from, this.field(value, name));
      const runsByItself = CONVERTS.has(name);
      this.flow.on(from, (given) => {
        if (given.kind === 'thing' && given.code && !given.code.bound) this.flow.add(given.code.self, value);
        else if (runsByItself && given.kind === 'host') this.hosts.lose(given, place, 'the language calls it to make a text or a number of an object');
      });
    } else if (value.kind === 'host') {
      this.carried.replaced.push({ of: value, name, by: from, place });
      if (value.path === '@') return this.writeGlobal(name, from);
      this.hosts.use(memberPath(value.path, name), place);
      this.flow.on(from, (given) => (given.kind === 'thing' ? this.exits.hand(given, handedAt(place)) : this.exits.escape(given, place, 'it is stored in a part of the host')));
    } else if (value.kind === 'member') this.hosts.choose(value);
    else if (value.kind === 'builtin' && Brought.isLacking(`${value.name}.${name}`)) this.flow.flow(from, this.global(`${value.name}.${name}`));
    else if (value.kind !== 'free' && value.kind !== 'text') this.flow.on(from, (given) => this.exits.escape(given, place, 'it is stored in an object that cannot be seen'));
  }

  writeGlobal(name: string, from: Cell): void {
    this.witness.shared(name, true);
    this.flow.flow(from, this.global(name));
  }

  writeDynamic(object: Cell, key: Cell, from: Cell, place: Place): void {
    this.flow.on(key, (name) => {
      const known = nameOf(name);
      if (known !== null) return this.write(object, known, from, place);
      this.flow.on(object, (value) => {
        if (value.kind === 'thing') this.flow.flow(from, value.rest);
        else if (value.kind === 'host') {
          this.hosts.lose(value, place, 'a member is written by a name that is only known at run time');
          this.flow.on(from, (given) => given.kind === 'host' && this.exits.escape(given, place, 'it is stored under a name that is only known at run time'));
        }
        else if (value.kind === 'member') this.hosts.choose(value);
        else if (value.kind === 'builtin') this.brought.unseen();
        else if (value.kind === 'unknown') this.flow.on(from, (given) => this.exits.escape(given, place, 'it is stored in an object that cannot be seen'));
      });
    });
  }

  /** Gives an object the member of another one under the name that it has there: of an unknown one, all of them. */
  copy(object: Cell, { key, from, others }: { key: Cell; from: Cell; others: Cell }, member: Cell, place: Place): void {
    this.flow.on(key, (name) => {
      if (name.kind === 'text') {
        const own = this.cell();
        this.read(from, name.text, own, place);
        return this.write(object, name.text, own, place);
      }
      if (name.kind !== 'unknown') return this.writeDynamic(object, this.cell(name), member, place);
      this.flow.on(object, (to) => (to.kind === 'thing' ? this.inherit(from, to) : this.writeDynamic(this.cell(to), this.cell(name), member, place)));
    });
    this.writeDynamic(object, others, member, place);
  }

  /** The members of what a cell holds are members of this thing too. */
  inherit(from: Cell, { protos, rest }: Thing): void {
    this.carried.add(from, rest);
    this.flow.on(from, (value) => (value.kind === 'unknown' ? this.flow.add(rest, UNKNOWN) : this.flow.add(protos, value)));
  }

  call(call: Call): void {
    this.unseen.called(call);
    this.carried.call(call);
    this.flow.on(call.callee, (callee) => callValue(callee, call, this));
  }

  /** `left + right` for texts; anything else with a text is an unknown text. */
  join(left: Cell, right: Cell, to: Cell): void {
    this.carried.join(left, right, to);
    if (left === INERT || right === INERT) return this.flow.add(to, UNKNOWN);
    this.flow.on(left, (a) => this.flow.on(right, (b) => {
      if (a.kind === 'number' && b.kind === 'number') return this.flow.add(to, NUMBER);
      this.flow.add(to, a.kind === 'text' && b.kind === 'text' ? this.text(a.text + b.text) : UNKNOWN);
    }));
  }
}
