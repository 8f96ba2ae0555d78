import type { ApiRow, HostApi } from '#libs/sandbox/protocol.js';
import type { Catalogue } from './permissions/catalogue.js';

/** Parts of the host object that no host has, for what the catalogue finds at the global object and in Node's modules. */
const GLOBALS = '$global';
const MODULE = /^node:([\w/]+)/;
/** What browsers and Node both have and no host guards; the engines of the sandbox have the language alone. */
const EVERYWHERE = [
  'AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'CompressionStream', 'CustomEvent', 'DOMException', 'DecompressionStream', 'Event', 'EventTarget', 'File', 'FormData', 'Headers', 'Intl', 'MessageChannel',
  'ReadableStream', 'Request', 'Response', 'TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL', 'URLSearchParams', 'WritableStream', 'atob', 'btoa', 'crypto', 'performance', 'structuredClone',
];

/** A host as its catalogue describes it, to be recorded: its methods, and the globals and modules that need a scope. */
export function recordedApi({ rows, modules, names, bodies = undefined }: Catalogue): HostApi {
  const guarded = rows.map(({ scope, methods, globals }) => ({ scope, methods: [...methods.filter(isPlain), ...globals.map(globalPath)] }));
  const free = rows.flatMap(({ methods, ungated }) => [...ungated.filter(isPlain), ...methods.filter((path) => !isPlain(path)).map((path) => path.slice(0, path.indexOf('()')))]);
  const known = [...guarded.flatMap(({ methods }) => methods), ...free];
  const empty = [...Object.values(modules), ...Object.values(names)].filter((part) => part !== '' && !known.some((path) => path === part || path.startsWith(`${part}.`)));
  const open: ApiRow = { scope: null, methods: [...new Set([...free, ...empty, ...EVERYWHERE.map(globalPath)])] };
  const globals = [...rows.flatMap((row) => row.globals), ...EVERYWHERE];
  return { rows: [open, ...guarded], modules: { ...nodeModules(globals), ...modules }, globals: { ...realmGlobals(globals), ...names }, ...(bodies && { bodies }) };
}

/** The name that people know: `fetch` for `$global.fetch`, `node:fs.readFile` for `$node_fs.readFile`. */
export function shownMethod(path: string): string {
  return path.replace(/^\$global\./, '').replace(/^\$node_([\w$]+)/, (_, name: string) => `node:${name.replaceAll('$', '/')}`);
}

/** The scopes whose methods a package may call: those it declares, and those that they include. */
export function grantedScopes(declared: readonly string[], { rows }: Catalogue): string[] {
  return [...new Set([...declared, ...rows.filter(({ impliedBy }) => impliedBy.some((wider) => declared.includes(wider))).map(({ scope }) => scope)])];
}

/** The scopes that guard a method or a path below it, each of which is enough. */
export function scopesOf(method: string, { rows }: HostApi): string[] {
  for (let path = method; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('.'), 0))) {
    const scopes = rows.flatMap(({ scope, methods }) => (scope !== null && methods.includes(path) ? [scope] : []));
    if (scopes.length > 0) return scopes;
  }
  return [];
}

/** What a call gives cannot be told apart at run time: `sheets.active().rename` is left to the inference. */
function isPlain(path: string): boolean {
  return !path.includes('()');
}

function partOf(module: string): string {
  return `$node_${module.replaceAll('/', '$')}`;
}

function globalPath(path: string): string {
  const module = MODULE.exec(path);
  return module ? `${partOf(module[1]!)}${path.slice(module[0].length)}` : `${GLOBALS}.${path}`;
}

function nodeModules(globals: readonly string[]): Record<string, string> {
  const names = [...new Set(globals.flatMap((path) => MODULE.exec(path)?.[1] ?? []))];
  return Object.fromEntries(names.flatMap((name) => [[name, partOf(name)], [`node:${name}`, partOf(name)]]));
}

function realmGlobals(globals: readonly string[]): Record<string, string> {
  const names = new Set(globals.filter((path) => !MODULE.test(path)).map((path) => path.split('.')[0]!));
  return Object.fromEntries([...names].map((name) => [name, `${GLOBALS}.${name}`]));
}
