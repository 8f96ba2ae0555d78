import type { Machine } from './machine.js';
import { Names } from './module.js';
import type { Python } from './python.js';
import { isDecorated, pythonFunction } from './python-functions.js';
import { answerByCode, callSpecial, elements } from './python-objects.js';
import { assignedIn, childrenOf, inside, splitAt, type SyntaxNode } from './python-tree.js';
import { INERT, noteWritten, UNKNOWN, type Builtin, type Cell, type Place, type Thing, type Value } from './values.js';

/** Decorators that a member of a class has because of what it is, and that call nothing. */
const MARKS = /^@\s*(?:staticmethod|classmethod|property|(?:\w+\.)?(?:cached_property|abstractmethod|override|overload|final)|\w+\.(?:setter|getter|deleter))$/;
const GETTERS = ['property', 'cached_property', 'functools.cached_property', 'abc.abstractproperty'];

/** A class that is being made. */
export interface PythonClass {
  thing: Thing;
  /** The class and those below it. */
  own: Cell;
  place: Place;
}

/** Class → it and those below it. */
const OWN = new WeakMap<Thing, Cell>();
/** Methods as the class itself gives them: with the instance as an argument. */
const OPEN = new WeakSet<Value>();
/** Parts of instances whose classes look at what is written there. */
const TAKING = new WeakSet<Thing>();

/** The class that a `class` makes: calling it makes the instance that its methods see. */
export function pythonClass(script: Python, node: SyntaxNode, names: Names): Thing {
  const { machine } = script;
  const children = childrenOf(node);
  const body = children.find(({ name }) => name === 'Body');
  const list = children.find(({ name }) => name === 'ArgList');
  const parents = machine.cell();
  const keywords = new Map<string, Cell>();
  const isTupled = list !== undefined && OF_TUPLE.test(script.nameOf(list));
  for (const part of list ? splitAt(inside(list), ',') : []) {
    const [parent, equals, value] = part;
    if (parent && part.length === 1) parentOf(script, parent, parents, names);
    else if (parent?.name === '*' && equals) elements(machine, script.expression(equals, names), parents, script.place(equals));
    else if (parent && equals?.name === 'AssignOp' && value) keywords.set(script.nameOf(parent), script.expression(value, names));
    else part.forEach((each) => script.statement(each, names));
  }
  const made = newClass(machine, parents, script.place(node));
  const inner = new Names(names, INERT);
  const before = script.table;
  script.table = made.thing;
  if (body) readBody(script, body, made, inner);
  const giver = isTupled ? parents : decoratorOfData(script, node, names);
  if (body && giver) giveFields(script, body, made, { names: inner, isTupled, hasParents: list !== undefined, giver });
  script.table = before;
  const meta = keywords.get('metaclass');
  keywords.delete('metaclass');
  if (meta) madeByMeta(machine, made, meta);
  const result = machine.cell();
  machine.flow.on(parents, (value) => {
    if (value.kind === 'thing') machine.call({ callee: machine.field(value, '__init_subclass__'), self: INERT, arguments: [], spread: -1, keywords, isNew: false, result, place: made.place });
  });
  return made.thing;
}

/** What gives classes their parameters, by its full name. */
export const DATA_CLASS = 'dataclasses.dataclass';
export const NAMED_TUPLE = 'typing.NamedTuple';
const OF_TUPLE = /^\(\s*(?:typing\.)?NamedTuple\s*,?\s*\)$/;
const OF_DATA = /^@\s*(?:\w+\.)*dataclass\b/;
const INITIAL = /\bInitVar\b/;
/** Arguments for classes above that may be for fields of this one. */
const MOST_ABOVE = 8;

/** The decorator that looks like the one of data classes, as a value. */
function decoratorOfData(script: Python, { parent }: SyntaxNode, names: Names): Cell | null {
  const decorator = parent?.name === 'DecoratedStatement' ? childrenOf(parent).find((child) => child.name === 'Decorator' && OF_DATA.test(script.nameOf(child))) : undefined;
  if (!decorator) return null;
  const [first, ...others] = childrenOf(decorator).slice(1).filter(({ name }) => name === 'VariableName' || name === 'PropertyName');
  let value = first ? script.variable(script.nameOf(first), names) : INERT;
  for (const each of others) {
    const next = script.machine.cell();
    script.machine.read(value, script.nameOf(each), next, script.place(each));
    value = next;
  }
  return value;
}

