import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
import { asideOf } from './reach/aside.js';
import { decode } from './text.js';

/** What Node.js looks for in options that it was not given: with these on every object, every program that is started runs somebody’s code. */
const GADGET = /^[^=]*\b(?:shell|NODE_OPTIONS|env|argv0|execPath|execArgv|cwd|stdio)\b/;

/** The member that a piece of code writes, and what it gets. */
const WRITTEN = /^[^=]*\.\s*([\w$]+)\s*=(?!=)(.*)$/;
const QUOTED = /'[^'\\]*'|"[^"\\]*"/g;
/** Nothing but brackets, keys and plain values, once texts are taken out. */
const LITERAL = /^(?:[\s[\]{},;]|\w+\s*:|(?:true|false|null|\d+)\b)*$/;
/** Texts that name a file, or an option that loads or runs something. */
const LOADS = /[/\\.%$]|(?:^|[\s'"=])-[a-z]\b|require|import|load|eval|print|inspect|run|watch|test|file|config|snapshot/i;

/**
 * A member that is written to `Object.prototype` appears in every object of the host (CWE-1321). Tests of what withstands that
 * write such options and delete them again: medium in a folder of tests, with a value that is written out and can load or run nothing.
 */
export const rule: Rule = {
  id: 'prototype-pollution',
  code: 'JSQ-01',
  version: 8,
  title: 'Writes to the prototype of every object',
  why: 'A member that is written to `Object.prototype` appears in every object of the host, and can change what other code does.',
  run(pkg) {
    const deletes = (path: string, name: string): boolean => new RegExp(`\\bdelete\\s[^;\\n]{0,100}\\.\\s*${name.replaceAll('$', '\\$')}(?![\\w$])`).test(decode(pkg.files.find((file) => file.path === path)?.bytes ?? new Uint8Array()));
    return judgeCode(rule.id, pkg, { use: (use, { path }) => judge(use, (name) => asideOf(path) !== null && deletes(path, name)) });
  },
};

function judge(use: Use, isTried: (name: string) => boolean): Judgement {
  if (use.what === 'deep-merge') return { severity: 'medium', message: 'objects are merged in depth without a look at the key: `__proto__` as a key changes every object', help: 'Skip `__proto__`, `constructor` and `prototype`, or copy with `Object.hasOwn` into objects without prototype.' };
  if (use.what !== 'Object.prototype' || use.how !== 'write') return null;
  const [, name = '', value = ''] = WRITTEN.exec(use.evidence) ?? [];
  const isHarmless = name !== '' && LITERAL.test(value.replace(QUOTED, '0')) && !(value.match(QUOTED) ?? []).some((text) => LOADS.test(text)) && isTried(name);
  if (GADGET.test(use.evidence) && !isHarmless) return { severity: 'critical', message: 'every object gets an option that decides what a started program runs', help: 'Pass options to the program that they are for.' };
  return { severity: 'medium', message: 'a member of the prototype of every object is written', help: 'Use a function or a class of your own.' };
}
