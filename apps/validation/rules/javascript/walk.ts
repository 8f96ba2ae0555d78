import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

/** What surrounds a node. One of these serves every node of a function, until a loop or a block with names of its own. */
export interface Around {
  scope: Scope;
  /** The function that it is in; null at the top. */
  within: Node | null;
  /** Is it in a loop of that function? */
  loop: boolean;
}

/** What is told of each node. Names and literals have nothing below them and are most of a tree, so they are told apart from the rest. */
export interface Visitor {
  /** Every node that may have children, in source order; answers what surrounds those. */
  enter(node: Node, parent: Node | null, around: Around): Around;
  /** A name, except that of a member behind a dot. */
  name(node: ESTree.Identifier): void;
  /** The name of a member behind a dot. */
  member(node: ESTree.Identifier | ESTree.PrivateIdentifier): void;
  /** A text, number or regular expression; answers whether to enter it in its place as well. */
  literal(node: ESTree.Literal): boolean;
}

/** Walks a whole tree once, without recursion: no nesting is too deep. */
export function walk(tree: Node, around: Around, visitor: Visitor): void {
  const nodes: Node[] = [tree];
  const parents: (Node | null)[] = [null];
  const arounds: Around[] = [around];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const inner = visitor.enter(node, parents.pop()!, arounds.pop()!);
    if (node.type === 'MemberExpression' && !node.computed) {
      visitor.member(node.property as ESTree.Identifier);
      children.push(node.object);
    } else childrenOf(node, children);
    // From the last to the first, so that the first is the next one.
    for (let child = children.pop(); child; child = children.pop()) {
      if (child.type === 'Identifier') {
        visitor.name(child);
        if (!('decorators' in child)) continue;
      } else if (child.type === 'Literal' && !visitor.literal(child)) continue;
      nodes.push(child);
      parents.push(node);
      arounds.push(inner);
    }
  }
}
