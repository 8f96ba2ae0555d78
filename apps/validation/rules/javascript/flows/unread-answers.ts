import type { ESTree } from 'meriyah';
import { nodesAround, nodesWithin } from '../syntax/children.js';
import { nameOf, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { nameGiven } from '../conditions/ways.js';

/** What is done with the answer of a call: something reads it, nothing does, or nothing does and a failure is hidden as well. */
export type Answer = 'read' | 'unread' | 'hidden';

const PASSES = /^(?:catch|finally)$/;
const GOES_THROUGH = /^(?:map|forEach|all|allSettled|push)$/;
/** Functions that hand on what a call answers, one behind the other. */
const DEEPEST = 3;
const MOST_NODES = 500;

/** What becomes of the answer of the call at `start`, in the script or, where a function hands it on, by those who call that in one of the scripts. `known`: what is known of functions. */
export function answerAt(program: ESTree.Program, start: number, scripts: readonly ESTree.Program[], depth = 0, known = new Map<Node, Answer>()): Answer {
  const ways = nodesAround(program, start);
  const answerOf = (callable: Callable, around: Node | undefined): Answer => {
    const name = nameGiven(callable, around).replace('#', '');
    if (name === '' || depth >= DEEPEST) return 'read';
    // What calls itself reads nothing by that.
    const isCall = (node: Node, script: ESTree.Program): boolean => node.type === 'CallExpression' && nameOf(node.callee) === name && !(script === program && isAround(callable, node.start ?? 0));
    const answer = known.get(callable) ?? answerOfAll(scripts, isCall, (call, script) => answerAt(script, call.start ?? 0, scripts, depth + 1, known));
    known.set(callable, answer);
    return answer;
  };
  let at = ways.findLastIndex((node) => node.type === 'CallExpression' && node.start === start);
  // What a page loads by itself.
  if (at < 0) return 'unread';
  const call = ways[at];
  // Everybody who calls the function around it hides that it failed, or does not wait for it.
  const isLeftAlone = (before: number): boolean => {
    const index = ways.findLastIndex((each, place) => place < before && isCallable(each));
    return index >= 0 && answerOf(ways[index] as Callable, ways[index - 1]) === 'hidden';
  };
  let isAwaited = false;
  let isHidden = false;
  for (at -= 1; at >= 0; at--) {
    const [node, inner] = [ways[at]!, ways[at + 1]!];
    if (node.type === 'AwaitExpression') isAwaited = true;
    else if (node.type === 'UnaryExpression' && node.operator === 'void') isHidden = true;
    else if (passes(node) && node.callee === inner) isHidden ||= nameOf(node.callee) === 'catch' && doesNothing(node.arguments[0]);
    else if (isDrained(node) && node.callee === inner) continue;
    else if (node.type === 'ExpressionStatement' || (node.type === 'VariableDeclarator' && !isUsed(node.id, program)) || (node.type === 'SequenceExpression' && node.expressions.at(-1) !== inner)) return isHidden || !isAwaited || ways.slice(0, at).some((each) => isTried(each, start)) || cannotRead(call) || isLeftAlone(at) ? 'hidden' : 'unread';
    else if (node.type === 'CallExpression' && GOES_THROUGH.test(nameOf(node.callee))) isAwaited = nameOf(node.callee) === 'forEach' ? isAwaited : true;
    else if (isCallable(node) && node.body === inner) {
      const given = ways[at - 1];
      if (given?.type !== 'CallExpression' || !GOES_THROUGH.test(nameOf(given.callee))) return hiddenIf(isHidden, answerOf(node, given));
    } else if (node.type === 'ReturnStatement') {
      const callable = ways.slice(0, at).findLast(isCallable);
      return callable ? hiddenIf(isHidden, answerOf(callable, ways[ways.indexOf(callable) - 1])) : 'read';
    } else if ((node.type === 'LogicalExpression' && node.right === inner) || (node.type === 'ConditionalExpression' && node.test !== inner) || node.type === 'SequenceExpression') continue;
    else if (!['ChainExpression', 'ParenthesizedExpression', 'ArrayExpression', 'MemberExpression'].includes(node.type) || (node.type === 'MemberExpression' && !(passes(ways[at - 1]) || isDrained(ways[at - 1]) || GOES_THROUGH.test(nameOf(node))))) return 'read';
  }
  return 'read';
}

function hiddenIf(isHidden: boolean, answer: Answer): Answer {
  return isHidden && answer === 'unread' ? 'hidden' : answer;
}

/** What the calls of a function do with its answer: `read` where one of them reads it, or there is none. */
function answerOfAll(scripts: readonly ESTree.Program[], isCall: (node: Node, script: ESTree.Program) => boolean, answerOf: (call: Node, script: ESTree.Program) => Answer): Answer {
  const answers = new Set<Answer>();
  for (const script of scripts) for (const node of nodesWithin(script)) {
    if (isCall(node, script)) answers.add(answerOf(node, script));
    if (answers.has('read')) return 'read';
  }
  return answers.has('unread') ? 'unread' : answers.has('hidden') ? 'hidden' : 'read';
}

function isAround(node: Node, start: number): boolean {
  return (node.start ?? 0) <= start && start < (node.end ?? 0);
}

/** A call that hands on what it is called on, and reads nothing of it: `.catch(…)`, `.finally(…)`, `.then(() => {})`. */
export function passes(node: Node | undefined): node is ESTree.CallExpression & { callee: ESTree.MemberExpression } {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  return PASSES.test(nameOf(node.callee)) || (nameOf(node.callee) === 'then' && node.arguments.every(doesNothing));
}

/** Does what is declared stand anywhere else in its script? */
export function isUsed(declared: Node, program: ESTree.Program): boolean {
  return declared.type !== 'Identifier' || nodesWithin(program).some((node) => node.type === 'Identifier' && node.name === declared.name && node !== declared);
}

/** `{ mode: 'no-cors' }`: no answer can be read. */
function cannotRead(call: Node | undefined): boolean {
  return call?.type === 'CallExpression' && call.arguments.some((each) => nodesWithin(each, MOST_NODES).some((node) => node.type === 'Property' && nameOf(node.key as Node) === 'mode' && node.value?.type === 'Literal' && node.value.value === 'no-cors'));
}

/** A function that does nothing: `() => {}`, `() => null`; or none. */
export function doesNothing(handler: Node | undefined): boolean {
  if (handler?.type === 'Literal' && handler.value === null) return true;
  if (!handler || !isCallable(handler)) return false;
  const body = handler.body as Node | null;
  return body?.type === 'BlockStatement' ? body.body.length === 0 : body?.type === 'Literal' || body?.type === 'Identifier' || body?.type === 'UnaryExpression';
}

/** `.then((response) => response.text())` */
function isDrained(node: Node | undefined): node is ESTree.CallExpression {
  return node?.type === 'CallExpression' && nameOf(node.callee) === 'then' && drains(node.arguments[0]);
}

/** `(response) => response.text()`: what takes an answer, and hands it to whoever comes next. */
export function drains(handler: Node | undefined): boolean {
  const body = handler?.type === 'ArrowFunctionExpression' ? withoutWrapping(handler.body as Node) : null;
  return body?.type === 'CallExpression' && body.arguments.length === 0 && /^(?:text|json|blob|arrayBuffer|resume|destroy)$/.test(nameOf(body.callee));
}

/** `try { … } catch {}` */
function isTried(node: Node, start: number): boolean {
  return node.type === 'TryStatement' && isAround(node.block, start) && node.handler?.body.body.length === 0;
}
