import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { mayFindCredentials } from './credential-patterns.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { pickedFileIn } from './javascript/picked-files.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { reachesStranger } from '../picked-secrets.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

const LISTS = ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'scandir', 'walk', 'glob', 'globSync', 'readDirectory'];
const READS = ['readFile', 'readFileSync', 'createReadStream', 'copyFile', 'copyFileSync', 'openAsBlob', 'readText'];
const HELP = 'Read the files that users choose, by their names.';

/**
 * Files that are picked because a pattern for the names of keys, wallets and settings finds them, in a small script that lists folders, reads files, and sends
 * something to a server which it names, or that belongs to one that does. Such a pattern is as grave as the names.
 */
export function judgePickedFiles(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const { path, mentions } of scriptsOf(pkg)) {
    const file = large.has(path) || isPage(path) || !hasOneOf(mentions, LISTS) ? undefined : files.get(path);
    const text = file ? decode(file.bytes) : '';
    if (!mayFindCredentials(text)) continue;
    const group = togetherWith(pkg, path, large);
    if (!group.some((each) => hasOneOf(each.mentions, READS)) || !reachesStranger(group)) continue;
    const tree = readAgain(pkg, path);
    const start = tree ? pickedFileIn(tree) : null;
    if (start === null) continue;
    const seen = { severity: 'high', message: 'files are picked by a pattern for the names of keys, wallets and settings, where something is sent to a server that is named here' } as const;
    report.add({ ...weighed(pkg, path, seen), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function hasOneOf(mentions: Script['mentions'], names: readonly string[]): boolean {
  return mentions !== null && names.some((name) => mentions.names.has(name));
}
