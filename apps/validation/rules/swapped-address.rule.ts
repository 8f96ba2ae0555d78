import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { isAnnounced } from './announced.js';
import { OF_NOBODY } from '../permissions/inference/data-accounts.js';
import { judgeChat } from './chat-harm.js';
import { codeOf, once } from './code.js';
import type { Code, Use } from './code.js';
import { judgeSwappedAccounts } from './followed-data.js';
import { decodePage } from './html/charset.js';
import { readPage } from './html/page.js';
import { replacesFound } from './swapped-address/javascript/found-accounts.js';
import { linkedWith } from './javascript/flows/linked.js';
import type { Script } from './javascript/syntax/scripts.js';
import { copiedInstead } from './javascript/wallets/detours.js';
import { changedInWallet } from './swapped-address/javascript/wrapped-wallets.js';
import { piecedPayee } from './swapped-address/javascript/pieced-payees.js';
import { replacingIn } from './swapped-address/javascript/replacing.js';
import type { Replacing } from './swapped-address/javascript/replacing.js';
import { isPage } from './javascript/syntax/sources.js';
import { tagsAddresses } from './javascript/pages/tagged-addresses.js';
import { tagsLinks } from './swapped-address/javascript/tagged-links.js';
import { parseScript } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { judgeOwnAccounts } from './swapped-address/own-accounts.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { findInSmall } from './small-scripts.js';
import { decode, evidence, extensionOf, Places } from './text.js';
import { asksPayment, namesPayment } from './wallet-payments.js';
import { currenciesFoundBy, currencyOf } from './facts/wallets.js';
import { largeFiles } from './together.js';

const PYTHON_COPIES = /^py:(?:pyperclip\.copy|win32clipboard\.SetClipboard\w+|.*\.clipboard_append)$/;
const NOTHING: Replacing = { replaces: false, byOwn: false, hooks: false, copies: false, byPrograms: false, rewrites: false, decodes: false, pairs: false, hooksWallet: false };
const OTHER_PAYEE = 'who gets a payment is replaced by an address that is written here';
const HELP = 'Leave what users send and copy as it is; show an address of your own as a text of its own.';

/**
 * Money goes to somebody else when an address is replaced on its way: in answers of servers, in what a page sends or asks a
 * wallet to sign, in what was copied. Libraries of wallets know the patterns and many addresses, and replace nothing.
 * So it does where addresses of shops that somebody wrote get the tag of a partner.
 * In a chat it goes to an account that is written in the script, or by way of hosts in the place of those that members wrote.
 * In small scripts that are linked, it may be spread over several. Where the own address is made at run time, a script tells itself that
 * looks for those of two currencies and hooks what sends, or that writes what it reads of what was copied and decodes something, or
 * does both by programs of the system. One that copies something else than what was copied, in one function, tells itself beside the
 * addresses of two currencies and patterns that find such: which is put in the other's place, may be chosen anywhere.
 */
export const rule: Rule = {
  id: 'swapped-address',
  code: 'DAT-06',
  version: 32,
  title: 'Addresses of wallets that are replaced',
  why: 'When an address is replaced on its way, money goes to somebody else, and nobody can take it back.',
  sections: true,
  run(pkg) {
    const report = new Report(rule.id);
    const large = largeFiles(pkg.files);
    const codes = codeOf(pkg).filter(({ path }) => !large.has(path));
    const wraps = once((each) => replacingOf(pkg, each).hooksWallet);
    const replacesPayee = once((each) => hooksWallet(each) || besideWallet(pkg, each, codes).some(wraps));
    for (const code of codes) {
      const finding = currenciesFoundIn(code).length > 0 ? judge(pkg, code, codes) : null;
      if (finding) report.add(finding);
      const pieced = (code as Partial<Script>).mentions?.names.has('to') === true && replacesPayee(code) ? piecedPayeeOf(pkg, code) : null;
      if (pieced) report.add(pieced);
      for (const { what, line, column, evidence } of code.uses) if (what === 'transaction.to' || (what === 'payment.to' && replacesPayee(code))) report.add({ ...weighed(pkg, code.path, { severity: 'high', message: OTHER_PAYEE }), help: HELP, file: code.path, line, column, evidence });
    }
    for (const code of codes) {
      const own = writesPayee(code) ? code.texts.find(({ shape }) => currencyOf(shape) !== null) : undefined;
      if (own) report.add({ ...weighed(pkg, code.path, { severity: 'high', message: 'what a wallet is asked with is replaced and changed, in a script with addresses of its own' }), help: HELP, file: code.path, line: own.line, column: own.column, evidence: own.evidence });
    }
    const seen = report.findings();
    const told = [...seen, ...findInSmall(pkg, rule.id, FOUND), ...findInSmall(pkg, rule.id, IN_WALLET).filter(({ file }) => !seen.some((each) => each.file === file))];
    const found = [...told, ...findInSmall(pkg, rule.id, COPIED).filter(({ file }) => !told.some((each) => each.file === file))];
    return [...found, ...judgeOwnAccounts(pkg, rule.id, found), ...judgeSwappedAccounts(pkg, found), ...judgeChat(pkg, rule.id, ['own account', 'other hosts']), ...tagging(pkg).flatMap((each) => findInSmall(pkg, rule.id, each))];
  },
};

