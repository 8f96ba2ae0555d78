import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

/** What Node.js looks for in options that it was not given: with these on every object, every program that is started runs somebody’s code. */
const GADGET = /^[^=]*\b(?:shell|NODE_OPTIONS|env|argv0|execPath|execArgv|cwd|stdio)\b/;

/** A member that is written to `Object.prototype` appears in every object of the host (CWE-1321). */
export const rule: Rule = {
  id: 'prototype-pollution',
  code: 'JSQ-01',
  version: 3,
  title: 'Writes to the prototype of every object',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.what === 'deep-merge') return { severity: 'medium', message: 'objects are merged in depth without a look at the key: `__proto__` as a key changes every object', help: 'Skip `__proto__`, `constructor` and `prototype`, or copy with `Object.hasOwn` into objects without prototype.' };
  if (use.what !== 'Object.prototype' || use.how !== 'write') return null;
  if (GADGET.test(use.evidence)) return { severity: 'critical', message: 'every object gets an option that decides what a started program runs', help: 'Pass options to the program that they are for.' };
  return { severity: 'medium', message: 'a member of the prototype of every object is written', help: 'Use a function or a class of your own.' };
}
