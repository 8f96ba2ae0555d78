import type { Machine } from './machine.js';
import { INERT, type Cell, type Place, type Thing, type Value } from './values.js';

/** What a Python object does by methods of its class that the language calls: operators, items, names that it does not have. */

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'truediv', '//': 'floordiv', '%': 'mod', '**': 'pow', '@': 'matmul', '<<': 'lshift', '>>': 'rshift', '&': 'and', '|': 'or', '^': 'xor',
  '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne',
};
const MIRRORED: Readonly<Record<string, string>> = { lt: 'gt', gt: 'lt', le: 'ge', ge: 'le', eq: 'eq', ne: 'ne' };
const UNARY: Readonly<Record<string, string>> = { '-': '__neg__', '+': '__pos__', '~': '__invert__', not: '__bool__' };

/** Names that an object does not have are answered by a function: it gets each name that somebody asks for. */
export function answerByCode(machine: Machine, thing: Thing, answering: Cell, place: Place): void {
  machine.own.whenAsked(thing, (name, cell) => {
    if (thing.written?.has(name) || (name.startsWith('__') && name.endsWith('__'))) return;
    machine.call({ callee: answering, self: INERT, arguments: [machine.cell(machine.text(name))], spread: -1, isNew: false, result: cell, place });
  });
  // By names that nobody knows.
  machine.flow.on(answering, (value) => value.kind === 'thing' && value.code && machine.flow.flow(value.code.result, machine.all(thing)));
}

/** Calls a special method of what a value may be; nothing where no class of the package has it. */
export function callSpecial(machine: Machine, value: Value, name: string, given: readonly Cell[], { result, place }: { result: Cell; place: Place }): void {
  if (value.kind !== 'thing' || !machine.own.objects.has(value)) return;
  machine.flow.on(machine.field(value, name), (method) => machine.call({ callee: machine.cell(method), self: INERT, arguments: given, spread: -1, isNew: false, result, place }));
}

interface Operation {
  operator: string;
  left: Cell;
  right: Cell;
  to: Cell;
  place: Place;
}

/** What classes of the package say an operator does; lists, tables and sets give what they hold on. */
export function operate(machine: Machine, { operator, left, right, to, place }: Operation): void {
  const name = OPERATORS[operator];
  if (name === undefined) return;
  const mirrored = MIRRORED[name] ?? `r${name}`;
  const isComparison = MIRRORED[name] !== undefined;
  const side = (own: Cell, other: Cell, methods: readonly string[]): void => machine.flow.on(own, (value) => {
    if (!isComparison && value.kind === 'thing' && !value.code) machine.flow.add(to, value);
    for (const method of methods) callSpecial(machine, value, `__${method}__`, [other], { result: to, place });
  });
  side(left, right, isComparison ? [name] : [name, `i${name}`]);
  side(right, left, [mirrored]);
}

export function operateOnOne(machine: Machine, operator: string, operand: Cell, to: Cell, place: Place): void {
  const name = UNARY[operator];
  if (name !== undefined) machine.flow.on(operand, (value) => callSpecial(machine, value, name, [], { result: to, place }));
}

/** `key in object` */
export function contains(machine: Machine, key: Cell, object: Cell, place: Place): void {
  machine.flow.on(object, (value) => callSpecial(machine, value, '__contains__', [key], { result: INERT, place }));
}

/** `object[key]` by code. */
export function item(machine: Machine, object: Cell, key: Cell, to: Cell, place: Place): void {
  machine.flow.on(object, (value) => {
    // `Base[T]` is the class, where that says nothing else.
    if (value.kind === 'thing' && value.code?.makes && !value.written?.has('__class_getitem__')) machine.flow.add(to, value);
    if (value.kind === 'thing' && value.code) return machine.call({ callee: machine.field(value, '__class_getitem__'), self: INERT, arguments: [key], spread: -1, isNew: false, result: to, place });
    for (const name of ['__getitem__', '__missing__']) callSpecial(machine, value, name, [key], { result: to, place });
  });
  machine.flow.on(object, (value) => value.kind === 'thing' && value.code && callSpecial(machine, value, '__getitem__', [key], { result: to, place }));
}

/** `object[key] = value` by code. */
export function setItem(machine: Machine, object: Cell, key: Cell, from: Cell, place: Place): void {
  machine.flow.on(object, (value) => callSpecial(machine, value, '__setitem__', [key, from], { result: INERT, place }));
}

/** What `with` gives: what the object says, the object itself where that is nothing of the package, or what a generator yields. */
export function entered(machine: Machine, object: Cell, place: Place): Cell {
  const to = machine.cell();
  machine.flow.flow(object, to);
  machine.flow.on(object, (value) => {
    for (const name of ['__enter__', '__aenter__']) callSpecial(machine, value, name, [], { result: to, place });
    if (value.kind === 'thing' && !value.code && !machine.own.objects.has(value)) machine.flow.flow(value.rest, to);
  });
  return to;
}

/** What an object gives to who runs over it, by code. */
export function runOver(machine: Machine, object: Cell, to: Cell, place: Place): void {
  machine.flow.on(object, (value) => {
    if (value.kind !== 'thing' || !machine.own.objects.has(value)) return;
    for (const name of ['__next__', '__anext__', '__await__']) callSpecial(machine, value, name, [], { result: to, place });
    const found = machine.cell();
    for (const name of ['__iter__', '__aiter__']) callSpecial(machine, value, name, [], { result: found, place });
    machine.readAll(found, to, place);
    machine.flow.on(found, (iterator) => {
      for (const name of ['__next__', '__anext__']) callSpecial(machine, iterator, name, [], { result: to, place });
    });
    machine.flow.on(machine.field(value, '__getitem__'), () => callSpecial(machine, value, '__getitem__', [], { result: to, place }));
  });
}

/** What somebody gets who runs over an object: of tables the keys as well. */
export function elements(machine: Machine, object: Cell, to: Cell, place: Place): void {
  machine.readAll(object, to, place);
  runOver(machine, object, to, place);
  machine.flow.on(object, (value) => value.kind === 'thing' && machine.own.dicts.has(value) && machine.flow.flow(machine.namesOf(value), to));
}
