import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { TAGGED } from '../../facts/partner-tags.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { shapeOf } from '../../javascript/pages/tagged-addresses.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const OF_ADDRESS = /https?|\\\/\\\/|:\/\/|\.(?:com|net|org|io|de|shop|store)\b/i;
/** Nodes of what is put in the place of something. */
const MOST_NODES = 400;

/** `text.replace(/https:\/\/shop\.com\/(\S+)/g, (_, rest) => `https://shop.com/${rest}?tag=mine`)`: an address that somebody wrote gets the tag of whoever is paid for visitors. */
export function tagsLinks(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
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
  if (!isCallable(inner)) return [shapeOf(inner, names)];
  return nodesWithin(inner, MOST_NODES).flatMap((each) => (each.type === 'TemplateLiteral' || each.type === 'Literal' || (each.type === 'BinaryExpression' && each.operator === '+') ? shapeOf(each, names) : []));
}

function resolved(node: Node, names: WrittenNames): Node {
  const inner = withoutWrapping(node);
  return inner.type === 'Identifier' ? withoutWrapping(names.valueOf(inner) ?? inner) : inner;
}
