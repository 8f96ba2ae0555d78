import type { ESTree } from 'meriyah';
import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { onlySource, operands, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable, NO_KEYS } from '../syntax/scope.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Nodes of one function that are looked at. */
const MOST_NODES = 500;

type Call = ESTree.CallExpression | ESTree.NewExpression;

const OWN_HOST = /^(?:(?:window|self|document)\.)?location\.host(?:name)?$/;
const THIS_COMPUTER = /^(?:localhost|127\.0\.0\.1)$/;
/** Names of settings that a bundler writes in front of a script. */
export const HOST_SETTING = /^[A-Z][A-Z\d_]*_HOST(?:NAME)?$/;

/**
 * `new WebSocket('ws://' + (settings.host || location.hostname) + ':' + port)`, `new EventSource('/updates')`: how servers for
 * development tell a page what was changed. True when a name never is another connection than such ones.
 */
export function isOwnOrigin(socket: Node, scope: Scope): boolean {
  const sources = socket.type === 'Identifier' ? (scope.find(socket.name)?.sources ?? []) : [];
  return sources.length > 0 && sources.every(({ node, how, keys, scope: around }) => how === 'value' && keys.length === 0 && isToOwnOrigin(node, around));
}

function isToOwnOrigin(made: Node, scope: Scope): boolean {
  const [address, more] = made.type === 'NewExpression' ? made.arguments : [];
  if (!address || more || scope.find('location')) return false;
  if (address.type === 'Literal') return /^\/(?![\\/])/.test(String(address.value));
  const parts = address.type === 'BinaryExpression' ? operands(address) : [];
  const at = parts.findIndex((part) => part.type === 'Literal' && /^(?:wss?:)?\/\/$|^:\/\/$/.test(String(part.value)));
  const host = parts[at + 1];
  return at >= 0 && host !== undefined && isOwnHost(host, scope) && endsHost(parts.slice(at + 2));
}

/** Settings may name another one; without an own one, this computer is meant. */
function isOwnHost(node: Node, scope: Scope, depth = 0, answers = new Answers()): boolean {
  const inner = withoutWrapping(node);
  const isOwn = (each: Node, around = scope): boolean => isOwnHost(each, around, depth + 1, answers);
  return depth <= MOST_HANDED_DOWN && answers.ask(inner, () => isOfOwn(inner, scope, isOwn), depth);
}

function isOfOwn(inner: Node, scope: Scope, isOwn: (node: Node, around?: Scope) => boolean): boolean {
  switch (inner.type) {
    case 'MemberExpression':
      return OWN_HOST.test(memberPath(inner));
    case 'ConditionalExpression':
      return isOwn(inner.consequent) && (isOwn(inner.alternate) || isThisComputer(inner.alternate));
    case 'LogicalExpression':
      return inner.operator !== '&&' && (isOwn(inner.left) || isHostSetting(inner.left, scope)) && isOwn(inner.right);
    case 'Identifier': {
      const source = onlySource(scope.find(inner.name));
      return source?.keys.length === 0 && isOwn(source.node, source.scope);
    }
    case 'CallExpression': {
      const source = inner.callee.type === 'Identifier' && inner.arguments.length === 0 ? scope.find(inner.callee.name)?.sources : undefined;
      const answer = source?.length === 1 ? onlyAnswer(source[0]!.node) : null;
      return answer !== null && isOwn(answer);
    }
    default:
      return false;
  }
}

function isThisComputer(node: Node): boolean {
  return node.type === 'Literal' && THIS_COMPUTER.test(String(node.value));
}

/** What a function that does nothing else gives back. */
function onlyAnswer(node: Node): Node | null {
  if (!isCallable(node) || node.params.length > 0) return null;
  const [only, more] = node.body?.type === 'BlockStatement' ? node.body.body : [];
  return only?.type === 'ReturnStatement' && !more ? only.argument : null;
}

function isHostSetting(node: Node, scope: Scope): boolean {
  return memberPath(node).startsWith('process.env.') || (node.type === 'Identifier' && HOST_SETTING.test(node.name) && scope.find(node.name) === null);
}

/** Does what follows a host begin with a port or a path, if there is anything? */
function endsHost(parts: readonly Node[]): boolean {
  for (const part of parts) {
    const begins = part.type === 'ConditionalExpression' ? [beginOf(part.consequent), beginOf(part.alternate)] : [beginOf(part)];
    if (!begins.every((begin) => begin !== null && /^(?:$|[:/])/.test(begin))) return false;
    if (!begins.includes('')) return true;
  }
  return true;
}

/** The text that something begins with, or null. */
function beginOf(node: Node): string | null {
  const [first] = node.type === 'BinaryExpression' ? operands(node) : [node];
  return first?.type === 'Literal' && typeof first.value === 'string' && (first === node || first.value !== '') ? first.value : null;
}

/** Of `unescape(encodeURIComponent(x))` and `decodeURIComponent(escape(x))`: between letters and their bytes, which hides nothing. */
export function isEscaped(given: Node | undefined, scope: Scope): boolean {
  if (given?.type !== 'CallExpression' || given.callee.type !== 'Identifier') return false;
  const { name } = given.callee;
  return (name === 'encodeURIComponent' || name === 'escape') && scope.find(name) === null;
}

/** How to ask whether a call reads a file, or makes the same text without what no engine runs; and what a function of the script answers. */
export interface Handing {
  reads: (call: Node, scope: Scope) => boolean;
  strips: (call: ESTree.CallExpression, scope: Scope) => boolean;
  returnsOf: (callee: Node, scope: Scope) => readonly Source[];
}

