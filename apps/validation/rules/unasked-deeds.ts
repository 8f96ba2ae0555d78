import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { isAnnounced, isAskedFor } from './announced.js';
import { mayInline, withTexts } from './javascript/texts/inlined-texts.js';
import { mentionsOne, scriptsOf } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import type { Node } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { writtenIn } from './javascript/texts/written-elsewhere.js';
import { weighed } from './reach.js';
import { asideOf } from './reach/aside.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

/** What no package does that does not say so. */
export interface Unasked {
  /** A name that each such script has; cheap to ask for. */
  names: RegExp;
  /** What its text has; as cheap. */
  hint?: RegExp;
  find: (tree: ESTree.Program, path: string) => Node | null;
  message: string;
  help: string;
  /** Words by which a package says that it does this. */
  announced: RegExp;
  /** It is told also where a program does it that somebody starts with words of his own. */
  always?: true;
}

/** A grave finding for each small script that does one of these, in a package that does not say so, and without having been asked at a terminal. */
export function findUnasked(pkg: Package, id: string, deeds: readonly Unasked[]): Finding[] {
  const report = new Report(id);
  const wanted = deeds.filter(({ announced }) => !isAnnounced(pkg, announced));
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const elsewhere = writtenIn(pkg, files);
  for (const [path, script] of new Map(scriptsOf(pkg).map((each) => [each.path, each]))) {
    if (large.has(path) || isPage(path) || asideOf(path) !== null) continue;
    const named = wanted.filter(({ names }) => mentionsOne(script, names));
    const text = named.length > 0 ? decode(files.get(path)!.bytes) : '';
    const sought = named.filter(({ hint }) => hint?.test(text) ?? true);
    const own = sought.length > 0 ? readAgain(pkg, path) : null;
    if (!own) continue;
    const tree = mayInline(text) ? withTexts(own, elsewhere(path)) : own;
    for (const { find, message, help, always } of sought) {
      const start = find(tree, path)?.start;
      if (typeof start === 'number' && (always ?? !isAskedFor(script, pkg))) report.add({ ...weighed(pkg, path, { severity: 'high', message }), help, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    }
  }
  return report.findings();
}
