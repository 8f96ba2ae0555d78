import { HTTP_CLIENTS, MESSENGERS, RUNNERS } from '../../facts/clients.js';
import { ownerOfVariable } from '../../facts/secrets.js';

/**
 * What an expression may stand for, whatever detour it takes there. Only what rules ask about has a name:
 * globals (`eval`, `process.binding`, `setTimeout` …), modules (`module:child_process`) and their members
 * (`module:fs.readFile`), what a constructor makes (`new WebSocket`) and what a call answers (`module:http.request()`), and
 * - `constructor`: the Function constructor, reached through `.constructor`; `?.constructor`: of something unknown
 * - `async-constructor`: the same of async functions and generators, which have no name of their own
 * - `function`, `async-function`, `builtin`: a function written here, one that is async or a generator, anything that the engine brings
 * - `prototype`, `async-prototype`: of something built in, whose `constructor` is that again; of async functions
 * - `text`, `object`, `instance`: a string, an object literal, another literal
 * - `new interpreter`: a started program that runs what it is fed with
 * - `getter module:fs`: something that gives that when it is called
 * - `process.binding()`, `process.binding().member`: an inner part of the engine, whatever it has
 * - `home folder`: the path of it; `secret npm`: a variable of the environment with a key, and whose (see secrets.ts)
 */
export type Meaning = string;

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global', 'frames', 'top', 'parent']);
const GLOBALS = new Set([
  'eval', 'Function', 'execScript', 'setTimeout', 'setInterval', 'setImmediate', 'require', 'module', 'process', 'Reflect', 'String', 'Object', 'Error',
  'atob', 'unescape', 'decodeURIComponent', 'Buffer', 'TextDecoder', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'navigator', 'document',
  'importScripts', 'WebAssembly', 'Worker', 'SharedWorker', 'console', 'ivm',
]);
const MEMBERS = new Set([
  'process.binding', 'process._linkedBinding', 'process.dlopen', 'process.getBuiltinModule', 'process.env', 'process.mainModule',
  'Reflect.apply', 'Reflect.construct', 'Reflect.get', 'String.fromCharCode', 'String.fromCodePoint', 'module:module.createRequire',
  'Buffer.from', 'new TextDecoder.decode', 'Object.prototype', 'Object.assign', 'Object.create', 'Object.defineProperty', 'Object.freeze', 'Object.seal', 'Object.setPrototypeOf', 'Error.prepareStackTrace', 'Error.captureStackTrace',
  'navigator.sendBeacon', 'navigator.clipboard', 'navigator.clipboard.readText', 'navigator.clipboard.read', 'document.addEventListener', 'document.createElement', 'document.createElementNS', 'document.write', 'document.cookie',
  'module:worker_threads.Worker', 'globalThis.addEventListener', 'new XMLHttpRequest.open', 'new XMLHttpRequest.send', 'new WebSocket.send', 'new interpreter.stdin', 'new interpreter.stdin.write', 'new interpreter.stdin.end',
  'WebAssembly.Module', 'WebAssembly.instantiate', 'WebAssembly.compile',
]);
/** Modules whose members have names of their own. */
const DETAILED = new RegExp(String.raw`^module:(?:fs|fs\/promises|path|url|os|https?|http2|net|tls|dgram|dns|dns\/promises|${HTTP_CLIENTS}|${MESSENGERS}|${RUNNERS}|buffer|crypto|zlib|child_process|vm|clipboardy|rimraf|del|socket\.io-client)(?:\(\))?$`);
/** What these make or answer has members that rules ask about. */
const MADE = new Set(['XMLHttpRequest', 'WebSocket', 'EventSource', 'TextDecoder', 'module:ws']);
const ANSWERED = new Set(['WebSocket', 'process.binding', 'module:os.homedir', 'module:os.userInfo', 'module:net.Socket', 'module:net.Stream', 'module:tls.TLSSocket', 'module:http.ClientRequest', 'module:https.ClientRequest', 'module:http.request', 'module:https.request', 'module:net.connect', 'module:net.createConnection', 'module:tls.connect', 'module:dgram.createSocket', 'module:http2.connect', 'module:http2.connect().request', 'module:axios.create', 'module:dns.Resolver', 'module:dns/promises.Resolver']);
export const HOME: Meaning = 'home folder';
/** Variables of the environment with the path of the home folder. */
const HOME_VARIABLE = /^(?:HOME|USERPROFILE|HOMEPATH)$/i;
/** Other ways to write the same thing. */
const SYNONYMS = new Map([
  ['module.require', 'require'],
  ['process.default', 'process'],
  ['module.constructor', 'module:module'],
  ['module:module.Module', 'module:module'],
  ['module:module._load', 'require'],
  ['require.main', 'module'],
  ['module.parent', 'module'],
  ['document.defaultView', 'globalThis'],
  ['module:fs.promises', 'module:fs/promises'],
  ['module:dns.promises', 'module:dns/promises'],
  ['module:path.posix', 'module:path'],
  ['module:path.win32', 'module:path'],
  ['module:buffer.Buffer', 'Buffer'],
  ['module:axios.create()', 'module:axios'],
  ['new module:ws', 'new WebSocket'],
  // What a host opens is called without `new`.
  ['WebSocket()', 'new WebSocket'],
  ['module:os.homedir()', HOME],
  ['module:os.userInfo().homedir', HOME],
]);
/** What answers its first argument, a copy of it, or something that inherits from it. */
export const RETURNS_GIVEN: ReadonlySet<Meaning> = new Set(['Object.assign', 'Object.create', 'Object.defineProperty', 'Object.freeze', 'Object.seal', 'Object.setPrototypeOf']);
/** Modules that have every member of another one. */
const EXTENDED = new Map([['fs-extra', 'fs'], ['graceful-fs', 'fs']]);

