import type { Severity } from '#libs/contracts/profile.js';
import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { Report } from './report.js';

/** A script that cannot be read cannot be checked, and the other rules for scripts say nothing about it. */
export const rule: Rule = {
  id: 'unparseable-script',
  version: 1,
  title: 'Scripts that cannot be checked',
  run(pkg) {
    const report = new Report(rule.id);
    for (const script of scriptsOf(pkg)) {
      if (!script.failure) continue;
      report.add({
        severity: severityOf(script),
        message: `this script cannot be checked: ${script.failure.message}`,
        help: HELP[script.failure.reason],
        file: script.path,
        line: script.failure.line,
        column: script.failure.column,
      });
    }
    return report.findings();
  },
};

const HELP: Record<NonNullable<Script['failure']>['reason'], string> = {
  syntax: 'Fix the syntax, or leave the file out of the package.',
  'too-deep': 'Nest less, or split what a tool generated into parts.',
  'too-large': 'Split the script, or move its data into a JSON file.',
  language: 'Ship the JavaScript that it compiles to, and leave the source out of the package.',
};

function severityOf({ entry, loaded, failure }: Script): Severity {
  if (!entry) return failure?.reason === 'language' && !loaded ? 'low' : 'medium';
  return failure?.reason === 'syntax' || failure?.reason === 'too-deep' ? 'block' : 'high';
}