/** A class of which others are made is what `Base[T]` gives, too. */
function parentOf(script: Python, node: SyntaxNode, parents: Cell, names: Names): void {
  const { flow } = script.machine;
  const value = script.expression(node, names);
  const [object, mark] = node.name === 'MemberExpression' ? childrenOf(node) : [];
  if (!object || mark?.name !== '[') return flow.flow(value, parents);
  const base = script.expression(object, names);
  flow.on(base, (each) => each.kind === 'thing' && each.code?.makes && flow.add(parents, each));
  flow.on(value, (each) => !(each.kind === 'thing' && each.code && !each.code.makes) && flow.add(parents, each));
}

/** What the language makes of `name: type` in a data class or a named tuple: a parameter and a member, in this order. */
function giveFields(script: Python, body: SyntaxNode, { thing, place }: PythonClass, { names, isTupled, hasParents, giver }: { names: Names; isTupled: boolean; hasParents: boolean; giver: Cell }): void {
  const { machine } = script;
  const code = thing.code!;
  if (names.declares('__init__')) return;
  const fields = childrenOf(body).flatMap((node) => {
    const [name, type] = node.name === 'AssignStatement' ? childrenOf(node) : [];
    return name?.name === 'VariableName' && type?.name === 'TypeDef' ? [{ name: script.nameOf(name), type: script.nameOf(type) }] : [];
  });
  const params = fields.map(({ name }, index) => {
    const param = machine.cell();
    for (const each of isTupled ? [name, String(index)] : [name]) {
      noteWritten(code.instance, each);
      machine.flow.flow(param, machine.field(code.instance, each));
    }
    return param;
  });
  // Those of classes above come before them, and nobody knows how many.
  const any = [...params];
  if (!isTupled) machine.call({ callee: machine.field(code.instance, '__post_init__'), self: INERT, arguments: any.filter((_, index) => INITIAL.test(fields[index]!.type)), spread: -1, isNew: false, result: INERT, place });
  if (!isTupled && hasParents) {
    for (let more = 0; more < MOST_ABOVE; more++) params.push(machine.cell());
    machine.flow.on(code.inherits ?? INERT, () => params.forEach((param) => any.forEach((each) => machine.flow.flow(param, each))));
  }
  // Something else of that name may do anything.
  const known = isTupled ? NAMED_TUPLE : DATA_CLASS;
  machine.flow.on(giver, (value) => (value.kind !== 'builtin' || value.name !== known) && params.forEach((param) => machine.flow.exit(param, { place, why: 'it is given to code that cannot be seen' })));
  Object.assign(code, { params, names: fields.map(({ name }) => name), ...((isTupled || !hasParents) && { inherits: null }) });
}

/** A class without members yet. Its instances have what it has, and functions in it as methods. */
function newClass(machine: Machine, parents: Cell, place: Place): PythonClass {
  const thing = machine.thing(machine.code(0));
  const code = thing.code!;
  const { instance } = code;
  code.makes = true;
  instance.maker = thing;
  code.inherits = parents;
  const made: PythonClass = { thing, own: machine.cell(thing), place };
  OWN.set(thing, made.own);
  machine.own.objects.add(instance);
  machine.flow.add(code.self, instance);
  machine.flow.flow(parents, thing.protos);
  machine.flow.on(parents, (value) => {
    if (value.kind === 'host') machine.hosts.lose(value, place, 'a class is made of it');
    if (value.kind !== 'thing' || !value.code) return;
    machine.flow.add(instance.protos, value.code.instance);
    machine.flow.flow(code.self, value.code.self);
    machine.flow.flow(made.own, OWN.get(value) ?? INERT);
    if (TAKING.has(value.code.instance)) taking(machine, instance, (name, cell) => machine.flow.flow(cell, machine.field(value.code!.instance, name)));
  });
  machine.own.whenAsked(instance, (name, cell) => {
    if (name === '__class__') return machine.flow.flow(made.own, cell);
    if (name === '__dict__') return machine.flow.add(cell, instance);
    machine.flow.on(machine.field(thing, name), (value) => bound(machine, made, value, cell));
  });
  return made;
}

