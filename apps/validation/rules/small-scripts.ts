import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import type { Node } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

/** What is looked for in the trees of small scripts. */
interface Sought {
  /** Cheap to look for: a script whose text has not all of these is not read again. */
  hints: readonly RegExp[];
  /** The first place of it in a script, which lies at `path`. */
  find: (tree: ESTree.Program, path: string) => Node | null;
  message: string;
  help: string;
}

/** A grave finding for each small script, pages left out, that has what is looked for. */
export function findInSmall(pkg: Package, id: string, { hints, find, message, help }: Sought): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scriptsOf(pkg).map((script) => script.path))) {
    const file = large.has(path) || isPage(path) ? undefined : files.get(path);
    const text = file ? decode(file.bytes) : '';
    const tree = hints.every((hint) => hint.test(text)) ? readAgain(pkg, path) : null;
    const start = tree && find(tree, path)?.start;
    if (typeof start === 'number') report.add({ ...weighed(pkg, path, { severity: 'high', message }), help, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}
