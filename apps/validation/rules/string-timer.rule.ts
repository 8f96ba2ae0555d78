import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'execScript']);

/** A timer that gets text runs it as code, like `eval`. */
export const rule: Rule = {
  id: 'string-timer',
  code: 'EXE-04',
  version: 6,
  title: 'Timers that run text',
  why: 'A timer that gets text runs it as code, like `eval`, and nobody can review that text before.',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.how !== 'call' || !TIMERS.has(use.what) || !use.arguments[0]?.text) return null;
  return { severity: 'high', message: `\`${use.what}\` gets text, which it runs as code`, help: 'Give it a function instead of text.' };
}
