import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import { withoutPaths } from './javascript/flow-sets.js';
import type { Argument, Judgement, Use } from './code.js';

/** What is left of a text that is code when it says nothing: blanks and comments. */
const COMMENTS = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/.*$|\s/gm;
/** Names of parameters, without values. */
const PARAMETERS = /^[\w$\s,]*$/;
/** What asks for a timer of the realm around this one, as code does that jsdom runs: it says itself that it does nothing else. */
const TIMER = /^\s*return\s+(?:set(?:Immediate|Timeout|Interval)|clear(?:Immediate|Timeout|Interval)|queueMicrotask|requestAnimationFrame)\s*;?\s*$/;
const BY_NAME = /^return \0;?$/;
const ASKED = /^(?:new )?[\w$.]+\(\s*(?:`return \$\{[\w$]+\.name\};?`|(["'])return \1\s*\+\s*[\w$]+\.name(?:\s*\+\s*(["']);\2)?)\s*\)/;
const HELP = 'Write the code out as functions, so that it can be reviewed.';

/**
 * `x.constructor.constructor` reaches the Function constructor from anything, which is how code leaves a sandbox. Those of
 * async functions and generators have no other way: template engines and loaders of modules compile what they are given with
 * them, which is a finding of `dynamic-code`. Only code that is known before could as well be written out. A text that
 * does nothing but hand out a timer is medium: it is what any function of another script gives as well. The name of something, which is
 * looked up in another realm, is high: code that is known stays critical. Low where the global object of another realm is only asked
 * whether something is of one of its classes.
 */
export const rule: Rule = {
  id: 'function-constructor',
  code: 'EXE-03',
  version: 5,
  title: 'The Function constructor by detours',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.what === 'async-constructor') return judgeAsync(use);
  if (use.what === 'constructor' && use.how === 'value') return { severity: 'low', message: 'a class of another realm is found through `.constructor`, to ask what is of it', help: 'Ask for the name of the class.' };
  if (use.what !== 'constructor' || use.how !== 'call' || !use.arguments.some(({ text, flows }) => text || withoutPaths(flows).length > 0)) return null;
  if (asksByName(use)) return { severity: 'high', message: 'the Function constructor is reached through `.constructor` and gets the name of something, to find it elsewhere', help: HELP };
  const isTimer = use.arguments.length === 1 && TIMER.test(use.arguments[0]?.constant ?? '');
  return { severity: isTimer ? 'medium' : 'critical', message: 'the Function constructor is reached through `.constructor` and gets text', help: HELP };
}

/** Code that is nothing but `return`, and the `name` of what is only known at run time: how a bundler finds the `Object` of another realm. */
function asksByName({ arguments: given, evidence }: Use): boolean {
  return given.length === 1 && BY_NAME.test(given[0]!.shape) && given[0]!.flows.length === 0 && ASKED.test(evidence);
}

function judgeAsync({ how, arguments: given }: Use): Judgement {
  const isCode = ({ constant }: Argument, index: number): boolean => constant !== null && (index === given.length - 1 ? constant.replace(COMMENTS, '') !== '' : !PARAMETERS.test(constant));
  return how === 'call' && given.some(isCode) ? { severity: 'critical', message: 'the constructor of async functions is reached through `.constructor` and gets code that is written in a text', help: HELP } : null;
}
