import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

/** `x.constructor.constructor` reaches the Function constructor from anything, which is how code leaves a sandbox. */
export const rule: Rule = {
  id: 'function-constructor',
  code: 'EXE-03',
  version: 3,
  title: 'The Function constructor by detours',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.what !== 'constructor' || use.how !== 'call' || !use.arguments.some(({ text, flows }) => text || flows.length > 0)) return null;
  return { severity: 'critical', message: 'the Function constructor is reached through `.constructor` and gets text', help: 'Write the code out as functions, so that it can be reviewed.' };
}
