import { nodesWithin } from '../syntax/children.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/**
 * What of a function runs only where a condition of some kind says so: branches, what stands behind `&&` and `||`, and whatever
 * follows in a block where the function is left before. Functions within are asked by themselves.
 */
export function* decidedBy(body: Node, asks: (test: Node) => boolean): Generator<Node> {
  for (const node of nodesWithin(body, Infinity, (each) => !isCallable(each))) {
    if (node.type === 'LogicalExpression' && asks(node.left as Node)) yield node.right;
    if ((node.type === 'IfStatement' || node.type === 'ConditionalExpression') && asks(node.test)) yield* [node.consequent, ...(node.alternate ? [node.alternate] : [])] as Node[];
    if (node.type !== 'BlockStatement' && node.type !== 'Program') continue;
    const statements = node.body as Node[];
    const left = statements.findIndex((each) => each.type === 'IfStatement' && isLeft(each.consequent) && asks(each.test));
    if (left >= 0) yield* statements.slice(left + 1);
  }
}

/** Does a branch end with leaving the function, or going on with the next one? */
export function isLeft(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? (branch.body as Node[]).at(-1) : branch;
  return last?.type === 'ReturnStatement' || last?.type === 'ContinueStatement' || last?.type === 'ThrowStatement';
}
