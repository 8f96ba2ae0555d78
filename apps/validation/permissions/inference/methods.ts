import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import { INERT, NUMBER, UNKNOWN, type Builtin, type Cell, type Thing, type Value } from './values.js';

/** The names under which members that have a symbol for a key are kept. */
export const symbolNamed = (name: string): string => `@@${name}`;
export const ITERATOR = symbolNamed('Symbol.iterator');
export const ASYNC_ITERATOR = symbolNamed('Symbol.asyncIterator');

/** Methods of arrays, maps and promises: what goes in may come out, and may be given to functions. */
export const COLLECTION_METHODS = new Set([
  'push', 'unshift', 'pop', 'shift', 'splice', 'slice', 'concat', 'map', 'flatMap', 'flat', 'filter', 'find', 'findLast', 'forEach', 'some', 'every', 'reduce', 'reduceRight', 'sort', 'reverse',
  'at', 'values', 'keys', 'entries', 'findIndex', 'findLastIndex', 'copyWithin', 'toSpliced', 'toReversed', 'take', 'drop', 'toArray', 'union', 'intersection', 'difference', 'symmetricDifference', ITERATOR, ASYNC_ITERATOR, 'get', 'set', 'add', 'has', 'delete', 'deref', 'fill', 'with', 'toSorted', 'then', 'catch', 'finally', 'append', 'extend', 'items', 'update', 'setdefault', 'insert', 'hasOwnProperty', 'next', 'return', 'throw', 'popitem', 'send',
]);

/** Other members of lists, maps and functions, of which nothing comes that could be the host. */
export const PLAIN_MEMBERS = new Set([
  'join', 'toString', 'toLocaleString', 'length', 'size', 'name', 'includes', 'indexOf', 'lastIndexOf', 'isPrototypeOf', 'propertyIsEnumerable', 'clear', 'index', 'count', 'message', 'stack',
]);

/** `reject` is what the executor of a promise gets. */
const THROWS = new Set(['throw', 'reject']);
export const BORROWING: ReadonlySet<string> = new Set(['call', 'apply', 'bind']);
/** What settles a promise does so whatever its `this` is; the first is a method of sets as well. */
const SETTLES = new Set(['add', 'reject']);
/** Methods that give one of the elements, or what a function made of one. */
const GIVES_ELEMENT = new Set(['get', 'find', 'findLast', 'pop', 'shift', 'at', 'reduce', 'reduceRight', 'deref', 'then', 'catch', 'finally', 'setdefault', 'popitem']);
/** Methods of Python's tables that give keys. */
const GIVES_KEYS = new Set(['keys', 'items', 'popitem', 'copy']);
/** Methods whose arguments only tell which element is meant. */
const ASKS = new Set(['delete', 'at', 'get']);
/** Methods that give what is kept under a key. */
const BY_KEY = new Set(['get', 'values']);
/** Methods that call what they get, and keep nothing of it. */
const CALLS = new Set(['then', 'catch', 'finally', 'forEach', 'map', 'flatMap', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'some', 'every', 'sort', 'toSorted', 'reduce', 'reduceRight']);
/** Of those, methods of lists that call what they get for each element, and what they give: what that makes, all of the list, one element, or nothing that could be the host. */
const FOR_EACH = new Map<string, 'made' | 'list' | 'element' | 'nothing'>([
  ['map', 'made'], ['flatMap', 'made'], ['reduce', 'made'], ['reduceRight', 'made'], ['filter', 'list'], ['toSorted', 'list'], ['sort', 'list'], ['find', 'element'], ['findLast', 'element'],
  ['forEach', 'nothing'], ['some', 'nothing'], ['every', 'nothing'], ['findIndex', 'nothing'], ['findLastIndex', 'nothing'],
]);
/** Methods that tell a function what its `this` is. */
const WITH_THIS = new Set(['forEach', 'map', 'flatMap', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'some', 'every']);
/** Methods after which elements have other places. */
const MOVES = new Set(['shift', 'unshift', 'splice', 'reverse', 'sort', 'copyWithin']);
/** Methods that only take. */
const TAKES = new Set(['push', 'set', 'add', 'append', 'unshift', 'insert']);

