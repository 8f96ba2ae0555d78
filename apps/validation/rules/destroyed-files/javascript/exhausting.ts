import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { goesOn, isEndless } from '../../javascript/conditions/endless.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const STARTS = /^(?:spawn|fork|exec|execFile)_?$/;
const WRITES = /^(?:writeFile|appendFile)(?:Sync)?_?$/;
const ALLOCATES = /^(?:alloc|allocUnsafe|repeat|fill|randomBytes)_?$/;
const LEAVES = new Set(['BreakStatement', 'ReturnStatement', 'ThrowStatement', 'AwaitExpression', 'YieldExpression']);
const MOST_NODES = 500;
/** Bytes of which one piece is a lot. */
const MUCH = 1024 * 1024;

/**
 * What uses up a computer: processes, large files or memory without an end, in a loop that nothing leaves or a timer that only adds, and loops in functions
 * that never come back. Null where nothing does.
 */
export function exhausts(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    if (isEndless(node)) return node;
    if (goesOn(node)) {
      const within = [...nodesWithin(node.body, MOST_NODES, (each) => !isCallable(each))];
      const isLeft = within.some((each) => LEAVES.has(each.type));
      const used = isLeft ? undefined : within.find((each): each is Of<'CallExpression'> => each.type === 'CallExpression' && (STARTS.test(lastName(each.callee) ?? '') || (WRITES.test(lastName(each.callee) ?? '') && each.arguments.some(isLarge))));
      if (used) return used;
    }
    const [repeated] = node.type === 'CallExpression' && lastName(node.callee) === 'setInterval' ? node.arguments : [];
    const body = repeated?.type === 'Identifier' ? names.functionOf(repeated) : repeated;
    const added = body ? nodesWithin(body as Node, MOST_NODES).find((each) => each.type === 'CallExpression' && /^(?:push|add|set|unshift)$/.test(lastName(each.callee) ?? '') && each.arguments.some(isLarge)) : undefined;
    if (added) return added;
  }
  return null;
}

/** `Buffer.alloc(64 * 1024 * 1024)` */
function isLarge(node: Node): boolean {
  return nodesWithin(node, MOST_NODES).some((each) => each.type === 'CallExpression' && ALLOCATES.test(lastName(each.callee) ?? '') && each.arguments[0] !== undefined && numberOf(each.arguments[0] as Node) >= MUCH);
}

/** A number that is written, also as a product. */
function numberOf(node: Node): number {
  if (node.type === 'BinaryExpression' && node.operator === '*') return numberOf(node.left as Node) * numberOf(node.right);
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : NaN;
}