/** A piece of a text that only callers from elsewhere give, or that stands in a file: where it stands in there is no part of it, as it is of letters that a script chooses from its own. */
export function isCutOut({ callee, arguments: given }: Call, scope: Scope, handing: Handing): boolean {
  if (!isMethod(callee, 'slice', 'substring') || callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || given.length !== 2) return false;
  const text = scope.find(callee.object.name);
  return text !== null && isHandedDown(text, handing);
}

/** Names and answers by which one function hands a text to the next, of which the first is given nothing in this script, or what is read. */
const MOST_HANDED_DOWN = 20;

function isHandedDown(text: Binding, { reads, strips, returnsOf }: Handing): boolean {
  const names = new Set([text]);
  const open: Source[] = [...text.sources];
  const seen = new Set<Node>();
  for (let next = open.pop(); next; next = open.pop()) {
    const { scope, keys, how } = next;
    const node = withoutWrapping(next.node);
    if (keys.length > 0 || how === 'function') return false;
    if (reads(node, scope) || seen.has(node)) continue;
    seen.add(node);
    const from = node.type === 'Identifier' ? scope.find(node.name) : null;
    const answers = node.type === 'CallExpression' ? answersOf(node, scope, { strips, returnsOf }) : [];
    if ((!from && answers.length === 0) || from?.implicit || seen.size > MOST_HANDED_DOWN) return false;
    open.push(...answers, ...(from && !names.has(from) ? from.sources : []));
    if (from) names.add(from);
  }
  return true;
}

/** What a call gives back by a function of the script that has no other under its name, or without types of what it gets. */
function answersOf(call: ESTree.CallExpression, scope: Scope, { strips, returnsOf }: Pick<Handing, 'strips' | 'returnsOf'>): readonly Source[] {
  if (strips(call, scope)) return call.arguments.slice(0, 1).map((node) => ({ how: 'value', node, keys: NO_KEYS, scope }));
  return call.callee.type === 'Identifier' && scope.find(call.callee.name)?.sources.length === 1 ? returnsOf(call.callee, scope) : [];
}

/** A parameter that nothing in this script gives a value, but a policy of the page that says which addresses may be loaded. */
export function isGiven(address: Node, scope: Scope): boolean {
  if (address.type !== 'Identifier') return false;
  const isAllowed = (value: Node): boolean => value.type === 'CallExpression' && isMethod(value.callee, 'createScriptURL') && value.arguments[0]?.type === 'Identifier' && value.arguments[0].name === address.name;
  if (!scope.find(address.name)?.sources.every(({ how, node }) => how === 'event' || isAllowed(node))) return false;
  for (let around: Scope | null = scope; around; around = around.parent) {
    if (around.own(address.name)) return around.callable?.params.some((each) => each.type === 'Identifier' && each.name === address.name) ?? false;
  }
  return false;
}

/** `for (const field of form.elements) if (field.type === 'password') …`: the fields of a form, in a function that has to do with passwords. */
export function isFieldsOfLogin({ property, computed }: ESTree.MemberExpression, scope: Scope): boolean {
  if (computed || property.type !== 'Identifier' || property.name !== 'elements') return false;
  const body = scope.owner?.body;
  if (body) for (const node of nodesWithin(body, MOST_NODES)) if (node.type === 'Literal' && node.value === 'password') return true;
  return false;
}

export function isMethod(callee: Node, ...names: string[]): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed && names.includes(callee.property.name);
}

/** `exports.memory.buffer`, or what stands there under any other name that ends so: what a WebAssembly module has in its memory. */
export function isMemoryOfModule(node: ESTree.MemberExpression): boolean {
  return isMethod(node, 'buffer') && isMethod(node.object, 'memory');
}

/** `chrome.cookies.getAll`, `browser.cookies.getAll`: the cookies of every site. */
export function isCookieJar(callee: Node): boolean {
  return isMethod(callee, 'getAll') && callee.type === 'MemberExpression' && isMethod(callee.object, 'cookies');
}

const STORAGE = /^(?:(?:window|globalThis|self)\.)?(?:local|session)Storage$/;
const LISTS_MEMBERS = /^(?:JSON\.stringify|Object\.(?:entries|values|assign))$/;

/** `{ ...localStorage }`: all that a page keeps. */
export function spreadsStorage(node: Node): boolean {
  return node.type === 'SpreadElement' && STORAGE.test(memberPath(node.argument as Node));
}

/** `localStorage.getItem(localStorage.key(i))`, `JSON.stringify(localStorage)`: of what a page keeps, whatever there is. */
export function isWholeStorage(callee: Node, name: Node | undefined, scope: Scope): boolean {
  if (name && LISTS_MEMBERS.test(memberPath(callee)) && STORAGE.test(memberPath(name))) return true;
  const storage = /(?:^|\.)((?:local|session)Storage)\.getItem$/.exec(memberPath(callee))?.[1];
  if (storage === undefined || name?.type !== 'Identifier') return false;
  return (scope.find(name.name)?.sources ?? []).some(({ node }) => node.type === 'CallExpression' && memberPath(node.callee).endsWith(`${storage}.key`));
}

/** Calls that give the number of a letter. */
const READS_LETTER = new Set(['charCodeAt', 'codePointAt']);
const MOST_OF_LETTER = 50;

/** `String.fromCharCode(text.charCodeAt(at) ^ key)`: made of a letter of another text. */
export function isMadeOfLetters(node: Node): boolean {
  for (const each of nodesWithin(node, MOST_OF_LETTER)) if (each.type === 'CallExpression' && each.callee.type === 'MemberExpression' && each.callee.property.type === 'Identifier' && READS_LETTER.has(each.callee.property.name)) return true;
  return false;
}
