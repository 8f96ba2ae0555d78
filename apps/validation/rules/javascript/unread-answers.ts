import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { nameOf, withoutWrapping } from './expressions.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';

/** What is done with the answer of a call: something reads it, nothing does, or nothing does and a failure is hidden as well. */
export type Answer = 'read' | 'unread' | 'hidden';

const PASSES = /^(?:catch|finally)$/;
const GOES_THROUGH = /^(?:map|forEach|all|allSettled|push)$/;
/** Functions that hand on what a call answers, one behind the other. */
const DEEPEST = 3;

/** What becomes of the answer of the call at `start`, in the script or, where a function hands it on, by those who call that in one of the scripts. */
export function answerAt(program: ESTree.Program, start: number, scripts: readonly ESTree.Program[], depth = 0): Answer {
  const ways = [...nodesWithin(program, Infinity, (node) => isAround(node, start))].filter((node) => isAround(node, start));
  let at = ways.findLastIndex((node) => node.type === 'CallExpression' && node.start === start && !isChained(node));
  // What a page loads by itself.
  if (at < 0) return 'unread';
  let isAwaited = false;
  let isHidden = false;
  for (at -= 1; at >= 0; at--) {
    const [node, inner] = [ways[at]!, ways[at + 1]!];
    if (node.type === 'AwaitExpression') isAwaited = true;
    else if (node.type === 'UnaryExpression' && node.operator === 'void') isHidden = true;
    else if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee === inner && PASSES.test(nameOf(node.callee))) isHidden ||= nameOf(node.callee) === 'catch' && hides(node.arguments[0]);
    else if (node.type === 'ExpressionStatement' || (node.type === 'SequenceExpression' && node.expressions.at(-1) !== inner)) return isHidden || !isAwaited || ways.slice(0, at).some((each) => isTried(each, start)) ? 'hidden' : 'unread';
    else if (node.type === 'CallExpression' && GOES_THROUGH.test(nameOf(node.callee))) isAwaited = nameOf(node.callee) === 'forEach' ? isAwaited : true;
    else if (isCallable(node) && node.body === inner) {
      const given = ways[at - 1];
      if (given?.type !== 'CallExpression' || !GOES_THROUGH.test(nameOf(given.callee))) return hiddenIf(isHidden, answerOf(node, given ?? null, scripts, depth));
    } else if (node.type === 'ReturnStatement') {
      const callable = ways.findLastIndex((each, index) => index < at && isCallable(each));
      return callable < 0 ? 'read' : hiddenIf(isHidden, answerOf(ways[callable]!, ways[callable - 1] ?? null, scripts, depth));
    } else if ((node.type === 'LogicalExpression' && node.right === inner) || (node.type === 'ConditionalExpression' && node.test !== inner) || node.type === 'SequenceExpression') continue;
    else if (!['ChainExpression', 'ParenthesizedExpression', 'ArrayExpression', 'MemberExpression'].includes(node.type) || (node.type === 'MemberExpression' && !(PASSES.test(nameOf(node)) || GOES_THROUGH.test(nameOf(node))))) return 'read';
  }
  return 'read';
}

function hiddenIf(isHidden: boolean, answer: Answer): Answer {
  return isHidden && answer === 'unread' ? 'hidden' : answer;
}

/** What those do with it who call a function by its name. */
function answerOf(callable: Node, around: Node | null, scripts: readonly ESTree.Program[], depth: number): Answer {
  const name = callable.type === 'FunctionDeclaration' ? (callable.id?.name ?? '') : around ? givenName(around) : '';
  if (name === '' || depth >= DEEPEST) return 'read';
  const answers = scripts.flatMap((script) => [...nodesWithin(script)].flatMap((node) => (node.type === 'CallExpression' && nameOf(node.callee) === name && !isChained(node) ? [answerAt(script, node.start ?? 0, scripts, depth + 1)] : [])));
  if (answers.length === 0 || answers.includes('read')) return 'read';
  return answers.includes('unread') ? 'unread' : 'hidden';
}

function isAround(node: Node, start: number): boolean {
  return (node.start ?? 0) <= start && start < (node.end ?? 0);
}

/** `request(…).catch(…)`, which begins where the request does. */
function isChained({ callee }: ESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && PASSES.test(nameOf(callee)) && withoutWrapping(callee.object).type === 'CallExpression';
}

/** A function that does nothing: `() => {}`, `() => null`. */
function hides(handler: Node | undefined): boolean {
  if (!handler || !isCallable(handler)) return false;
  const body = handler.body as Node | null;
  return body?.type === 'BlockStatement' ? body.body.length === 0 : body?.type === 'Literal' || body?.type === 'Identifier' || body?.type === 'UnaryExpression';
}

/** `try { … } catch {}` */
function isTried(node: Node, start: number): boolean {
  return node.type === 'TryStatement' && isAround(node.block, start) && node.handler?.body.body.length === 0;
}

function givenName(node: Node): string {
  if (node.type === 'VariableDeclarator') return nameOf(node.id);
  if (node.type === 'AssignmentExpression') return nameOf(node.left as Node);
  return node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' ? nameOf(node.key as Node) : '';
}
