import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from './calls.js';
import type { Finding } from '../check.js';
import { decodePage } from './html/charset.js';
import { readPage } from './html/page.js';
import { hostsInManifest, postsByScript, wordsOf } from './pages-apart.js';
import type { Page } from './html/page.js';
import { shownIn } from './html/shown.js';
import { asksForWallet } from './facts/lures.js';
import { looksLikeService } from './facts/look-alike-hosts.js';
import { asksForCard, asksForCodeOf, posesAs, posesByFields, posesInDialog } from './posing-pages.js';
import { nodesWithin } from './javascript/syntax/children.js';
import { pieceOf } from './javascript/syntax/expressions.js';
import { togetherWith } from './javascript/flows/linked.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { isPage } from './javascript/syntax/sources.js';
import { readAgain } from './javascript/syntax/trees.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { hostIn, namesStranger } from './facts/places.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { isOwnersScript } from './facts/service-scripts.js';
import { decode, evidence, extensionOf, Places } from './text.js';
import { largeFiles } from './together.js';

/** Cheap to look for: what a text has that may be a page, or a part of one, which rules ask about. */
const MAY_BE_PAGE = /<(?:script\b[^<>]{0,300}\bsrc|iframe|frame|object|embed|form|input|textarea|html|body)\b/i;
/** How hosts are given a page in a text. */
const SHOWS = ['setHtml', 'webview', 'createWebviewPanel', 'registerWebviewViewProvider', 'registerCustomEditorProvider', 'resolveWebviewView', 'createPanel', 'showHtml', 'addPanel', 'add_panel', 'openPanel', 'open_panel', 'createView', 'createWebview', 'showPage'];
/** `view.html = page`, `views.create(id, { html: page })` */
const SHOWN_BY = 'html';
/** Mirrors of registries and collections of libraries, from which pages of extensions commonly have theirs. */
const MIRRORS = /^(?:cdn\.jsdelivr\.net|fastly\.jsdelivr\.net|unpkg\.com|esm\.sh|esm\.run|cdn\.skypack\.dev|ga\.jspm\.io|cdnjs\.cloudflare\.com|ajax\.googleapis\.com|code\.jquery\.com|d3js\.org|polyfill-fastly\.io|cdn\.plot\.ly|cdn\.bootcdn\.net)$/;
/** Stands in a page for what is only known at run time, as a name. */
const SOME = 'unknown';
/** A field for what somebody is known by, or pays with. */
const SECRET = /<input\b[^<>]{0,300}\b(?:type|name|id|placeholder)\s*=\s*["'\\]*(?:password|passwd|passwort|cvc|cvv|otp|totp|2fa|mfa|one-time|verification|security code)\b/i;
const PASSWORD = /<input\b[^<>]{0,300}\b(?:type|name|id)\s*=\s*["'\\]*(?:password|passwd|passwort)\b/i;
const HELP_POSING = 'Let people sign in on the page of the service itself.';
const FIELD = /<(?:input|textarea)\b|\bcontenteditable\b/i;
/** A field that says of itself that the words of a wallet come into it. */
const WALLET_FIELD = /<(?:input|textarea)\b[^<>]{0,300}\bplaceholder\s*=\s*["'\\]*[^"'<>]{0,80}\b(?:recovery|seed|secret|mnemonic)\s(?:phrase|words)\b/i;
/** Where the browser itself sends a form. */
const FORM_TO = /<(?:form\b[^<>]{0,300}\baction|button\b[^<>]{0,300}\bformaction)\s*=\s*["'\\]*\s*((?:https?:)?\/\/[^\s"'<>]{1,200})/i;
/** What sends a form although nobody presses anything, and a frame that nobody sees. */
const SUBMITS = /\.(?:submit|requestSubmit)\(\)/;
const NO_FRAME = /<iframe\b[^<>]{0,300}(?:\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|\b(?:width|height)\s*=\s*["'\\]*[01]\b)/i;
/** Where the scripts of a page send something themselves. */
const SENDS_TO = /\b(?:(?:fetch|sendBeacon|WebSocket|post)\s{0,5}\(|open\s{0,5}\(\s{0,20}["'`\\]{1,2}(?:POST|PUT|GET)["'`\\]{1,2}\s{0,5},)\s{0,20}["'`\\]{1,2}((?:https?|wss?):\/\/[^\s"'`<>\\]{1,200})/;
/** UTF-16 units of a file. */
const MOST_READ = 128 * 1024;

interface TextPage {
  script: Script;
  page: Page;
  /** As it is written, `\0` for what is not known. */
  text: string;
  line: number;
  column: number;
}

const known = new WeakMap<Package, readonly TextPage[]>();

/** Pages that stand in texts of small scripts which show pages in their host, themselves or by another script that belongs to them, and small files of pages. */
function pagesOf(pkg: Package): readonly TextPage[] {
  const pages = known.get(pkg) ?? readPages(pkg, largeFiles(pkg.files));
  known.set(pkg, pages);
  return pages;
}

function readPages(pkg: Package, large: ReadonlySet<string>): TextPage[] {
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const pages: TextPage[] = [];
  for (const script of small) {
    const texts = isPage(script.path) ? [] : script.texts.filter(({ shape }) => MAY_BE_PAGE.test(shape));
    if (texts.length === 0 || !togetherWith(pkg, script.path, large).some(shows)) continue;
    for (const { shape, line, column } of texts) pages.push({ script, page: readPage(shape.replaceAll(UNKNOWN, SOME)), text: shape, line, column });
  }
  for (const path of new Set(small.flatMap((script) => (isPage(script.path) ? [script.path] : [])))) {
    const { bytes } = pkg.files.find((file) => file.path === path)!;
    const text = decodePage(bytes);
    if (MAY_BE_PAGE.test(text)) pages.push({ script: small.find((script) => script.path === path)!, page: readPage(text, extensionOf(path)), text, line: 1, column: 1 });
  }
  return pages;
}

function shows({ mentions }: Script): boolean {
  return SHOWS.some((name) => mentions?.names.has(name)) || mentions?.assigned.has(SHOWN_BY) === true || (mentions?.names.has('views') === true && mentions.names.has(SHOWN_BY));
}

/** Scripts of servers in pages that a script shows in its host; those in files are told by the files. */
export function judgeTextScripts(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  for (const { script, page, text, line, column } of pagesOf(pkg)) {
    const foreign = isPage(script.path) ? [] : page.remote.filter(({ url }) => namesStranger(`https:${url}`) && !isOwnersScript(url));
    if (foreign.length === 0) continue;
    const isFixed = foreign.every(({ fixed }) => fixed);
    const areMirrored = foreign.every(({ url }) => isMirrored(`https:${url}`));
    report.add({ ...weighed(pkg, script.path, { severity: areMirrored || isFixed ? 'medium' : 'high', message: `a page that is shown in the host loads a script from ${areMirrored ? 'a mirror of a registry' : isFixed ? 'a server, which a hash says,' : 'a server'} instead of from the package` }), help: 'Put the script into the package and load it by its path.', file: script.path, line, column, evidence: evidence(text, foreign[0]!.start) });
  }
  return report.findings();
}

/** Is an address one of a mirror of a registry, or of a collection of libraries? */
export function isMirrored(address: string): boolean {
  return MIRRORS.test(hostIn(address)?.host ?? '');
}

/** Frames of servers that nobody sees and that get messages, and pages that pose as those on which people sign in elsewhere. */
export function judgeTextPages(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  for (const { script, page, text, line, column } of pagesOf(pkg)) {
    const frame = page.frames.find(({ url, hidden }) => hidden && namesStranger(url.startsWith('//') ? `https:${url}` : url));
    if (frame && (postsToFrame(text) || postsByScript(pkg, script, large))) report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'a frame of a server, which nobody sees, gets messages' }), help: 'Ask a server by a request that needs a permission, and tell users what it gets.', file: script.path, line, column, evidence: evidence(text, frame.start) });
    if (CATALOGUES.has(pkg.manifest.dialect) && namesStranger(FORM_TO.exec(text)?.[1] ?? '') && SUBMITS.test(text) && NO_FRAME.test(text)) report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'a page sends a form to a server by itself, into a frame that nobody sees' }), help: 'Ask a server by a request that needs a permission, and tell users what it gets.', file: script.path, line, column, evidence: evidence(text, text.search(FORM_TO)) });
    const asked = CATALOGUES.has(pkg.manifest.dialect) && mayEnter(text, script) && (WALLET_FIELD.test(text) || asksForWallet(shownIn(text)));
    if (asked && (FORM_TO.test(text) || reachesServer(pkg, large))) report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'a page asks for the words or the key of a wallet, in a package that sends something to a server which it names' }), help: 'Let people sign with the wallet that they have; nobody but a wallet needs its words.', file: script.path, line, column, evidence: evidence(text, Math.max(0, text.search(FIELD))) });
    const group = togetherWith(pkg, script.path, large);
    const isOfHost = CATALOGUES.has(pkg.manifest.dialect) && mayEnter(text, script) && reachesServer(pkg, large);
    const coded = isOfHost && !PASSWORD.test(text) ? asksForCodeOf(text, pkg.manifest.dialect, hostsOf(group)) : null;
    if (coded !== null || (isOfHost && asksForCard(text))) report.add({ ...weighed(pkg, script.path, { severity: 'high', message: coded === null ? 'a page asks for the number and the code of a card, in a package that sends something to a server which it names' : `a page asks for a code of ${coded}, in a package that sends something to another server` }), help: 'Let people sign in and pay on the page of the service itself.', file: script.path, line, column, evidence: evidence(text, Math.max(0, text.search(FIELD))) });
    if (!SECRET.test(text) || coded !== null) continue;
    const server = FORM_TO.exec(text)?.[1] ?? SENDS_TO.exec(text)?.[1] ?? '';
    const asks = askedBy(script);
    const ends = namesStranger(server) ? [hostIn(server)!.host] : [];
    const hosts = [...(asks.length > 0 ? asks : hostsOf(group)), ...ends, ...hostsInManifest(pkg, group)];
    const byHost = isOfHost || ends.length > 0 ? [...hostsOf(group), ...ends].map(looksLikeService).find((each) => each !== null) : undefined;
    const posed = posesAs(`${around(pkg, script, text)}\n${wordsOf(pkg, script, text, group)}`, pkg.manifest.dialect, hosts) ?? byHost ?? (PASSWORD.test(text) ? posesByFields(text, hosts) : null);
    const sender = server !== '' ? script : group.find(({ uses }) => uses.some(isSender));
    // The script that sends may be what is started, and nothing but the page knows of both.
    if (posed !== null && sender) report.add({ ...weighed(pkg, sender.path, { severity: 'high', message: posing(posed) }), help: HELP_POSING, file: script.path, line, column, evidence: evidence(text, text.search(SECRET)) });
  }
  for (const script of makersOfFields(pkg, large)) {
    const group = togetherWith(pkg, script.path, large);
    const sender = group.find(({ uses }) => uses.some(isSender));
    const program = sender ? readAgain(pkg, script.path) : null;
    const hosts = hostsOf(group);
    for (const node of program ? nodesWithin(program) : []) {
      const shown = pieceOf(node);
      const posed = shown !== null ? posesInDialog(shown, pkg.manifest.dialect, hosts) : null;
      if (posed === null) continue;
      const text = decode(pkg.files.find(({ path }) => path === script.path)!.bytes);
      report.add({ ...weighed(pkg, sender!.path, { severity: 'high', message: posing(posed) }), help: HELP_POSING, file: script.path, ...new Places(text).at(node.start ?? 0), evidence: evidence(text, node.start ?? 0) });
      break;
    }
  }
  return report.findings();
}