/** Methods of a request or connection that answer it again. */
const CHAINED = /^(module:(?:https?|net|tls)\.\w+\(\))\.(?:on|once|addListener|setTimeout|setNoDelay|setKeepAlive)$/;
const NOTHING: readonly Meaning[] = [];
const SUPERAGENT: readonly Meaning[] = ['module:superagent()'];
const BUILTIN: readonly Meaning[] = ['builtin'];
const INNER: readonly Meaning[] = ['process.binding().member'];
const CONSTRUCTOR: readonly Meaning[] = ['constructor'];
const OWN_CONSTRUCTOR: readonly Meaning[] = ['constructor', 'Function'];
const ASYNC_CONSTRUCTOR: readonly Meaning[] = ['async-constructor'];
const ASYNC_PROTOTYPE: readonly Meaning[] = ['async-prototype'];
const PROTOTYPE: readonly Meaning[] = ['prototype'];
const GLOBAL_OBJECT: readonly Meaning[] = ['globalThis'];
const NAMED: ReadonlyMap<string, readonly Meaning[]> = new Map([...[...GLOBALS].map((name) => [name, [name]] as const), ...[...GLOBAL_OBJECTS].map((name) => [name, GLOBAL_OBJECT] as const)]);

export function globalNamed(name: string): readonly Meaning[] {
  return NAMED.get(name) ?? BUILTIN;
}

/** `node:vm` and `vm` are one module; a name that is computed at run time is none. */
export function moduleNamed(specifier: string | null): Meaning[] {
  if (specifier === null) return [];
  const name = specifier.replace(/^node:/, '');
  return [name === 'process' ? 'process' : `module:${EXTENDED.get(name) ?? name}`];
}

const DESCRIPTOR = 'descriptor ';

const GETTER = 'getter ';
const MODULE = /^(?:module:|process$)/;

/** Of these, modules: what a function that is given one may give back. */
export function modulesAmong(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.some(isModule) ? meanings.filter(isModule) : NOTHING;
}

function isModule(meaning: Meaning): boolean {
  return MODULE.test(meaning);
}

/** A function that answers these; bundlers also give it a member `a` that is them. */
export function getterOf(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.map((meaning) => GETTER + meaning);
}

/** What a member with these meanings is told by its descriptor. */
export function describedBy(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.map((meaning) => DESCRIPTOR + meaning);
}

/** What the member `name` of something with these meanings means. */
export function membersOf(meanings: readonly Meaning[], name: string): readonly Meaning[] {
  let members = NOTHING;
  for (const meaning of meanings) members = both(members, membersOfOne(meaning, name));
  return members;
}

function membersOfOne(meaning: Meaning, name: string): readonly Meaning[] {
  switch (meaning) {
    case 'builtin':
      if (name === 'prototype') return PROTOTYPE;
      return name === 'constructor' ? CONSTRUCTOR : BUILTIN;
    case 'prototype':
    case 'Object.prototype':
      return BUILTIN;
    case 'async-prototype':
      return name === 'constructor' ? ASYNC_CONSTRUCTOR : BUILTIN;
    case 'async-constructor':
      if (name === 'constructor' || name === '__proto__') return CONSTRUCTOR;
      return name === 'prototype' ? ASYNC_PROTOTYPE : BUILTIN;
    case 'async-function':
      if (name === 'constructor') return ASYNC_CONSTRUCTOR;
      return name === '__proto__' ? ASYNC_PROTOTYPE : NOTHING;
    case 'function':
      if (name === 'constructor') return OWN_CONSTRUCTOR;
      return name === '__proto__' ? BUILTIN : NOTHING;
    case 'object':
      return name === 'constructor' ? BUILTIN : NOTHING;
    case 'text':
    case 'instance':
      return /^\d+$/.test(name) ? NOTHING : BUILTIN;
    case '?.constructor':
      return name === 'constructor' ? CONSTRUCTOR : NOTHING;
    case 'process.mainModule':
      return membersOfNamed('module', name);
    default:
      return membersOfNamed(meaning, name);
  }
}

