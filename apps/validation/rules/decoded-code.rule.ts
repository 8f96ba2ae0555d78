import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
const RUNS = /^(?:eval|execScript|Function|constructor|_compile|setTimeout|setInterval|module:vm\..*|module:child_process\..*|py:(?:eval|exec|compile|marshal\.loads|pickle\.loads|os\.system|os\.popen|subprocess\.\w+))$/;
const HELP = 'Ship the code as it is, readable; there is no reason to hide it from those who run it.';

/** Text that is stored in an unreadable form and run after decoding hides what it does from every reader. */
export const rule: Rule = {
  id: 'decoded-code',
  code: 'EXE-02',
  version: 1,
  title: 'Hidden text that runs as code',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.how !== 'call' || !RUNS.test(use.what)) return null;
  const flows = use.arguments.flatMap((argument) => argument.flows);
  const name = use.what.replace(/^(?:py:|module:)/, '');
  if (flows.includes('decoded')) return { severity: 'critical', message: `\`${name}\` runs text that was decoded before`, help: HELP };
  return flows.includes('characters') ? { severity: 'high', message: `\`${name}\` runs text that was made of numbers before`, help: HELP } : null;
}
