import { EVALUATED_BY_LIBRARY, HTTP_CLIENTS, STARTED_BY_LIBRARY } from '../../facts/clients.js';
import { keysFoundBy } from '../../facts/key-patterns.js';
import { namesPlace } from '../../facts/places.js';
import { SECRET_OWNERS } from '../../facts/secrets.js';
import { currenciesFoundBy } from '../../facts/wallets.js';
import { HIDDEN_GLOBAL } from './hidden-globals.js';
import type { Meaning } from './meaning.js';
import type { Node, Of } from '../syntax/tree.js';

const CALLED = new Set([
  'eval', HIDDEN_GLOBAL, 'execScript', 'Function', 'constructor', 'async-constructor', 'setTimeout', 'setInterval', 'setImmediate', '_compile',
  'process.binding', 'process.binding().member', 'process._linkedBinding', 'process.dlopen', 'require', 'process.getBuiltinModule', 'import', 'importScripts',
  'fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'new XMLHttpRequest.open', 'new XMLHttpRequest.send', 'new WebSocket.send', 'new interpreter.stdin.write', 'new interpreter.stdin.end', 'navigator.sendBeacon',
  'navigator.clipboard.readText', 'navigator.clipboard.read', 'document.addEventListener', 'globalThis.addEventListener', 'document.write',
  'Worker', 'SharedWorker', 'WebAssembly.Module', 'WebAssembly.instantiate', 'WebAssembly.compile',
]);
const CALLED_OF_MODULES = new RegExp(String.raw`^module:(?:https?|http2|net|tls|dgram|dns|dns\/promises|${HTTP_CLIENTS}|child_process|vm|worker_threads|clipboardy)(?:[.(]|$)`);

/** What deletes or writes files. */
const CHANGES_FILES = /^module:(?:fs(?:\/promises)?\.(?:rm|rmdir|unlink|remove|emptyDir|truncate|writeFile|appendFile|createWriteStream|rename|copyFile)(?:Sync)?|(?:rimraf|del)(?:\.\w+)?)$/;

