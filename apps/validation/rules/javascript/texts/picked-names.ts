import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { isLeft } from '../conditions/decided.js';
import { isCallable } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';

/** Words for what nobody gives away, and such that are that only beside one of them. */
const SECRET: ReadonlySet<string> = new Set(['token', 'secret', 'pass', 'passwd', 'password', 'passphrase', 'pwd', 'cred', 'creds', 'credential', 'credentials', 'authorization', 'cookie', 'cvc', 'cvv', 'otp', 'mnemonic', 'card', 'private']);
const BESIDE: ReadonlySet<string> = new Set(['key', 'apikey', 'api', 'auth', 'oauth', 'session', 'login', 'signin', 'user', 'mail', 'email', 'iban', 'account', 'expir', 'expiry', 'cc', 'seed', 'pin']);
const FEWEST_WORDS = 2;
/** Cheap to look for in a text: a pattern with two of the words. */
const HINT = /\/[^/\n]{0,200}(?:token|secret|pass|pwd|cred|auth|cookie|cv[cv]|otp|mnemonic|card|private)[^/\n]{0,200}\//i;
/** What makes a value unreadable on its way. */
const MASKS = /mask|repeat|redact|hide|hash|omit|censor|obfusc|sanitiz|scrub/i;
const KEEPS: ReadonlySet<string> = new Set(['push', 'set', 'append', 'add']);
const GOES_THROUGH: ReadonlySet<string> = new Set(['map', 'forEach', 'reduce', 'flatMap']);

/** Could there be such a pattern in a script? */
export function mayPick(text: string): boolean {
  return HINT.test(text);
}

/**
 * The place where values are taken of which a pattern says that their names are those of secrets (`if (/TOKEN|SECRET/.test(name)) kept[name] = all[name]`), by syntax;
 * null where there is none. Whoever leaves them out or covers them asks the same and takes nothing.
 */
export function pickedIn(tree: ESTree.Program): number | null {
  const patterns = new Set<string>();
  for (const node of nodesWithin(tree)) if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isOfSecrets(node.init as Node | null)) patterns.add(node.id.name);
  for (const node of nodesWithin(tree)) {
    if (node.type === 'BlockStatement' && (takesBehind(node, patterns) || sendsBehind(node, patterns))) return node.start!;
    if (node.type === 'IfStatement' && asks(node.test, patterns) && takes(node.consequent)) return node.start!;
    if (node.type === 'IfStatement' && handsOn(node.consequent, withSecrets(node.test, patterns))) return node.start!;
    if (node.type === 'LogicalExpression' && node.operator === '&&' && asks(node.left as Node, patterns) && takes(node.right)) return node.start!;
    if (node.type === 'CallExpression' && filters(node, patterns) && isTaken(node, tree)) return node.start!;
  }
  return null;
}

function isOfSecrets(node: Node | null | undefined): boolean {
  if (node?.type !== 'Literal' || !('regex' in node)) return false;
  return areOfSecrets(node.regex.pattern);
}

/** Has a pattern, or several texts, words for more than one kind of secret? */
export function areOfSecrets(pattern: string): boolean {
  // `passw(?:or)?d`
  const plain = pattern.toLowerCase().replace(/\((?:\?:)?([a-z]{1,4})\)\?/g, '$1');
  const words = new Set(plain.match(/[a-z]{2,}/g));
  return [...words].some((word) => SECRET.has(word)) && [...words].filter((word) => SECRET.has(word) || BESIDE.has(word)).length >= FEWEST_WORDS;
}

/** Is it true where the name is one of a secret? */
function asks(node: Node, patterns: ReadonlySet<string>): boolean {
  if (node.type === 'LogicalExpression') return asks(node.left as Node, patterns) || asks(node.right, patterns);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return false;
  const method = node.callee.property.type === 'Identifier' ? node.callee.property.name : '';
  const pattern = method === 'match' ? (node.arguments[0] as Node | undefined) : method === 'test' || method === 'exec' ? (node.callee.object as Node) : undefined;
  return isOfSecrets(pattern) || (pattern?.type === 'Identifier' && patterns.has(pattern.name));
}

/** `Object.keys(value).some((name) => PATTERN.test(name))`: the name of what is asked; null for any other condition. */
function withSecrets(test: Node, patterns: ReadonlySet<string>): string | null {
  if (test.type === 'LogicalExpression') return withSecrets(test.left as Node, patterns) ?? withSecrets(test.right, patterns);
  if (test.type !== 'CallExpression' || test.callee.type !== 'MemberExpression' || nameOf(test.callee) !== 'some' || !answers(test.arguments[0] as Node | undefined, patterns)) return null;
  const listed = test.callee.object as Node;
  const of = listed.type === 'CallExpression' && /^(?:keys|entries)$/.test(nameOf(listed.callee as Node)) ? (listed.arguments[0] as Node | undefined) : undefined;
  return of?.type === 'Identifier' ? of.name : null;
}

/** Is something of this name given away as a whole, in the body of a request? Who covers what is in it, calls something that says so. */
function handsOn(body: Node, name: string | null): boolean {
  const nodes = name === null ? [] : [...nodesWithin(body)];
  return nodes.some((node) => node.type === 'CallExpression' && nameOf(node.callee as Node) === 'stringify' && node.arguments[0]?.type === 'Identifier' && node.arguments[0].name === name) && !nodes.some((node) => node.type === 'CallExpression' && MASKS.test(nameOf(node.callee as Node)));
}

/** `if (!PATTERN.test(name)) return;` and what stands behind it in the same block: only secrets get there. */
function takesBehind({ body }: Of<'BlockStatement'>, patterns: ReadonlySet<string>): boolean {
  const at = (body as Node[]).findIndex((each) => each.type === 'IfStatement' && !each.alternate && isLeft(each.consequent) && asksForOthers(each.test, patterns));
  return at >= 0 && (body as Node[]).slice(at + 1).some(takes);
}

