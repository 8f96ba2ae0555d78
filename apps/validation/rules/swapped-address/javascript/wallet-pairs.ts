import type { ESTree } from 'meriyah';
import { currenciesFoundBy, currencyOf } from '../../facts/wallets.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Nodes of one record or branch that are looked at. */
const MOST_NODES = 60;

/**
 * A record or a branch in which an address stands beside the pattern that finds addresses of the same currency: `{ is: /^0x…$/, shown: '0x…' }`,
 * `[/^0x…$/, '0x…']`, `if (/^0x…$/.test(text)) return '0x…'`. In a list of examples, too: by itself it says nothing.
 */
export function pairsAddress(program: ESTree.Program): boolean {
  for (const node of nodesWithin(program)) {
    const parts = partsOf(node);
    if (parts.length < 2) continue;
    const found = new Set(parts.flatMap(currenciesIn));
    if (found.size > 0 && parts.some((part) => found.has(addressIn(part) ?? ''))) return true;
  }
  return false;
}

/** What stands side by side in a record, and in a branch. */
function partsOf(node: Node): readonly Node[] {
  if (node.type === 'ObjectExpression') return node.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : []));
  if (node.type === 'ArrayExpression') return node.elements.filter((each): each is ESTree.Expression => each !== null);
  if (node.type === 'ConditionalExpression' || node.type === 'IfStatement') return [...nodesWithin(node.test, MOST_NODES), ...nodesWithin(node.consequent, MOST_NODES)];
  return node.type === 'LogicalExpression' && node.operator === '&&' ? [...nodesWithin(node.left, MOST_NODES), node.right] : [];
}

function currenciesIn(part: Node): string[] {
  if (part.type === 'NewExpression' && part.arguments[0]?.type === 'Literal') return currenciesFoundBy(String(part.arguments[0].value));
  return part.type === 'Literal' && 'regex' in part ? currenciesFoundBy(part.regex.pattern) : [];
}

function addressIn(part: Node): string | null {
  return part.type === 'Literal' && typeof part.value === 'string' ? currencyOf(part.value) : null;
}
