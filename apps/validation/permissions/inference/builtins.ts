import type { Call } from './calls.js';
import { callByName } from './keywords.js';
import type { Machine } from './machine.js';
import { BORROWING, callMethod, COLLECTION_METHODS, giveBack } from './methods.js';
import { contain, entries, listFrom, outcomes, pairs } from './lists.js';
import { promiseIn } from './promises.js';
import { classOfType } from './python-classes.js';
import { callLibrary, libraryNamed } from './python-library.js';
import { runOver } from './python-objects.js';
import { FREE, handedAt, INERT, UNKNOWN } from './values.js';
import type { Builtin, Cell, Value } from './values.js';
import { startWorker, WORKERS } from './workers.js';

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global', 'frames', 'top', 'parent']);
/** They look at what they get and give nothing of it on. */
const HARMLESS = new Set([
  'console', 'JSON', 'Math', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Date', 'RegExp', 'Intl', 'isNaN', 'isFinite', 'parseInt', 'parseFloat', 'performance',
  'encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'clearTimeout', 'clearInterval', 'Error', 'TypeError', 'RangeError', 'URL', 'URLSearchParams', 'atob', 'btoa',
  'print', 'len', 'isinstance', 'str', 'int', 'float', 'bool', 'repr', 'hasattr', 'callable', 'id', 'logging',
]);
/** Of those, who give nothing. */
const GIVES_NOTHING = /^(?:console\.|clear(?:Timeout|Interval)$)/;
/** A symbol that the package makes, or that everybody may. */
export const SYMBOL = /^Symbol\.(?:for)?\(/;
const HARMLESS_MEMBERS = new Set(['Object.keys', 'Object.is', 'Object.getOwnPropertyNames', 'Object.prototype', 'Array.isArray', 'Reflect.has', 'Reflect.ownKeys', 'Object.hasOwn', 'Object.getOwnPropertySymbols', 'Object.hasOwnProperty', 'Object.prototype.hasOwnProperty', 'Object.prototype.propertyIsEnumerable', 'Object.prototype.toString']);
/** They give what they get. */
const IDENTITY = new Set([
  'Object.freeze', 'Object.seal', 'Object.preventExtensions', 'Object', 'Promise.resolve', 'Promise.all', 'Promise.reject',
  'list', 'tuple', 'set', 'sorted', 'reversed', 'iter', 'next', 'asyncio.run', 'asyncio.gather', 'asyncio.create_task', 'Object.getPrototypeOf', 'Reflect.getPrototypeOf', 'contextlib.contextmanager', 'contextlib.asynccontextmanager', 'staticmethod', 'functools.lru_cache', 'functools.cache',
]);
/** Python: of a table they give the keys. */
const RUNS_OVER = new Set(['list', 'tuple', 'set', 'sorted', 'reversed', 'iter', 'next', 'enumerate', 'map', 'filter', 'zip']);
const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Array', 'Array.of', 'Object.fromEntries', 'dict']);
const CALLERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback', 'process.nextTick', 'map', 'filter']);
const ENTRIES = new Set(['Object.values', 'Object.entries', 'Object.getOwnPropertyDescriptors', 'vars', 'enumerate', 'zip']);
/** Whatever they get, they give a promise. */
const PROMISES = new Set(['Promise.resolve', 'Promise.reject', 'Promise.all']);
/** They keep what they get, under another name. */
const ERRORS = new Set(['Error', 'TypeError', 'RangeError']);
const METHOD_OF_ARRAYS = /^Array\.prototype\.(\w+)$/;
const SPECIAL = new Set([
  'Promise', 'Promise.race', 'Promise.any', 'Promise.allSettled', 'Array.from', 'JSON.parse', 'module.createRequire', 'Proxy', 'Object.assign', 'Object.create', 'Object.defineProperty', 'Object.defineProperties', 'Object.setPrototypeOf', 'Object.getOwnPropertyDescriptor', 'Reflect.defineProperty', 'Reflect.getOwnPropertyDescriptor', 'Reflect.get', 'Reflect.set',
  'Reflect.apply', 'Reflect.construct', 'getattr', 'setattr', 'functools.partial', 'type', 'property', 'functools.cached_property', 'eval', 'Function', 'exec',
]);
const NAMESPACES = new Set(['Array.prototype', 'Object', 'Reflect', 'Promise', 'Array', 'Function', 'process', 'process.mainModule', 'module', 'worker_threads', 'asyncio', 'functools', 'contextlib']);

/** The helpers of compilers that put something around a module: `tslib`, and others in modules of their own. */
export const WRAPPER = 'wrapper of modules';
export const WRAPPERS = /^(?:_|default|__import(?:Default|Star)|_?interop_?require_?(?:default|wildcard))$/i;

/** Ways of Node.js to load a module, besides `require`. */
const LOADS = new Set(['process.getBuiltinModule', 'process.mainModule.require', 'module.require']);

/** What a name that nobody declares means; with dots, a member of a namespace of the language. */
export function globalNamed(name: string, machine: Machine): Value {
  if (GLOBAL_OBJECTS.has(name)) return machine.hosts.at('@');
  if (LOADS.has(name)) return { kind: 'builtin', name: 'require', target: null, given: [], file: '' };
  const path = `@${name}`;
  if (machine.paths.leads(path)) return machine.hosts.at(path);
  const [, method] = METHOD_OF_ARRAYS.exec(name) ?? [];
  if (method !== undefined && COLLECTION_METHODS.has(method)) return machine.method(machine.noList, method, { file: '', start: 0 });
  const [first = ''] = name.split('.');
  if (HARMLESS.has(first) || HARMLESS_MEMBERS.has(name) || IDENTITY.has(name) || CONTAINERS.has(name) || CALLERS.has(name) || ENTRIES.has(name) || SPECIAL.has(name) || WORKERS.has(name) || NAMESPACES.has(name)) {
    return { kind: 'builtin', name, target: null, given: [], file: '' };
  }
  return libraryNamed(name, machine) ?? UNKNOWN;
}

/** Calls something that the language brings. */
export function callBuiltin(builtin: Builtin, made: Call, machine: Machine): void {
  const { name, target } = builtin;
  if (target) return callMethod(builtin, target, made.spread >= 0 && name === 'apply' ? unspread(made, machine) : made, machine);
  if (callLibrary(name, made, machine)) return;
  if (name === 'JSON.stringify') machine.flow.exit(made.arguments[1] ?? INERT, handedAt(made.place));
  const call = made.spread < 0 || HARMLESS.has(name.split('.', 1)[0] ?? '') ? made : unspread(made, machine);
  if (name === 'require' || name === '__import__') return load(builtin, call, machine);
  if (call.keywords) keyworded(name, call, machine);
  if (name === 'next' || name === 'anext' || name === 'iter') for (const each of call.arguments) runOver(machine, each, call.result, call.place);
  if (PROMISES.has(name)) promiseIn(call.result, machine, call.arguments);
  if (name === 'Promise.reject') for (const each of call.arguments) machine.flow.exit(each, { place: call.place, why: 'it is thrown' });
  if (RUNS_OVER.has(name)) keysOf(call, machine);
  if (name === 'Symbol' || name === 'Symbol.for') return symbol(name, call, machine);
  if (GIVES_NOTHING.test(name) || SYMBOL.test(name)) return;
  if (IDENTITY.has(name)) return call.arguments.forEach((each) => machine.flow.flow(each, call.result));
  if (CONTAINERS.has(name)) return contain(name, call, machine);
  if (CALLERS.has(name)) return callFirst(call, machine);
  if (name === 'Object.entries') return pairs(call, machine);
  if (name === 'vars') call.arguments.forEach((each) => machine.flow.flow(each, call.result));
  if (ENTRIES.has(name)) return entries(call, machine);
  if (SPECIAL.has(name)) return special(name, call, machine);
  if (WORKERS.has(name)) return startWorker(call, machine);
  if (name === WRAPPER) return wrap(call, machine);
  if (ERRORS.has(name)) for (const each of call.arguments) machine.flow.exit(each, { place: call.place, why: 'it is kept in an error' });
  machine.flow.add(call.result, UNKNOWN);
}

/** A symbol is known by its name where that is everybody's, else by the place that makes it. */
function symbol(name: string, { arguments: [text = INERT], result, place: { file, start } }: Call, machine: Machine): void {
  if (name === 'Symbol') return machine.flow.flow(machine.global(`Symbol.(${start} ${file})`), result);
  machine.flow.on(text, (each) => (each.kind === 'text' ? machine.flow.flow(machine.global(`Symbol.for(${each.text})`), result) : machine.flow.add(result, UNKNOWN)));
}

/** Arguments of a list that are told apart; what the language brings takes no more by their places. */
const MOST_PLACED = 3;

/** The same call with its arguments one by one: by their places where one list ends them, and in the last place all of them. */
function unspread(call: Call, machine: Machine): Call {
  const { arguments: given, spread, place } = call;
  const lists = given.slice(spread);
  const placed = Array.from({ length: MOST_PLACED + 1 }, (_, index) => {
    const to = machine.cell();
    for (const list of lists) {
      if (lists.length > 1) machine.flow.flow(list, to);
      if (lists.length > 1 || index === MOST_PLACED) machine.readAll(list, to, place);
      else machine.element(list, index, to, place);
    }
    return to;
  });
  return { ...call, arguments: [...given.slice(0, spread), ...placed], spread: -1 };
}

function load({ file, name: by }: Builtin, { arguments: given, result, place }: Call, machine: Machine): void {
  const [specifier] = given;
  if (!specifier) return;
  // Python: `import_module('.name', 'package')`
  const [, around] = given;
  if (around && by === 'require') machine.flow.on(around, (base) => machine.flow.on(specifier, (name) => {
    const loaded = base.kind === 'text' && name.kind === 'text' && name.text.startsWith('.') ? machine.witness.load(base.text + name.text, file) : null;
    if (loaded) machine.flow.flow(loaded, result);
  }));
  machine.flow.on(specifier, (name) => {
    const loaded = name.kind === 'text' ? machine.witness.load(name.text, file, place) : null;
    if (loaded) machine.flow.flow(loaded, result);
    else machine.flow.add(result, UNKNOWN);
    // Python gives the package that the module is in.
    const above = by === '__import__' && name.kind === 'text' && name.text.includes('.') ? machine.witness.load(name.text.split('.', 1)[0] ?? '', file) : null;
    if (above) machine.flow.flow(above, result);
    // Asking for a module of the host can be a use by itself.
    if (loaded) machine.flow.on(loaded, (value) => value.kind === 'host' && machine.hosts.touch(value.path, place));
    if (mayBeName(name)) machine.witness.lost('require', place, 'a module is chosen by a name that is only known at run time');
  });
}

/** Neither the host nor a function is the name of a module; they meet names where lists mix what they hold with what is made of it. */
function mayBeName(value: Value): boolean {
  if (value.kind === 'thing') return value.code === null || value.written?.has('toString') === true;
  return value.kind !== 'text' && value.kind !== 'host';
}

/** The module, or an object that has all of it and the module under `default`. */
function wrap({ arguments: [module = INERT], result }: Call, machine: Machine): void {
  const made = machine.madeBy(result);
  machine.flow.flow(module, made.protos);
  machine.flow.flow(module, machine.field(made, 'default'));
  machine.flow.flow(module, result);
  machine.flow.add(result, made);
}

/** Functions by name (`key=`) are called with what is in the arguments; `dict(name=value)` keeps both. */
function keyworded(name: string, { keywords, ...call }: Call, machine: Machine): void {
  const { arguments: given, result, place } = call;
  if (name === 'dict') {
    const made = machine.madeBy(result);
    machine.own.dicts.add(made);
    for (const [key, value] of keywords ?? []) machine.flow.flow(value, machine.field(made, key));
    return machine.flow.add(result, made);
  }
  if (name === 'functools.partial') {
    for (const each of given.slice(0, 1)) machine.flow.on(each, (value) => {
      if (value.kind === 'thing' && value.code) for (const [key, argument] of keywords ?? []) callByName(value.code, key, argument, machine);
    });
    return;
  }
  if (HARMLESS.has(name)) return;
  const elements = machine.cell();
  for (const each of given) {
    machine.flow.flow(each, elements);
    machine.readAll(each, elements, place);
  }
  for (const value of keywords?.values() ?? []) machine.call({ ...call, callee: value, self: INERT, arguments: [elements, elements], spread: -1, isNew: false, result: INERT });
}

function keysOf({ arguments: given, result }: Call, machine: Machine): void {
  for (const each of given) machine.flow.on(each, (value) => {
    if (value.kind !== 'thing' || !machine.own.dicts.has(value)) return;
    const keys = machine.madeBy(result);
    machine.flow.flow(machine.namesOf(value), keys.rest);
    machine.flow.add(result, keys);
  });
}

function callFirst(call: Call, machine: Machine): void {
  const [first, ...rest] = call.arguments;
  const elements = rest.map((each) => {
    const cell = machine.cell();
    machine.flow.flow(each, cell);
    machine.flow.on(each, (value) => value.kind === 'thing' && machine.flow.flow(machine.all(value), cell));
    return cell;
  });
  // Some take a delay before them.
  elements.forEach((each, index) => machine.flow.flow(elements[index + 1] ?? INERT, each));
  if (first) machine.call({ ...call, callee: first, self: INERT, arguments: [...elements, ...elements], spread: -1, isNew: false });
}

function special(name: string, call: Call, machine: Machine): void {
  const { arguments: given, result, place } = call;
  const [first = INERT, second = INERT, third = INERT] = given;
  const { flow } = machine;
  switch (name) {
    case 'Promise':
      return newPromise(call, machine);
    case 'Proxy':
      flow.on(first, (value) => (value.kind === 'host' ? machine.exits.escape(value, place, 'a proxy stands in its place') : flow.add(result, value)));
      flow.on(second, (handler) => machine.exits.escape(handler, place, 'a proxy uses it'));
      return trap(call, machine);
    case 'Promise.allSettled':
      return outcomes(call, machine);
    case 'Array.from':
      return listFrom(call, machine);
    case 'JSON.parse':
      giveBack(call, machine);
      flow.exit(second, handedAt(place));
      return flow.add(result, FREE);
    case 'Promise.race':
    case 'Promise.any':
      return machine.readAll(first, result, place);
    case 'module.createRequire':
      return flow.add(result, { kind: 'builtin', name: 'require', target: null, given: [], file: place.file });
    case 'Reflect.get':
    case 'getattr':
      if (name === 'getattr') flow.flow(third, result);
      return machine.readDynamic(first, second, result, place);
    case 'Reflect.set':
    case 'setattr':
      return machine.writeDynamic(first, second, third, place);
    case 'Reflect.apply':
      return flow.on(first, (value) => {
        const isMethod = value.kind === 'builtin' && value.target !== null && !BORROWING.has(value.name);
        if (isMethod) return callMethod(machine.method(value, 'apply', place), value, { ...call, arguments: [second, third], spread: -1 }, machine);
        machine.call({ ...call, callee: machine.cell(value), self: second, arguments: [third], spread: 0, isNew: false });
      });
    case 'Reflect.construct':
      return machine.call({ ...call, callee: first, arguments: [second], spread: 0, isNew: true });
    case 'functools.partial':
      return flow.on(first, (value) => flow.add(result, { kind: 'builtin', name: 'partial', target: value, given: given.slice(1), file: place.file }));
    case 'type':
      if (given.length > 1) return classOfType(machine, given, result, place);
      flow.on(first, (value) => {
        if (value.kind === 'thing' && machine.own.objects.has(value)) flow.flow(machine.field(value, '__class__'), result);
        else if (value.kind === 'host') flow.add(result, value);
      });
      return flow.add(result, UNKNOWN);
    case 'property':
    case 'functools.cached_property': {
      const made = machine.madeBy(result);
      machine.own.objects.add(made);
      flow.flow(first, machine.field(made, '__get__'));
      flow.flow(second, machine.field(made, '__set__'));
      return flow.add(result, made);
    }
    case 'Function':
    case 'eval':
    case 'exec':
      // Function, and eval under another name: they see the global object and nothing else.
      machine.witness.lost(/\.pyw?$/i.test(place.file) ? '*' : '@', place, 'text is run as code');
      return flow.add(result, UNKNOWN);
    default:
      return object(name, call, machine);
  }
}

/** The functions of a proxy get what it stands for; who calls it calls one of them. */
function trap({ arguments: [of = INERT, handler = INERT], result, place }: Call, machine: Machine): void {
  const { flow } = machine;
  flow.on(handler, (value) => {
    if (value.kind !== 'thing') return;
    flow.on(machine.all(value), (each) => each.kind === 'thing' && each.code && flow.flow(of, each.code.params[0] ?? INERT));
    flow.on(machine.field(value, 'apply'), (called) => {
      const [code, list] = [machine.code(1), machine.thing()];
      code.rest = 0;
      flow.add(code.params[0]!, list);
      machine.call({ callee: machine.cell(called), self: INERT, arguments: [of, INERT, machine.cell(list)], spread: -1, isNew: false, result: code.result, place });
      flow.add(result, machine.thing(code));
    });
  });
}

/** The functions of `Object` that make or change one. */
function object(name: string, { arguments: given, ...call }: Call, machine: Machine): void {
  const { result, place } = call;
  const [first = INERT, second = INERT, third = INERT] = given;
  const { flow } = machine;
  switch (name) {
    case 'Object.assign':
      for (const source of given.slice(1)) flow.on(first, (value) => {
        if (value.kind === 'thing') machine.inherit(source, value);
        else if (value.kind === 'builtin') machine.brought.unseen();
        else if (value.kind === 'host' && value.path === '@') flow.on(source, (each) => each.kind === 'thing' && machine.own.whenAsked(each, (member, cell) => machine.writeGlobal(member, cell)));
      });
      return flow.flow(first, result);
    case 'Object.create': {
      const made = machine.madeBy(result);
      flow.flow(first, made.protos);
      if (second !== INERT) defineAll(machine.cell(made), second, { ...call, arguments: given }, machine);
      return flow.add(result, made);
    }
    case 'Object.setPrototypeOf':
      flow.on(first, (value) => value.kind === 'thing' && flow.flow(second, value.protos));
      return flow.flow(first, result);
    case 'Object.defineProperty':
    case 'Reflect.defineProperty':
      define(first, second, third, { ...call, arguments: given }, machine);
      return flow.flow(first, result);
    case 'Object.defineProperties': {
      defineAll(first, second, { ...call, arguments: given }, machine);
      return flow.flow(first, result);
    }
    case 'Object.getOwnPropertyDescriptor':
    case 'Reflect.getOwnPropertyDescriptor': {
      const descriptor = machine.madeBy(result);
      machine.readDynamic(first, second, machine.field(descriptor, 'value'), place);
      return flow.add(result, descriptor);
    }
    default:
  }
}

function defineAll(object: Cell, descriptors: Cell, call: Call, machine: Machine): void {
  const each = machine.cell();
  machine.readAll(descriptors, each, call.place);
  define(object, machine.cell(UNKNOWN), each, call, machine);
}

function define(object: Cell, key: Cell, descriptor: Cell, call: Call, machine: Machine): void {
  const { copied, place } = call;
  // A getter of a class may be read from one that extends it.
  const self = machine.cell();
  machine.flow.on(object, (value) => {
    machine.flow.add(self, value);
    if (value.kind === 'thing' && value.maker?.code) machine.flow.flow(value.maker.code.self, self);
  });
  machine.flow.on(descriptor, (each) => {
    const [value, getter] = [machine.cell(), machine.cell()];
    machine.readFrom(each, 'value', value, place);
    machine.readFrom(each, 'get', getter, place);
    machine.call({ ...call, callee: getter, self, arguments: [], spread: -1, isNew: false, result: value });
    const from = each.kind === 'thing' && key === copied?.written ? copied.from.get(each) : undefined;
    if (copied && from) machine.copy(object, { ...copied, from }, value, place);
    else machine.writeDynamic(object, key, value, place);
  });
}

/** `new Promise((resolve, reject) => …)` */
function newPromise(call: Call, machine: Machine): void {
  const made = promiseIn(call.result, machine);
  const [settle, reject] = ['add', 'reject'].map((name): Builtin => ({ kind: 'builtin', name, target: made, given: [], file: call.place.file })) as [Builtin, Builtin];
  const [executor] = call.arguments;
  if (executor) machine.call({ ...call, callee: executor, self: INERT, arguments: [machine.cell(settle), machine.cell(reject)], spread: -1, isNew: false, result: INERT });
}
