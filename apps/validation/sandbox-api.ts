import type { ApiRow, Canaries, HostApi } from '#libs/sandbox/protocol.js';
import { CLIENT_MODULES, type Catalogue } from './permissions/catalogue.js';
import { CLIPBOARD_READS, HOST_DATA } from './permissions/host-data.js';
import { rowOf } from './permissions/inference/data-cells.js';

/** Parts beside the host object, for what the catalogue finds at the global object and in Node's modules: their names begin with `$`. */
const GLOBALS = '$global';
const MODULE = /^node:([\w/]+)/;
/** What stands for everything that a client for requests offers. */
const CLIENT = /^@client:([\w-]+)/;
/** What browsers and Node both have and no host guards; the engines of the sandbox have the language alone. */
const EVERYWHERE = [
  'AbortController', 'AbortSignal', 'Blob', 'BroadcastChannel', 'CompressionStream', 'CustomEvent', 'DOMException', 'DecompressionStream', 'Event', 'EventTarget', 'File', 'FormData', 'Headers', 'Intl', 'MessageChannel',
  'ReadableStream', 'Request', 'Response', 'TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL', 'URLSearchParams', 'WritableStream', 'atob', 'btoa', 'crypto', 'performance', 'structuredClone',
];

/** Values that look like what people copy and enter and somebody might put another one in the place of: numbers of accounts that are right, and addresses of wallets. */
export const ACCOUNTS = ['DE89370400440532013000', 'GB29NWBK60161331926819', '0x52908400098527886E0F7030069857D2E4169EE7', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 'TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC'];
/** What a sheet tells of a cell that somebody changes. */
const CHANGED_CELLS = ACCOUNTS.map((value) => ({ sheet: 'Sheet1', sheetId: '1', address: 'B2', cell: 'B2', range: 'B2', row: 2, col: 2, column: 2, value, newValue: value, text: value, oldValue: '' }));
/** Calls that answer what stands in a file, or files by their names. */
const READS_FILES = ['filesystem.find', 'filesystem.list', 'filesystem.readDirectory', 'workspace.findFiles', 'filesystem.read', 'filesystem.readText', 'workspace.fs.readFile', 'workspace.openTextDocument', ...['', '/promises', '.promises'].flatMap((of) => ['readFile', 'readFileSync', 'createReadStream', 'readdir', 'readdirSync', 'glob', 'globSync'].map((name) => `@node:fs${of}.${name}`))];
/** The kind of what stands in files, whichever. */
export const FILE = 'file';
/** The kind of what people write in a chat, where an extension hears of it. */
export const HEARD = 'heard';
/** The kinds of what users say of a connection for their data, and of what they log in there with. */
const CONNECTION = 'connection';
export const LOGIN = 'login';
/** Hosts give it to whoever reads data for them. */
const CONNECTORS = ['dataConnectors.register', 'dataConnectors.add', 'connectors.register'];
const OF_LOGIN = ['password', 'pass', 'token', 'secret', 'apiKey', 'apikey', 'accessToken', 'credentials'];
/** Who writes is a person, and nothing was stopped. */
const FALSY = ['bot', 'isBot', 'isCancellationRequested', 'aborted', 'defaultPrevented'];
/** They ask whether a file is there, and for what the extension kept. */
const ASKS = ['exists', 'existsSync', 'pathExists', 'fileExists', 'storage.get', 'globalState.get', 'workspaceState.get', 'state.get'];
const MESSAGES = ['message.content', 'message.cleanContent'];
/** Recorded path of a client → its path in tables. */
const CLIENTS = Object.fromEntries(Object.values(CLIENT_MODULES).flatMap((path) => recorded(path).map((each) => [each, path])));
/** The same in every run: what hosts give, and what is done with it. */
const CANARIES = canaries();

