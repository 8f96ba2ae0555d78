import { currencyOf } from '../../rules/wallets.js';
import type { Call } from './calls.js';
import { textsIn, within } from './data-cells.js';
import type { Value } from './values.js';

/** Accounts and addresses of wallets that stand in a package, as they are, in pieces, or so that nobody can read them. */

/** The number of a bank account, also in groups. */
const IBAN = /^[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?$/;
const DECODES = new Set(['from', 'fromCharCode', 'fromCodePoint', 'decode', 'b64decode', 'unhexlify']);
/** As long as an address is in such a text. */
const HIDDEN = /^[\w+/=-]{20,}$/;

/** Is a call given such an account, or a text to decode that may be one? */
export function namesAccount(callee: Value | null, { arguments: given, self, method }: Pick<Call, 'arguments' | 'self' | 'method'>): boolean {
  if (callee !== null && (method ? DECODES.has(method) : callee.kind === 'builtin' && callee.name === 'atob') && given[0] && textsIn(given[0]).some((text) => HIDDEN.test(text))) return true;
  return [...given, ...(callee === null ? [] : [self])].some((each) => within(each).some((cell) => textsIn(cell).some(isAccount)));
}

export function isAccount(text: string): boolean {
  return text.length >= 15 && (IBAN.test(text) || currencyOf(text) !== null);
}
