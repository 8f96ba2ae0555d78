import type { Rule } from '../check.js';
import { codeOf } from './code.js';
import type { Code } from './code.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage, knownOf } from './javascript/syntax/sources.js';
import type { Node } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { approvedForAll, divertedPayment } from './javascript/wallets/detours.js';
import { drainIn, handedBalance, payingFunctions } from './drained-wallet/javascript/wallet-drains.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';
import { namesPayment } from './wallet-payments.js';
import { currencyOf } from './facts/wallets.js';

const DRAINED = 'a wallet is asked to pay all that it has, or what a server orders, to an address that is written here, or to let that take it';
const DIVERTED = 'a payment goes to an address that is written here where its amount, a day, a count or chance says so, and else to whoever was meant';
/** What pays or lets others take it. */
const PAYS = ['to', 'toPubkey', 'recipient', 'destination', 'toAddress', 'to_address', 'transfer', 'safeTransfer', 'transferFrom', 'safeTransferFrom', 'sendToAddress', 'sendTrx', 'sendCoins', 'sendBitcoin', 'sendTransaction', 'approve', 'increaseAllowance', 'increaseApproval', 'setApprovalForAll', 'functionName', 'spender'];

/**
 * Whoever takes all that a wallet has needs nothing to replace: the wallet is asked for it. What goes to an address that is
 * written here is as much as the balance says, or what a server orders. Amounts and payees that users or prices give are nothing. So it is told
 * where a payment goes elsewhere by its amount or by chance, and where each token that somebody has may be taken by such an address.
 */
export const rule: Rule = {
  id: 'drained-wallet',
  code: 'DAT-07',
  version: 11,
  title: 'Wallets that are asked for all they have',
  why: 'Who confirms such a payment or approval loses what is in the wallet, and nobody can take it back.',
  sections: true,
  run(pkg) {
    const report = new Report(rule.id);
    const large = largeFiles(pkg.files);
    const small = codeOf(pkg).filter(({ path }) => !large.has(path) && !isPage(path));
    const tell = (path: string, drain: Node, message = DRAINED): void => {
      const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help: 'Let users say how much goes where.', file: path, ...new Places(text).at(drain.start ?? 0), evidence: evidence(text, drain.start ?? 0) });
    };
    for (const { path } of small.filter(mayDrain)) {
      const tree = readAgain(pkg, path);
      const drain = tree && drainIn(tree);
      if (drain) tell(path, drain);
    }
    for (const { path } of small.filter(mayDivert)) {
      const tree = readAgain(pkg, path);
      const diverted = tree && divertedPayment(tree);
      if (diverted) tell(path, diverted, DIVERTED);
      const approval = tree && approvedForAll(tree);
      if (approval) tell(path, approval);
    }
    const paying = new Map(small.filter(mayPay).flatMap(({ path }) => {
      const tree = readAgain(pkg, path);
      return tree ? [[path, payingFunctions(tree)] as const] : [];
    }));
    for (const { path } of paying.size > 0 ? small.filter(knowsBalance) : []) {
      const tree = readAgain(pkg, path);
      const handed = tree && handedBalance(tree, (specifier) => knownOf(pkg, path, specifier, (each) => paying.get(each)) ?? undefined);
      if (handed) tell(path, handed);
    }
    return report.findings();
  },
};

/** As contracts are called with it, behind zeros. */
const BARE_ADDRESS = /^[\da-f]{40}$/i;

/** Cheap to ask: does it ask a wallet for payments, and write an address? */
function mayDrain(code: Code): boolean {
  const { mentions } = code as Partial<Script>;
  return (namesPayment(code) || ['sendTransaction', 'sendAndConfirmTransaction'].some((name) => mentions?.names.has(name))) && (code.texts.some(({ shape }) => currencyOf(shape) !== null) || [...(mentions?.texts ?? [])].some((text) => BARE_ADDRESS.test(text)));
}

/** The same for a payment, or leave to take something. */
function mayDivert(code: Code): boolean {
  const { mentions } = code as Partial<Script>;
  return (PAYS.some((name) => mentions?.names.has(name)) && code.texts.some(({ shape }) => currencyOf(shape) !== null)) || [...(mentions?.texts ?? [])].some((text) => APPROVAL.test(text));
}

/** What begins leave to take something, as a contract gets it. */
const APPROVAL = /^0x(?:095ea7b3|39509351|a22cb465)/i;

/** Does it write the address of a wallet beside what payments are asked with? */
function mayPay(code: Code): boolean {
  const { mentions } = code as Partial<Script>;
  return mentions !== undefined && mentions !== null && (mentions.names.has('lamports') || mentions.names.has('value')) && code.texts.some(({ shape }) => currencyOf(shape) !== null);
}

function knowsBalance(code: Code): boolean {
  const { mentions } = code as Partial<Script>;
  return ['getBalance', 'eth_getBalance'].some((name) => mentions?.names.has(name));
}