/** A host as its catalogue describes it, to be recorded: its methods, and the globals and modules that need a scope or are watched. */
export function recordedApi({ rows, modules, names, watched, bodies = undefined }: Catalogue): HostApi {
  const guarded = rows.map(({ scope, methods, globals }) => ({ scope, methods: [...methods.filter(isPlain), ...globals.map(globalPath)] }));
  const paths = (watched?.paths ?? []).filter((path) => recorded(path).length > 0 && !CLIENT.test(path));
  const seen = paths.filter((path) => path.startsWith('@')).map((path) => path.slice(1));
  const free = rows.flatMap(({ methods, ungated }) => [...ungated.filter(isPlain), ...methods.filter((path) => !isPlain(path)).map((path) => path.slice(0, path.indexOf('()')))]);
  const known = [...guarded.flatMap(({ methods }) => methods), ...free];
  const empty = [...Object.values(modules), ...Object.values(names)].filter((part) => part !== '' && !known.some((path) => path === part || path.startsWith(`${part}.`)));
  const clients = Object.entries(watched?.modules ?? {}).flatMap(([name, path]) => recorded(path).map((each) => [name, each] as const));
  const named = paths.filter((path) => !path.startsWith('@'));
  const open: ApiRow = { scope: null, methods: [...new Set([...free, ...empty, ...named, ...clients.map(([, path]) => path), ...[...EVERYWHERE, ...seen].map(globalPath)])] };
  const globals = [...rows.flatMap((row) => row.globals), ...seen, ...EVERYWHERE];
  return { rows: [open, ...guarded], modules: { ...nodeModules(globals), ...Object.fromEntries(clients), ...modules }, globals: { ...realmGlobals(globals), ...names }, ...(bodies && { bodies }), canaries: CANARIES };
}

/** The path by which a table of data (permissions/host-data.ts) knows a recorded method: `@fetch`, `@node:fs.readFile`, `@client:got.post`, `cells.getValue`. */
export function dataPath(method: string): string {
  const client = rowOf(CLIENTS, method);
  if (client !== null) return client + method.slice(recorded(client)[0]!.length);
  return method.startsWith('$') ? `@${shownMethod(method)}` : method;
}

/** The other way round: one path, or none for what cannot be told apart when it runs. */
function recorded(path: string): string[] {
  if (path.startsWith('@py:') || !isPlain(path)) return [];
  const client = CLIENT.exec(path);
  if (client) return [`$client_${client[1]!.replaceAll('-', '$')}${path.slice(client[0].length)}`];
  return [path.startsWith('@') ? globalPath(path.slice(1)) : path];
}

function canaries(): Canaries {
  const rows = <T>(table: Readonly<Record<string, T>>): [string, T][] => Object.entries(table).flatMap(([path, kind]) => recorded(path).map((each): [string, T] => [each, kind]));
  const parts = [...Object.entries({ ...HOST_DATA.methods, ...HOST_DATA.parts }).flatMap(([name, kinds]) => kinds.map(([from, to]) => [name, from, to] as const)), ...OF_LOGIN.map((name) => [name, CONNECTION, LOGIN] as const)];
  const leads = rows(HOST_DATA.leads).flatMap(([path, kinds]) => kinds.map(([from, to]) => [path, from, to] as const));
  const samples = { ...Object.fromEntries([...CLIPBOARD_READS].flatMap(recorded).map((path) => [path, ACCOUNTS])), 'clipboard.onDidChange': ACCOUNTS, 'events.onCellChanged': CHANGED_CELLS };
  return { gives: { ...Object.fromEntries(READS_FILES.flatMap(recorded).map((path) => [path, FILE])), ...Object.fromEntries(MESSAGES.map((path) => [path, HEARD])), ...Object.fromEntries(rows(HOST_DATA.gives)) }, tells: { ...Object.fromEntries(rows(HOST_DATA.tells)), ...Object.fromEntries(CONNECTORS.map((path) => [path, CONNECTION])) }, parts, leads, opens: HOST_DATA.opens.flatMap(recorded), falsy: FALSY, asks: ASKS, samples };
}

/** Does a recorded method answer what stands in a file, or find some? */
export function readsFile(method: string): boolean {
  return READS_FILES.includes(dataPath(method));
}

/** Does a recorded method answer what was copied? */
export function readsClipboard(method: string): boolean {
  return CLIPBOARD_READS.has(dataPath(method));
}

/** The name that people know: `fetch` for `$global.fetch`, `node:fs.readFile` for `$node_fs.readFile`. */
export function shownMethod(path: string): string {
  return path.replace(/^\$global\./, '').replace(/^\$client_([\w$]+)/, (_, name: string) => name.replaceAll('$', '-')).replace(/^\$node_([\w$]+)/, (_, name: string) => `node:${name.replaceAll('$', '/')}`);
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
