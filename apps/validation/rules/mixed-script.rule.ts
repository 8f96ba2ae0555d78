import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { isAside } from './reach.js';
import { Report } from './report.js';
import { evidence, Places } from './text.js';
import { isInComment } from './mixed-script/comments.js';
import { isCodeFile, unicodeTextOf } from './unicode/files.js';
import { AsciiWords, imitationsIn } from './unicode/look-alikes.js';
import type { Imitation } from './unicode/look-alikes.js';
import { isAtHome, isSpelled, slipInFile } from './unicode/slips.js';
import { describe } from './unicode/words.js';

const HELP = 'Write the word in the letters of one alphabet.';

/**
 * Words that look like others because some of their letters are of another alphabet (CVE-2021-42694). Members of classes in
 * regular expressions are no words. Where a package is full of words of that alphabet, a text that only lies there (nothing
 * is compared, looked up, loaded or called with it, and it names no place) is low: it is typed wrong, and leads nowhere; also where no
 * Latin word is known that it looks like (Cherokee, Coptic, Osage).
 * So are the names of one letter in a table from letter to letter, and what only looks like words in data that is packed into
 * hundreds of characters of no one language (the tree of names of HTML's entities, as many parsers have it).
 * Medium is a text in a folder of tests that nothing started names: tests show such words, and nobody runs them.
 * Low is a word with a letter like an apostrophe in a quoted text of nothing but words, in a file that is not parsed. Primes at
 * the end of a name are no letters of it, and comments on lines of their own say nothing to a machine. Low are the names of entries in tables of data that have
 * hundreds of characters of most alphabets, as what tells languages apart has them. One ligature that is the whole value of an entry in a table is a name of nothing.
 */
export const rule: Rule = {
  id: 'mixed-script',
  code: 'UNI-04',
  version: 17,
  title: 'Words in letters of several alphabets',
  why: 'Words with letters of another alphabet look like others that they are not, so that readers and users are led astray.',
  run(pkg) {
    const report = new Report(rule.id);
    const parsed = new Set<string>();
    for (const { path, words, failure } of scriptsOf(pkg)) {
      if (failure || isPage(path)) continue;
      parsed.add(path);
      for (const { kind, slip, isName, ...seen } of words) {
        if (kind !== 'imitation') continue;
        const severity = slip !== null && isAtHome(slip, pkg) ? 'low' : seen.severity === 'high' && !isName && isAside(pkg, path) ? 'medium' : seen.severity;
        report.add({ ...seen, severity, file: path, help: HELP });
      }
    }
    for (const file of pkg.files) if (!parsed.has(file.path)) inspect(pkg, file, report);
    return report.findings();
  },
};

/** Data that programs go by: settings, and what is installed from where. */
const MACHINE_READ = /\.(?:jsonc?|json5|ya?ml|toml|lock|ini|cfg|conf|env|properties|webmanifest)$|(?:^|\/)\.(?:env|npmrc|yarnrc|pypirc)[^/]*$/i;
const isMachineRead = (path: string): boolean => MACHINE_READ.test(path);
const SCHEME_BEFORE = /[a-z\d]$/i;
const BEHIND_HOST = /[\s/?#"'<>]/;
/** UTF-16 units of an address up to the end of its host. */
const LONGEST_ADDRESS = 380;

/** Is it the name of a server in an address? One that looks like another leads elsewhere, whatever language somebody writes. */
function isInHost(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - LONGEST_ADDRESS), start);
  const at = before.lastIndexOf('://');
  return at > 0 && SCHEME_BEFORE.test(before.slice(0, at)) && !BEHIND_HOST.test(before.slice(at + 3));
}

/** Pages and files without a tree: whether a word is a name, a text or part of a comment is not known. */
function inspect(pkg: Package, file: PackageFile, report: Report): void {
  const text = unicodeTextOf(file);
  if (text === null) return;
  const isCode = isCodeFile(file.path);
  const places = new Places(text);
  const words = new AsciiWords(text);
  const severityOf = (imitation: Imitation): Severity => {
    if (!isCode && isMachineRead(file.path) && isInHost(text, imitation.start) && !isAside(pkg, file.path)) return 'high';
    if (!isCode || isSpelled(text, imitation) || isInComment(file.path, text, imitation.start)) return 'low';
    const slip = slipInFile(text, words, imitation);
    if (slip !== null && isAtHome(slip, pkg)) return imitation.chance ? 'low' : 'medium';
    return imitation.chance ? 'medium' : 'high';
  };
  for (const imitation of imitationsIn(text, isCode ? 'file' : 'text', words)) {
    report.add({ severity: severityOf(imitation), message: describe(imitation), help: HELP, file: file.path, ...places.at(imitation.start), evidence: evidence(text, imitation.start) });
  }
}
