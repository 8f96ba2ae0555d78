import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { propertyOf } from './expressions.js';
import { memberPath } from './member-paths.js';
import { ToldValues } from './told-values.js';
import type { Node } from './tree.js';

/** Names of what opens an account. */
const KEY = /^_{0,2}(?:private_?key|priv_?key|secret_?key|mnemonic|seed_?phrase|recovery_?phrase)$/i;
/** What a transaction says beside who gets how much, and what only a transaction or an instruction has beside that. */
const SAYS = ['data', 'input', 'memo', 'memos', 'Memos', 'note'];
const OF_TRANSACTION = ['to', 'from', 'gas', 'gasLimit', 'gasPrice', 'programId', 'lamports', 'TransactionType', 'Destination'];
/** `Memo.text(…)`, `createMemoInstruction(…)`: the first is what it says. */
const MEMO = /(?:^|\.)(?:[Mm]emo\.(?:text|hash|return)|(?:create|build|add|make)Memo(?:Instruction)?)$/;

/** Where a transaction says what opens an account, also encrypted: everybody can read a chain, and nobody forgets. By syntax, in one small script; null where none does. */
export function keyOnChain(program: ESTree.Program): Node | null {
  const told = new ToldValues(program);
  for (const node of nodesWithin(program)) if (saidIn(node).some((each) => told.tells(each, isKey))) return node;
  return null;
}

function saidIn(node: Node): Node[] {
  if (node.type === 'CallExpression') return MEMO.test(memberPath(node.callee)) ? node.arguments.slice(0, 1) : [];
  if (node.type !== 'ObjectExpression') return [];
  const said = SAYS.flatMap((name) => propertyOf(node, name) ?? []);
  return said.length > 0 && node.properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && OF_TRANSACTION.includes(each.key.name)) ? said : [];
}

/** `account.privateKey`, `mnemonic`, but not where a text or a flag stands for one. */
function isKey(node: Node): boolean {
  if (node.type === 'Identifier') return KEY.test(node.name);
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && KEY.test(node.property.name);
}
