import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isAlikeHost, loginAtLookAlike } from './javascript/look-alike-logins.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { hostIn, namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** Small scripts that log in at a host which is called like a well-known service and is none of its. Only those that name such a host are read again. */
export function judgeLookAlikes(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const { path, texts } of scriptsOf(pkg)) {
    if (large.has(path) || isPage(path) || !texts.some(({ shape }) => shape.includes('://') && namesStranger(shape) && isAlikeHost(hostIn(shape)!.host))) continue;
    const tree = readAgain(pkg, path);
    const start = tree && loginAtLookAlike(tree)?.start;
    if (typeof start !== 'number') continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'what somebody logs in with goes to a server that is called like a well-known service and is none of its' }), help: 'Ask the service by its own address.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}