/** What `super()` gives in a class: classes above it, also those beside it in classes below. */
export function above(machine: Machine, owner: Thing): Cell {
  const found = machine.cell();
  machine.flow.flow(owner.code!.instance.protos, found);
  machine.flow.on(OWN.get(owner) ?? INERT, (below) => below.kind === 'thing' && below !== owner && below.code && machine.flow.flow(below.code.instance.protos, found));
  return found;
}

/** What a member of a class is for an instance. */
function bound(machine: Machine, { thing, place }: PythonClass, value: Value, cell: Cell): void {
  if (OPEN.has(value)) return;
  machine.flow.add(cell, value);
  if (value.kind !== 'thing' || !value.code || value.code.bound || value.code.makes) return;
  const partial: Builtin = { kind: 'builtin', name: 'partial', target: value, given: [thing.code!.self], file: place.file };
  machine.flow.add(cell, partial);
}

/** Whoever writes to an instance calls something. */
function taking(machine: Machine, instance: Thing, take: (name: string, cell: Cell) => void): void {
  TAKING.add(instance);
  machine.own.whenAsked(instance, take);
}

/** A class of Python's library that does nothing by itself. */
export function emptyClass(machine: Machine, place: Place): Thing {
  const { thing } = newClass(machine, machine.cell(), place);
  for (const owner of [thing, thing.code!.instance]) for (const name of ['__init__', '__init_subclass__', '__class_getitem__']) noteWritten(owner, name);
  return thing;
}

/** Calls nothing of the package. */
export const CLASS_OF_CLASSES = 'abc.ABCMeta';

/** A class of classes: what it has, the class has, and it is told of it. */
function madeByMeta(machine: Machine, { thing, place }: PythonClass, meta: Cell): void {
  machine.own.objects.add(thing);
  const others = machine.cell();
  machine.flow.on(meta, (value) => {
    if (value.kind !== 'builtin' || value.name !== CLASS_OF_CLASSES) machine.flow.add(others, value);
    if (value.kind !== 'thing' || !value.code) return;
    machine.flow.add(thing.protos, value.code.instance);
    machine.flow.add(value.code.self, thing);
  });
  const result = machine.cell();
  machine.call({ callee: others, self: INERT, arguments: [machine.cell(UNKNOWN), machine.cell(UNKNOWN), machine.cell(thing)], spread: -1, isNew: false, result, place });
  machine.flow.exit(result, { place, why: 'a class of classes makes something in its place' });
}

function readBody(script: Python, body: SyntaxNode, made: PythonClass, names: Names): void {
  const { machine } = script;
  const { thing } = made;
  const statements = childrenOf(body);
  const functions = statements.map((node) => (node.name === 'DecoratedStatement' ? childrenOf(node).find(({ name }) => name === 'FunctionDefinition') : node));
  const methods = new Set(functions.flatMap((node) => (node?.name === 'FunctionDefinition' ? [nameIn(script, node)] : [])));
  for (const name of methods) machine.flow.flow(machine.field(thing, name), names.declare(name));
  for (const name of assignedIn(body, script.text).names) {
    if (methods.has(name)) continue;
    noteWritten(thing, name);
    noteWritten(thing.code!.instance, name);
    machine.flow.flow(names.declare(name), machine.field(thing, name));
    machine.flow.on(machine.field(thing, name), (value) => describe(machine, made, name, value));
  }
  statements.forEach((node, index) => {
    const definition = functions[index];
    if (definition?.name === 'FunctionDefinition') readMethod(script, definition, made, names);
    else script.statement(node, names);
  });
}

/** A member that answers by code for the instance: descriptors, and what `property` gives. */
function describe(machine: Machine, { thing, place }: PythonClass, name: string, value: Value): void {
  if (value.kind !== 'thing' || value.code || !machine.own.objects.has(value)) return;
  const { self, instance } = thing.code!;
  const own = [self, machine.cell(thing)];
  machine.call({ callee: machine.field(value, '__set_name__'), self: INERT, arguments: [machine.cell(thing), machine.cell(machine.text(name))], spread: -1, isNew: false, result: INERT, place });
  machine.call({ callee: machine.field(value, '__get__'), self: INERT, arguments: own, spread: -1, isNew: false, result: machine.field(thing, name), place });
  machine.flow.on(machine.field(value, '__set__'), (set) => {
    taking(machine, instance, (each, cell) => each === name && machine.call({ callee: machine.cell(set), self: INERT, arguments: [self, cell], spread: -1, isNew: false, result: INERT, place }));
  });
}

