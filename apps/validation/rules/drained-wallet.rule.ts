import type { Rule } from '../check.js';
import { codeOf } from './code.js';
import type { Code } from './code.js';
import type { Script } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { readAgain } from './javascript/trees.js';
import { drainIn } from './javascript/wallet-drains.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';
import { namesPayment } from './wallet-payments.js';
import { currencyOf } from './wallets.js';

/**
 * Whoever takes all that a wallet has needs nothing to replace: the wallet is asked for it. What goes to an address that is
 * written here is as much as the balance says, or what a server orders. Amounts and payees that users or prices give are nothing.
 */
export const rule: Rule = {
  id: 'drained-wallet',
  code: 'DAT-07',
  version: 2,
  title: 'Wallets that are asked for all they have',
  run(pkg) {
    const report = new Report(rule.id);
    const large = largeFiles(pkg.files);
    for (const { path } of codeOf(pkg).filter((code) => !large.has(code.path) && !isPage(code.path) && mayDrain(code))) {
      const tree = readAgain(pkg, path);
      const drain = tree && drainIn(tree);
      if (!drain) continue;
      const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
      const message = 'a wallet is asked to pay all that it has, or what a server orders, to an address that is written here, or to let that take it';
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help: 'Let users say how much goes where.', file: path, ...new Places(text).at(drain.start ?? 0), evidence: evidence(text, drain.start ?? 0) });
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
