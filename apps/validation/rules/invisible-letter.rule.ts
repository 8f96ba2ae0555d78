import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { Report } from './report.js';
import { invisible } from './unicode/invisible.js';

/**
 * Letters that show as nothing, characters of private use in rows, and blanks that are not the ordinary one. Low in a long text
 * of other characters: fillers that are too few for a payload (also in a table in order or of Korean letters, or a class of a pattern), and private use in the order of its codes, as code pages have it, row by row in the order of all of them.
 */
export const rule: Rule = {
  id: 'invisible-letter',
  code: 'UNI-05',
  version: 9,
  title: 'Letters that show as nothing',
  why: 'Characters that show as nothing make different names look the same, or carry what nobody sees.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const { path, words } of scriptsOf(pkg)) {
      for (const { kind, slip: _, ...seen } of words) if (kind === 'blank') report.add({ ...seen, file: path, help: 'Type the blank, or the end of the line, again with the keyboard.' });
    }
    return [...invisible('invisible-letter', pkg), ...report.findings()];
  },
};
