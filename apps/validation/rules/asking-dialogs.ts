import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { nodesWithin } from './javascript/children.js';
import { togetherWith } from './javascript/linked.js';
import { isMadeOf } from './javascript/made-of.js';
import { scriptsOf } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { readAgain } from './javascript/trees.js';
import type { Node } from './javascript/tree.js';
import { WrittenNames } from './javascript/written-names.js';
import { asksForWallet } from './lures.js';
import { asksForCard, asksForCodeOf, posesAs } from './posing-pages.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { hostsOf, reachesServer } from './text-pages.js';

/** How hosts ask somebody for a text, by the last name of the call. */
const ASKS = /^(?:showInputBox|showInput|inputBox|createInputBox|prompt|input|askSecret|showPrompt)$/;
/** Cheap to look for: one of these, and what is asked for. */
const HINT = /\b(?:showInputBox|showInput|inputBox|prompt|input|askSecret|showPrompt)\b/;
const SECRET = /password|passwort|session|sign.?in|log.?in|phrase|mnemonic|private key|words|code|\botp\b|\bcvv|\bcvc/i;
/** Texts of one dialog that are read. */
const MOST_TEXTS = 20;

/** A dialog of a host that asks for the password, the session or the code of the host or a known service, for the words of a wallet or for a card, in a small script of a package that sends something to another server. */
export function judgeDialogs(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  if (!CATALOGUES.has(pkg.manifest.dialect) || !reachesServer(pkg, large)) return [];
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    const file = large.has(path) || isPage(path) ? undefined : files.get(path);
    const text = file ? decode(file.bytes) : '';
    const tree = HINT.test(text) && SECRET.test(text) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const names = new WrittenNames(tree);
    const hosts = hostsOf(togetherWith(pkg, path, large));
    for (const node of nodesWithin(tree)) {
      if (node.type !== 'CallExpression' || !ASKS.test(nameOf(node.callee))) continue;
      const said = textsOf(node.arguments, names);
      const asked = askedBy(said, pkg.manifest.dialect, hosts);
      if (asked === null) continue;
      const start = node.start ?? 0;
      report.add({ ...weighed(pkg, path, { severity: 'high', message: `a dialog asks for ${asked}, in a package that sends something to another server` }), help: 'Let people sign in and pay on the page of the service itself; nobody but a wallet needs its words.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    }
  }
  return report.findings();
}

function askedBy(said: string, dialect: string, hosts: readonly string[]): string | null {
  if (asksForWallet(said)) return 'the words or the key of a wallet';
  if (asksForCard(said)) return 'the number and the code of a card';
  const coded = asksForCodeOf(said, dialect, hosts);
  if (coded !== null) return `a code of ${coded}`;
  const posed = posesAs(said, dialect, hosts);
  return posed === null ? null : `the password of ${posed}`;
}

/** The texts of what a dialog shows, one below the other, also under names. */
function textsOf(given: readonly Node[], names: WrittenNames): string {
  const texts: string[] = [];
  const collect = (node: Node): boolean => {
    const text = node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : null;
    if (typeof text === 'string') texts.push(text);
    return texts.length >= MOST_TEXTS;
  };
  for (const each of given) isMadeOf(each, names, collect);
  return texts.join('\n');
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && !node.computed ? nameOf(node.property) : '';
}
