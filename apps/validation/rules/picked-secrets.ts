import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { isSender } from './calls.js';
import { togetherWith } from './javascript/flows/linked.js';
import { pickedCookieIn } from './javascript/flows/picked-cookies.js';
import { mayPick, pickedIn } from './javascript/texts/picked-names.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { readAgain } from './javascript/syntax/trees.js';
import { isNamedHost, namesStranger } from './facts/places.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

const HELP = 'Send what the service needs by its name; leave out of it what others keep secret.';

/**
 * Values that are picked because they are secret, by whatever they are found among (variables, headers, fields of forms, cookies), in a small script that sends
 * something to a server which it names, or that belongs to one that does. Where the address is put together, one that stands there is enough.
 */
export function judgePicked(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    const file = large.has(path) || isPage(path) ? undefined : files.get(path);
    const text = file ? decode(file.bytes) : '';
    const readsCookies = text.includes('cookie');
    if ((!mayPick(text) && !readsCookies) || !reachesStranger(togetherWith(pkg, path, large))) continue;
    const tree = readAgain(pkg, path);
    const start = tree && (pickedIn(tree) ?? (readsCookies ? pickedCookieIn(tree) : null));
    if (start === null) continue;
    const seen = { severity: 'high', message: 'values are picked by names of secrets, where something is sent to a server that is named here' } as const;
    report.add({ ...weighed(pkg, path, seen), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** What is given the name of a server alone. */
const SOCKET = /^module:(?:net|tls|dgram)\b/;

/** An address that is written backwards is one as well. */
export function reachesStranger(scripts: readonly Script[]): boolean {
  const senders = scripts.flatMap(({ uses }) => uses.filter((use) => use.how === 'call' && isSender(use)));
  if (senders.length === 0) return false;
  if (scripts.some(({ features }) => features.has('reversedAddress'))) return true;
  return senders.some(({ what, arguments: given }) => given.some(({ shape }) => namesStranger(shape) || (SOCKET.test(what) && isNamedHost(shape)))) || scripts.some(({ texts, uses }) => uses.some((use) => use.how === 'call' && isSender(use)) && texts.some(({ shape }) => namesStranger(shape)));
}
