import type { ESTree } from 'meriyah';
import { onlyFunction } from '../names/asked.js';
import { PERSON } from '../chats/bots.js';
import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping, writtenAt } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { isAccount, isHash, ofManyRests } from '../names/wanted.js';

/** Names of parameters that hold who somebody is. */
const NAMED_PERSON = /^(?:u?id|who|(?:user|author|member|person|owner)(?:_?id)?)$/i;
/** Nodes of one function, and functions that hand something on to each other. */
const MOST_NODES = 500;
const DEEPEST = 3;
/** What mixes the letters of a text. */
const MIXES = new Set(['^', '<<', '>>>', '>>', '%']);
const READS_LETTERS = new Set(['charCodeAt', 'codePointAt', 'createHash', 'digest', 'imul']);

/** `seed(author.id) === 2746010339`: somebody is known by what a function of the script makes of who it is. */
export function knowsPerson({ left, right }: ESTree.BinaryExpression, scope: Scope, resolver: Resolver): boolean {
  return [[left as Node, right], [right, left as Node]].some(([made, known]) => {
    const rest = ofManyRests(made!, known!);
    return rest ? isHashOfPerson(rest, scope, resolver) : isHash(writtenAt(known!, scope).node) && isHashOfPerson(made!, scope, resolver);
  });
}

/** `author.id === '418273645091827364'`: the number of an account, which nobody else reads the name of; also of what a name or a parameter gets. */
export function namesPerson({ left, right }: ESTree.BinaryExpression, scope: Scope, resolver: Resolver): boolean {
  return [[left as Node, right], [right, left as Node]].some(([asked, known]) => isAccount(writtenAt(known!, scope).node) && isPerson(asked!, scope, resolver));
}

/** Is this the number of somebody: `author.id`, `String(id)` of a parameter that gets it, `id` of `const { id } = message.author`? */
function isPerson(asked: Node, scope: Scope, resolver: Resolver, depth = 0): boolean {
  const inner = withoutWrapping(asked);
  if (inner.type === 'MemberExpression') return PERSON.test(memberPath(inner)) || (inner.object.type === 'Identifier' && resolver.nameOf(inner, scope) === 'id' && tellsOwner(inner.object, scope, depth));
  const [only, more] = inner.type === 'CallExpression' ? inner.arguments : inner.type === 'TemplateLiteral' ? (inner.expressions as Node[]) : [];
  if (only) return !more && depth < DEEPEST && isPerson(only, scope, resolver, depth + 1);
  if (inner.type !== 'Identifier' || depth >= DEEPEST) return false;
  return (scope.find(inner.name)?.sources ?? []).some(({ how, node, keys, scope: around }) => {
    if (how !== 'value' && how !== 'passed') return false;
    if (keys.length === 0) return isPerson(node, around, resolver, depth + 1);
    const path = [pathOf(node), ...keys.map((key) => resolver.keyOf(key, around) ?? '')].join('.');
    return PERSON.test(path);
  });
}

/** A name that is given `message.author`, in itself or by calls. */
function tellsOwner(name: ESTree.Identifier, scope: Scope, depth: number): boolean {
  return (scope.find(name.name)?.sources ?? []).some(({ how, node, keys, scope: around }) => {
    const inner = withoutWrapping(node);
    if ((how !== 'value' && how !== 'passed') || keys.length > 0) return false;
    return PERSON.test(`${pathOf(inner)}.id`) || (inner.type === 'Identifier' && depth < DEEPEST && tellsOwner(inner, around, depth + 1));
  });
}

/** `message.author` as it is written; of `require('author')`, the name of the module. */
function pathOf(node: Node): string {
  const inner = withoutWrapping(node);
  const [name] = inner.type === 'CallExpression' && inner.callee.type === 'Identifier' && inner.callee.name === 'require' ? inner.arguments : [];
  return name?.type === 'Literal' ? String(name.value) : memberPath(inner);
}

