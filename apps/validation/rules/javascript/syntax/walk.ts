import type { ESTree } from 'meriyah';
import { childrenOfType } from './children.js';
import type { Scope } from './scope.js';
import type { Node, Of } from './tree.js';

/** What surrounds a node. One of these serves every node of a function, until a loop or a block with names of its own. */
export interface Around {
  scope: Scope;
  /** The function that it is in; null at the top. */
  within: Node | null;
  /** Is it in a loop of that function? */
  loop: boolean;
}

/** What is done with a node of one type before those below it; answers what surrounds those. */
export type Handler<T, K extends Node['type']> = (visitor: T, node: Of<K>, parent: Node | null, around: Around) => Around;

/** By type; the rest is only gone through. A function for each, because one that reads nodes of every type is several times slower. */
export type Handlers<T> = { readonly [K in Node['type']]?: Handler<T, K> };

/** What is told of the nodes that have nothing below them, which are most of a tree. */
export interface Leaves {
  /** A name, except that of a member behind a dot. */
  name(node: ESTree.Identifier, parent: Node, around: Around): void;
  /** The name of a member behind a dot. */
  member(node: ESTree.Identifier | ESTree.PrivateIdentifier): void;
  /** A text, number or regular expression; answers whether to handle it as a node, too. */
  literal(node: ESTree.Literal, parent: Node): boolean;
}

/** What a walk needs to know about the nodes of one type. */
interface Kind<T> {
  handle: Handler<T, Node['type']> | null;
  children: (node: Node, children: Node[]) => void;
}

/** Makes a walk with these handlers. It goes once over a whole tree, in source order, without recursion: no nesting is too deep. */
export function walkWith<T extends Leaves>(handlers: Handlers<T>): (tree: Node, around: Around, visitor: T) => void {
  const kinds = new Map<string, Kind<T>>();
  return (tree, top, visitor) => {
    const nodes: Node[] = [tree];
    const parents: (Node | null)[] = [null];
    const arounds: Around[] = [top];
    const children: Node[] = [];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      const parent = parents.pop()!;
      const around = arounds.pop()!;
      let kind = kinds.get(node.type);
      if (!kind) {
        kind = { handle: (handlers[node.type] as Handler<T, Node['type']> | undefined) ?? null, children: childrenOfType(node.type) };
        kinds.set(node.type, kind);
      }
      const inner = kind.handle ? kind.handle(visitor, node as never, parent, around) : around;
      const memberName = node.type === 'MemberExpression' && !node.computed ? node.property : null;
      kind.children(node, children);
      // From the last to the first, so that the first is the next one.
      for (let child = children.pop(); child; child = children.pop()) {
        if (child.type === 'Identifier') {
          if (child === memberName) visitor.member(child);
          else visitor.name(child, node, inner);
          if (!('decorators' in child)) continue;
        } else if (child.type === 'Literal' && !visitor.literal(child, node)) continue;
        nodes.push(child);
        parents.push(node);
        arounds.push(inner);
      }
    }
  };
}
