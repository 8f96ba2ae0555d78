import { callBuiltin } from './builtins.js';
import type { Copied } from './javascript-copies.js';
import { callByName } from './keywords.js';
import type { Machine } from './machine.js';
import { BORROWING, giveBack } from './methods.js';
import type { Called } from './uses.js';
import { FREE, handedAt, INERT, UNKNOWN } from './values.js';
import type { Cell, Code, Host, Place, Value } from './values.js';

/** Functions that are read once more for a call, in each other. */
const DEEPEST = 3;

/** How a call is made. */
export interface Call {
  callee: Cell;
  /** The object that the function was read from. */
  self: Cell;
  arguments: readonly Cell[];
  /** From this index on the arguments are lists of arguments; -1 for none. */
  spread: number;
  isNew: boolean;
  /** The name that the function has in the object that it was read from, where that is written out. */
  method?: string | null;
  /** Arguments by name. */
  keywords?: ReadonlyMap<string, Cell>;
  /** Tables of arguments by name. */
  named?: readonly Cell[];
  /** Of a call in a function that was read once more: how many are around it. */
  depth?: number;
  /** The first argument, where it is a text that is written out. */
  written?: { cell: Cell; text: string } | null;
  /** Members that it copies under their own names, where it defines them. */
  copied?: Copied;
  /** Of a call by a class without a constructor: it and those below it, each of which makes this call once, even if it is above itself. */
  below?: Set<Code>;
  result: Cell;
  place: Place;
}

/** Calls one of the values that a callee may be. */
export function callValue(callee: Value, call: Call, machine: Machine): void {
  switch (callee.kind) {
    case 'thing':
      // A class that has a class of its own is called as others are where that says nothing of it.
      if (machine.own.objects.has(callee) && callee.code) machine.flow.on(machine.field(callee, '__call__'), (each) => machine.call({ ...call, callee: machine.cell(each), self: INERT }));
      else if (machine.own.objects.has(callee)) machine.call({ ...call, callee: machine.field(callee, '__call__'), self: INERT });
      if (callee.code) callCode(callee.code, call, machine);
      return;
    case 'host':
      return callHost(callee, call, machine);
    case 'builtin':
      return callBuiltin(callee, call, machine);
    case 'member':
      machine.hosts.call(callee, call.place);
      // Nobody knows what a function of the global object is.
      if (callee.of.path === '@') for (const each of allOf(call)) machine.flow.exit(each, { place: call.place, why: 'it is given to code that cannot be seen' });
      return callValue(FREE, call, machine);
    case 'free':
      handAll(call, machine);
      return machine.flow.add(call.result, FREE);
    case 'unknown':
      for (const each of allOf(call)) machine.flow.exit(each, { place: call.place, why: 'it is given to code that cannot be seen' });
      return machine.flow.add(call.result, UNKNOWN);
    default:
  }
}

const RUNS_CODE = /^@node:vm\./;

function callHost({ path }: Host, call: Call, machine: Machine): void {
  const { result, place } = call;
  machine.hosts.use(path, place, calledBy(path, call));
  // The code that it runs has what it is given, and nobody sees what that does.
  if (RUNS_CODE.test(path)) for (const each of allOf(call)) machine.flow.exit(each, { place, why: 'it is given to code that cannot be seen' });
  else handAll(call, machine);
  const called = machine.hosts.at(`${path.replace(/\.\*$/, '')}()`);
  machine.flow.add(result, called.kind === 'host' && !called.path.endsWith('()') ? FREE : called);
  // `fetch.bind(window)` is the same function.
  if (call.method === 'bind' && call.arguments.length === 1 && path.startsWith('@') && path.endsWith('.*')) machine.flow.add(result, machine.hosts.at(path.slice(0, -2)));
}

/** The method that is called by its name: an object of the package may have one of this name as well. */
function calledBy(path: string, { method, self }: Call): Called | undefined {
  const isNamed = method && !BORROWING.has(method) && (path.endsWith(`.${method}`) || path.endsWith('.*'));
  return isNamed ? { self, name: method } : undefined;
}

/** The host gets the arguments, and may give back what their functions give. */
function handAll(call: Call, machine: Machine): void {
  const exit = handedAt(call.place);
  for (const each of allOf(call)) machine.flow.exit(each, exit);
  giveBack(call, machine);
}

