import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { shapeOf } from '../../javascript/pages/tagged-addresses.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** A formula that loads something by itself, with the address that it is written with. */
const LOADS = /\b(?:WEBSERVICE|IMAGE|IMPORT(?:DATA|XML|HTML|FEED|RANGE))\s*\(\s*["']((?:https?):\/\/[^\s"']{1,300})/i;
/** How far a sheet is used, and what stands there. */
const USED = 'getUsedRange';
const VALUES = 'values';
/** What takes one of a row. */
const TAKES = /^(?:at|find\w*|indexOf|includes|some|every|shift|pop)$/;
const MOST_NODES = 400;
const DEEPEST = 8;

/** Where a formula is put together of the address of a server and a whole row of all that a sheet has; null for nowhere. One cell of it is what such formulas are for. */
export function rowedFormula(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  for (const node of nodesWithin(tree)) {
    if (node.type !== 'TemplateLiteral' && !(node.type === 'BinaryExpression' && node.operator === '+')) continue;
    const address = LOADS.exec(shapeOf(node, names))?.[1];
    if (address?.includes('\0') && namesStranger(address) && hasRow(node, names, new Set())) return node;
  }
  return null;
}

/** Is a row of it in an expression, or handed to what it calls? What is taken out of a row is one cell. */
function hasRow(node: Node, names: WrittenNames, asked: Set<Node>): boolean {
  const inner = withoutWrapping(node);
  if (asked.has(inner) || asked.size > MOST_NODES || isCallable(inner)) return false;
  asked.add(inner);
  if (inner.type === 'Identifier') return names.valuesOf(inner).some((each) => hasRow(each, names, asked));
  if (inner.type === 'MemberExpression') return isOfAll(inner.computed ? (inner.object as Node) : inner, names);
  if (inner.type !== 'CallExpression') return partsOf(inner).some((each) => hasRow(each, names, asked));
  const of = inner.callee.type === 'MemberExpression' && !TAKES.test(lastName(inner.callee) ?? '') ? [inner.callee.object as Node] : [];
  return [...of, ...inner.arguments].some((each) => hasRow(each, names, asked));
}

/** `used.values`, of `const used = await cells.getUsedRange()` */
function isOfAll(node: Node, names: WrittenNames, depth = 0): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'Identifier' && depth < DEEPEST) return names.valuesOf(inner).some((each) => isOfAll(each, names, depth + 1));
  return inner.type === 'MemberExpression' && lastName(inner) === VALUES && isMadeOf(inner.object, names, (each) => each.type === 'CallExpression' && lastName(each.callee) === USED);
}

function partsOf(node: Node): Node[] {
  switch (node.type) {
    case 'TemplateLiteral': return node.expressions as Node[];
    case 'BinaryExpression':
    case 'LogicalExpression': return [node.left as Node, node.right];
    case 'ConditionalExpression': return [node.consequent, node.alternate];
    case 'ArrayExpression': return (node.elements as (Node | null)[]).flatMap((each) => each ?? []);
    case 'SpreadElement':
    case 'AwaitExpression':
    case 'YieldExpression': return node.argument ? [node.argument] : [];
    case 'ObjectExpression': return node.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : each.type === 'SpreadElement' ? [each.argument as Node] : []));
    case 'NewExpression': return node.arguments;
    default: return [];
  }
}
