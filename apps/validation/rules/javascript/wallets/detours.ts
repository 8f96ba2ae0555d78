import type { ESTree } from 'meriyah';
import { currencyOf } from '../../facts/wallets.js';
import { Answers } from '../names/answers.js';
import { namesWithin, nodesWithin } from '../syntax/children.js';
import { comparesDay, isChance } from '../conditions/dated-ends.js';
import { isLeft } from '../conditions/decided.js';
import { operands, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { isMadeOf } from '../conditions/made-of.js';
import { isCallable } from '../syntax/scope.js';
import { lastName } from '../flows/taken-names.js';
import type { Node, Of } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** Who is paid and how much, in the words of libraries. */
const PAYEES = ['to', 'toPubkey', 'recipient', 'destination', 'toAddress', 'to_address'];
const AMOUNTS = ['value', 'lamports', 'amount', 'amountSat', 'satoshis', 'sun'];
const PAYMENT_LINK = /^(?:ethereum:(?:pay-)?|bitcoin:|litecoin:|solana:|monero:|dogecoin:)$/;
/** Methods that are given both, by the place of who is paid. */
const PAYS = new Map([['transfer', 0], ['safeTransfer', 0], ['transferFrom', 1], ['safeTransferFrom', 1], ['sendToAddress', 0], ['sendTrx', 0], ['sendCoins', 0], ['sendBitcoin', 0], ['sendTransaction', 0]]);
/** Names of amounts, and how libraries compare such. */
const AMOUNT = /^(?:value|amount|amt|balance|bal|sum|lamports|sats?|satoshis|wei|qty|quantity|total|val)$|(?:Amount|Balance|Value|Lamports|Wei)$/;
const COMPARES = new Set(['<', '>', '<=', '>=']);
const COMPARED = /^(?:gte?|lte?|isGreaterThan|isLessThan|isGreaterThanOrEqualTo|isLessThanOrEqualTo|cmp|comparedTo)$/;
/** Nobody's: what goes there is gone for all. */
const NOBODY = /^0x(?:0{30,}[\da-f]*|0*dead)$/i;
const NO_NAMES: ReadonlySet<string> = new Set();
const MOST_NODES = 500;
const DEEPEST = 4;

/**
 * A payment that goes to an address which is written in the script where its amount, a day, a count or chance says so, and else to whoever was meant: by a condition, an assignment or
 * a function of the script. By syntax, in one small script; null where none does. Which chain it is and whether anybody was named may decide that.
 */
export function divertedPayment(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    const [payee, amount] = paymentAt(node) ?? [];
    const detours = payee ? new Detours(program, names, amount ? identifiersIn(amount) : NO_NAMES) : null;
    if (payee && (detours!.leads(payee) || (node.type === 'ObjectExpression' && detours!.changes()))) return node;
  }
  return null;
}

/** Who is paid, and how much. */
function paymentAt(node: Node): (Node | undefined)[] | null {
  // A link by which a wallet is opened.
  if (node.type === 'TemplateLiteral') return PAYMENT_LINK.test(node.quasis[0]?.value.cooked ?? '') ? [node.expressions[0] as Node] : null;
  if (node.type === 'ObjectExpression') {
    const [payee, amount] = [PAYEES, AMOUNTS].map((alike) => alike.map((name) => propertyOf(node, name)).find((each) => each !== undefined));
    return payee && amount ? [payee, amount] : null;
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.arguments.length < 2) return null;
  const place = PAYS.get(lastName(node.callee) ?? '');
  return place === undefined ? null : [node.arguments[place], node.arguments[place + 1]];
}

function identifiersIn(amount: Node): ReadonlySet<string> {
  return new Set(namesWithin(amount, MOST_NODES));
}

/**
 * What is copied is an address that is written in the script where what should be copied is one, by a pattern, or where chance or a day says so, and else what should be:
 * `copy(ADDRESS.test(text) ? OWN : text)`. What stands in for a text that is no address is nothing.
 */
export function copiedInstead(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const detours = new Detours(program, names, NO_NAMES, true);
  for (const node of nodesWithin(program)) {
    const text = node.type === 'CallExpression' ? copiedAt(node) : null;
    if (text && detours.leads(text)) return node;
  }
  return null;
}

/** Methods that copy what they are given first, and those that do so as members of a clipboard. */
const COPIES = /^(?:writeText|writeTextAsync|setString|setStringAsync|copyToClipboard|copyText|copy)$/;
const COPIES_BY_NAME = /^(?:write|writeSync|copy|copySync|set)$/;

