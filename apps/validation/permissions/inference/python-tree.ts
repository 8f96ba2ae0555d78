import { parser } from '@lezer/python';
import type { SyntaxNode } from '@lezer/common';

export type { SyntaxNode };

/** The tree of a Python text; what cannot be read is in it as error nodes. */
export function parsePython(text: string): SyntaxNode {
  return parser.parse(text).topNode;
}

/** Where the text stops to be Python, or null. */
export function firstError(tree: SyntaxNode): number | null {
  const cursor = tree.cursor();
  do if (cursor.type.isError) return cursor.from;
  while (cursor.next());
  return null;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') children.push(child);
  return children;
}

/** The nodes between separators of this name. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** What is between brackets, without them. */
export function inside(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !/^[()[\]{}]$/.test(name));
}

/** Names that the patterns of a `case` give values to. */
export function capturesIn(clause: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open = childrenOf(clause).filter(({ name }) => name.endsWith('Pattern') || name === 'PatternArgList');
  for (let node = open.pop(); node; node = open.pop()) {
    const children = childrenOf(node);
    if (node.name === 'CapturePattern') found.push(...children.filter(({ name }) => name === 'VariableName'));
    if (node.name === 'AsPattern') found.push(...children.slice(-1));
    open.push(...children.filter(({ name }) => name.endsWith('Pattern') || name === 'PatternArgList'));
  }
  return found;
}

const OPEN = new Set(['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression', '*']);

/** Names that a body gives values to, outside of functions and classes inside of it; without those it declares `global`. */
export function assignedIn(body: SyntaxNode, text: string): { names: string[]; outer: string[] } {
  const names: string[] = [];
  const outer: string[] = [];
  const nameOf = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const targets = (nodes: readonly SyntaxNode[]): void => {
    for (const node of nodes) {
      if (node.name === 'VariableName') names.push(nameOf(node));
      else if (OPEN.has(node.name)) targets(childrenOf(node));
    }
  };
  const open: SyntaxNode[] = childrenOf(body);
  for (let node = open.pop(); node; node = open.pop()) {
    const children = childrenOf(node);
    switch (node.name) {
      case 'FunctionDefinition':
      case 'ClassDefinition':
        targets(children.filter(({ name }) => name === 'VariableName').slice(0, 1));
        continue;
      case 'LambdaExpression':
        continue;
      case 'ScopeStatement':
        outer.push(...children.filter(({ name }) => name === 'VariableName').map(nameOf));
        continue;
      case 'AssignStatement':
      case 'UpdateStatement':
      case 'NamedExpression':
        for (const part of splitAt(children, node.name === 'UpdateStatement' ? 'UpdateOp' : 'AssignOp').slice(0, -1)) targets(part);
        break;
      case 'MatchClause':
        targets(capturesIn(node));
        break;
      case 'ForStatement':
        targets(children.slice(1, children.findIndex(({ name }) => name === 'in')));
        break;
      case 'WithStatement':
      case 'TryStatement':
        children.forEach((child, index) => child.name === 'as' && targets(children.slice(index + 1, index + 2)));
        break;
      case 'ImportStatement':
        targets(children.filter(({ name }) => name === 'VariableName'));
        break;
      default:
    }
    open.push(...children);
  }
  return { names: names.filter((name) => !outer.includes(name)), outer };
}
