import type { Node } from '../javascript/tree.js';
import { childrenOf } from '../javascript/tree.js';

/** Answers whether an offset of a script is code: outside of `literals` and of comments. */
export function isCode(literals: readonly Region[], text: string): (offset: number) => boolean {
  const others = commentsOf(text, literals);
  return (offset) => !inside(literals, offset) && !inside(others, offset);
}

/** A part of a text, `end` excluded. */
export interface Region {
  start: number;
  end: number;
}

/** Is it a text, a regular expression or JSX text? */
export function isLiteral(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'TemplateElement' || node.type === 'JSXText';
}

/** Where the literals of a script are, in source order, without overlap. */
export function literalsOf(tree: Node): Region[] {
  const regions: Region[] = [];
  const nodes = [tree];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (isLiteral(node)) regions.push({ start: node.start!, end: node.end! });
    children.length = 0;
    childrenOf(node, children);
    nodes.push(...children.toReversed());
  }
  return regions.sort((a, b) => a.start - b.start);
}

/** What stands between literals is code and comments only, so two slashes there are a comment. */
function commentsOf(text: string, literals: readonly Region[]): Region[] {
  const regions: Region[] = [];
  // −1 as unsigned lies behind every text: searched once for each comment, however many literals there are.
  const next = { '//': -1, '/*': -1 };
  const nextAfter = (mark: '//' | '/*', from: number): number => {
    if (next[mark] < from) next[mark] = text.indexOf(mark, from) >>> 0;
    return next[mark];
  };
  let at = 0;
  for (const { start, end } of [...literals, { start: text.length, end: text.length }]) {
    for (let open = Math.min(nextAfter('//', at), nextAfter('/*', at)); open < start; open = Math.min(nextAfter('//', at), nextAfter('/*', at))) {
      const line = text[open + 1] === '/';
      const close = text.indexOf(line ? '\n' : '*/', open + 2);
      at = close < 0 ? text.length : close + (line ? 1 : 2);
      regions.push({ start: open, end: at });
    }
    at = Math.max(at, end);
  }
  return regions;
}

function inside(regions: readonly Region[], offset: number): boolean {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (regions[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low < regions.length && regions[low]!.start <= offset;
}