function copiedAt({ callee, arguments: given }: Of<'CallExpression'>): Node | null {
  const name = lastName(callee) ?? '';
  if (name === 'setData') return given[1] ?? null;
  const isClipboard = callee.type === 'MemberExpression' && /clip/i.test(lastName(callee.object) ?? '');
  return COPIES.test(name) || (isClipboard && COPIES_BY_NAME.test(name)) ? (given[0] ?? null) : null;
}

/** Ways by which something else becomes an address that is written in a script. */
class Detours {
  readonly #leading = new Answers();

  /** `amounts`: names of how much it is. `asksText`: a condition may also ask whether the text is an address. */
  constructor(private readonly program: ESTree.Program, private readonly names: WrittenNames, private readonly amounts: ReadonlySet<string>, private readonly asksText = false) {}

  leads(payee: Node, depth = 0): boolean {
    const inner = withoutWrapping(payee);
    return depth <= DEEPEST && this.#leading.ask(inner, () => this.#leadsFrom(inner, depth), depth);
  }

  #leadsFrom(inner: Node, depth: number): boolean {
    if (inner.type === 'ConditionalExpression') return isOwn(inner.consequent, this.names) !== isOwn(inner.alternate, this.names) && this.#decides(inner.test, isOwn(inner.consequent, this.names)) && ![inner.consequent, inner.alternate].some(isNothing);
    if (inner.type === 'NewExpression') return inner.arguments.length > 0 && this.leads(inner.arguments[0] as Node, depth + 1);
    if (inner.type === 'Identifier') return this.#isAssigned(inner) || this.names.valuesOf(inner).some((each) => !isCallable(each) && this.leads(each, depth + 1));
    if (inner.type !== 'CallExpression' || inner.arguments.length === 0) return false;
    const body = inner.callee.type === 'Identifier' ? ((this.names.functionOf(inner.callee)?.body as Node | null | undefined) ?? null) : this.#bodyOf(inner.callee);
    return body !== null && this.#answers(body, depth);
  }

  #answers(body: Node, depth: number): boolean {
    if (body.type !== 'BlockStatement') return this.leads(body, depth + 1);
    const within = [...nodesWithin(body, MOST_NODES, (each) => !isCallable(each))];
    const answers = within.flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument] : []));
    if (answers.some((each) => this.leads(each, depth + 1))) return true;
    const isLeftWithOwn = within.some((node) => node.type === 'IfStatement' && isLeft(node.consequent) && this.#decides(node.test, true) && nodesWithin(node.consequent).some((each) => each.type === 'ReturnStatement' && each.argument && isOwn(each.argument, this.names)));
    return isLeftWithOwn && answers.some((each) => !isOwn(each, this.names) && !isNothing(each));
  }

  /** `this.pick(to)`, where one method of the script has that name. */
  #bodyOf(callee: Node): Node | null {
    const name = callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression' ? nameOf(callee.property) : '';
    const [only, more] = name === '' ? [] : nodesWithin(this.program).filter((node): node is Of<'MethodDefinition'> => node.type === 'MethodDefinition' && nameOf(node.key as Node) === name);
    const value = only && !more ? (only.value as Node | null) : null;
    return value && isCallable(value) ? ((value.body as Node | null | undefined) ?? null) : null;
  }

  /** `if (amount > 5) transaction.to = OWN` */
  changes(): boolean {
    return this.#assigns((left) => left.type === 'MemberExpression' && !left.computed && PAYEES.includes(nameOf(left.property)));
  }

  /** `if (amount > 5) to = OWN` */
  #isAssigned({ name }: ESTree.Identifier): boolean {
    return this.#assigns((left) => left.type === 'Identifier' && left.name === name);
  }

  #assigns(isOne: (left: Node) => boolean): boolean {
    for (const node of nodesWithin(this.program)) {
      const [test, then] = node.type === 'IfStatement' ? [node.test, node.consequent] : node.type === 'LogicalExpression' && node.operator === '&&' ? [node.left as Node, node.right] : [];
      if (!test || !then || !this.#decides(test, true)) continue;
      for (const each of nodesWithin(then, MOST_NODES)) if (each.type === 'AssignmentExpression' && isOne(each.left as Node) && isOwn(each.right, this.names)) return true;
    }
    return false;
  }

  /** Does a condition ask how much it is, which day, how many there were, or chance; and, where it is true (`isThen`), whether a text is an address? */
  #decides(test: Node, isThen: boolean): boolean {
    const inner = withoutWrapping(test);
    const value = inner.type === 'Identifier' ? this.names.valueOf(inner) : null;
    const asked = value && !isCallable(value) ? value : inner;
    if (decides(asked, this.amounts)) return true;
    return this.asksText && isThen && asksForAddress(asked);
  }
}