/** `seed(answer) === 2746010339`, `createHash('sha256').update(answer).digest('hex') === '9f86…'`: a word that nobody can read in the script. */
export function knowsWord({ left, right }: ESTree.BinaryExpression, scope: Scope): boolean {
  return [[left as Node, right], [right, left as Node]].some(([made, known]) => {
    const call = made && isHash(writtenAt(known!, scope).node) ? writtenAt(made, scope).node : null;
    return call?.type === 'CallExpression' && (isDigest(call.callee) || hashes(call.callee, scope));
  });
}

/** `createHash('sha256').update(word).digest` */
function isDigest(callee: Node): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'digest' && callee.object.type === 'CallExpression';
}

/** `[2746010339].includes(seed(author.id))`, `new Set(['418273645091827364']).has(author.id)`: how somebody is known who is looked up in a list; null for all else. */
export function personLookedUp({ callee, arguments: [asked] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, resolver: Resolver): 'hashed person' | 'named person' | null {
  if (!asked) return null;
  if (isListOf(callee, scope, isHash) && isHashOfPerson(asked, scope, resolver)) return 'hashed person';
  return isListOf(callee, scope, isAccount) && isPerson(asked, scope, resolver) ? 'named person' : null;
}

/** Does a call look something up in a list that is written out, of which it is so of each? */
function isListOf(callee: Node, scope: Scope, isSo: (node: Node) => boolean): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier' || !/^(?:has|includes|indexOf)$/.test(callee.property.name)) return false;
  const object = writtenAt(callee.object, scope).node;
  const list = object.type === 'NewExpression' ? object.arguments[0] : object;
  return list?.type === 'ArrayExpression' && list.elements.length > 0 && list.elements.every((each) => each !== null && isSo(each));
}

function isHashOfPerson(made: Node, scope: Scope, resolver: Resolver): boolean {
  const { node: call, scope: around } = writtenAt(made, scope);
  if (call.type !== 'CallExpression') return false;
  // `hash(id).toString(16)`
  const { callee } = call;
  if (callee.type === 'MemberExpression' && ['toString', 'slice', 'toLowerCase'].includes(resolver.nameOf(callee, around) ?? '')) return isHashOfPerson(callee.object, around, resolver);
  return hashes(callee, around) && call.arguments.some((argument) => tellsPerson(argument, around));
}

/** Is this a function of the script that mixes the letters of what it gets? */
function hashes(callee: Node, scope: Scope, depth = 0): boolean {
  const callable = depth > DEEPEST ? null : onlyFunction(callee, scope);
  if (!callable?.body) return false;
  let [reads, mixes] = [false, false];
  for (const node of nodesWithin(callable.body, MOST_NODES)) {
    if (node.type === 'Identifier' && READS_LETTERS.has(node.name)) {
      reads = true;
      mixes ||= node.name !== 'charCodeAt' && node.name !== 'codePointAt';
    } else if (node.type === 'BinaryExpression') mixes ||= MIXES.has(node.operator);
    else if (node.type === 'AssignmentExpression') mixes ||= MIXES.has(node.operator.slice(0, -1));
    else if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && hashes(node.callee, scope, depth + 1)) return true;
    if (reads && mixes) return true;
  }
  return false;
}

function tellsPerson(root: Node, scope: Scope, depth = 0, answers = new Answers()): boolean {
  return answers.ask(root, () => holdsPerson(root, scope, depth, answers), depth);
}

function holdsPerson(root: Node, scope: Scope, depth: number, answers: Answers): boolean {
  for (const node of nodesWithin(root, MOST_NODES)) {
    if (node.type === 'MemberExpression' && PERSON.test(memberPath(node))) return true;
    if (node.type !== 'Identifier') continue;
    const sources = scope.find(node.name)?.sources ?? [];
    const isGiven = sources.length === 0 || sources.some(({ how }) => how === 'callback' || how === 'passed');
    if (isGiven && NAMED_PERSON.test(node.name) && scope.find(node.name)) return true;
    if (depth < DEEPEST && sources.some(({ how, node: given, scope: around }) => how !== 'import' && how !== 'function' && tellsPerson(given, around, depth + 1, answers))) return true;
  }
  return false;
}
