import type { ESTree } from 'meriyah';
import { credentialsFoundBy, mayFindCredentials } from '../credential-patterns.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { readsByName } from './compared-names.js';
import { holds, namesIn, namesThat } from '../../javascript/conditions/dated-harm.js';
import { isLeft } from '../../javascript/conditions/decided.js';
import { nameOf } from '../../javascript/texts/picked-names.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** Kinds of files with credentials, of which one alone may be a trade: certificates, settings, wallets. */
const FEWEST_KINDS = 2;
/** Patterns of one script that are tried. */
const MOST_PATTERNS = 100;
/** Nodes of one branch that are looked at. */
const MOST_NODES = 500;
/** What is said of files that are left out. */
const LEAVES_OUT = /^(?:log|info|warn|error|debug|trace|write|fail|assert)$/;
const LEFT_OUT = /ignor|skip|exclu|omit|left|warn|block|forbid|reject|danger|unsafe/i;

/**
 * The place where files are taken of whose names a pattern says that they hold credentials (`if (/\.env$|id_rsa/.test(name)) found.push(name)`), by syntax;
 * null where there is none. Whoever leaves them out, or says that they are there, asks the same and takes nothing.
 */
export function pickedFileIn(tree: ESTree.Program): number | null {
  const nodes = nodesWithin(tree);
  const asked = new AskedPatterns(nodes);
  const lists = new Set(nodes.filter((node) => node.type === 'CallExpression' && /^(?:filter|find)$/.test(nameOf(node.callee)) && node.arguments[0] !== undefined && asked.answers(node.arguments[0])));
  const named = lists.size > 0 ? namesThat(namesIn(nodes), (node) => lists.has(node)) : new Set<string>();
  return nodes.find((node) => isTaken(node, asked) || readsByName(node) || (lists.size > 0 && isGoneThrough(node, lists, named)))?.start ?? null;
}

function isTaken(node: Node, asked: AskedPatterns): boolean {
  switch (node.type) {
    case 'IfStatement':
      return (asked.isSo(node.test) && takes(node.consequent)) || (node.alternate !== null && node.alternate !== undefined && asked.isNot(node.test) && takes(node.alternate));
    case 'ConditionalExpression':
      return asked.isSo(node.test) && takes(node.consequent);
    case 'LogicalExpression':
      return (node.operator === '&&' && asked.isSo(node.left as Node) && takes(node.right)) || (node.operator === '||' && asked.isNot(node.left as Node) && takes(node.right));
    case 'BlockStatement':
    case 'Program':
      return (node.body as Node[]).some((each, index, all) => each.type === 'IfStatement' && isLeft(each.consequent) && asked.isNot(each.test) && all.slice(index + 1).some(takes));
    default:
      return false;
  }
}

/** Is something done with each of a list in which only such files are left, or is the list given back? */
function isGoneThrough(node: Node, lists: ReadonlySet<Node>, named: ReadonlySet<string>): boolean {
  const isList = (each: Node): boolean => lists.has(each);
  if (node.type === 'ForOfStatement') return holds(node.right, isList, named) && takes(node.body);
  if (node.type === 'ReturnStatement') return node.argument !== null && node.argument !== undefined && lists.has(node.argument);
  const [callback] = node.type === 'CallExpression' && /^(?:forEach|map|flatMap|reduce)$/.test(nameOf(node.callee)) ? (node.arguments as Node[]) : [];
  return callback !== undefined && holds((node as ESTree.CallExpression).callee as Node, isList, named) && (isCallable(callback) ? takes(callback.body as Node) : !LEAVES_OUT.test(nameOf(callback)));
}

/** Which conditions of one script ask patterns for names of files with credentials, also by names of the script. */
class AskedPatterns {
  readonly #patterns = new Map<string, readonly number[]>();
  /** Names of functions that ask, and of what they answered. */
  readonly #answers = new Set<string>();
  #left = MOST_PATTERNS;

  constructor(nodes: readonly Node[]) {
    const given = nodes.flatMap(givenIn);
    for (const [name, value] of given) {
      const kinds = this.#kindsOf(value);
      if (kinds.length > 0) this.#patterns.set(name, kinds);
    }
    for (const [name, value] of given) if (isCallable(value) ? this.answers(value) : this.isSo(value)) this.#answers.add(name);
  }

