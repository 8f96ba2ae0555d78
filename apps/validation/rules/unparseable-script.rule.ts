import type { Severity } from '#libs/contracts/severity.js';
import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { pythonOf, startsPython } from './python/modules.js';
import { Report } from './report.js';

/** A script that cannot be read cannot be checked, and the other rules for scripts say nothing about it. */
export const rule: Rule = {
  id: 'unparseable-script',
  code: 'JSQ-03',
  version: 3,
  title: 'Scripts that cannot be checked',
  run(pkg) {
    const report = new Report(rule.id);
    for (const script of scriptsOf(pkg)) {
      if (!script.failure) continue;
      report.add({
        severity: severityOf(script, pkg.manifest.entry_points.length > 0),
        message: `this script cannot be checked: ${script.failure.message}`,
        help: HELP[script.failure.reason],
        file: script.path,
        line: script.failure.line,
        column: script.failure.column,
      });
    }
    for (const { path, failure } of pythonOf(pkg)) {
      if (!failure) continue;
      const severity = pkg.manifest.entry_points.includes(path) ? 'block' : startsPython(pkg) ? 'medium' : 'low';
      report.add({ severity, message: `this module cannot be checked: ${failure.message}`, help: HELP.syntax, file: path, line: failure.line, column: failure.column });
    }
    return report.findings();
  },
};

const HELP: Record<NonNullable<Script['failure']>['reason'], string> = {
  syntax: 'Fix the syntax, or leave the file out of the package.',
  'too-deep': 'Nest less, or split what a tool generated into parts.',
  'too-large': 'Split the script, or move its data into a JSON file.',
};

/** A script that no engine can read runs nowhere; it counts where something is seen to load it, or where it is not known what is started. */
function severityOf({ entry, loaded, failure }: Script, starts: boolean): Severity {
  if (!entry) return failure?.reason === 'syntax' && starts && !loaded ? 'low' : 'medium';
  return failure?.reason === 'too-large' ? 'high' : 'block';
}
