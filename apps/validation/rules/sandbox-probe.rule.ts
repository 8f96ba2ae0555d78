import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
const SEEN: Record<string, [severity: 'medium' | 'high', message: string]> = {
  'Error.prepareStackTrace': ['medium', '`Error.prepareStackTrace` is replaced, which hands out functions of the host through stack traces'],
  'process.mainModule.require': ['high', '`process.mainModule` is used to get at the modules of the host'],
  'module:isolated-vm': ['high', '`isolated-vm` is the sandbox that hosts use; code in it has no business with it'],
  'module:vm2': ['high', '`vm2` is a sandbox with known ways out'],
  'py:__subclasses__': ['high', '`__subclasses__` finds every class of the interpreter'],
  'py:__globals__': ['high', '`__globals__` reaches the names of another module'],
  'py:f_globals': ['high', '`f_globals` reaches the names of whoever called'],
  'py:__code__': ['medium', '`__code__` reaches into a function'],
};

/** These are the steps with which code looks for a way out of a sandbox; an extension has no other use for most of them. */
export const rule: Rule = {
  id: 'sandbox-probe',
  code: 'EXE-09',
  version: 2,
  title: 'Steps out of a sandbox',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  const seen = use.how === 'call' ? undefined : SEEN[use.what];
  return seen ? { severity: seen[0], message: seen[1], help: 'Leave it out, or explain to the maintainers what it is for.' } : null;
}