/** A script that writes into cells or copies, and has an account and patterns. */
const FOUND = { hints: [/\b(?:setCells?|setRange|setValues?|writeText)\b/, /\.(?:test|exec|match)\b/, /['"`](?:[A-Z]{2}\d{2}[ \w]{11,40}|0x[\da-fA-F]{40}|bc1[a-z\d]{20,80}|[13T][\w]{25,50})['"`]/], find: replacesFound, message: 'an account that is written here comes in the place of whatever a pattern for such finds', help: HELP };

/** A script with a method by which wallets are asked, and an address. */
const IN_WALLET = { hints: [/\b(?:request|sendAsync)\b/, /_(?:send|sign)Transaction/, /['"`](?:0x[\da-fA-F]{40}|T[\w]{33})['"`]/, /\bto\b/], find: changedInWallet, message: OTHER_PAYEE, help: HELP };

const TAGGED_LINKS = { hints: [/\breplace/, /https?:/, /[?&'"`}](?:tag|aff|ref|r|rid|partner|pid|sub|camp|irclick|via|coupon|promo)\w*=/i], find: tagsLinks, message: 'addresses that somebody wrote get a tag that is written here, by which a shop knows whom it pays for visitors', help: 'Leave addresses as they are, or add a tag that users enter themselves.' };

/** A script that copies something, asks for chance, a day or an address, and has an address or the beginning of one. */
const COPIED = { hints: [/\b(?:writeText|setString|setData\b|copy)|[cC]lip/, /\brandom\b|\bDate\b|\.(?:test|match|exec)\s*\(|\bis\w*Address\b|%/, /['"`](?:0x[\da-f]{2}|bc1|ltc1|[13TLM48][1-9A-HJ-NP-Za-km-z]{3}|[1-9A-HJ-NP-Za-km-z]{20})/i], find: copiedInstead, message: 'an address that is written here is copied in the place of another one', help: HELP };

const TAGGED_ADDRESSES = { ...TAGGED_LINKS, hints: [/searchParams|URLSearchParams|[?&'"`}]\w{2,20}=/, /\b(?:tag|ascsubtag|aff|aid|camp|mkcid|partner|pid|p_id|ref|sub|irclickid|via|awc|clickref)/i], find: tagsAddresses };

/** Of an extension, all ways to tag links; of a library, none of addresses in texts, which it may be for, and none where it says that it is for that. */
function tagging(pkg: Package): (typeof TAGGED_LINKS)[] {
  if (CATALOGUES.has(pkg.manifest.dialect)) return [TAGGED_LINKS, TAGGED_ADDRESSES];
  return isAnnounced(pkg, FOR_PARTNERS) ? [] : [TAGGED_ADDRESSES];
}

const FOR_PARTNERS = /affiliat|partner|referral|associates|monetiz|\btag(?:s|ging)?\b|\butm\b|amazon|ebay/i;

/** An address of which the script has the pieces; one in one piece is told by itself. */
function piecedPayeeOf(pkg: Package, { path, uses }: Code): Omit<Finding, 'rule'> | null {
  const tree = uses.some(({ what }) => what === 'transaction.to' || what === 'payment.to') || isPage(path) || /\.pyw?$/i.test(path) ? null : readAgain(pkg, path);
  const payee = tree && piecedPayee(tree);
  if (!payee) return null;
  const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
  return { ...weighed(pkg, path, { severity: 'high', message: OTHER_PAYEE }), help: HELP, file: path, ...new Places(text).at(payee.start ?? 0), evidence: evidence(text, payee.start ?? 0) };
}

/** Puts something else in the place of what a wallet is asked with, and knows how payments are asked for. */
const hooksWallet = once((code) => {
  const { mentions } = code as Partial<Script>;
  if (!mentions || !namesPayment(code)) return false;
  // Of an object that stands for the wallet, and of a member that is defined, the name is a text.
  return mentions.assigned.has('request') || mentions.assigned.has('sendAsync') || (mentions.texts.has('request') && (mentions.names.has('defineProperty') || mentions.names.has('Proxy')));
});

/** Puts something else in the place of what a wallet is asked with, and writes who is paid, or what a contract is called with. */
function writesPayee(code: Code): boolean {
  const assigned = (code as Partial<Script>).mentions?.assigned;
  return hooksWallet(code) && assigned !== undefined && (assigned.has('to') || assigned.has('data'));
}

/** The scripts that one belongs to, where one of them knows how payments are asked for: any may put a function of its own in the place of the wallet's. */
function besideWallet(pkg: Package, code: Code, codes: readonly Code[]): readonly Code[] {
  const linked = new Set(linkedWith(pkg, code.path).map(({ path }) => path));
  const group = codes.filter((each) => each === code || linked.has(each.path));
  return group.length <= MOST_TOGETHER && group.some(asksPayment) ? group : [];
}

/** Scripts that are asked together. */
const MOST_TOGETHER = 40;

function judge(pkg: Package, code: Code, codes: readonly Code[]): Omit<Finding, 'rule'> | null {
  const linked = new Set(linkedWith(pkg, code.path).map(({ path }) => path));
  const group = codes.filter((each) => each === code || linked.has(each.path));
  for (const scripts of group.length > 1 ? [[code], group] : [group]) {
    const own = commonCurrency(scripts);
    const currency = own ?? (scripts.length === 1 ? severalCurrencies(code) : null);
    if (currency === null) continue;
    const found = scripts.map((each) => replacingOf(pkg, each)).reduce(both);
    const does = isOfChat(pkg) && scripts.some(repeats) ? { ...found, copies: true } : found;
    const isOnItsWay = does.hooks || does.copies;
    const isAlone = scripts.length === 1;
    if (own === null ? !(does.replaces && (does.hooks || (does.copies && (does.decodes || does.byPrograms)))) : !(does.replaces && isOnItsWay) && !(does.byOwn && isAlone) && !(does.rewrites && hasSeveralOwn(scripts)) && !(does.byPrograms && (does.pairs || hasSeveralOwn(scripts)))) continue;
    const severity = does.byOwn && isOnItsWay && isAlone ? 'critical' : 'high';
    const place = code.uses.find(isPattern) ?? code.texts.find(({ shape }) => currenciesFoundBy(shape).length > 0);
    const seen = weighed(pkg, code.path, { severity, message: `addresses of ${currency} wallets are looked for and replaced${isOnItsWay ? ', in what is sent or copied' : ''}` });
    return { ...seen, help: HELP, file: code.path, line: place?.line ?? null, column: place?.column ?? null, evidence: place?.evidence ?? null };
  }
  return null;
}

function isOfChat({ manifest }: Package): boolean {
  return manifest.dialect === 'skynet';
}

/** What people write is written again, by the bot. */
const repeats = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  return names !== undefined && names.has('content') && ['send', 'edit', 'reply'].some((name) => names.has(name));
});

/** Two currencies whose addresses one script looks for: what it puts in their place may be made at run time. */
function severalCurrencies(code: Code): string | null {
  const [first, second] = new Set(currenciesFoundIn(code));
  return first !== undefined && second !== undefined ? `${first} and ${second}` : null;
}

/** Addresses of two currencies at least that these look for: a table of what is put in their places. */
function hasSeveralOwn(codes: readonly Code[]): boolean {
  const found = new Set(codes.flatMap(currenciesFoundIn));
  return new Set(codes.flatMap(({ texts }) => texts.flatMap(({ shape }) => currencyOf(shape) ?? [])).filter((currency) => found.has(currency))).size > 1;
}

/** A currency whose addresses these look for, and of which they have one. */
function commonCurrency(codes: readonly Code[]): string | null {
  const own = new Set(codes.flatMap(({ texts }) => texts.flatMap(({ shape }) => (OF_NOBODY.test(shape) ? [] : (currencyOf(shape) ?? [])))));
  return codes.flatMap(currenciesFoundIn).find((currency) => own.has(currency)) ?? null;
}

function currenciesFoundIn({ uses, texts }: Code): string[] {
  return [...uses.filter(isPattern).map(({ arguments: [pattern] }) => pattern?.constant ?? ''), ...texts.map(({ shape }) => shape)].flatMap(currenciesFoundBy);
}

function isPattern({ what, arguments: [pattern] }: Use): boolean {
  return what === 'regex' && currenciesFoundBy(pattern?.constant ?? '').length > 0;
}

/** By syntax, which is only asked for where a pattern and an address are. */
function replacingOf(pkg: Package, { path, uses }: Code): Replacing {
  const file = pkg.files.find((each) => each.path === path);
  const copies = uses.some(({ what, how }) => how === 'call' && PYTHON_COPIES.test(what));
  if (!file || /\.pyw?$/i.test(path)) return { ...NOTHING, replaces: copies, copies };
  if (isPage(path)) return piecesOf(file).map(readReplacing).reduce(both, NOTHING);
  return readReplacing(parseScript(path, decode(file.bytes), pkg.manifest.original['type'] === 'module'));
}

/** The scripts that stand in a page. */
function piecesOf({ path, bytes }: PackageFile): ReturnType<typeof parseScript>[] {
  const { pieces } = readPage(decodePage(bytes), extensionOf(path));
  return pieces.filter(({ unread }) => unread === null).map(({ text, module }) => parseScript(module ? 'inline.mjs' : 'inline.js', text, false));
}

function readReplacing(tree: ReturnType<typeof parseScript>): Replacing {
  return 'reason' in tree ? NOTHING : replacingIn(tree);
}

function both(some: Replacing, others: Replacing): Replacing {
  return { replaces: some.replaces || others.replaces, byOwn: some.byOwn || others.byOwn, hooks: some.hooks || others.hooks, copies: some.copies || others.copies, byPrograms: some.byPrograms || others.byPrograms, rewrites: some.rewrites || others.rewrites, decodes: some.decodes || others.decodes, pairs: some.pairs || others.pairs, hooksWallet: some.hooksWallet || others.hooksWallet };
}
