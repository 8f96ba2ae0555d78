import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { TAGGED } from '../partner-tags.js';
import { operands, withoutWrapping } from './expressions.js';
import { isCallable } from './scope.js';
import { lastName } from './taken-names.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

const OF_ADDRESS = /https?|\\\/\\\/|:\/\/|\.(?:com|net|org|io|de|shop|store)\b/i;
/** Names that lead to each other, and nodes of what is put in the place of something. */
const DEEPEST = 4;
const MOST_NODES = 400;

/** `text.replace(/https:\/\/shop\.com\/(\S+)/g, (_, rest) => `https://shop.com/${rest}?tag=mine`)`: an address that somebody wrote gets the tag of whoever is paid for visitors. */
export function tagsLinks(tree: ESTree.Program): Node | null {
  const names = new WrittenNames(tree);
  for (const node of nodesWithin(tree)) {
    if (node.type !== 'CallExpression' || !/^replace(?:All)?$/.test(lastName(node.callee) ?? '')) continue;
    const [what, by] = node.arguments;
    if (what && by && mayBeAddress(what, names) && textsIn(by, names).some((text) => TAGGED.test(text))) return node;
  }
  return null;
}

/** A pattern that is not written here may be one of addresses. */
function mayBeAddress(node: Node, names: WrittenNames): boolean {
  const inner = resolved(node, names);
  const pattern = inner.type === 'Literal' && 'regex' in inner ? inner.regex.pattern : names.textOf(inner);
  return pattern === null || OF_ADDRESS.test(pattern);
}

/** The texts that are put there: one, or those of a function. */
function textsIn(node: Node, names: WrittenNames): string[] {
  const inner = resolved(node, names);
  if (!isCallable(inner)) return [shapeIn(inner, names)];
  return [...nodesWithin(inner, MOST_NODES)].flatMap((each) => (each.type === 'TemplateLiteral' || each.type === 'Literal' || (each.type === 'BinaryExpression' && each.operator === '+') ? shapeIn(each, names) : []));
}

/** A text with `\0` for what is not known. */
function shapeIn(node: Node, names: WrittenNames, depth = 0): string {
  const inner = resolved(node, names);
  const whole = names.textOf(inner);
  if (whole !== null || depth > DEEPEST) return whole ?? '\0';
  if (inner.type === 'TemplateLiteral') return inner.quasis.map(({ value }, at) => (value.cooked ?? '') + (inner.expressions[at] ? shapeIn(inner.expressions[at] as Node, names, depth + 1) : '')).join('');
  return inner.type === 'BinaryExpression' && inner.operator === '+' ? operands(inner).map((each) => shapeIn(each, names, depth + 1)).join('') : '\0';
}

function resolved(node: Node, names: WrittenNames): Node {
  const inner = withoutWrapping(node);
  return inner.type === 'Identifier' ? withoutWrapping(names.valueOf(inner) ?? inner) : inner;
}