/** A short function is read once more for each call: what it does for one caller, others do not have because of that. */
function callCode(code: Code, call: Call, machine: Machine): void {
  const { again } = code;
  // Calls that nobody wrote may be made of what they give, without end.
  const depth = call.depth ?? (again?.isOften ? 0 : DEEPEST);
  if (again && call.spread < 0 && depth < DEEPEST && machine.readings.may(code, call.isNew)) return connect(again.read(depth + 1), call, machine);
  code.isCalled = true;
  connect(code, call, machine);
}

function connect(code: Code, call: Call, machine: Machine): void {
  const { arguments: given, spread, place } = call;
  given.forEach((argument, index) => {
    if (spread >= 0 && index >= spread) takeList(code, argument, call, machine);
    else if (code.rest >= 0 && index >= code.rest) addRest(code, argument, index, machine);
    else machine.flow.flow(argument, code.params[index] ?? INERT);
    if (!code.list) return;
    if (spread >= 0 && index > spread) machine.flow.flow(argument, code.list.rest);
    if (spread >= 0 && index >= spread) machine.readAll(argument, code.list.rest, place);
    else machine.flow.flow(argument, machine.field(code.list, String(index)));
  });
  if (spread < 0 && !call.keywords && !call.named) for (let at = given.length; at < code.params.length; at++) machine.unseen.leftOut(code.params[at]!);
  for (const [name, value] of call.keywords ?? []) callByName(code, name, value, machine);
  for (const table of call.named ?? []) takeTable(code, table, call, machine);
  if (code.inherits) callAbove(code, code.inherits, call, machine);
  if (!call.isNew && !code.makes) {
    if (!code.bound && !(code.strict && call.self === machine.bare)) machine.flow.flow(call.self, code.self);
    machine.flow.flow(code.result, call.result);
    return;
  }
  machine.flow.add(code.self, code.instance);
  machine.flow.add(call.result, code.instance);
  machine.flow.on(code.result, (value) => (value.kind === 'thing' || value.kind === 'host' || value.kind === 'member') && machine.flow.add(call.result, value));
}

function callAbove(code: Code, callee: Cell, call: Call, machine: Machine): void {
  const { below = new Set<Code>() } = call;
  if (below.has(code)) return;
  below.add(code);
  machine.call({ ...call, callee, self: machine.cell(code.instance), isNew: false, below, result: madeAbove(call, code, machine) });
}

/** What a class above says is made in place of an instance. */
function madeAbove(call: Call, { makes }: Code, machine: Machine): Cell {
  if (!call.isNew && !makes) return INERT;
  const above = machine.cell();
  machine.flow.on(above, (value) => (value.kind === 'thing' || value.kind === 'host' || value.kind === 'member') && machine.flow.add(call.result, value));
  return above;
}

/** A list of arguments: in their order where that is known, else each for each parameter. */
function takeList(code: Code, list: Cell, { arguments: given, spread, place }: Call, machine: Machine): void {
  const start = given[spread] === list ? spread : -1;
  code.params.forEach((param, index) => {
    // What follows a list may be no list itself.
    if (start < 0) machine.flow.flow(list, index === code.rest ? restOf(code) : param);
    machine.iterators.iterate(list, index === code.rest ? restOf(code) : param, place);
    if (start < 0 || index === code.rest) return machine.readAll(list, index === code.rest ? restOf(code) : param, place);
    if (index >= start) machine.flow.on(list, (value) => (value.kind === 'thing' ? machine.readFrom(value, String(index - start), param, place) : machine.readAny(value, param, place, true)));
  });
}

/** Arguments by name from a table: those that are known by their names, the others for whoever takes the rest. */
function takeTable(code: Code, table: Cell, { place }: Call, machine: Machine): void {
  code.names.forEach((name, index) => {
    if (name !== '' && index !== code.rest && index !== code.extra) machine.read(table, name, code.params[index] ?? INERT, place);
  });
  for (const list of code.params[code.extra]?.values ?? []) if (list.kind === 'thing') machine.flow.flow(table, list.protos);
}

function restOf(code: Code): Cell {
  for (const list of code.params[code.rest]?.values ?? []) if (list.kind === 'thing') return list.rest;
  return INERT;
}

/** The list of the rest parameter is the only value that its cell has from the start. */
function addRest(code: Code, argument: Cell, index: number, machine: Machine): void {
  for (const list of code.params[code.rest]?.values ?? []) {
    if (list.kind === 'thing') machine.flow.flow(argument, machine.field(list, String(index - code.rest)));
  }
}

/** Every argument of a call, by place and by name. */
export function allOf({ arguments: given, keywords, named = [] }: Call): readonly Cell[] {
  return keywords || named.length > 0 ? [...given, ...(keywords?.values() ?? []), ...named] : given;
}
