import { TAGGED } from '../../rules/facts/partner-tags.js';
import { currencyOf } from '../../rules/facts/wallets.js';
import type { Call } from './calls.js';
import type { Carried } from './carried.js';
import { textsIn, within } from './data-cells.js';
import type { Cell, Value } from './values.js';

/** Accounts and addresses of wallets that stand in a package, as they are, in pieces, or so that nobody can read them. */

/** The number of a bank account, also in groups. */
const IBAN = /^[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?$/;
const DECODES = new Set(['from', 'fromCharCode', 'fromCodePoint', 'decode', 'b64decode', 'unhexlify']);
/** As long as an address is in such a text. */
const HIDDEN = /^[\w+/=-]{20,}$/;

/** Is a call given such an account, or a text to decode that may be one? `adverts`: an address with the tag of a partner is one too. */
export function namesAccount(callee: Value | null, { arguments: given, self, method }: Pick<Call, 'arguments' | 'self' | 'method'>, adverts: boolean): boolean {
  if (callee !== null && (method ? DECODES.has(method) : callee.kind === 'builtin' && callee.name === 'atob') && given[0] && textsIn(given[0]).some((text) => HIDDEN.test(text))) return true;
  return [...given, ...(callee === null ? [] : [self])].some((each) => standsIn(each, adverts));
}

/** Is such an account one of the texts of something? */
export function standsIn(cell: Cell, adverts: boolean): boolean {
  return within(cell).some(({ values }) => values.some((value) => value.kind === 'text' && isOne(value, adverts)));
}

/** The same texts stand in many cells. */
const accounts = new WeakMap<Value, boolean>();
const adverted = new WeakMap<Value, boolean>();

function isOne(value: Extract<Value, { kind: 'text' }>, adverts: boolean): boolean {
  const known = adverts ? adverted : accounts;
  const answer = known.get(value) ?? (isAccount(value.text) || (adverts && isAdvert(value.text)));
  known.set(value, answer);
  return answer;
}

export function isAccount(text: string): boolean {
  return text.length >= 15 && !OF_NOBODY.test(text) && (IBAN.test(text) || currencyOf(text) !== null);
}

/** What is sent there, nobody has. */
export const OF_NOBODY = /^0x0{30,40}(?:dead)?$/i;

/** Is whoever wrote the package paid for visitors that an address in a text brings? */
function isAdvert(text: string): boolean {
  return text.length <= LONGEST && text.split(/[\s"'()]+/).some((word) => word.includes('=') && TAGGED.test(/^https?:/.test(word) ? word : `https://${word}`));
}

/** Is such an account a text, or a word of it: `FEE_RECEIVER=0x…`? */
export function holdsAccount(text: string, adverts: boolean): boolean {
  return isAccount(text) || (adverts && isAdvert(text)) || (text.length <= LONGEST && text.split(/[^A-Za-z\d]+/).some(isAccount));
}

/** Cells that get such an account as a part, and what these are parts of: of `rows[0][1] = 'DE…'`, also `rows[0]` and `rows`. `from[i]` goes to `to[i]`. */
export function ownersOfAccounts({ stored, from, to }: Pick<Carried, 'stored' | 'from' | 'to'>): Cell[] {
  const owners = new Set(stored.flatMap((each) => (textsIn(each.what).some(isAccount) ? [each.in] : [])));
  if (owners.size === 0) return [];
  const sources = new Map<Cell, Cell[]>();
  to.forEach((each, index) => {
    const known = sources.get(each);
    if (known) known.push(from[index]!);
    else sources.set(each, [from[index]!]);
  });
  // Grows while it is walked.
  for (const owner of owners) for (const source of sources.get(owner) ?? []) if (owners.size < MOST_OWNERS) owners.add(source);
  return [...owners];
}

/** Cells that one account may be a part of. */
const MOST_OWNERS = 50;

/** UTF-16 units of a text that is looked into. */
const LONGEST = 500;
