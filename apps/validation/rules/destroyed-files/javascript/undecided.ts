import type { ESTree } from 'meriyah';
import { nodesAround, nodesWithin } from '../../javascript/syntax/children.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { Gates } from '../../javascript/conditions/gates.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { endsOfTrials } from './uneven-values.js';
import { isLoop } from '../../javascript/conditions/ways.js';

/** What keeps some of a list, or takes one. */
const CHOOSES = /^(?:filter|find|findIndex|findLast|indexOf|splice|slice|match)$/;
const COMPARES = new Set(['<', '>', '<=', '>=', '==', '===', '!=', '!==']);
/** What makes something unreadable for whoever has no key. */
const ENCRYPTS = /(?:^|\.)(?:createCipheriv|publicEncrypt|subtle\.encrypt)$/;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/** Where the last decision of functions and loops ends, by what is asked about them. */
const EACH = new WeakMap<Node, number>();
const WHOLE = new WeakMap<Node, number>();

/** Is the call at `start` made for whatever there is? No condition in the loop or the function around it decides, but for one that leaves out a single name. */
export function isForEach(program: ESTree.Program, start: number): boolean {
  const around = nodesAround(program, start).findLast((node) => isCallable(node) || isLoop(node));
  // What is asked for to be gone through is another question.
  const from = around?.type === 'ForOfStatement' ? around.body : around;
  const gates = Gates.of(program);
  return around !== undefined && lastDecision(around, EACH, (test) => gates.isGate(test) || gates.isEnd(test) || isEndOfList(test)) <= (from?.start ?? 0);
}

/** Is what the call at `start` answers taken as it is? Nothing behind it in its function decides or chooses. */
export function isTakenWhole(program: ESTree.Program, start: number): boolean {
  const ways = nodesAround(program, start);
  const call = ways.findLast(({ type }) => type === 'CallExpression');
  const gates = Gates.of(program);
  return call !== undefined && !gates.asksPerson(start) && lastDecision(ways.findLast(isCallable) ?? program, WHOLE, (test) => gates.isGate(test, true) || gates.isEnd(test) || isEndOfList(test)) <= (call.end ?? 0);
}

/** Is something made unreadable in the function around the call at `start`, which writes it? */
export function encrypts(program: ESTree.Program, start: number): boolean {
  const around = nodesAround(program, start).findLast(isCallable);
  return around !== undefined && nodesWithin(around, MOST_NODES).some((node) => node.type === 'CallExpression' && ENCRYPTS.test(memberPath(node.callee) || (lastName(node.callee) ?? '')));
}

/** Does a written day, chance, or how often it happened before say whether the call at `start` is made, where nobody asked for it? */
export function isRarely(program: ESTree.Program, start: number): boolean {
  const gates = Gates.of(program);
  const callables = nodesAround(program, start).filter(isCallable);
  return callables.some(({ body }) => body && [...decidedBy(body, notEnding(body, (test) => gates.isUneven(test) || gates.isNthTime(test)))].some((part) => (part.start ?? 0) <= start && start < (part.end ?? 0)));
}

/** Where the last of what decides or chooses in a function or a loop ends; 0 where nothing does. What says when it is done and nothing of which decides nothing. */
function lastDecision(around: Node, known: WeakMap<Node, number>, isGate: (test: Node) => boolean): number {
  const last = known.get(around) ?? nodesWithin(around).reduce((end, node) => {
    const decision = decisionOf(node);
    return decision && (decision.end ?? 0) > end && !isGate(decision) ? (decision.end ?? 0) : end;
  }, 0);
  known.set(around, last);
  return last;
}

