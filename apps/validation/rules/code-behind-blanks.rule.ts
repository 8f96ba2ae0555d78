import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';
import { pythonOf } from './python/modules.js';
import { Report } from './report.js';

const MESSAGE = 'code stands behind at least 200 blanks, outside of what an editor shows';

/** Code that stands so far to the right that nobody sees it. The last column of a table is none where it only holds values, or functions that count with what they get. */
export const rule: Rule = {
  id: 'code-behind-blanks',
  code: 'OBF-10',
  version: 8,
  title: 'Code behind blanks',
  why: 'Code that stands beyond the edge of an editor is read by nobody, and runs all the same.',
  sections: true,
  run(pkg) {
    const inScripts = eachScript(rule.id, pkg, (features) => (count(features, 'blanks') === 0 ? null : { severity: 'high', feature: 'blanks', message: MESSAGE }));
    const report = new Report(rule.id);
    for (const { path, uses } of pythonOf(pkg)) {
      const seen = uses.find(({ what }) => what === 'py:code behind blanks');
      if (seen) report.add({ severity: 'high', message: MESSAGE, help: 'Put each statement on a line of its own.', file: path, line: seen.line, column: seen.column, evidence: seen.evidence });
    }
    return [...inScripts, ...report.findings()];
  },
};
