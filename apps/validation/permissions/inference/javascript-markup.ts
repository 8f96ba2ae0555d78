import type { ESTree } from 'meriyah';
import { namesStranger } from '../../rules/facts/places.js';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { JavaScript } from './javascript.js';
import type { Names } from './module.js';
import type { Cell } from './values.js';

/** What a script puts into addresses of markup and styles that a page loads by itself: pictures, fonts, styles. A link waits until somebody follows it. */

/** UTF-16 units of markup in which such an address begins. */
const MOST_BEFORE = 400;
/** Parts of a text in which it begins. */
const MOST_PARTS = 12;
/** Something that is only known at run time. */
const PART = '\0';
const BEGINS = String.raw`(?:(?:\b(?:src|srcset|poster|background)|<link\b[^<>]{0,100}\shref)\s{0,4}=\s{0,4}\\?["']?|\burl\(\s{0,4}\\?["']?|@import\s{1,4}\\?["']|!\[[^\]\n]{0,80}\]\()`;
const OPEN = new RegExp(String.raw`${BEGINS}((?:https?:)?//[^\s"'<>()\0]{1,200}[/?#][^\s"'<>()]{0,200}|\0[^\s"'<>()\0]{1,200})?$`, 'i');

/** Texts, and cells of what stands between them. */
type Parts = readonly (string | Cell | null)[];

/** Notes what a template puts into such an address. */
export function noteLoadedIn(script: JavaScript, node: ESTree.TemplateLiteral, given: readonly Cell[]): void {
  const parts = node.quasis.flatMap(({ value }, index) => [value.cooked ?? '', ...(given[index] ? [given[index]] : [])]);
  parts.forEach((part, index) => typeof part !== 'string' && note(script, parts.slice(Math.max(0, index - MOST_PARTS), index), part, node));
}

/** The same of a sum, whose other parts are noted with the sums in it. */
export function noteLoadedBy(script: JavaScript, node: ESTree.BinaryExpression, { names, right }: { names: Names; right: Cell }): void {
  if (node.right.type === 'Literal') return;
  const nodes = partsOf(node.left as Node);
  if (typeof nodes.at(-1) !== 'string' || !OPEN.test(writtenIn(nodes))) return;
  // Only what has a name is asked once more.
  note(script, nodes.map((part) => (typeof part === 'string' ? part : part.type === 'Identifier' || part.type === 'MemberExpression' ? script.expression(part, names) : null)), right, node);
}

function note(script: JavaScript, before: Parts, what: Cell, node: Node): void {
  const [open, address = ''] = OPEN.exec(writtenIn(before)) ?? [];
  if (open === undefined) return;
  const base = address === '' ? what : address.startsWith(PART) ? lastPart(before) : null;
  const isKnown = base === null && namesStranger(address.startsWith('//') ? `https:${address}` : address);
  if (base !== null || isKnown) script.machine.carried.load({ what, base, place: script.place(node) });
}

function lastPart(parts: Parts): Cell | null {
  for (const part of [...parts].reverse()) if (typeof part !== 'string') return part;
  return null;
}

function writtenIn(parts: readonly unknown[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : PART)).join('').slice(-MOST_BEFORE);
}

/** The last texts and expressions of a sum, in their order. */
function partsOf(node: Node): (string | Node)[] {
  const parts: (string | Node)[] = [];
  let rest: Node | null = node;
  for (let count = 0; rest && count < MOST_PARTS; count++) {
    const sum: ESTree.BinaryExpression | null = rest.type === 'BinaryExpression' && rest.operator === '+' ? rest : null;
    parts.unshift(...piecesOf(sum ? sum.right : rest));
    rest = sum ? (sum.left as Node) : null;
  }
  return parts;
}

function piecesOf(node: Node): (string | Node)[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type !== 'TemplateLiteral') return [node];
  return node.quasis.flatMap(({ value }, index) => [value.cooked ?? '', ...(node.expressions[index] ? [node.expressions[index]] : [])]).slice(-MOST_PARTS);
}