/** `ADDRESS.test(text) && …`, `isAddress(text)` */
function asksForAddress(test: Node): boolean {
  const inner = withoutWrapping(test);
  if (inner.type === 'LogicalExpression') return [inner.left as Node, inner.right].some(asksForAddress);
  return inner.type === 'CallExpression' && /^(?:test|match|exec|isAddress|isValidAddress|validateAddress)$/.test(lastName(inner.callee) ?? '');
}

/** An address that is written in the script, also in pieces, and is somebody's. */
function isOwn(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  const [given] = inner.type === 'NewExpression' ? inner.arguments : [];
  const text = names.textOf(given ?? inner);
  return text !== null && currencyOf(text) !== null && !NOBODY.test(text);
}

function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null) || (node.type === 'Identifier' && node.name === 'undefined');
}

/** Does a condition ask how much it is, which day, how many there were, or chance? */
function decides(test: Node, amounts: ReadonlySet<string>): boolean {
  for (const node of nodesWithin(test, MOST_NODES)) {
    if (isChance(node) || comparesDay(node, NO_NAMES)) return true;
    if (node.type === 'BinaryExpression' && (node.operator === '%' || (COMPARES.has(node.operator) && ![node.left as Node, node.right].some(isZero) && [node.left as Node, node.right].some((side) => isAmount(side, amounts))))) return true;
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && COMPARED.test(lastName(node.callee) ?? '') && !node.arguments.some(isZero) && isAmount(node.callee.object, amounts)) return true;
  }
  return false;
}

/** Whether there is any amount decides by which contract it goes. */
function isZero(side: Node): boolean {
  return side.type === 'Literal' && /^0n?$/.test(String(side.raw ?? side.value));
}

function isAmount(side: Node, amounts: ReadonlySet<string>): boolean {
  return [...identifiersIn(side)].some((name) => AMOUNT.test(name) || amounts.has(name));
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : '';
}

const APPROVES = /^(?:approve|increaseAllowance|increaseApproval|setApprovalForAll)$/;
/** As much as a number may be. */
const ALL = /^(?:0x)?f{60,64}$|^1157920892373161954235709850086879078532699846656405640394575840079131296399\d\d$/i;
const ALL_NAMES = /^(?:Max(?:Uint)?256|maxUint256|MAX_?UINT_?(?:256)?|MaxUint256|UINT256_MAX|MAX_INT|MAX_UINT256|unlimited\w*)$/i;
/** Exchanges that many programs let take what is to be changed there. */
const EXCHANGES: ReadonlySet<string> = new Set(['0x7a250d5630b4cf539739df2c5dacb4c659f2488d', '0xe592427a0aece92de3edee1f18e0157c05861564', '0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45', '0x000000000022d473030f116ddee9f6b43ac78ba3', '0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f', '0x10ed43c718714eb63d5aa57b78b54704e256024e', '0x1111111254eeb25477b68fb85ed929f73a960582', '0x111111125421ca6dc452d289314280a0f8842a65']);
/** `approve`, `increaseAllowance` and `setApprovalForAll`, by the first bytes of their hashes. */
const ENCODED = /^0x(?:095ea7b3|39509351|a22cb465)0{24}([\da-f]{40})/i;
const BALANCE = /^(?:balanceOf|get\w{0,20}Balances?|\w{0,20}[bB]alances?)$/;
const LOOPS = new Set(['ForOfStatement', 'ForStatement', 'ForInStatement', 'WhileStatement']);
const EACH = /^(?:map|forEach|flatMap)$/;

/**
 * For each token of a list, whether somebody has any is asked, and an address that is written here may take all of it, whatever is exchanged. Who exchanges
 * something asks how much may be taken already, or lets an exchange take it that everybody knows.
 */
export function approvedForAll(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  // Who exchanges something asks first how much may be taken already.
  const asks = nodes.some((node) => says(node, /^(?:get)?allowance$|^isApprovedForAll$|^revoke\w*$/i));
  for (const loop of nodes) {
    if (isEncodedApproval(loop, names)) return loop;
    if (!asks && ((loop.type === 'ObjectExpression' && propertyOf(loop, 'spender') && approvesAll(loop, names)) || isMadeApproval(loop, names))) return loop;
    const within = loopOf(loop);
    const inner = within ? nodesWithin(within) : [];
    if (!inner.some((node) => says(node, BALANCE)) || inner.some((node) => says(node, /^allowance$|^getAllowance$|^isApprovedForAll$/))) continue;
    const approval = inner.find((node) => approvesAll(node, names));
    if (approval) return approval;
  }
  return null;
}

