import type { Node } from '../javascript/tree.js';
import { childrenOf } from '../javascript/tree.js';

/** Answers whether an offset of a script is code: outside of texts, regular expressions, JSX text and comments. */
export function isCode(tree: Node, text: string): (offset: number) => boolean {
  const literals = literalsOf(tree);
  const others = commentsOf(text, literals);
  return (offset) => !inside(literals, offset) && !inside(others, offset);
}

interface Region {
  start: number;
  end: number;
}

/** In source order, without overlap. */
function literalsOf(tree: Node): Region[] {
  const regions: Region[] = [];
  const nodes = [tree];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.type === 'Literal' || node.type === 'TemplateElement' || node.type === 'JSXText') regions.push({ start: node.start!, end: node.end! });
    children.length = 0;
    childrenOf(node, children);
    nodes.push(...children.toReversed());
  }
  return regions.sort((a, b) => a.start - b.start);
}

/** What stands between literals is code and comments only, so two slashes there are a comment. */
function commentsOf(text: string, literals: readonly Region[]): Region[] {
  const regions: Region[] = [];
  let at = 0;
  for (const { start, end } of [...literals, { start: text.length, end: text.length }]) {
    for (let open = nextComment(text, at); open >= 0 && open < start; open = nextComment(text, at)) {
      const line = text[open + 1] === '/';
      const close = text.indexOf(line ? '\n' : '*/', open + 2);
      at = close < 0 ? text.length : close + (line ? 1 : 2);
      regions.push({ start: open, end: at });
    }
    at = Math.max(at, end);
  }
  return regions;
}

function nextComment(text: string, from: number): number {
  const starts = [text.indexOf('//', from), text.indexOf('/*', from)].filter((at) => at >= 0);
  return starts.length === 0 ? -1 : Math.min(...starts);
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
