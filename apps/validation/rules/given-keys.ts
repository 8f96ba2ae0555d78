import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { scriptsOf } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { namesStranger } from './places.js';
import { weighed } from './reach.js';
import { Report } from './report.js';

/** Methods by which a node of a chain gets somebody's private key to keep it: nobody asks that of a node which is not their own. */
const GIVES_KEY = ['personal_importRawKey', 'parity_newAccountFromSecret', 'importprivkey'];
const ASKS = ['fetch', 'request', 'post', 'send', 'axios'];

/** Small scripts that ask this of a server that they name. */
export function judgeGivenKeys(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const { path, mentions, texts } of scriptsOf(pkg)) {
    if (large.has(path) || isPage(path) || !mentions || !GIVES_KEY.some((method) => mentions.texts.has(method)) || !ASKS.some((name) => mentions.names.has(name))) continue;
    const node = texts.find(({ shape }) => /^https?:/.test(shape) && namesStranger(shape));
    if (node) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a node that is named here, and is not this computer, is given private keys' }), help: 'Sign with a key where it is, and send what was signed.', file: path, line: node.line, column: node.column, evidence: node.evidence });
  }
  return report.findings();
}
