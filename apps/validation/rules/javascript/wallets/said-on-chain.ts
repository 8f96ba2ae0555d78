import type { ESTree } from 'meriyah';
import { propertyOf, withoutWrapping, writtenAt } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Scope } from '../syntax/scope.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';

/** What a transaction says beside who gets how much, and what only a transaction or an instruction has beside that. */
const SAYS = ['data', 'input', 'memo', 'memos', 'Memos', 'note'];
const OF_TRANSACTION = ['to', 'from', 'gas', 'gasLimit', 'gasPrice', 'programId', 'lamports', 'TransactionType', 'Destination', 'receiver'];
/** Those that messages have as well: a short name there is none of an account. */
const MAY_BE_NAMED = ['to', 'from'];
const SHORTEST_ACCOUNT = 20;
/** Who gets something, beside what that is: nobody has an address that is made of a key. */
const PAYS = ['to', 'toPubkey', 'toAddress', 'recipient', 'destination', 'Destination'];
const PAID = ['value', 'amount', 'Amount', 'lamports', 'gas', 'gasLimit', 'fromPubkey'];
/** What is said beside an amount; elsewhere it is what any request has. */
const SAYS_BESIDE = ['body', 'payload'];
/** What a contract is called with, beside the name of its function. */
const CALLED_WITH = 'args';
const CALLED = 'functionName';
/** `Memo.text(…)`, `createMemoInstruction(…)`: the first is what it says, and so is what an instruction gets as it is, or an output that says something. */
const MEMO = /(?:^|\.)(?:[Mm]emo\.(?:text|hash|return)|(?:create|build|add|make)Memo(?:Instruction)?|pure\.(?:string|vector|address|id)|payments\.embed)$/;
/** The last names of all of these, to be asked for once: what a function is called costs less than the whole path. */
const LAST = /^(?:text|hash|return|\w*Memo(?:Instruction)?|string|vector|address|id|embed|transferObjects)$/;
/** The last is who gets it. */
const HANDS_OVER = /(?:^|\.)transferObjects$/;
/** What is a contract, and members of one that its functions stand under. */
const CONTRACT = /(?:^|\.)(?:Contract|getContract|getContractAt|Program)$/;
const FUNCTIONS = /^(?:methods|functions|write|populateTransaction|estimateGas|callStatic)$/;
/** `api.tx.system.remark(…)`: a call that is part of a transaction. */
const OF_RUNTIME = /(?:^|\.)tx\.\w+\.\w+$/;
/** Functions of every contract, which get who signs or where it is. */
const OF_EVERY = /^(?:connect|attach|on|once|off)$/;

/** What a transaction says to everybody: the text beside the payment, who gets it, and what a contract is called with. */
export function saidOnChain(node: Node, scope: Scope): readonly Node[] {
  if (node.type === 'AssignmentExpression') return saidLater(node, scope);
  return node.type === 'CallExpression' && isOfContract(node.callee, scope) ? node.arguments : saidIn(node);
}

/** `tx.data = …` */
function saidLater({ left, right }: ESTree.AssignmentExpression, scope: Scope): readonly Node[] {
  if (left.type !== 'MemberExpression' || left.computed || left.property.type !== 'Identifier' || ![...SAYS, ...PAYS].includes(left.property.name)) return [];
  const { node } = writtenAt(left.object, scope);
  return node.type === 'ObjectExpression' && hasAny(node, OF_TRANSACTION) ? [right] : [];
}

/** Is this a transaction, or a part of one, that says something? */
export function saysOnChain(node: ESTree.ObjectExpression): boolean {
  return saidIn(node).length > 0;
}

/** The same, without what only names tell that have a value. */
export function saidIn(node: Node): Node[] {
  if (node.type === 'CallExpression') return LAST.test(lastName(node.callee) ?? '') ? saidByCall(node) : [];
  if (node.type !== 'ObjectExpression' || !hasAny(node, TELLING)) return [];
  const said = (names: readonly string[], beside: readonly string[]): Node[] => (hasAny(node, beside) ? names.flatMap((name) => propertyOf(node, name) ?? []) : []);
  return [...said(SAYS, OF_TRANSACTION), ...said(PAYS, PAID), ...said(SAYS_BESIDE, PAID), ...said([CALLED_WITH], [CALLED])];
}

function saidByCall({ callee, arguments: given }: ESTree.CallExpression): Node[] {
  const path = memberPath(callee);
  return MEMO.test(path) ? given.slice(0, 1) : HANDS_OVER.test(path) ? given.slice(1, 2) : [];
}

/** What any of these says, to be asked for once. */
const TELLING: ReadonlySet<string> = new Set([...SAYS, ...PAYS, ...SAYS_BESIDE, CALLED_WITH]);

function hasAny({ properties }: ESTree.ObjectExpression, names: readonly string[] | ReadonlySet<string>): boolean {
  const isOne = (name: string): boolean => ('has' in names ? names.has(name) : names.includes(name));
  return properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && isOne(each.key.name) && !(MAY_BE_NAMED.includes(each.key.name) && isShort(each.value)));
}

function isShort(value: Node): boolean {
  return value.type === 'Literal' && typeof value.value === 'string' && value.value.length < SHORTEST_ACCOUNT;
}

/** `contract.register`, `contract.methods.register`, where the contract is made in the same script. */
function isOfContract(callee: Node, scope: Scope): boolean {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || OF_EVERY.test(callee.property.name)) return false;
  if (OF_RUNTIME.test(memberPath(callee))) return true;
  const { object } = callee;
  const owner = object.type === 'MemberExpression' && object.property.type === 'Identifier' && FUNCTIONS.test(object.property.name) ? object.object : object;
  if (owner.type !== 'Identifier' && owner.type !== 'NewExpression') return false;
  const { node } = writtenAt(owner, scope);
  return (node.type === 'NewExpression' || node.type === 'CallExpression') && CONTRACT.test(memberPath(withoutWrapping(node.callee)));
}
