import type { ESTree } from 'meriyah';
import { currencyOf } from '../../facts/wallets.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { changedPayee } from '../../javascript/flows/posted.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Expressions of one value. */
const MOST_NODES = 200;

/** Where an address becomes who is paid of which the script has the pieces, whatever puts them together: `out.to = join(pieces)`. By syntax, in one small script; null where none does. */
export function piecedPayee(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    const payee = payeeAt(node);
    if (payee && currencyOf(textsIn(payee, names)) !== null) return node;
  }
  return null;
}

function payeeAt(node: Node): Node | null {
  if (node.type !== 'AssignmentExpression') return changedPayee(node);
  return node.left.type === 'MemberExpression' && !node.left.computed && node.left.property.type === 'Identifier' && node.left.property.name === 'to' ? node.right : null;
}

/** All texts that a value is made of, in order, without those in functions. */
function textsIn(value: Node, names: WrittenNames): string {
  const open = [value];
  const seen = new Set<Node>();
  let text = '';
  for (let next = open.shift(); next && seen.size < MOST_NODES; next = open.shift()) {
    for (const node of nodesWithin(next, MOST_NODES, (each) => !isCallable(each))) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.type === 'Literal' && typeof node.value === 'string') text += node.value;
      if (node.type === 'Identifier') open.push(...names.valuesOf(node).filter((each) => !isCallable(each)));
    }
  }
  return text;
}
