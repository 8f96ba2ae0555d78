import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { isSender } from '../calls.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { memberName } from '../javascript/syntax/expressions.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import type { Node } from '../javascript/syntax/tree.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import { asksForWallet } from '../facts/lures.js';
import { looksLikeService } from '../facts/look-alike-hosts.js';
import { asksForCard, asksForCodeOf, posesAs, posesInDialog } from '../posing-pages.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { askedBy, hostsOf } from '../text-pages.js';

/** What a host shows for its extensions, to ask or to tell people something. */
const DIALOG = /^prompt$|(?:^|\.)(?:showInputBox|showInput|inputBox|askSecret|showPrompt|createInputBox|show(?:Information|Warning|Error)Message|(?:ui|dialogs?|window|panels?)\.(?:input|prompt|password|form|ask|show|showInput|showPrompt|showDialog|confirm)|notify|notifications\.(?:show|info|warn|error))$/;
const ENTERS = /(?:Input\w*|inputBox|askSecret|showPrompt|\.(?:input|prompt|password|form|ask|showDialog)|^prompt)$/;
const ASKS = /^(?:showInputBox|createInputBox|inputBox|input|prompt|password|form|ask|askSecret|showInput|showPrompt|showDialog)$/;
/** What an input is labelled by that is made first. */
const LABELS = /(?:^|\.)(?:title|prompt|placeholder|placeHolder|message|label)$/;
const SECRET = /\b(?:password|passcode|passphrase|one-time code|(?:six|6)-digit code|two-factor code|authentication code|verification code|pin)\b/i;
/** A password that is asked for without saying whose it is: what was said before tells that. */
const BARE = /^\s*(?:please\s+)?(?:enter\s+)?(?:your\s+|the\s+)?(?:password|passcode|passphrase)\W*$/i;
const OF_COMPUTER = /\b(?:computer|mac(?:os|book)?|windows|system|sudo|keychain|device)(?:['’]s)?\s{1,3}(?:login\s{1,3}|account\s{1,3})?password\b|\bpassword\s{1,3}(?:of|for|to)\s{1,3}(?:your|this|the)\s{1,3}(?:computer|mac|pc|machine|device|keychain)\b/i;
const OF_CARD = /(?<!\bdigits\s{1,3}of\s{1,3}(?:the|your)\s{1,3})\b(?:card\s{1,3}number|cvc|cvv)\b/i;
/** Nodes of one call. */
const MOST_NODES = 300;
const MOST_OBJECTS = 10;

/** What is asked in the dialogs of one script. */
interface Asked {
  /** Of those by which something is entered, and of the others. */
  entered: readonly string[];
  told: readonly string[];
  /** Something is to be entered that nobody else may know. */
  isSecret: boolean;
  /** The first of them by which something is entered. */
  at: Node;
}

/** People are asked, in dialogs of the host itself, for what opens their account with it or with a known service, their computer or their wallet, or for their card, in a package that reaches another server: whoever needs a login of a service leads people to its own page. */
export function judgePosingDialogs(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const script of CATALOGUES.has(pkg.manifest.dialect) ? scriptsOf(pkg) : []) {
    const { path, mentions } = script;
    if (large.has(path) || isPage(path) || ![...(mentions?.names ?? [])].some((name) => ASKS.test(name))) continue;
    const group = togetherWith(pkg, path, large);
    const hosts = group.some(({ uses }) => uses.some(isSender)) ? hostsOf(group) : [];
    const tree = hosts.length > 0 ? readAgain(pkg, path) : null;
    const asked = tree && askedIn(tree);
    const own = askedBy(script);
    // What is asked goes where its script sends something, whatever others of the package ask.
    const whose = asked && (whoseIs(asked, pkg.manifest.dialect, own.length > 0 ? own : hosts) ?? ofLookAlike(asked, hosts));
    if (!whose) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    const start = asked.at.start ?? 0;
    report.add({ ...weighed(pkg, path, { severity: 'high', message: `a dialog of the host asks for ${whose}, in a package that sends something to another server` }), help: 'Let people sign in on the page of the service itself, or by what the host offers for that.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function whoseIs({ entered, told, isSecret }: Asked, dialect: string, hosts: readonly string[]): string | null {
  const text = entered.join('\n');
  if (asksForWallet(text)) return 'the words or the key of a wallet';
  if (OF_CARD.test(text) || asksForCard(text)) return 'the number of a card';
  if (OF_COMPUTER.test(text)) return 'the password of the computer';
  const isBare = entered.some((each) => BARE.test(each));
  const coded = asksForCodeOf(text, dialect, hosts);
  if (coded !== null) return `a code of ${coded}`;
  const posed = (isSecret ? posesAs(isBare ? [text, ...told].join('\n') : text, dialect, hosts) : null) ?? entered.map((each) => posesInDialog(each, dialect, hosts)).find((each) => each !== null);
  return posed ? `the password of ${posed}` : null;
}

/** A password or a code is asked for, and there is a host to send it to that is taken for one of a service. */
function ofLookAlike({ isSecret }: Asked, hosts: readonly string[]): string | null {
  const service = isSecret ? hosts.map(looksLikeService).find((each) => each !== null) : undefined;
  return service ? `a password, and a server has the name of ${service} that is none of it` : null;
}

function askedIn(tree: ESTree.Program): Asked | null {
  const names = WrittenNames.of(tree);
  const [entered, told]: [string[], string[]] = [[], []];
  let [isSecret, at]: [boolean, Node | null] = [false, null];
  for (const node of nodesWithin(tree)) {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      const path = memberPath(node.left);
      if (LABELS.test(path)) entered.push(names.textOf(node.right) ?? '');
      if (path.endsWith('.password') && node.right.type === 'Literal' && node.right.value === true) isSecret = true;
    }
    const path = node.type === 'CallExpression' ? memberPath(node.callee) : '';
    if (node.type !== 'CallExpression' || !DIALOG.test(path)) continue;
    if (ENTERS.test(path)) at ??= node;
    for (const argument of node.arguments) for (const part of partsOf(argument, names)) {
      const written = part.type === 'Literal' || part.type === 'TemplateLiteral' || part.type === 'BinaryExpression' || part.type === 'Identifier' ? names.textOf(part) : null;
      if (written !== null) (ENTERS.test(path) ? entered : told).push(written);
      if (part.type === 'Property' && hides(part)) isSecret = true;
    }
  }
  return at && { entered, told, isSecret: isSecret || entered.some((each) => SECRET.test(each)), at };
}

/** What stands in what a dialog is given, and in objects that it is given by their names. */
function* partsOf(argument: Node, names: WrittenNames): Generator<Node> {
  const open = new Set([argument]);
  // Grows while it is walked.
  for (const each of open) for (const part of nodesWithin(each, MOST_NODES)) {
    yield part;
    const value = part.type === 'Identifier' ? names.valueOf(part) : null;
    if (value?.type === 'ObjectExpression' && open.size < MOST_OBJECTS) open.add(value);
  }
}

/** `password: true`, `secret: true`, `type: 'password'` */
function hides(property: ESTree.Property): boolean {
  const { value } = property;
  if (value.type !== 'Literal') return false;
  return value.value === true ? /^(?:password|secret|masked|hidden)$/.test(memberName(property)) : value.value === 'password';
}
