import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { keyOnChain } from './javascript/chained-keys.js';
import { overheardLogin } from './javascript/overheard-requests.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** Methods by which a node of a chain gets somebody's private key to keep it: nobody asks that of a node which is not their own. */
const GIVES_KEY = ['personal_importRawKey', 'parity_newAccountFromSecret', 'importprivkey'];
const ASKS = ['fetch', 'request', 'post', 'send', 'axios'];

/** Without such names, a script makes no transaction that tells a key. */
const OPENS_ACCOUNT = /priv(?:ate)?_?key|secret_?key|mnemonic|phrase/i;
const OF_CHAIN = /^signAnd|(?:sign|send|submit|confirm|build|extract)\w{0,20}(?:transaction|tx)|transactionInstruction|^broadcast|memo|contract/i;
const HELP = 'Sign with a key where it is, and send what was signed.';
const ON_CHAIN = 'what opens an account is written into a transaction, where everybody can read it, or whoever has the key it is encrypted for';

/** Small scripts that ask this of a server that they name, or write such a key into a transaction, which everybody can read; or that read what others log in with. */
export function judgeGivenKeys(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const script of scriptsOf(pkg)) {
    const { path, mentions, texts, uses } = script;
    if (large.has(path) || isPage(path)) continue;
    const tell = (at: Node | null | undefined, message: string, help: string): void => {
      if (!at) return;
      const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help, file: path, ...new Places(text).at(at.start ?? 0), evidence: evidence(text, at.start ?? 0) });
    };
    const seen = isOfChain(script) ? uses.find(({ what }) => what === 'key on chain') : undefined;
    if (seen) report.add({ ...weighed(pkg, path, { severity: 'high', message: ON_CHAIN }), help: HELP, file: path, line: seen.line, column: seen.column, evidence: seen.evidence });
    const mayChain = !seen && isOfChain(script) && [...(mentions?.names ?? [])].some((name) => OPENS_ACCOUNT.test(name));
    const tree = mayChain || mayOverhear(script) ? readAgain(pkg, path) : null;
    if (tree && mayChain) tell(keyOnChain(tree), ON_CHAIN, HELP);
    if (tree && mayOverhear(script)) tell(overheardLogin(tree), 'what the requests of others log in with is read by a function in the place of the one that makes them, and sent', 'Count requests without what they log in with.');
    if (!mentions || !GIVES_KEY.some((method) => mentions.texts.has(method)) || !ASKS.some((name) => mentions.names.has(name))) continue;
    const node = texts.find(({ shape }) => /^https?:/.test(shape) && namesStranger(shape));
    if (node) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a node that is named here, and is not this computer, is given private keys' }), help: HELP, file: path, line: node.line, column: node.column, evidence: node.evidence });
  }
  return report.findings();
}

function isOfChain({ mentions }: Script): boolean {
  return [...(mentions?.names ?? [])].some((name) => OF_CHAIN.test(name));
}

/** Headers by which others log in. */
const LOGIN = /^(?:(?:proxy-)?authorization|cookie|x-api-key|api-key|x-auth-token|x-access-token)$/i;
const MAKES = ['request', 'get', 'fetch', 'send', 'end', 'setHeader', 'setRequestHeader'];

/** Names of such headers, beside what makes requests and a server that is named. */
function mayOverhear({ mentions, texts }: Script): boolean {
  return MAKES.some((name) => mentions?.assigned.has(name)) && [...(mentions?.names ?? [])].some((name) => LOGIN.test(name)) && texts.some(({ shape }) => namesStranger(shape));
}