/** `f.call`, `f.bind`, `list.map`, `promise.then` … */
export function callMethod(builtin: Builtin, target: Value, call: Call, machine: Machine): void {
  const { name, given: before } = builtin;
  const [first = INERT, second = INERT] = call.arguments;
  const callee = machine.cell(target);
  const isList = target.kind === 'thing' && !target.code;
  if (BORROWING.has(name) && target.kind === 'builtin' && target.target !== null && target.name !== 'partial') return borrow(builtin, target.name, call, machine);
  if (name === 'hasOwnProperty' || name === 'has') return;
  if (name === 'valueOf') return machine.flow.add(call.result, target);
  if (name === 'partial') return machine.call({ ...call, callee, ...(builtin.mixed ? mixed([...before, ...call.arguments], call, machine) : { arguments: [...before, ...call.arguments], spread: call.spread < 0 ? -1 : call.spread + before.length }) });
  if (!isList && name === 'call') return machine.call({ ...call, callee, ...withoutSelf(call, machine), isNew: false });
  if (!isList && name === 'apply') return machine.call({ ...call, callee, self: first, arguments: [second], spread: 0, isNew: false });
  if (!isList && name === 'bind') return bindTo(target, call, machine);
  if (target.kind === 'thing' && spreadless(call) && byKey(name, target, call, machine)) return;
  const result = call.result === INERT ? machine.cell() : call.result;
  if (!machine.isFirst(result, builtin)) return;
  // Without a beginning, `reduce` makes of the elements what they are.
  const isOfElements = name.startsWith('reduce') && call.arguments.length < 2;
  if (target.kind === 'thing' && FOR_EACH.has(name) && !isOfElements) forEach(name, target, { ...call, result }, machine);
  else collect(name, target, { ...call, result }, machine);
}

const spreadless = ({ spread }: Call): boolean => spread < 0;

/** `map.set('key', value)` and `map.get('key')`: by a key that is written out, only what is kept under it, or under one that is not known. */
function byKey(name: string, map: Thing, { arguments: [key = INERT, value = INERT, more], written, result }: Call, machine: Machine): boolean {
  if (written?.cell !== key || more || (name !== 'get' && name !== 'set')) return false;
  const entry = machine.entry(map, written.text);
  if (name === 'get') machine.flow.flow(entry, result);
  else {
    machine.flow.flow(value, entry);
    machine.maps.addPair(map, [key, value]);
    machine.flow.add(result, map);
  }
  return true;
}

/** Of the arguments of `call`: the first is `this`, the others are the function's. */
function withoutSelf({ arguments: given, spread, place }: Call, machine: Machine): Pick<Call, 'self' | 'arguments' | 'spread'> {
  const [first = INERT] = given;
  if (spread !== 0) return { self: first, arguments: given.slice(1), spread: Math.max(-1, spread - 1) };
  const self = machine.cell();
  machine.element(first, 0, self, place);
  // Nobody knows which argument is which: each parameter may get each.
  return { self, ...mixed(given, { spread, place }, machine) };
}

/** Parameters that may get any of some arguments. */
const MOST_MIXED = 8;

/** Arguments of which nobody knows the places. */
function mixed(given: readonly Cell[], { spread, place }: Pick<Call, 'spread' | 'place'>, machine: Machine): Pick<Call, 'arguments' | 'spread'> {
  const all = machine.cell();
  for (const each of given) {
    machine.flow.flow(each, all);
    if (spread >= 0) machine.readAll(each, all, place);
  }
  return { arguments: Array.from({ length: MOST_MIXED }, () => all), spread: -1 };
}

