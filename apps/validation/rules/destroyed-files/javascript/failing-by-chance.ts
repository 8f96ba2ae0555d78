import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { comparesDay, isChance, isDay } from '../../javascript/conditions/dated-ends.js';
import { holds, isTime, namesThat } from '../../javascript/conditions/dated-harm.js';
import { nameOf } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

const LATER = new Set(['>', '>=']);
const EARLIER = new Set(['<', '<=']);
/** How long the process or the page has been there. */
const RUNNING = /^(?:process\.uptime|performance\.now)$/;
const TIMERS = /(?:^|\.)setTimeout$/;
const NO_NAMES: ReadonlySet<string> = new Set();
/** Nodes of one function that are looked at, and conditions in conditions. */
const MOST_NODES = 2_000;
const DEEPEST = 6;

/**
 * A function that does what it is asked to by a call which gets its own parameters, and answers a constant instead as soon as a time is over that
 * begins once, with the script or its object, and chance says so: as if it had done it. Who counts a sample, or lets a cache or a limit end, has a time for each entry, or gives nothing back.
 */
export function failsByChance(tree: ESTree.Program): Node | null {
  const script = new Delayed(tree);
  for (const node of nodesWithin(tree)) {
    if (!isCallable(node) || node.body?.type !== 'BlockStatement' || node.params.length === 0) continue;
    const found = script.failureIn(node);
    if (found) return found;
  }
  return null;
}

/** What the names of one script are given that are about time. */
class Delayed {
  readonly #given = new Map<string, Node[]>();
  /** Of names that are given something once: those of a time, those of a time that chance sets, those that a timer makes true. */
  readonly #times = new Set<string>();
  readonly #chosen = new Set<string>();
  readonly #days: ReadonlySet<string>;

  constructor(tree: ESTree.Program) {
    const delayed = new Set<Node>();
    for (const node of nodesWithin(tree)) {
      const [name, value] = givenIn(node);
      if (name !== '' && value) this.#given.set(name, [...(this.#given.get(name) ?? []), value]);
      if (node.type === 'CallExpression' && TIMERS.test(memberPath(node.callee))) for (const inner of node.arguments[0] ? nodesWithin(node.arguments[0], MOST_NODES) : []) if (inner.type === 'AssignmentExpression' && isTrue(inner.right)) delayed.add(inner.right).add(node.arguments[1] ?? node);
    }
    const again = new Set(nodesWithin(tree).flatMap((node) => ((node.type === 'MethodDefinition' && node.kind !== 'constructor') || (node.type === 'Property' && isCallable(node.value)) ? membersGivenIn(node.value as Node) : [])));
    this.#days = namesThat(this.#given, isDay);
    for (const [name, values] of this.#given) {
      const [only, more] = values.filter((value) => !isFalse(value));
      if (!only || more || isCallable(only) || again.has(name)) continue;
      const isFlag = isTrue(only) && delayed.has(only);
      if (!isFlag && !(values.length === 1 && holds(only, isTime, NO_NAMES))) continue;
      this.#times.add(name);
      const isChosen = isFlag ? [...delayed].some((each) => holds(each, isChance, NO_NAMES)) : holds(only, isChance, NO_NAMES);
      if (isChosen) this.#chosen.add(name);
    }
  }

