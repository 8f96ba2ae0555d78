import type { ESTree } from 'meriyah';
import { currencyOf } from '../../facts/wallets.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { propertyOf } from '../../javascript/syntax/expressions.js';
import { handedTo, isNameOf } from '../../javascript/flows/handed-arguments.js';
import type { Places } from '../../javascript/flows/handed-arguments.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { exportedFunctions } from '../../javascript/flows/sending-functions.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Who is paid, how much, and what is called of a contract, in the words of libraries. */
const MEMBERS = [['to', 'toPubkey'], ['value', 'lamports'], ['data']];
/** Calls of contracts by which somebody else may take what a wallet has: `approve`, `increaseAllowance`, `setApprovalForAll`. */
const APPROVES = /^(?:0x)?(?:095ea7b3|39509351|a22cb465)/i;
/** Who may: the address of a wallet, with or without its beginning. */
const ADDRESS = /^(?:0x)?[\da-f]{40}$/i;

/** A payment that a wallet is asked for to an address that is written here, of as much as it has or as a server orders; or leave for such an address to take what a server orders. By syntax, in one small script; null where none is. */
export function drainIn(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) if (node.type === 'ObjectExpression' && drains(node, names)) return node;
  return null;
}

/** The functions that a script exports, with the places of what they get as an amount to pay to an address that is written here. */
export function payingFunctions(program: ESTree.Program): Places {
  const names = WrittenNames.of(program);
  const payments = nodesWithin(program).filter((node) => node.type === 'ObjectExpression');
  const paying = new Map<string, ReadonlySet<number>>();
  for (const [name, callable] of exportedFunctions(program)) {
    const places = callable.params.flatMap((parameter, at) => (payments.some((each) => drains(each, names, isNameOf(parameter, callable))) ? [at] : []));
    if (places.length > 0) paying.set(name, new Set(places));
  }
  return paying;
}

/** Where such a function is given what a wallet has. */
export function handedBalance(program: ESTree.Program, payingOf: (specifier: string) => Places | undefined): Node | null {
  const names = WrittenNames.of(program);
  return handedTo(program, payingOf, (given) => isMadeOf(given, names, isBalance));
}

function drains(transaction: ESTree.ObjectExpression, names: WrittenNames, isAll: (node: Node) => boolean = (each) => isBalance(each) || isOrder(each)): boolean {
  const [to, value, data] = MEMBERS.map((alike) => alike.map((name) => propertyOf(transaction, name)).find((each) => each !== undefined));
  if (!to) return false;
  if (value && currencyOf(names.textOf(addressIn(to, names)) ?? '') !== null) return isMadeOf(value, names, isAll);
  return data !== undefined && isMadeOf(to, names, isOrder) && isMadeOf(data, names, (each) => isText(each, APPROVES)) && isMadeOf(data, names, (each) => isText(each, ADDRESS));
}

/** `new PublicKey('…')`, also under a name: the address that is in it. */
function addressIn(payee: Node, names: WrittenNames): Node {
  const made = payee.type === 'Identifier' ? names.valueOf(payee) : payee;
  const [address] = made?.type === 'NewExpression' && /(?:^|\.)PublicKey$/.test(memberPath(made.callee)) ? made.arguments : [];
  return address ?? payee;
}

/** `'eth_getBalance'`, `provider.getBalance(…)` */
function isBalance(node: Node): boolean {
  return isText(node, /^eth_getBalance$/) || (node.type === 'CallExpression' && /(?:^|\.)getBalance$/.test(memberPath(node.callee)));
}

/** `JSON.parse(event.data)`: what a socket or another window said. */
function isOrder(node: Node): boolean {
  if (node.type !== 'CallExpression' || memberPath(node.callee) !== 'JSON.parse') return false;
  const [text] = node.arguments;
  return text?.type === 'MemberExpression' && /^\w+\.data$/.test(memberPath(text));
}

function isText(node: Node, pattern: RegExp): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && pattern.test(node.value);
}