  /** Is it true only where the name is one of such a file? */
  isSo(test: Node): boolean {
    if (test.type === 'LogicalExpression') return this.isSo(test.left as Node) || this.isSo(test.right);
    if (test.type === 'BinaryExpression') return /^(?:!==?|>=?)$/.test(test.operator) && this.isSo(test.left as Node);
    if (test.type === 'UnaryExpression') return test.operator === '!' && this.isNot(test.argument as Node);
    if (test.type === 'Identifier') return this.#answers.has(test.name);
    if (test.type !== 'CallExpression') return false;
    const { callee, arguments: [first] } = test;
    const name = nameOf(callee);
    if (this.#answers.has(name)) return true;
    if (callee.type !== 'MemberExpression' || !first) return false;
    if (name === 'some') return isCallable(first) && nodesWithin(first, MOST_NODES).some(asksAny) && this.#areEnough(callee.object as Node);
    return name === 'test' || name === 'exec' ? this.#areEnough(callee.object as Node) : (name === 'match' || name === 'search') && this.#areEnough(first);
  }

  /** Is it true where the name is none of such a file? */
  isNot(test: Node): boolean {
    if (test.type === 'LogicalExpression') return this.isNot(test.left as Node) || this.isNot(test.right);
    return test.type === 'UnaryExpression' && test.operator === '!' && this.isSo(test.argument as Node);
  }

  /** `(name) => PATTERN.test(name)`, also as a function with that as its first answer, or the name of one. */
  answers(callable: Node): boolean {
    if (callable.type === 'Identifier') return this.#answers.has(callable.name);
    if (!isCallable(callable) || !callable.body) return false;
    if (callable.body.type !== 'BlockStatement') return this.isSo(callable.body as Node);
    return (callable.body.body as Node[]).some((each) => (each.type === 'ReturnStatement' && each.argument !== null && each.argument !== undefined && this.isSo(each.argument)) || (each.type === 'IfStatement' && this.isSo(each.test) && nodesWithin(each.consequent, MOST_NODES).some(isYes)));
  }

  #areEnough(pattern: Node): boolean {
    const kinds = this.#patterns.get(nameOf(pattern)) ?? this.#kindsOf(pattern);
    return kinds !== undefined && kinds.length >= FEWEST_KINDS;
  }

  /** Of a pattern, `new RegExp('…', 'i')`, or a list of them. */
  #kindsOf(node: Node): readonly number[] {
    if (node.type === 'ArrayExpression') return [...new Set((node.elements as (Node | null)[]).flatMap((each) => (each && each.type !== 'ArrayExpression' ? this.#kindsOf(each) : [])))];
    const [source, flags] = node.type === 'Literal' && 'regex' in node ? [node.regex.pattern, node.regex.flags] : node.type === 'NewExpression' || node.type === 'CallExpression' ? writtenPattern(node) : [];
    return source !== undefined && mayFindCredentials(source) && this.#left-- > 0 ? credentialsFoundBy(source, flags ?? '') : [];
  }
}

/** What gives a name its value: a variable, a function, a member of an object or a class. */
function givenIn(node: Node): [string, Node][] {
  if (node.type === 'FunctionDeclaration') return node.id ? [[node.id.name, node]] : [];
  const [name, value] = node.type === 'VariableDeclarator' ? [node.id, node.init] : node.type === 'AssignmentExpression' ? [node.left, node.right] : node.type === 'Property' || node.type === 'PropertyDefinition' || node.type === 'MethodDefinition' ? [node.key, node.value] : [];
  return name && value && nameOf(name as Node) !== '' ? [[nameOf(name as Node), value as Node]] : [];
}

function writtenPattern({ callee, arguments: given }: Of<'NewExpression'> | Of<'CallExpression'>): (string | undefined)[] {
  if (callee.type !== 'Identifier' || callee.name !== 'RegExp') return [];
  return (given as Node[]).map((each) => (each.type === 'Literal' && typeof each.value === 'string' ? each.value : undefined));
}

/** `each.test(name)` */
function asksAny(node: Node): boolean {
  return node.type === 'CallExpression' && /^(?:test|exec|match|search)$/.test(nameOf(node.callee));
}

function isYes(node: Node): boolean {
  return node.type === 'ReturnStatement' && node.argument?.type === 'Literal' && node.argument.value === true;
}

/** Does something with a file, other than to say that it is left out? */
function takes(body: Node): boolean {
  for (const node of nodesWithin(body, MOST_NODES)) if (node.type === 'YieldExpression' || (node.type === 'CallExpression' && !LEAVES_OUT.test(nameOf(node.callee)) && !leavesOut(node.callee))) return true;
  return false;
}

/** `skipped.push`, `ignore` */
function leavesOut(callee: Node): boolean {
  return LEFT_OUT.test(nameOf(callee)) || (callee.type === 'MemberExpression' && LEFT_OUT.test(nameOf(callee.object as Node)));
}
