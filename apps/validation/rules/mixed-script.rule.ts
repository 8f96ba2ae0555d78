import type { PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { Report } from './report.js';
import { evidence, Places } from './text.js';
import { isCodeFile, unicodeTextOf } from './unicode/files.js';
import { imitationsIn } from './unicode/look-alikes.js';
import { describe } from './unicode/words.js';

const HELP = 'Write the word in the letters of one alphabet.';

/** Words that look like others because some of their letters are of another alphabet (CVE-2021-42694). */
export const rule: Rule = {
  id: 'mixed-script',
  code: 'UNI-04',
  version: 2,
  title: 'Words in letters of several alphabets',
  run(pkg) {
    const report = new Report(rule.id);
    const parsed = new Set<string>();
    for (const { path, words, failure } of scriptsOf(pkg)) {
      if (failure || isPage(path)) continue;
      parsed.add(path);
      for (const { kind, ...seen } of words) if (kind === 'imitation') report.add({ ...seen, file: path, help: HELP });
    }
    for (const file of pkg.files) if (!parsed.has(file.path)) inspect(file, report);
    return report.findings();
  },
};

/** Pages and files without a tree: whether a word is a name, a text or part of a comment is not known. */
function inspect(file: PackageFile, report: Report): void {
  const text = unicodeTextOf(file);
  if (text === null) return;
  const isCode = isCodeFile(file.path);
  const places = new Places(text);
  for (const imitation of imitationsIn(text, isCode, text)) {
    report.add({ severity: !isCode ? 'low' : imitation.chance ? 'medium' : 'high', message: describe(imitation), help: HELP, file: file.path, ...places.at(imitation.start), evidence: evidence(text, imitation.start) });
  }
}
