import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { answersOwnAccount, namedAccountsIn } from './javascript/own-accounts.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

/** What puts a text into a document, a file, a cell, or what is copied. */
const WRITES = ['writeText', 'writeFile', 'writeFileSync', 'TextEdit', 'WorkspaceEdit', 'applyEdit', 'setText', 'replaceText', 'saveText', 'edit', 'setCell', 'setCells', 'setRange', 'setValue', 'setValues'];
/** Cheap to look for: what puts one thing in the place of another by a pattern or an amount. */
const HINT = /\b(?:replace|replaceAll|test|exec|match|matchAll)\b|[<>]=?\s*\d{2}/;
/** Who takes accounts out of texts, says so and puts an invented one there: whether it is, whoever reads that decides. */
const SAYS_SO = /anonymi|redact|sanitiz|scrub|mask|placeholder|dummy|mock|fixture|example data|test data|fake/i;

/** An account that is written in a small script comes where a pattern for such finds one, or in the place of another by an amount, and what is made so goes into documents, files or cells, by the same script or by one that it belongs to. */
export function judgeOwnAccounts(pkg: Package, id: string, found: readonly Finding[]): Finding[] {
  const report = new Report(id);
  if (!CATALOGUES.has(pkg.manifest.dialect)) return [];
  const severity = SAYS_SO.test(JSON.stringify([pkg.manifest.name, pkg.manifest.description, pkg.manifest.contributes])) ? 'medium' : 'high';
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    if (large.has(path) || isPage(path) || found.some(({ file }) => file === path)) continue;
    const text = decode(files.get(path)!.bytes);
    const group = HINT.test(text) ? togetherWith(pkg, path, large) : [];
    if (!group.some(({ mentions }) => WRITES.some((name) => mentions?.names.has(name)))) continue;
    const tree = readAgain(pkg, path);
    const others = [...new Set(group.map((each) => each.path))].flatMap((each) => (each === path || isPage(each) ? [] : (readAgain(pkg, each) ?? [])));
    const start = tree && answersOwnAccount(tree, new Map(others.flatMap((each) => [...namedAccountsIn(each)])))?.start;
    if (typeof start === 'number') report.add({ ...weighed(pkg, path, { severity, message: 'an account that is written here comes in the place of others, by a pattern for such or by an amount' }), help: 'Leave what users send and copy as it is; show an address of your own as a text of its own.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}
