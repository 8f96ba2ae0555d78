import type { ESTree } from 'meriyah';
import { onlyFunction } from '../names/asked.js';
import { nodesWithin } from '../syntax/children.js';
import { nameOf } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** What ends a loop, or lets somebody else go on meanwhile. */
const ENDS = new Set(['BreakStatement', 'ReturnStatement', 'ThrowStatement', 'YieldExpression', 'AwaitExpression']);
/** Calls that end nothing: what they do is known. */
const GOES_ON = /^(?:console\.\w+|process\.std(?:out|err)\.write|(?:Math|JSON)\.\w+|process\.(?:memoryUsage|hrtime|cpuUsage|uptime)|Date\.now)$|(?:^|\.)(?:push|repeat|join|concat|toUpperCase|toLowerCase|toString|split|trim|padStart|padEnd)$/;
const PRINTS = /^(?:console\.(?:log|info|warn|error|debug)|process\.std(?:out|err)\.write)$/;
/** Methods of lists that call what they are given once for each. */
const EACH = /(?:^|\.)(?:map|filter|forEach)$/;
/** Functions are called in many places, and looked at once. */
const known = new WeakMap<Node, boolean>();
/** Nodes of one loop that are looked at. */
const MOST_NODES = 500;

/** A loop that never ends, whatever happens: its condition is always true, and nothing in it leaves it or may throw. */
export function isEndless(node: Node): boolean {
  if (!goesOn(node)) return false;
  let seen = 0;
  for (const each of nodesWithin(node.body, MOST_NODES + 1, (inner) => !isCallable(inner) && !isPrinted(inner))) if (++seen > MOST_NODES || mayLeave(each)) return false;
  return true;
}

type Loop = ESTree.WhileStatement | ESTree.DoWhileStatement | ESTree.ForStatement;

/** A loop whose condition is always true; something in it may leave it, or let others go on meanwhile. */
export function goesOn(node: Node): node is Loop {
  if (node.type !== 'WhileStatement' && node.type !== 'DoWhileStatement' && node.type !== 'ForStatement') return false;
  if (isCompiledGenerator(node.body)) return false;
  return node.test ? isAlways(node.test) : node.type === 'ForStatement';
}

/** `while (1) switch (context.prev = context.next) { …; case 'end': return context.stop() }`: the steps of an async function, as compilers write them for older engines; each turn is another step. */
function isCompiledGenerator(body: Node): boolean {
  const [only, more] = body.type === 'BlockStatement' ? body.body : [body];
  if (only?.type !== 'SwitchStatement' || more || only.discriminant.type !== 'AssignmentExpression' || nameOf(only.discriminant.left as Node) !== 'prev') return false;
  const last = only.cases.at(-1)?.consequent.at(-1);
  return last?.type === 'ReturnStatement' && last.argument?.type === 'CallExpression' && nameOf(last.argument.callee) === 'stop';
}

/** `console.log(paint.red(text))`: what is written is made by calls that come back, or nothing would be. */
function isPrinted(node: Node): boolean {
  return node.type === 'CallExpression' && PRINTS.test(memberPath(node.callee)) && nodesWithin(node, MOST_NODES).every(({ type }) => type !== 'AwaitExpression' && type !== 'YieldExpression');
}

function mayLeave(node: Node): boolean {
  if (node.type === 'CallExpression') return !(GOES_ON.test(memberPath(node.callee)) || (EACH.test(memberPath(node.callee)) && node.arguments.every(onlyMakes)));
  return ENDS.has(node.type) || node.type === 'NewExpression' || node.type === 'TaggedTemplateExpression';
}

/** `(letter) => letter + '…'`: a function that calls nothing, and so leaves nothing. */
function onlyMakes(given: Node): boolean {
  return isCallable(given) && nodesWithin(given.body as Node, MOST_NODES).every(({ type }) => type !== 'CallExpression' && type !== 'NewExpression' && type !== 'ThrowStatement' && type !== 'TaggedTemplateExpression');
}

/** A function, where it is called, whose own statements have a loop without an end. */
export function neverComesBack(callee: Node, scope: Scope): boolean {
  const callable = isCallable(callee) ? callee : onlyFunction(callee, scope);
  if (callable?.body?.type !== 'BlockStatement' || callable.async || callable.generator) return false;
  const answer = known.get(callable) ?? callable.body.body.some(isEndless);
  known.set(callable, answer);
  return answer;
}

/** `true`, `1`, `!0`, `i < Infinity`. */
export function isAlways(test: Node): boolean {
  if (test.type === 'Literal') return Boolean(test.value);
  if (test.type === 'UnaryExpression') return test.operator === '!' && test.argument.type === 'Literal' && !test.argument.value;
  return test.type === 'BinaryExpression' && /^<=?$/.test(test.operator) && test.left.type === 'Identifier' && /^(?:Number\.POSITIVE_INFINITY|Infinity)$/.test(memberPath(test.right));
}
