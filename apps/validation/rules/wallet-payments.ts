import type { Code } from './code.js';
import type { Script } from './javascript/syntax/scripts.js';

/** How a page asks a wallet to pay. */
const ASKS_PAYMENT = /^(?:eth_sendTransaction|eth_signTransaction|wallet_sendTransaction|tron_signTransaction)$/;

/** Methods of wallets by which a payment is signed. */
const SIGNS = ['signTransaction', 'signAndSendTransaction', 'signAllTransactions', 'sendTransaction'];

/** Has a script the text that asks a wallet to pay? */
export function namesPayment(code: Code): boolean {
  return [...((code as Partial<Script>).mentions?.texts ?? [])].some((text) => ASKS_PAYMENT.test(text));
}

/** Does a script know how payments are asked for, by the text that asks, or because the method that signs is replaced? */
export function asksPayment(code: Code): boolean {
  return namesPayment(code) || SIGNS.some((name) => (code as Partial<Script>).mentions?.assigned.has(name));
}