const nameIn = (script: Python, definition: SyntaxNode): string => {
  const node = childrenOf(definition).find(({ name }) => name === 'VariableName');
  return node ? script.nameOf(node) : '';
};

/** They have the class for their first parameter without saying so. */
const OF_CLASSES = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

function readMethod(script: Python, definition: SyntaxNode, made: PythonClass, names: Names): void {
  const { machine } = script;
  const { thing, own, place } = made;
  const code = thing.code!;
  const { instance } = code;
  const name = nameIn(script, definition);
  const isOfClass = OF_CLASSES.has(name) || isDecorated(script, definition, 'classmethod');
  const method = pythonFunction(script, definition, names, thing, isOfClass ? own : code.self);
  const { code: read } = method;
  if (!read) return;
  if (name === '__init__') Object.assign(code, { params: read.params, names: read.names, rest: read.rest, extra: read.extra, inherits: null });
  if (name === '__new__') {
    machine.flow.flow(read.result, code.result);
    if (code.params.length === 0) Object.assign(code, { params: read.params, names: read.names, rest: read.rest, extra: read.extra });
    else for (const [index, param] of read.params.entries()) machine.flow.flow(code.params[index] ?? INERT, param);
  }
  const isOpen = read.bound && !isOfClass;
  const seen = isOpen ? opened(machine, method) : method;
  for (const owner of [thing, instance]) noteWritten(owner, name);
  machine.flow.add(machine.field(thing, name), seen);
  machine.flow.add(machine.field(instance, name), method);
  if (isOpen && GETTERS.some((getter) => isDecorated(script, definition, getter))) machine.flow.flow(read.result, machine.field(instance, name));
  const [value = INERT] = read.params.slice(-1);
  const all = machine.cell(method);
  if (name === '__getattr__' || name === '__getattribute__') answerByCode(machine, instance, all, place);
  if (name === '__setattr__') taking(machine, instance, (_, cell) => machine.flow.flow(cell, value));
  decorateMethod(script, definition, { made, name, seen, value }, names);
}

/** Other decorators than those of the language may make anything of a method; setters get what is written. */
function decorateMethod(script: Python, definition: SyntaxNode, { made: { thing }, name, seen, value }: { made: PythonClass; name: string; seen: Thing; value: Cell }, names: Names): void {
  const { machine } = script;
  const { parent } = definition;
  if (parent?.name !== 'DecoratedStatement') return;
  let held = machine.cell(seen);
  for (const decorator of childrenOf(parent).filter(({ name: each }) => each === 'Decorator').toReversed()) {
    const text = script.nameOf(decorator).trim();
    if (text.endsWith('.setter')) taking(machine, thing.code!.instance, (each, cell) => each === name && machine.flow.flow(cell, value));
    if (MARKS.test(text)) continue;
    held = script.decorate(decorator, held, names);
    machine.flow.flow(held, machine.field(thing, name));
    machine.flow.on(held, (made) => describe(machine, { thing, own: INERT, place: script.place(decorator) }, name, made));
  }
}

/** The same method with its instance as the first argument. */
function opened(machine: Machine, { code }: Thing): Thing {
  const { params, names, rest, extra, result, self } = code!;
  const given = machine.cell();
  // What nobody knows is no instance.
  machine.flow.on(given, (value) => value !== UNKNOWN && value.kind !== 'free' && machine.flow.add(self, value));
  const thing = machine.thing({ ...machine.code(0), params: [given, ...params], names: ['', ...names], rest: rest < 0 ? -1 : rest + 1, extra: extra < 0 ? -1 : extra + 1, result });
  OPEN.add(thing);
  return thing;
}

/** `type(name, parents, members)` */
export function classOfType(machine: Machine, [, parents = INERT, members = INERT]: readonly Cell[], result: Cell, place: Place): void {
  const above = machine.cell();
  machine.readAll(parents, above, place);
  const made = newClass(machine, above, place);
  machine.own.whenAsked(made.thing, (name, cell) => machine.read(members, name, cell, place));
  machine.flow.add(result, made.thing);
  for (const name of ['__getattr__', '__getattribute__']) {
    const found = machine.cell();
    machine.read(members, name, found, place);
    machine.flow.on(found, () => callSpecial(machine, made.thing.code!.instance, name, [machine.cell(UNKNOWN)], { result: made.thing.code!.instance.rest, place }));
  }
}
