import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { pieceOf } from '../javascript/syntax/expressions.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { isMadeOf } from '../javascript/conditions/made-of.js';
import { mentionsOne, scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { lastName } from '../javascript/flows/taken-names.js';
import { readAgain } from '../javascript/syntax/trees.js';
import type { Node } from '../javascript/syntax/tree.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import { hostIn, namesStranger } from '../facts/places.js';
import { hostNames } from '../posing-pages.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** What tells somebody something, and what opens an address. */
const TELLS = /^(?:show(?:Information|Warning|Error)Message|showMessage|showDialog|notify|info|warn|error|alert|confirm|show)$/;
const OPENS = /^(?:openExternal|openUrl|openURL|openLink|openBrowser|openInBrowser)$/;
const ALARM = String.raw`(?:vulnerab\w{2,6}|security\s(?:update|patch|fix|hole|issue|risk|flaw)|critical\s(?:update|patch|fix)|compromised|infected|malware|virus|hacked|exploit\w{0,3}|CVE-\d{4})`;
const ALARMS = new RegExp(String.raw`\b${ALARM}\b`, 'i');
const GETS = /\b(?:install|update|download|patch|upgrade|get|fix)\b/i;
/** Where hosts are got from: what makes them, and where their code is kept. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  vscode: ['visualstudio.com', 'microsoft.com', 'vscode.dev', 'aka.ms', 'vscodium.com', 'open-vsx.org'],
};
const REPOSITORIES = ['github.com', 'gitlab.com', 'codeberg.org', 'nvd.nist.gov', 'cve.org', 'mitre.org'];
const HELP = 'Leave the updates of a host to the host itself.';
/** Nodes of one call. */
const MOST_NODES = 300;

/** An alarm about the security of the host itself, with an update of it that is got from somebody else's server: in small scripts, one of which may tell of it and another open the address. */
export function judgeFalseAlerts(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const { dialect } = pkg.manifest;
  const names = hostNames(dialect).map((name) => name.replaceAll(' ', String.raw`\s`)).join('|');
  if (names === '') return [];
  const isAbout = new RegExp(String.raw`\b(?:${names})\b[^!?]{0,50}\b(?:has|is|needs|requires|contains|was|version)\b[^!?]{0,60}\b${ALARM}\b|\b${ALARM}\b[^.!?]{0,30}\b(?:for|of|in|to)\s(?:your\s)?(?:${names})\b|\b(?:${names})\s${ALARM}\b`, 'i');
  for (const script of scriptsOf(pkg)) {
    const { path } = script;
    if (large.has(path) || isPage(path) || !mentionsOne(script, TELLS)) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    if (!ALARMS.test(text)) continue;
    const opening = togetherWith(pkg, path, large).filter((each) => mentionsOne(each, OPENS));
    const tree = opening.length > 0 ? readAgain(pkg, path) : null;
    const told = tree && nodesWithin(tree).find((node) => node.type === 'CallExpression' && TELLS.test(lastName(node.callee) ?? '') && alarms(node.arguments as Node[], tree, isAbout));
    if (!told || !opening.some((each) => opensStranger(readAgain(pkg, each.path), [...REPOSITORIES, ...(SOURCES[dialect] ?? [])], hostNames(dialect)))) continue;
    const start = told.start ?? 0;
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'an alarm about the security of the host leads to a server that is not of it, for an update' }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** Do the texts of a call raise an alarm about the host, and offer something against it? */
function alarms(given: readonly Node[], tree: ESTree.Program, isAbout: RegExp): boolean {
  const names = WrittenNames.of(tree);
  const text = given.flatMap((each) => nodesWithin(each, MOST_NODES)).map((node) => pieceOf(node) ?? (node.type === 'Identifier' ? (names.textOf(node) ?? '') : '')).join(' ').slice(0, 4 * MOST_NODES);
  return isAbout.test(text) && GETS.test(text);
}

/** Does a script open an address that is written, of a host that is none of these and has no name of theirs alone? */
function opensStranger(tree: ESTree.Program | null, domains: readonly string[], hosts: readonly string[]): boolean {
  const names = tree && WrittenNames.of(tree);
  const isStrange = (text: string): boolean => {
    const host = namesStranger(text) ? hostIn(text)?.host : undefined;
    return host !== undefined && !domains.some((domain) => host === domain || host.endsWith(`.${domain}`)) && !hosts.some((name) => host.split('.').at(-2) === name.toLowerCase());
  };
  return tree !== null && names !== null && nodesWithin(tree).some((node) => node.type === 'CallExpression' && OPENS.test(lastName(node.callee) ?? '') && node.arguments.some((given) => isMadeOf(given as Node, names, (each) => isStrange(pieceOf(each) ?? ''))));
}
