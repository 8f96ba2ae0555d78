import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { saidIn } from '../../javascript/wallets/said-on-chain.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Names of what opens an account. */
const KEY = /^_{0,2}(?:private_?key|priv_?key|secret_?key|mnemonic|seed_?phrase|recovery_?phrase)$/i;

/** Where a transaction says what opens an account, also encrypted: everybody can read a chain, and nobody forgets. By syntax, in one small script; null where none does. */
export function keyOnChain(program: ESTree.Program): Node | null {
  const told = new ToldValues(program);
  for (const node of nodesWithin(program)) if (saidIn(node).some((each) => told.tells(each, isKey))) return node;
  return null;
}

/** `account.privateKey`, `mnemonic`, but not where a text or a flag stands for one. */
function isKey(node: Node): boolean {
  if (node.type === 'Identifier') return KEY.test(node.name);
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && KEY.test(node.property.name);
}
