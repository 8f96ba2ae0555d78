import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import { CLASS_OF_CLASSES, classOfType, DATA_CLASS, emptyClass, NAMED_TUPLE } from './python-classes.js';
import { item } from './python-objects.js';
import { EXPORTED, INERT, noteWritten, UNKNOWN, type Builtin, type Cell, type Place, type Value } from './values.js';

const UNSEEN = 'it is given to code that cannot be seen';
/** Classes that others are made of, and that do nothing by themselves. */
const CLASSES = new Set(['abc.ABC', 'typing.Generic', 'typing.Protocol', 'typing_extensions.Protocol']);

type Run = (call: Call, machine: Machine) => void;

/** Functions of Python's library that hold what they get, or take it apart. */
const FUNCTIONS: Readonly<Record<string, Run>> = {
  [CLASS_OF_CLASSES]: ({ arguments: given, result, place }, machine) => classOfType(machine, given, result, place),
  'types.SimpleNamespace': namespace,
  'operator.attrgetter': ({ arguments: keys, result, place }, machine) => getter(machine, keys, result, (object, key, to) => machine.flow.on(key, (name) => attribute(machine, object, name, to, place))),
  'operator.itemgetter': ({ arguments: keys, result, place }, machine) => getter(machine, keys, result, (object, key, to) => {
    machine.readDynamic(object, key, to, place);
    item(machine, object, key, to, place);
  }),
  'operator.methodcaller': ({ arguments: [name = INERT, ...given], ...call }, machine) => getter(machine, [name], call.result, (object, key, to) => {
    const method = machine.cell();
    machine.readDynamic(object, key, method, call.place);
    machine.call({ ...call, callee: method, self: object, arguments: given, isNew: false, result: to });
  }),
  [DATA_CLASS]: ({ arguments: [first], result }, machine) => {
    const again: Builtin = { kind: 'builtin', name: DATA_CLASS, target: null, given: [], file: '' };
    if (!first) return machine.flow.add(result, again);
    machine.flow.on(first, (value) => machine.flow.add(result, value.kind === 'thing' && value.code ? value : again));
  },
  'dataclasses.field': ({ keywords, ...call }, machine) => {
    for (const [name, value] of keywords ?? []) {
      if (name === 'default') machine.flow.flow(value, call.result);
      else if (name === 'default_factory') machine.call({ ...call, callee: value, self: INERT, arguments: [], spread: -1, isNew: false });
      else machine.flow.exit(value, { place: call.place, why: UNSEEN });
    }
  },
};

/** Modules of which some members are known here. */
export const LIBRARY: ReadonlySet<string> = new Set([...CLASSES, ...Object.keys(FUNCTIONS)].map((name) => name.split('.', 1)[0]!));

/** What a member of a module of Python's library is, by its full name; null for one that is not known here. */
export function libraryNamed(name: string, machine: Machine): Value | null {
  if (CLASSES.has(name)) return emptyClass(machine, EXPORTED.place);
  return Object.hasOwn(FUNCTIONS, name) || name === NAMED_TUPLE ? { kind: 'builtin', name, target: null, given: [], file: '' } : null;
}

/** Calls a function of the library; false for one that is none. Of lists of arguments nobody knows which is which, and not all functions are followed. */
export function callLibrary(name: string, call: Call, machine: Machine): boolean {
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!run && name !== NAMED_TUPLE) return false;
  if (run && call.spread < 0) run(call, machine);
  else {
    for (const each of [...call.arguments, ...(call.keywords?.values() ?? []), ...(call.named ?? [])]) machine.flow.exit(each, { place: call.place, why: UNSEEN });
    machine.flow.add(call.result, UNKNOWN);
  }
  return true;
}

/** `SimpleNamespace(a=b)` */
function namespace({ arguments: given, keywords, named = [], result }: Call, machine: Machine): void {
  const made = machine.madeBy(result);
  for (const [name, value] of keywords ?? []) {
    noteWritten(made, name);
    machine.flow.flow(value, machine.field(made, name));
  }
  for (const table of [...given, ...named]) machine.inherit(table, made);
  machine.flow.add(result, made);
}

/** A function of one object that gives what is under a key of it, or a list of what is under several. */
function getter(machine: Machine, keys: readonly Cell[], result: Cell, get: (object: Cell, key: Cell, to: Cell) => void): void {
  const code = machine.code(1);
  const [object = INERT] = code.params;
  const list = machine.thing();
  keys.forEach((key, index) => get(object, key, keys.length > 1 ? machine.field(list, String(index)) : code.result));
  if (keys.length > 1) machine.flow.add(code.result, list);
  machine.flow.add(result, machine.thing(code));
}

/** `a.b`, which is a member of a member. */
function attribute(machine: Machine, object: Cell, name: Value, to: Cell, place: Place): void {
  const names = name.kind === 'text' ? name.text.split('.').map((part) => machine.text(part)) : [name];
  let held = object;
  names.forEach((each, index) => {
    const next = index === names.length - 1 ? to : machine.cell();
    machine.readDynamic(held, machine.cell(each), next, place);
    held = next;
  });
}
