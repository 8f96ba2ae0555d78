/**
 * What an expression may stand for, whatever detour it takes there. Only what rules ask about has a name:
 * globals (`eval`, `process.binding`, `setTimeout` …), modules (`module:child_process`) and their members
 * (`module:fs.readFile`), what a constructor makes (`new WebSocket`) and what a call answers (`module:http.request()`), and
 * - `constructor`: the Function constructor, reached through `.constructor`; `?.constructor`: of something unknown
 * - `function`, `builtin`: a function written here, anything that the engine brings
 * - `text`, `object`, `instance`: a string, an object literal, another literal
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
  'Buffer.from', 'new TextDecoder.decode', 'Object.prototype', 'Error.prepareStackTrace', 'Error.captureStackTrace',
  'navigator.sendBeacon', 'navigator.clipboard', 'navigator.clipboard.readText', 'navigator.clipboard.read', 'document.addEventListener', 'document.createElement', 'document.createElementNS', 'document.write',
  'globalThis.addEventListener', 'new XMLHttpRequest.open', 'new XMLHttpRequest.send', 'new WebSocket.send',
  'WebAssembly.Module', 'WebAssembly.instantiate', 'WebAssembly.compile',
]);
/** Modules whose members have names of their own. */
const DETAILED = /^module:(?:fs|fs\/promises|path|os|https?|http2|net|tls|dgram|dns|dns\/promises|axios|undici|got|buffer|child_process|vm)(?:\(\))?$/;
/** What these make or answer has members that rules ask about. */
const MADE = new Set(['XMLHttpRequest', 'WebSocket', 'TextDecoder', 'module:ws']);
const ANSWERED = new Set(['module:http.request', 'module:https.request', 'module:net.connect', 'module:net.createConnection', 'module:tls.connect', 'module:dgram.createSocket', 'module:axios.create']);
/** Other ways to write the same thing. */
const SYNONYMS = new Map([
  ['module.require', 'require'],
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
]);

export function globalNamed(name: string): Meaning[] {
  if (GLOBAL_OBJECTS.has(name)) return ['globalThis'];
  return [GLOBALS.has(name) ? name : 'builtin'];
}

/** `node:vm` and `vm` are one module; a name that is computed at run time is none. */
export function moduleNamed(specifier: string | null): Meaning[] {
  if (specifier === null) return [];
  const name = specifier.replace(/^node:/, '');
  return [name === 'process' ? 'process' : `module:${name}`];
}

/** What the member `name` of something with these meanings means. */
export function membersOf(meanings: readonly Meaning[], name: string): readonly Meaning[] {
  return meanings.length === 0 ? meanings : union(meanings.map((meaning) => membersOfOne(meaning, name)));
}

function membersOfOne(meaning: Meaning, name: string): Meaning[] {
  const path = `${meaning}.${name}`;
  const synonym = SYNONYMS.get(path);
  if (synonym) return [synonym];
  if (MEMBERS.has(path)) return [path];
  if (meaning === 'globalThis') return globalNamed(name);
  if (meaning === 'process.mainModule') return membersOfOne('module', name);
  if (meaning.startsWith('module:')) return membersOfModule(meaning, name);
  if (meaning.startsWith('descriptor ')) return name === 'value' ? [meaning.slice('descriptor '.length)] : [];
  if (meaning.startsWith('new ') || meaning === 'script-element') return [];
  if (meaning === 'object') return name === 'constructor' ? ['builtin'] : [];
  if (meaning === 'text' || meaning === 'instance') return /^\d+$/.test(name) ? [] : ['builtin'];
  if (name === 'constructor') return meaning === 'function' ? ['constructor', 'Function'] : ['constructor'];
  if (meaning === 'function') return name === '__proto__' ? ['builtin'] : [];
  return meaning === '?.constructor' || meaning === 'module' ? [] : ['builtin'];
}

function membersOfModule(meaning: Meaning, name: string): Meaning[] {
  if (name === 'default') return [meaning];
  return DETAILED.test(meaning) || meaning.endsWith('()') ? [`${meaning}.${name}`] : [];
}

/** What `new` makes of something with these meanings. */
export function madeBy(meanings: readonly Meaning[]): readonly Meaning[] {
  return named(meanings, MADE, (meaning) => `new ${meaning}`);
}

/** What calling something with these meanings answers. */
export function answeredBy(meanings: readonly Meaning[]): readonly Meaning[] {
  return named(meanings, ANSWERED, (meaning) => `${meaning}()`);
}

function named(meanings: readonly Meaning[], wanted: ReadonlySet<Meaning>, name: (meaning: Meaning) => Meaning): readonly Meaning[] {
  if (meanings.length === 0) return meanings;
  return meanings.filter((meaning) => wanted.has(meaning)).map((meaning) => SYNONYMS.get(name(meaning)) ?? name(meaning));
}

/** Things that make a function out of text. */
export function isFunctionConstructor(meaning: Meaning): boolean {
  return meaning === 'Function' || meaning === 'constructor';
}

export function union(sets: readonly (readonly Meaning[])[]): readonly Meaning[] {
  if (sets.length === 1) return sets[0] ?? [];
  return [...new Set(sets.flat())];
}