/** `f.bind(self, …)` */
function bindTo(target: Value, call: Call, machine: Machine): void {
  const { result, spread, place: { file } } = call;
  const { self, ...rest } = withoutSelf(call, machine);
  if (target.kind === 'thing' && target.code && !target.code.bound) machine.flow.flow(self, target.code.self);
  const given = spread < 0 ? rest.arguments : mixed(rest.arguments, { ...call, ...rest }, machine).arguments.slice(0, 1);
  machine.flow.add(result, given.length === 0 ? target : { kind: 'builtin', name: 'partial', target, given, file, ...(spread >= 0 && { mixed: true }) });
}

/** `[].map.call(list, f)`: the method of whatever is given. */
function borrow({ name, target }: Builtin, method: string, call: Call, machine: Machine): void {
  const [self = INERT, ...given] = call.arguments;
  if (target && SETTLES.has(method)) machine.call({ ...call, callee: machine.cell(target), arguments: name === 'apply' ? given.slice(0, 1) : given, spread: name === 'apply' ? 0 : -1, isNew: false });
  machine.flow.on(self, (value) => {
    const own = machine.method(value, method, call.place);
    if (name === 'bind') return machine.flow.add(call.result, given.length === 0 ? own : { kind: 'builtin', name: 'partial', target: own, given, file: call.place.file });
    machine.call({ ...call, callee: machine.cell(own), arguments: name === 'call' ? given : given.slice(0, 1), spread: name === 'call' ? -1 : 0, isNew: false });
  });
}

/** A method of a list, map or promise; of a promise of the host when the target is the host's. */
function collect(name: string, target: Value, call: Call, machine: Machine): void {
  const { flow } = machine;
  const list = machine.madeBy(call.result);
  const held = list.rest;
  const isThing = target.kind === 'thing';
  if (isThing && BY_KEY.has(name)) machine.maps.valuesIn(machine.all(target), held);
  else if (isThing) flow.flow(machine.all(target), held);
  if (isThing && machine.own.dicts.has(target) && GIVES_KEYS.has(name)) flow.flow(machine.namesOf(target), held);
  if (isThing && name === 'update') for (const [key, value] of call.keywords ?? []) flow.flow(value, machine.field(target, key));
  if (isThing && MOVES.has(name)) flow.flow(held, target.rest);
  if (!isThing || name === 'then' || name === 'finally') flow.add(held, target);
  if (isThing && !BY_KEY.has(name)) flow.add(call.result, target);
  if (name === 'flat' || name === 'flatMap') flow.on(held, (inner) => inner.kind === 'thing' && !inner.code && flow.flow(machine.all(inner), held));
  if (GIVES_ELEMENT.has(name)) flow.flow(held, call.result);
  else flow.add(call.result, list);
  if (name === 'entries' || name === 'items') {
    const pair = machine.madeBy(held);
    flow.flow(held, pair.rest);
    flow.add(held, pair);
  }
  if (isThing && name === 'keys') machine.maps.keysOf(target, held);
  const isByKey = isThing && name === 'set' && call.arguments.length > 1 && call.spread < 0;
  if (isThing && (name === 'set' || name === 'setdefault') && call.arguments.length > 1) machine.maps.addPair(target, call.arguments);
  const { spread } = call;
  const own = { ...call, depth: undefined };
  for (const [index, argument] of call.arguments.entries()) {
    const each = spread >= 0 && index >= spread ? machine.cell() : argument;
    if (each !== argument) machine.readAll(argument, each, call.place);
    if (!CALLS.has(name) && !ASKS.has(name)) machine.carried.add(each, isThing ? target.rest : held);
    if (name === 'concat') machine.carried.add(each, held);
    flow.on(each, (value) => {
      if (THROWS.has(name)) return machine.exits.escape(value, call.place, 'it is thrown');
      if (ASKS.has(name)) return;
      if (isThing && !CALLS.has(name) && !(isByKey && index === 0)) flow.add(target.rest, value);
      if (name === 'concat' || name === 'extend' || name === 'update') machine.readAll(machine.cell(value), isThing ? target.rest : held, call.place);
      if (TAKES.has(name) || !isCallable(value)) return;
      const initial = name.startsWith('reduce') ? (call.arguments[1] ?? held) : held;
      // Who rejects a promise with a part of the host has lost it there.
      const isForErrors = name === 'catch' || (name === 'then' && index > 0);
      const self = WITH_THIS.has(name) ? (call.arguments[1] ?? INERT) : INERT;
      machine.call({ ...own, callee: machine.cell(value), self, arguments: isForErrors ? [machine.cell(UNKNOWN)] : [initial, held, held], spread: -1, isNew: false, result: held });
    });
  }
}