/** Only a repeated group that holds a repetition or a choice can take exponential time. */
const MAY_BE_SLOW = /[+*}|][^()]*\)+(?:[*+]|\{\d+,)/;

/** Calls whose arguments are run as code, leave the computer, or are files that are changed. */
const SINKS = new RegExp(String.raw`^(?:module:(?:fs(?:\/promises)?|rimraf|del)(?:\..*)?|eval|document\.write|${HIDDEN_GLOBAL}|require|import|execScript|Function|(?:async-)?constructor|_compile|setTimeout|setInterval|Worker|SharedWorker|WebAssembly\..*|fetch|WebSocket|EventSource|navigator\.sendBeacon|new (?:XMLHttpRequest|WebSocket|interpreter)\..*|host:.*|module:(?:https?|http2|net|tls|dgram|dns|dns\/promises|${HTTP_CLIENTS}|child_process|vm)(?:[.(].*)?|module:worker_threads\.Worker)$`);

/** Does a library start what it is given, or run it as code? */
function isRunByLibrary(what: Meaning): boolean {
  return STARTED_BY_LIBRARY.test(what) || EVALUATED_BY_LIBRARY.test(what);
}

/** True for calls whose arguments are followed. */
export function isSink(what: Meaning): boolean {
  return SINKS.test(what) || isRunByLibrary(what);
}

/** Things that do something wherever they go. */
export const HANDED_ON: ReadonlySet<Meaning> = new Set(['eval', 'execScript', 'process.env', 'require', 'process.getBuiltinModule', ...SECRET_OWNERS.map((owner) => `secret ${owner}`)]);

/** Inner parts of Node.js: `binding('spawn_sync')` of anything is `process.binding`. */
export const INNER_PARTS = /^(?:spawn_sync|process_wrap|fs|fs_dir|tcp_wrap|pipe_wrap|udp_wrap|cares_wrap|contextify|natives|module_wrap|worker|inspector|v8|os|http_parser|tls_wrap|crypto|zlib|js_stream|stream_wrap|uv)$/;

/** Calls that load a module by its name. */
export const LOADERS: ReadonlySet<Meaning> = new Set(['require', 'process.getBuiltinModule', 'import']);

/** Of members, only what is done with `process.mainModule` is of interest by itself. */
export function isWantedMember({ property, computed }: Of<'MemberExpression'>): boolean {
  return property.type === 'Identifier' && !computed ? property.name === 'require' || property.name === 'constructor' : computed === true;
}

/** A sum is read from its top. */
export function isWantedSum(node: Of<'BinaryExpression'>, parent: Node | null): boolean {
  return node.operator === '+' && !(parent?.type === 'BinaryExpression' && parent.operator === '+' && parent.left === node);
}

/** A comparison by which somebody may be known by a hash: of what a function answers, or with a hash that is written out. */
export function isWantedComparison({ operator, left, right }: Of<'BinaryExpression'>): boolean {
  if (operator !== '===' && operator !== '==' && operator !== '!==' && operator !== '!=') return false;
  return [left as Node, right].some((each) => isHash(each) || isAccount(each)) || ofManyRests(left, right) !== null || ofManyRests(right, left) !== null || (left.type === 'Identifier' && mayBeKnown(right)) || (right.type === 'Identifier' && mayBeKnown(left));
}

/** So many rests are there that one of them is no lottery, but somebody. */
const MANY_RESTS = 1_000;

/** `hash` of `hash % 9973` beside `4211`; null for anything else. */
export function ofManyRests(made: Node, known: Node): Node | null {
  if (made.type !== 'BinaryExpression' || made.operator !== '%' || known.type !== 'Literal' || typeof known.value !== 'number' || known.value < 1) return null;
  return made.right.type === 'Literal' && typeof made.right.value === 'number' && made.right.value >= MANY_RESTS && made.left.type === 'CallExpression' ? made.left : null;
}

/** A name, a call, or `author.id`. */
function mayBeKnown(node: Node): boolean {
  return node.type === 'Identifier' || node.type === 'CallExpression' || (node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'id');
}

const SMALLEST_HASH = 100_000;

/** A number or a text that only a computer remembers. */
export function isHash(node: Node): boolean {
  if (node.type !== 'Literal') return false;
  return typeof node.value === 'string' ? /^(?=.*\d)(?=.*[a-f])[\da-f]{8,128}$/i.test(node.value) : (typeof node.value === 'number' && Math.abs(node.value) >= SMALLEST_HASH) || typeof node.value === 'bigint';
}

/** The number of an account in a chat, as a text. */
export function isAccount(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && /^\d{17,20}$/.test(node.value);
}

export function isWantedProperty({ key, value, computed }: Of<'Property'>): boolean {
  return computed || isHandedOn(value) || namesHost(key) || (key.type === 'Identifier' && /^bcc$/i.test(key.name));
}

export function isWantedArray({ elements }: Of<'ArrayExpression'>): boolean {
  return elements.some(isHandedOn) || isZero(elements[0]);
}

/** True for texts that name a place, and for regular expressions that may take long, or find addresses of wallets or keys. */
export function isWantedLiteral(node: Of<'Literal'>): boolean {
  if (typeof node.value === 'string') return node.value.length > 1 && namesPlace(node.value);
  return 'regex' in node && (MAY_BE_SLOW.test(node.regex.pattern) || currenciesFoundBy(node.regex.pattern).length > 0 || keysFoundBy(node.regex.pattern).length > 0);
}

const HOLDERS = new Set(['Identifier', 'MemberExpression', 'ChainExpression', 'ParenthesizedExpression', 'AwaitExpression', 'SequenceExpression']);

/** May the value of an expression be something that has a name? */
export function isHandedOn(node: Node | null | undefined): boolean {
  return node ? HOLDERS.has(node.type) : false;
}

function namesHost(key: Node): boolean {
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : null;
  return name === 'host' || name === 'hostname';
}

function isZero(node: Node | null | undefined): boolean {
  return node?.type === 'Literal' && node.value === 0;
}

/** True for calls of things with this meaning that rules ask about. */
export function isWantedCall(what: Meaning): boolean {
  if (what.startsWith('host:')) return true;
  return what.startsWith('module:') ? CALLED_OF_MODULES.test(what) || CHANGES_FILES.test(what) || isRunByLibrary(what) : CALLED.has(what);
}