/** Members of a global, a module or what those make. */
function membersOfNamed(meaning: Meaning, name: string): readonly Meaning[] {
  const path = `${meaning}.${name}`;
  const synonym = SYNONYMS.get(path);
  if (synonym) return [synonym];
  if (MEMBERS.has(path)) return [path];
  if (meaning === 'globalThis') return globalNamed(name);
  if (meaning === 'process.binding()') return name === 'constructor' ? NOTHING : INNER;
  if (meaning.startsWith('process.binding()')) return NOTHING;
  if (meaning === 'process.env') return membersOfEnvironment(name);
  if (meaning.startsWith('module:')) return membersOfModule(meaning, name);
  if (meaning.startsWith(GETTER)) return name === 'a' ? [meaning.slice(GETTER.length)] : NOTHING;
  if (meaning.startsWith(DESCRIPTOR)) return name === 'value' ? [meaning.slice(DESCRIPTOR.length)] : NOTHING;
  if (meaning.startsWith('new ') || meaning === 'script-element') return NOTHING;
  if (name === 'constructor') return CONSTRUCTOR;
  if (name === 'prototype' && !isFunctionConstructor(meaning)) return PROTOTYPE;
  return meaning === 'module' ? NOTHING : BUILTIN;
}

function membersOfEnvironment(name: string): readonly Meaning[] {
  if (HOME_VARIABLE.test(name)) return [HOME];
  const owner = ownerOfVariable(name);
  if (owner !== null) return [`secret ${owner}`];
  return name === 'constructor' ? CONSTRUCTOR : BUILTIN;
}

function membersOfModule(meaning: Meaning, name: string): readonly Meaning[] {
  if (name === 'default') return [meaning];
  return DETAILED.test(meaning) || meaning.endsWith('()') ? [`${meaning}.${name}`] : NOTHING;
}

/** What `new` makes of something with these meanings. */
export function madeBy(meanings: readonly Meaning[]): readonly Meaning[] {
  return both(named(meanings, MADE, (meaning) => `new ${meaning}`), named(meanings, ANSWERED, (meaning) => `${meaning}()`));
}

/** What calling something with these meanings answers. */
export function answeredBy(meanings: readonly Meaning[]): readonly Meaning[] {
  const answered = named(meanings, ANSWERED, (meaning) => `${meaning}()`);
  const got = meanings.reduce((all, meaning) => {
    const itself = meaning.startsWith(GETTER) ? meaning.slice(GETTER.length) : CHAINED.exec(meaning)?.[1];
    return itself === undefined ? all : both(all, [itself]);
  }, answered);
  // A request of this client is built up by one call after the other.
  return both(got, meanings.some((meaning) => meaning.startsWith('module:superagent')) ? SUPERAGENT : NOTHING);
}

function named(meanings: readonly Meaning[], wanted: ReadonlySet<Meaning>, name: (meaning: Meaning) => Meaning): readonly Meaning[] {
  let found = NOTHING;
  for (const meaning of meanings) if (wanted.has(meaning)) found = both(found, [SYNONYMS.get(name(meaning)) ?? name(meaning)]);
  return found;
}

/** What `Object.getPrototypeOf` answers for functions: `AsyncFunction` inherits from `Function`. */
export function prototypeOf(meanings: readonly Meaning[]): readonly Meaning[] {
  let prototypes = meanings.includes('function') ? BUILTIN : NOTHING;
  if (meanings.includes('async-function')) prototypes = both(prototypes, ASYNC_PROTOTYPE);
  return meanings.includes('async-constructor') ? both(prototypes, CONSTRUCTOR) : prototypes;
}

/** Things that make a function out of text. */
export function isFunctionConstructor(meaning: Meaning): boolean {
  return meaning === 'Function' || meaning === 'constructor' || meaning === 'async-constructor';
}

/** All meanings of the two, each once. Most have none or the same one. */
export function both(some: readonly Meaning[], others: readonly Meaning[]): readonly Meaning[] {
  if (some.length === 0) return others;
  const more = others.filter((meaning) => !some.includes(meaning));
  return more.length === 0 ? some : [...some, ...more];
}