/** `'0x095ea7b3' + SPENDER + amount`: the same as a contract gets it, for a spender that is written here. */
function isEncodedApproval(node: Node, names: WrittenNames): boolean {
  const text = node.type === 'BinaryExpression' || node.type === 'TemplateLiteral' || node.type === 'Literal' ? names.textOf(node) : null;
  const spender = ENCODED.exec(text ?? '')?.[1];
  return spender !== undefined && !NOBODY.test(`0x${spender}`) && !EXCHANGES.has(`0x${spender.toLowerCase()}`);
}

/** `'0xa22cb465' + pad(SPENDER) + pad('0x1')`, `'0x095ea7b3' + pad(SPENDER) + 'f'.repeat(64)`: each of a collection, or all of a token, to somebody who is written here, of pieces that functions make longer. */
function isMadeApproval(node: Node, names: WrittenNames): boolean {
  if (node.type !== 'BinaryExpression' && node.type !== 'TemplateLiteral') return false;
  const begins = node.type === 'TemplateLiteral' ? (node.quasis[0]?.value.cooked ?? '') : operands(node)[0];
  const first = typeof begins === 'string' ? begins : begins ? (names.textOf(begins) ?? '') : '';
  const isSpender = (each: Node): boolean => each.type === 'Literal' && typeof each.value === 'string' && isSomebody(each.value);
  return /^0xa22cb465/i.test(first) ? isMadeOf(node, names, isSpender) : /^0x(?:095ea7b3|39509351)/i.test(first) && isMadeOf(node, names, isSpender) && isMadeOf(node, names, isAll);
}

/** An address as it is written, or as contracts are called with it, of somebody who is no exchange. */
function isSomebody(text: string): boolean {
  const address = /^(?:0x)?([\da-f]{40})$/i.exec(text)?.[1];
  return address !== undefined && !NOBODY.test(`0x${address}`) && !EXCHANGES.has(`0x${address.toLowerCase()}`);
}

function loopOf(node: Node): Node | null {
  if (LOOPS.has(node.type)) return (node as Of<'ForOfStatement'>).body;
  const [callback] = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && EACH.test(lastName(node.callee) ?? '') ? node.arguments : [];
  return callback && isCallable(callback) ? ((callback.body as Node | null | undefined) ?? null) : null;
}

/** A method of this name, or the name as a text, as clients of chains have it. */
function says(node: Node, name: RegExp): boolean {
  if (node.type === 'Literal') return typeof node.value === 'string' && name.test(node.value);
  return name.test(lastName(node) ?? '');
}

function approvesAll(node: Node, names: WrittenNames): boolean {
  const [spender, amount] = approvalAt(node) ?? [];
  const address = spender ? names.textOf(spender) : null;
  if (!amount || address === null || currencyOf(address) === null || NOBODY.test(address) || EXCHANGES.has(address.toLowerCase())) return false;
  return isMadeOf(amount, names, isAll);
}

/** `token.approve(spender, amount)`, `{ functionName: 'approve', args: [spender, amount] }` */
function approvalAt(node: Node): Node[] | null {
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && APPROVES.test(lastName(node.callee) ?? '') ? (node.arguments as Node[]) : null;
  if (node.type !== 'ObjectExpression') return null;
  const name = propertyOf(node, 'functionName');
  const given = propertyOf(node, 'args');
  // What is signed so that somebody may take it without asking again.
  const spender = propertyOf(node, 'spender');
  const amount = propertyOf(node, 'value') ?? propertyOf(node, 'amount') ?? propertyOf(node, 'allowed');
  if (spender && amount) return [spender, amount];
  return name?.type === 'Literal' && APPROVES.test(String(name.value)) && given?.type === 'ArrayExpression' ? (given.elements as Node[]) : null;
}

function isAll(node: Node): boolean {
  if (node.type === 'Literal') return node.value === true || ALL.test(String(node.value));
  // `'f'.repeat(64)`, `2n ** 256n - 1n`
  if (node.type === 'CallExpression') return /(?:^|\.)repeat$/.test(lastName(node.callee) ?? '') && node.callee.type === 'MemberExpression' && node.callee.object.type === 'Literal' && /^f+$/i.test(String(node.callee.object.value));
  if (node.type === 'BinaryExpression') return node.operator === '**' && node.right.type === 'Literal' && String(node.right.value) === '256';
  return (node.type === 'Identifier' && ALL_NAMES.test(node.name)) || (node.type === 'MemberExpression' && ALL_NAMES.test(lastName(node) ?? ''));
}
