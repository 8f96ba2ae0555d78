import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { withoutWrapping } from './expressions.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';

/** What keeps some of a list, or takes one. */
const CHOOSES = /^(?:filter|find|findIndex|findLast|indexOf|splice|slice|match)$/;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/** Is the call at `start` made for whatever there is? No condition in the loop or the function around it decides, but for one that leaves out a single name. */
export function isForEach(program: ESTree.Program, start: number): boolean {
  const around = waysTo(program, start).findLast((node) => isCallable(node) || isLoop(node));
  // What is asked for to be gone through is another question.
  const from = around?.type === 'ForOfStatement' ? around.body : around;
  return around !== undefined && !decides(around, from?.start ?? 0);
}

/** Is what the call at `start` answers taken as it is? Nothing behind it in its function decides or chooses. */
export function isTakenWhole(program: ESTree.Program, start: number): boolean {
  const ways = waysTo(program, start);
  const call = ways.findLast(({ type }) => type === 'CallExpression');
  return call !== undefined && !decides(ways.findLast(isCallable) ?? program, call.end ?? 0);
}

/** What is around the place where a call begins, from the outside to the inside; nothing where there is none. */
function waysTo(program: ESTree.Program, start: number): Node[] {
  const isAround = (node: Node): boolean => (node.start ?? 0) <= start && start < (node.end ?? 0);
  return [...nodesWithin(program, Infinity, isAround)].filter(isAround);
}

function isLoop({ type }: Node): boolean {
  return type === 'ForOfStatement' || type === 'ForStatement' || type === 'ForInStatement' || type === 'WhileStatement' || type === 'DoWhileStatement';
}

/** Does anything in a function or a loop decide or choose behind a place? */
function decides(around: Node, from: number): boolean {
  const nodes = [...nodesWithin(around, MOST_NODES)];
  return nodes.length >= MOST_NODES || nodes.some((node) => (decisionOf(node)?.end ?? 0) > from);
}

/** What decides: what a condition asks, or the name of a method that chooses. */
function decisionOf(node: Node): Node | null {
  switch (node.type) {
    case 'IfStatement':
      return leavesOut(node.test, '!==') || (leavesOut(node.test, '===') && /^(?:Continue|Return)Statement$/.test(node.consequent.type)) ? null : node.test;
    case 'ConditionalExpression':
      return leavesOut(node.test, '!==') ? null : node.test;
    case 'LogicalExpression':
      return node.operator === '??' || leavesOut(node.left as Node, '!==') ? null : (node.left as Node);
    case 'SwitchStatement':
      return node.discriminant;
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' && !node.callee.computed && node.callee.property.type === 'Identifier' && CHOOSES.test(node.callee.property.name) ? node.callee.property : null;
    default:
      return null;
  }
}

/** `name !== '.git'`, or `name === '.git'` where that one is passed over. */
function leavesOut(test: Node, operator: '!==' | '==='): boolean {
  const inner = withoutWrapping(test);
  return inner.type === 'BinaryExpression' && inner.operator === operator && [inner.left as Node, inner.right].some((side) => side.type === 'Literal' && typeof side.value === 'string');
}