/** What decides: what a condition asks, or the name of a method that chooses. */
function decisionOf(node: Node): Node | null {
  switch (node.type) {
    case 'IfStatement':
      return leavesOut(node.test, '!==') || (leavesOut(node.test, '===') && /^(?:Continue|Return)Statement$/.test(node.consequent.type)) ? null : node.test;
    case 'ConditionalExpression':
      return leavesOut(node.test, '!==') ? null : node.test;
    case 'LogicalExpression':
      return node.operator === '??' || (node.operator === '||' && node.right.type === 'Literal') || isCounted(node) || leavesOut(node.left as Node, '!==') ? null : (node.left as Node);
    case 'SwitchStatement':
      return node.discriminant;
    case 'WhileStatement':
      return keepsSome(node.test) ? node.test : null;
    case 'CallExpression':
      if (takesNearlyAll(node) || isPortion(node)) return null;
      return node.callee.type === 'MemberExpression' && !node.callee.computed && node.callee.property.type === 'Identifier' && CHOOSES.test(node.callee.property.name) ? node.callee.property : null;
    default:
      return null;
  }
}

/** `at < 10 && at < list.length`: so many of them, whichever they are. */
function isCounted({ operator, left, right }: ESTree.LogicalExpression): boolean {
  return operator === '&&' && [left as Node, right].every((side) => side.type === 'BinaryExpression' && side.operator.startsWith('<') && side.left.type === 'Identifier' && (side.right.type === 'Literal' || memberPath(side.right).endsWith('.length')));
}

/** `while (list.length > 5)`: the last ones are kept. */
function keepsSome(test: Node): boolean {
  const inner = withoutWrapping(test);
  if (inner.type !== 'BinaryExpression' || !/^[<>]=?$/.test(inner.operator)) return false;
  return [inner.left as Node, inner.right].every((side) => side.type !== 'Literal' || typeof side.value !== 'number' || side.value > 1);
}

/** `list.slice()`, `list.slice(1)`, and a filter that leaves out a single name. */
function takesNearlyAll({ callee, arguments: [first, more] }: ESTree.CallExpression): boolean {
  const name = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : '';
  if (name === 'slice') return !first || isOfText((callee as ESTree.MemberExpression).object) || (!more && first.type === 'Literal' && typeof first.value === 'number' && first.value >= 0 && first.value <= 1);
  return name === 'filter' && first?.type === 'ArrowFunctionExpression' && first.body.type !== 'BlockStatement' && leavesOut(first.body, '!==');
}

/** `value.toString(36)`, which is no list. */
function isOfText(node: Node): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && inner.callee.property.type === 'Identifier' && /^(?:toString|toISOString|join)$/.test(inner.callee.property.name);
}

/** `name !== '.git'`, or `name === '.git'` where that one is passed over. */
function leavesOut(test: Node, operator: '!==' | '==='): boolean {
  const inner = withoutWrapping(test);
  return inner.type === 'BinaryExpression' && inner.operator === operator && [inner.left as Node, inner.right].some((side) => side.type === 'Literal' && typeof side.value === 'string');
}

/** Has the end of a list come, or is there anything in it? `i >= list.length`, `!list.length`, `list.length === 0` */
function isEndOfList(test: Node): boolean {
  if (test.type === 'UnaryExpression' && test.operator === '!') return isLength(test.argument);
  if (test.type !== 'BinaryExpression' || !COMPARES.has(test.operator)) return isLength(test);
  const [left, right] = [test.left as Node, test.right];
  return (isLength(left) && (isZero(right) || right.type === 'Identifier')) || (isLength(right) && (isZero(left) || left.type === 'Identifier'));
}

function isLength(node: Node): boolean {
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && (node.property.name === 'length' || node.property.name === 'size');
}

function isZero(node: Node): boolean {
  return node.type === 'Literal' && (node.value === 0 || node.value === 1);
}

/** `list.slice(i, i + 20)`: a part of a list that is gone through in such parts. */
function isPortion({ callee, arguments: [from, to] }: ESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'slice' && from?.type === 'Identifier' && to?.type === 'BinaryExpression' && to.operator === '+' && to.left.type === 'Identifier' && to.left.name === from.name;
}

/** Whoever stops on a day ends a trial, and does nothing else then. */
function notEnding(body: Node, isSo: (test: Node) => boolean): (test: Node) => boolean {
  const ends = endsOfTrials(body);
  return (test) => !ends.has(test) && isSo(test);
}
