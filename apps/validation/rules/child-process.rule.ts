import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

const MODULES = new Map([
  ['module:child_process', 'starts programs'],
  ['module:worker_threads', 'starts threads, which leave the sandbox of the host'],
  ['module:cluster', 'starts processes'],
  ['module:wasi', 'opens folders of the computer to WebAssembly'],
  ['py:subprocess', 'starts programs'],
  ['py:pty', 'starts programs'],
  ['py:multiprocessing', 'starts processes'],
  ['py:_posixsubprocess', 'starts programs'],
]);
/** Python's functions that start programs without a module of their own. */
const PYTHON = /^py:(?:os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?|startfile|fork)|asyncio\.create_subprocess_\w+|commands\.getoutput)$/;
const HELP = 'Use what the host offers for this, or explain to the maintainers why it is needed.';

/** Another process or thread is outside of what the host can limit. */
export const rule: Rule = {
  id: 'child-process',
  code: 'EXE-07',
  version: 9,
  title: 'Other processes and threads',
  why: 'Another process or thread is outside of what the host can limit, and may do whatever its user may.',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  const does = use.how === 'import' ? MODULES.get(use.what) : undefined;
  if (does) return { severity: 'high', message: `\`${use.what.replace(/^(?:module|py):/, '')}\` ${does}`, help: HELP };
  if (!PYTHON.test(use.what)) return null;
  return { severity: 'high', message: `\`${use.what.slice(3)}\` starts a program`, help: HELP };
}