  /** The place where a function answers a constant by chance, once it is late. */
  failureIn(callable: Callable): Node | null {
    const statements = (callable.body as ESTree.BlockStatement).body as Node[];
    for (const [at, statement] of statements.entries()) {
      const { tests, answer } = leftIn(statement);
      if (!answer || tests.length === 0) continue;
      const conditions = tests.flatMap((test) => this.#conditionsIn(test));
      const late = conditions.find((each) => this.#isLate(each, callable));
      if (!late || !conditions.some((each) => this.#isByChance(each))) continue;
      const works = (answer.instead ? [answer.instead] : statements.slice(at + 1)).some((each) => worksIn(each, callable));
      if (works && (saysDone(answer.value) || this.#isHidden(late))) return statement;
    }
    return null;
  }

  /** What has to be true together, with names and functions of the script for what they stand for. */
  #conditionsIn(test: Node, depth = 0): Node[] {
    if (test.type === 'LogicalExpression' && test.operator === '&&') return [...this.#conditionsIn(test.left as Node, depth), ...this.#conditionsIn(test.right, depth)];
    const name = test.type === 'CallExpression' ? nameOf(test.callee) : nameOf(test);
    const [only, more] = this.#given.get(name) ?? [];
    const value = only && !more ? answerOf(only) : null;
    return value && depth < DEEPEST && !this.#times.has(name) ? [test, ...this.#conditionsIn(value, depth + 1)] : [test];
  }

  /** Is a time over that began once, or a day come? What the function itself gives its own names is now. */
  #isLate(test: Node, callable: Callable): boolean {
    if (this.#times.has(nameOf(test)) && this.#given.get(nameOf(test))?.some(isTrue)) return true;
    if (test.type !== 'BinaryExpression') return false;
    if (comparesDay(test, this.#days)) return true;
    const [more, less] = LATER.has(test.operator) ? [test.left as Node, test.right] : EARLIER.has(test.operator) ? [test.right, test.left as Node] : [];
    if (!more || !less) return false;
    const own = new Set(nodesWithin(callable, MOST_NODES).flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init ? [node.id.name] : [])));
    const isNow = (node: Node): boolean => isTime(node) || isRunning(node) || (node.type === 'Identifier' && own.has(node.name) && (this.#given.get(node.name) ?? []).some((each) => holds(each, isTime, NO_NAMES) || holds(each, isRunning, NO_NAMES)));
    if (!holds(more, isNow, NO_NAMES)) return false;
    const isOnce = (node: Node): boolean => node.type !== 'CallExpression' && this.#times.has(nameOf(node)) && !(node.type === 'Identifier' && own.has(node.name));
    const through = (node: Node): boolean => isOnce(node) || (node.type === 'Identifier' && own.has(node.name) && (this.#given.get(node.name) ?? []).some((each) => holds(each, isOnce, NO_NAMES)));
    return holds(test, through, NO_NAMES) || (holds(more, isRunning, NO_NAMES) && less.type === 'Literal');
  }

  /** Did chance set the time, or whoever wrote a day? */
  #isHidden(late: Node): boolean {
    return holds(late, (node) => this.#chosen.has(nameOf(node)), NO_NAMES) || comparesDay(late, this.#days);
  }

  /** `Math.random() < 0.8`, with the number as it stands there. */
  #isByChance(test: Node): boolean {
    if (test.type !== 'BinaryExpression' || !(LATER.has(test.operator) || EARLIER.has(test.operator))) return false;
    const sides = [test.left as Node, test.right];
    const isWritten = (side: Node): boolean => isNumber(side) || (this.#given.get(nameOf(side)) ?? []).every(isNumber) && this.#given.has(nameOf(side));
    return sides.some((side) => holds(side, isChance, NO_NAMES)) && sides.some(isWritten);
  }
}

/** What is given to a name, or to a member by its name. */
function givenIn(node: Node): [string, Node | null] {
  if (node.type === 'VariableDeclarator') return [nameOf(node.id), node.init ?? null];
  if (node.type === 'AssignmentExpression') return [nameOf(node.left as Node), node.right];
  if (node.type === 'PropertyDefinition') return [nameOf(node.key as Node), node.value];
  if (node.type === 'FunctionDeclaration') return [node.id?.name ?? '', node];
  return node.type === 'MethodDefinition' ? [nameOf(node.key as Node), node.value] : ['', null];
}

/** Members that a method gives something, which may be called again. */
function membersGivenIn(method: Node): string[] {
  return nodesWithin(method, MOST_NODES).flatMap((node) => (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' ? [nameOf(node.left)] : []));
}

/** Of a statement that leaves the function under conditions, these, and what it answers; `instead`: what it answers otherwise. */
function leftIn(statement: Node): { tests: Node[]; answer: { value: Node | null; instead: Node | null } | null } {
  const tests: Node[] = [];
  let inner = statement;
  while (inner.type === 'IfStatement' && !inner.alternate && tests.length < DEEPEST) {
    tests.push(inner.test);
    const branch: Node = inner.consequent;
    inner = branch.type === 'BlockStatement' ? ((branch.body as Node[]).at(-1) ?? branch) : branch;
  }
  if (inner.type !== 'ReturnStatement') return { tests, answer: null };
  const value: Node | null = inner.argument ?? null;
  if (tests.length === 0 && value?.type === 'ConditionalExpression') return { tests: [value.test], answer: isConstant(value.consequent) ? { value: value.consequent, instead: value.alternate } : null };
  return { tests, answer: value === null || isConstant(value) ? { value, instead: null } : null };
}

/** A call that gets something of what the function gets. */
function worksIn(root: Node, callable: Callable): boolean {
  const given = new Set(callable.params.flatMap((each) => namesWithin(each as Node)));
  return nodesWithin(root, MOST_NODES).some((node) => node.type === 'CallExpression' && node.arguments.some((each) => nodesWithin(each, MOST_NODES).some((inner) => inner.type === 'Identifier' && given.has(inner.name))));
}

/** A text, a number, an object of such, or a promise of it. */
function isConstant(value: Node): boolean {
  if (value.type === 'CallExpression') return memberPath(value.callee) === 'Promise.resolve' && value.arguments.every(isConstant);
  if (value.type === 'ObjectExpression') return value.properties.every((each) => each.type === 'Property' && isConstant(each.value));
  if (value.type === 'ArrayExpression') return value.elements.every((each) => each !== null && isConstant(each));
  if (value.type === 'AwaitExpression' || value.type === 'UnaryExpression') return isConstant(value.argument as Node);
  return value.type === 'Literal' || (value.type === 'Identifier' && value.name === 'undefined');
}

/** Does an answer say that it was done? One that is nothing, or no, says that it was left out. */
function saysDone(value: Node | null): boolean {
  if (value === null || isFalse(value) || (value.type === 'Identifier' && value.name === 'undefined') || (value.type === 'UnaryExpression' && value.operator === 'void')) return false;
  if (value.type === 'CallExpression') return saysDone(value.arguments[0] ?? null);
  if (value.type === 'ObjectExpression') return !value.properties.some((each) => each.type === 'Property' && isFalse(each.value));
  return true;
}

function answerOf(value: Node): Node | null {
  if (!isCallable(value)) return value;
  const statements = value.body?.type === 'BlockStatement' ? (value.body.body as Node[]) : null;
  if (!statements) return (value.body as Node | null | undefined) ?? null;
  const [only, more] = statements;
  return only?.type === 'ReturnStatement' && !more ? (only.argument ?? null) : null;
}

/** The name of something, or of the member that it is. */
function isRunning(node: Node): boolean {
  return node.type === 'CallExpression' && RUNNING.test(memberPath(node.callee));
}

function isNumber(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}

/** `true` and `!0`, `false` and `!1`, as minifiers have them. */
function isTrue(node: Node): boolean {
  return node.type === 'UnaryExpression' ? node.operator === '!' && node.argument.type === 'Literal' && node.argument.value === 0 : node.type === 'Literal' && (node.value === true || node.value === 1);
}

function isFalse(node: Node): boolean {
  return node.type === 'UnaryExpression' ? node.operator === '!' && node.argument.type === 'Literal' && node.argument.value === 1 : node.type === 'Literal' && !('regex' in node) && (node.value === false || node.value === null);
}
