import { nodesWithin } from './children.js';
import type { Node } from './tree.js';
import type { WrittenNames } from './written-names.js';

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
