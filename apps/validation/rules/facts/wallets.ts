/** Addresses of wallets: texts that are one, and patterns that find them. */

const BASE58 = '[1-9A-HJ-NP-Za-km-z]';
const ADDRESSES: Readonly<Record<string, RegExp>> = {
  Ethereum: /^0x[\da-f]{40}$/i,
  Bitcoin: new RegExp(`^(?:bc1[a-z0-9]{25,60}|[13]${BASE58}{25,34})$`),
  Litecoin: new RegExp(`^(?:ltc1[a-z0-9]{25,60}|[LM]${BASE58}{32,33})$`),
  Tron: new RegExp(`^T${BASE58}{33}$`),
  Solana: new RegExp(`^(?=.{0,40}[1-9])(?=.{0,40}[A-HJ-NP-Z])(?=.{0,40}[a-km-z])${BASE58}{43,44}$`),
  Monero: new RegExp(`^[48]${BASE58}{94}$`),
  'Bitcoin Cash': /^(?:bitcoincash:)?[qp][a-z0-9]{41}$/,
};
/** A set of characters, repeated as often as an address is long. */
const OFTEN = String.raw`(?:\[[^\]\n]{1,60}\]|\\w)\{(?:2[4-9]|3\d|4[0-4])\b[,\d]{0,4}\}`;
const PATTERNS: Readonly<Record<string, RegExp>> = {
  Ethereum: /0x[^\n]{0,4}(?:\[[^\]\n]{1,40}\]|\\w|\\p\{[^}\n]{1,20}\})\{40\}/i,
  Bitcoin: new RegExp(String.raw`(?:\b|\\b)bc1|\bbc\(|\[13[mn2]{0,2}\][^\n]{0,4}${OFTEN}`),
  Litecoin: new RegExp(String.raw`(?:\b|\\b)ltc1|\[LM3?\][^\n]{0,4}${OFTEN}`),
  Tron: /T(?:\[[^\]\n]{1,60}\]|\\w)\{33\}/,
  Solana: /\[(?=[^\]\n]{0,30}(?:A-HJ-NP-Z|a-km-z))[^\]\n]{1,40}\]\{(?:32|4[34])(?:,44)?\}/,
  Monero: /4\[?[\dAB-]{0,6}\]?(?:\[[^\]\n]{1,60}\]|\\w)\{9[345]\}/,
  'Bitcoin Cash': /bitcoincash|\[q\w?\]/,
};
/** UTF-16 units of an address, with a margin. */
const LONGEST = 110;

/** The currency whose address a text is, or null. */
export function currencyOf(text: string): string | null {
  if (text.length < 26 || text.length > LONGEST) return null;
  return Object.keys(ADDRESSES).find((currency) => ADDRESSES[currency]!.test(text)) ?? null;
}

/** The currencies whose addresses a regular expression finds, by its source. */
export function currenciesFoundBy(pattern: string): string[] {
  return pattern.length > 2_000 || !HINT.test(pattern) ? [] : Object.keys(PATTERNS).filter((currency) => PATTERNS[currency]!.test(pattern));
}

/** Cheap to look for; each of the patterns has one of these. */
const HINT = /\{\d\d|bc1|bc\(|ltc1|bitcoincash|\[q/;