const SENDS = /^(?:send|sendBeacon|fetch|post|put|request|publish|emit|sendMessage)$/;
/** Names of what asks a server, of which a pattern says which one it is. */
const ASKS_SERVER = /url|uri|path|route|href|host|name|method/i;

/** `if (!PATTERN.test(line)) return; socket.send(line, …)`: only texts with secrets are sent. */
function sendsBehind({ body }: Of<'BlockStatement'>, patterns: ReadonlySet<string>): boolean {
  const at = (body as Node[]).findIndex((each) => each.type === 'IfStatement' && !each.alternate && isLeft(each.consequent) && asksForOthers(each.test, patterns));
  const told = at < 0 ? null : textAsked((body[at] as Of<'IfStatement'>).test);
  if (told === null || ASKS_SERVER.test(told)) return false;
  const made = new Set([told]);
  const has = (node: Node): boolean => !nodesWithin(node).some((each) => each.type === 'CallExpression' && MASKS.test(nameOf(each.callee))) && nodesWithin(node).some((each) => each.type === 'Identifier' && made.has(each.name));
  for (const node of (body as Node[]).slice(at + 1).flatMap((each) => [...nodesWithin(each)])) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && has(node.init)) made.add(node.id.name);
    if (node.type === 'CallExpression' && SENDS.test(nameOf(node.callee)) && node.arguments.some((each) => has(each as Node))) return true;
  }
  return false;
}

/** The name of the text that a pattern is tried on, alone or negated. */
function textAsked(test: Node): string | null {
  const inner = test.type === 'UnaryExpression' ? test.argument : test;
  const [text] = inner.type === 'CallExpression' ? (inner.arguments as Node[]) : [];
  return text?.type === 'Identifier' ? text.name : null;
}

/** Is it true, among others, where the name is none of a secret? */
function asksForOthers(node: Node, patterns: ReadonlySet<string>): boolean {
  if (node.type === 'LogicalExpression' && node.operator === '||') return asksForOthers(node.left as Node, patterns) || asksForOthers(node.right, patterns);
  return node.type === 'UnaryExpression' && node.operator === '!' && asks(node.argument, patterns);
}

/** Keeps what it does not write itself. */
function takes(body: Node): boolean {
  for (const node of nodesWithin(body, Infinity, (each) => !isCallable(each))) {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && node.left.computed && isValue(node.right)) return true;
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && KEEPS.has(node.callee.property.name) && (node.arguments as Node[]).some(isValue)) return true;
  }
  return false;
}

/** Something that is read, and not covered. */
function isValue(node: Node): boolean {
  if (node.type === 'CallExpression') return !MASKS.test(nameOf(node.callee)) && (node.arguments as Node[]).some(isValue);
  if (node.type === 'ArrayExpression') return (node.elements as (Node | null)[]).some((each) => each !== null && isValue(each));
  if (node.type === 'BinaryExpression') return isValue(node.left as Node) || isValue(node.right);
  if (node.type === 'TemplateLiteral') return (node.expressions as Node[]).some(isValue);
  if (node.type === 'MemberExpression') return node.computed || nameOf(node) !== 'length';
  return node.type === 'Identifier' && !MASKS.test(node.name);
}

/** The name of what is called, without what it is a member of; empty for any other. */
export function nameOf(callee: Node): string {
  if (callee.type === 'MemberExpression') return callee.property.type === 'Identifier' ? callee.property.name : '';
  return callee.type === 'Identifier' ? callee.name : '';
}

const FINDS: ReadonlySet<string> = new Set(['filter', 'find']);

/** `names.filter((name) => PATTERN.test(name))` */
function filters({ callee, arguments: given }: Of<'CallExpression'>, patterns: ReadonlySet<string>): boolean {
  return FINDS.has(nameOf(callee as Node)) && answers(given[0] as Node | undefined, patterns);
}

/** Does a function answer whether the name is one of a secret? */
function answers(callback: Node | undefined, patterns: ReadonlySet<string>): boolean {
  if (!callback || !isCallable(callback)) return false;
  const [first] = callback.body?.type === 'BlockStatement' ? (callback.body.body as Node[]) : [callback.body as Node];
  const answer = first?.type === 'ReturnStatement' ? (first.argument as Node | null) : first;
  return answer !== null && answer !== undefined && asks(answer, patterns);
}

/** Are the values of these names taken, or do they come with them (`Object.entries`)? */
function isTaken(filter: Of<'CallExpression'>, tree: ESTree.Program): boolean {
  const list = filter.callee.type === 'MemberExpression' ? (filter.callee.object as Node) : null;
  if (list?.type === 'CallExpression' && nameOf(list.callee) === 'entries') return true;
  for (const node of nodesWithin(tree)) {
    const [callback] = node.type === 'CallExpression' && GOES_THROUGH.has(nameOf(node.callee)) ? (node.arguments as Node[]) : [];
    if (callback && isCallable(callback) && readsByName(callback)) return true;
  }
  return false;
}

/** `(name) => … all[name] …`, where it is not what is set. */
function readsByName(callback: Node & { params: unknown }): boolean {
  const names = new Set((callback.params as Node[]).map((each) => (each.type === 'Identifier' ? each.name : '')));
  const isSet = new Set<Node>();
  for (const node of nodesWithin(callback)) {
    if (node.type === 'AssignmentExpression') isSet.add(node.left as Node);
    if (node.type === 'MemberExpression' && node.computed && !isSet.has(node) && node.property.type === 'Identifier' && names.has(node.property.name)) return true;
  }
  return false;
}
