import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Argument, Judgement, Use } from './code.js';

/** What is left of a text that is code when it says nothing: blanks and comments. */
const COMMENTS = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/.*$|\s/gm;
/** Names of parameters, without values. */
const PARAMETERS = /^[\w$\s,]*$/;
const HELP = 'Write the code out as functions, so that it can be reviewed.';

/**
 * `x.constructor.constructor` reaches the Function constructor from anything, which is how code leaves a sandbox. Those of
 * async functions and generators have no other way: template engines and loaders of modules compile what they are given with
 * them, which is a finding of `dynamic-code`. Only code that is known before could as well be written out.
 */
export const rule: Rule = {
  id: 'function-constructor',
  code: 'EXE-03',
  version: 4,
  title: 'The Function constructor by detours',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.what === 'async-constructor') return judgeAsync(use);
  if (use.what !== 'constructor' || use.how !== 'call' || !use.arguments.some(({ text, flows }) => text || flows.length > 0)) return null;
  return { severity: 'critical', message: 'the Function constructor is reached through `.constructor` and gets text', help: HELP };
}

function judgeAsync({ how, arguments: given }: Use): Judgement {
  const isCode = ({ constant }: Argument, index: number): boolean => constant !== null && (index === given.length - 1 ? constant.replace(COMMENTS, '') !== '' : !PARAMETERS.test(constant));
  return how === 'call' && given.some(isCode) ? { severity: 'critical', message: 'the constructor of async functions is reached through `.constructor` and gets code that is written in a text', help: HELP } : null;
}
