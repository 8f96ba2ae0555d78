import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { decodePage } from '../html/charset.js';
import { readPage } from '../html/page.js';
import { asksOne } from './javascript/asked-one.js';
import { handsOnPart, partsOf } from './javascript/handed-parts.js';
import { leadsAway } from './javascript/led-away.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { isPage } from '../javascript/syntax/sources.js';
import { parseScript } from '../javascript/syntax/tree.js';
import type { Node } from '../javascript/syntax/tree.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import { hostIn, namesStranger } from '../facts/places.js';
import { reachesStranger } from '../picked-secrets.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';
import { largeFiles } from '../together.js';

/** Cheap to look for: what leads somewhere else. */
const LEADS = /\blocation(?:\.href)?\s{0,9}=(?!=)|\blocation\.(?:replace|assign)\s{0,9}\(/;
/** A field for a password. */
const ASKS = /\btype\b.{0,9}\bpassword\b/i;
const MAIL = /[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/;
/** As base64, which pages for this purpose take as well. */
const ENCODED = /[\w+/-]{12,200}={0,2}/g;
/** Where people write mails: who gets one stands in the address. */
const WRITES_MAIL = /^(?:mail\.google\.com|outlook\.(?:live|office|office365)\.com|mail\.yahoo\.com|compose\.mail\.yahoo\.com|mail\.proton\.me)$/;
const HELP = 'Let people enter themselves who they are, and tell them where a link leads.';

/**
 * A small script, or one in a page, that leads whoever opens it to another host as soon as it is loaded, with the mail address of somebody in the
 * address, or what stands behind its own address as a value of a query, which is how each one gets a link of their own, or asks nobody but that one for a password and sends it: who is meant was known before. Pages that people come to on their own know nobody; a link or a button waits until it is pressed.
 */
export function judgeLedAway(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const scripts = scriptsOf(pkg);
  for (const path of new Set(scripts.map((script) => script.path))) {
    const file = large.has(path) ? undefined : files.get(path);
    const text = !file ? '' : isPage(path) ? decodePage(file.bytes) : decode(file.bytes);
    const asks = ASKS.test(text) && MAIL.test(text) && reachesStranger(scripts.filter((script) => script.path === path));
    if (!LEADS.test(text) && !asks) continue;
    const pieces = isPage(path) ? readPage(text, extensionOf(path)).pieces : [{ text, at: (offset: number) => offset, module: false }];
    for (const piece of pieces) {
      const tree = parseScript(isPage(path) ? (piece.module ? 'inline.mjs' : 'inline.js') : path, piece.text, false);
      const led = 'reason' in tree ? null : leadIn(tree);
      const node = led?.node ?? (asks && !('reason' in tree) ? asksOne(tree, (each) => MAIL_ALONE.test(each)) : null);
      if (!node) continue;
      const start = piece.at(node.start ?? 0);
      const message = led ? LED[led.how] : 'somebody whose mail address is written here, and nobody else, is asked for a password, in a script that sends something to a server';
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    }
  }
  return report.findings();
}

const LED = {
  named: 'whoever opens this is led to another server, with the mail address of somebody in the address',
  handed: 'whoever opens this is led to another server at once, which is told what stands behind the address of this page',
};

/** Where a script leads to another server, and whom it names there. */
function leadIn(tree: ESTree.Program): { node: Node; how: keyof typeof LED } | null {
  const names = WrittenNames.of(tree);
  const named = leadsAway(tree, (to) => namesSomebody(names.textOf(to) ?? addressOf(to, names)));
  if (named) return { node: named, how: 'named' };
  const handed = leadsAway(tree, (to) => handsOnPart(to, names, tree));
  return handed ? { node: handed, how: 'handed' } : null;
}

/** An address that is put together, with the first text that is written for each of its names. */
function addressOf(to: Node, names: WrittenNames): string {
  return partsOf(to, names).map((part) => {
    const inner = part.type === 'CallExpression' && /^encodeURI(?:Component)?$/.test(memberPath(part.callee)) ? (part.arguments[0] as Node | undefined) ?? part : part;
    const whole = names.textOf(inner);
    return whole ?? (inner.type === 'Identifier' ? names.valuesOf(inner).map((value) => names.textOf(value)).find((text) => text !== null) : null) ?? '\0';
  }).join('');
}

/** Is somebody named behind the host of an address? */
function namesSomebody(address: string): boolean {
  const place = namesStranger(address) ? hostIn(address) : null;
  if (!place || WRITES_MAIL.test(place.host)) return false;
  return MAIL.test(place.path) || [...place.path.matchAll(ENCODED)].some(([text]) => MAIL_ALONE.test(Buffer.from(text, 'base64').toString('latin1')));
}

const MAIL_ALONE = new RegExp(`^${MAIL.source}$`);