/** A method that calls a function for each element of a list: what goes into that is one thing, what comes out of it another. */
function forEach(name: string, list: Thing, call: Call, machine: Machine): void {
  const { flow } = machine;
  const { result, place, spread, arguments: [first = INERT, second] } = call;
  const gives = FOR_EACH.get(name);
  const isReduce = name.startsWith('reduce');
  const given = machine.madeBy(result);
  const [elements, index, made] = [machine.cell(), machine.cell(NUMBER), gives === 'made' ? given.rest : machine.cell()];
  flow.flow(machine.all(list), elements);
  if (spread >= 0) for (const each of call.arguments) machine.readAll(each, elements, place);
  // The second is the key where it is a map, and another element where they are put in order.
  flow.flow(elements, index);
  machine.maps.keysOf(list, index);
  if (isReduce) flow.flow(second ?? elements, made);
  if (name === 'flatMap') flow.on(made, (inner) => inner.kind === 'thing' && !inner.code && flow.flow(machine.all(inner), made));
  if (gives === 'list') flow.flow(elements, given.rest);
  if (name === 'sort') flow.flow(elements, list.rest);
  // What a text is made of in pieces is looked for in the list that they are in.
  if (name === 'sort' || gives === 'made') flow.add(result, list);
  if (gives === 'element' || isReduce) flow.flow(isReduce ? made : elements, result);
  else if (gives !== 'nothing') flow.add(result, given);
  const each = [elements, index, machine.cell(list)];
  flow.on(spread === 0 ? elements : first, (value) => {
    if (isCallable(value)) machine.call({ ...call, depth: undefined, callee: machine.cell(value), self: WITH_THIS.has(name) ? (second ?? INERT) : INERT, arguments: isReduce ? [made, ...each] : each, spread: -1, isNew: false, result: made });
  });
}

/** A method of a list that lost its list is none. */
function isCallable(value: Value): boolean {
  if (value.kind === 'builtin') return value.target === null || value.name === 'partial' || value.name === 'add';
  return value.kind === 'host' || value.kind === 'member' || (value.kind === 'thing' && value.code !== null);
}

/** Arguments of one call of which each may be given to each; of more, what belongs to the host is out of sight. */
export const MOST_TOGETHER = 20;

/** What functions give that the host gets may be, or be in, what that gives; they may be called with everything else that it gets, and with what they gave before. */
export function giveBack({ arguments: given, result, place }: Call, machine: Machine): void {
  if (result === INERT) return;
  const { flow } = machine;
  if (given.length > MOST_TOGETHER) return given.forEach((each) => flow.exit(each, { place, why: 'it is given with too many others' }));
  for (const each of given) flow.on(each, (value) => {
    if (value.kind !== 'thing' || !value.code) return;
    const { params } = value.code;
    for (const other of given) if (other !== each) flow.on(other, (more) => !(more.kind === 'thing' && more.code) && params.forEach((param) => flow.add(param, more)));
    flow.flow(value.code.result, params[0] ?? INERT);
    const list = machine.madeBy(result);
    flow.flow(value.code.result, list.rest);
    flow.flow(value.code.result, result);
    flow.add(result, list);
  });
}