function posing(name: string): string {
  return `a page asks for the password, a code or a card in the name of ${name}, in a package that sends something to another server`;
}

/** Scripts that make a field for a password themselves, without markup. */
function makersOfFields(pkg: Package, large: ReadonlySet<string>): Script[] {
  if (!CATALOGUES.has(pkg.manifest.dialect)) return [];
  return scriptsOf(pkg).filter(({ path, mentions }) => !large.has(path) && !isPage(path) && mentions !== null && mentions.names.has('createElement') && mentions.texts.has('password'));
}

/** Is there something in a page to write into? */
function mayEnter(text: string, { mentions }: Script): boolean {
  return FIELD.test(text) || (mentions?.names.has('createElement') === true && (mentions.texts.has('input') || mentions.texts.has('textarea')));
}

/** Does a small script of a package send something, and name a server? */
function reachesServer(pkg: Package, large: ReadonlySet<string>): boolean {
  return scriptsOf(pkg).some(({ path, uses, texts }) => !large.has(path) && uses.some(isSender) && texts.some(({ shape }) => namesStranger(shape)));
}

function postsToFrame(text: string): boolean {
  return text.includes('postMessage') && /\bcontentWindow\b|\bframes\s*\[|\bframes\.\w/.test(text);
}

/** Of a page that is put together of short texts, the others stand around in its script. */
function around(pkg: Package, { path }: Script, text: string): string {
  const file = pkg.files.find((each) => each.path === path)!;
  return isPage(path) ? text : `${text}\n${decode(file.bytes).slice(0, MOST_READ)}`;
}

/** Hosts that the script of a page asks itself: a login goes there, whatever others of its package ask. */
export function askedBy({ uses }: Script): string[] {
  return uses.flatMap((use) => (isSender(use) ? use.arguments.slice(0, 1).flatMap(({ shape }) => (namesStranger(shape) ? [hostIn(shape)!.host] : [])) : []));
}

/** Hosts that scripts name; those in markup say what is shown, and not where something goes. */
export function hostsOf(group: readonly Script[]): string[] {
  return group.flatMap(({ texts }) => texts.flatMap(({ shape }) => (!shape.includes('<') && namesStranger(shape) ? [hostIn(shape)!.host] : [])));
}
