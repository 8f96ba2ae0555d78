import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenNames } from '../names/written-names.js';

/** Nodes of one expression that are looked at, and names that lead to others. */
const MOST_NODES = 500;

/** Is an expression, or what its names are given, made of one of these? */
export function isMadeOf(root: Node, names: WrittenNames, isOne: (node: Node) => boolean): boolean {
  const open = [root];
  const seen = new Set(open);
  for (let next = open.pop(); next && seen.size < MOST_NODES; next = open.pop()) {
    for (const node of nodesWithin(next, MOST_NODES)) {
      if (isOne(node)) return true;
      for (const value of node.type === 'Identifier' ? names.valuesOf(node) : []) {
        if (seen.has(value)) continue;
        seen.add(value);
        open.push(value);
      }
    }
  }
  return false;
}

/** Does a condition hold because of one of these, and not because there is none: `asks(text) && ready`, not `!asks(text)`? `isOpposite`: it is about whomever it does not hold for. */
export function holdsFor(test: Node, names: WrittenNames, isOne: (node: Node) => boolean, isOpposite = false): boolean {
  const inner = withoutWrapping(test);
  if (inner.type === 'UnaryExpression' && inner.operator === '!') return holdsFor(inner.argument, names, isOne, !isOpposite);
  if (inner.type === 'LogicalExpression') return [inner.left as Node, inner.right].some((side) => holdsFor(side, names, isOne, isOpposite));
  return !isOpposite && isMadeOf(inner, names, isOne);
}
