import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
const BINDINGS = new Set(['process.binding', 'process._linkedBinding', 'process.dlopen']);
/** Bindings that tell about the engine and do nothing; old versions of common libraries ask for them. */
const TELLING = new Set(['util', 'constants', 'config', 'natives', 'os']);
const NATIVE = /^py:(?:ctypes|cffi|_ctypes)$/;
const HELP = 'Use the public modules of the host and of its language.';

/** What reaches into the engine is past every limit that the host can set. */
export const rule: Rule = {
  id: 'engine-internals',
  code: 'EXE-08',
  version: 1,
  title: 'Inner parts of the engine',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.how === 'call' && BINDINGS.has(use.what)) {
    const severity = TELLING.has(use.arguments[0]?.constant ?? '') && use.what === 'process.binding' ? 'low' : 'critical';
    return { severity, message: `\`${use.what}\` reaches into the engine, past every limit`, help: HELP };
  }
  if (use.what === 'process.getBuiltinModule' && use.how === 'value') return { severity: 'high', message: '`process.getBuiltinModule` loads modules past every list of allowed ones', help: 'Import the module by its name.' };
  if (use.what === 'native-module') return { severity: 'high', message: 'native code is loaded, which no limit holds', help: 'Use WebAssembly, or what the host offers.' };
  return use.how === 'import' && NATIVE.test(use.what) ? { severity: 'high', message: `\`${use.what.slice(3)}\` calls native code, which no limit holds`, help: HELP } : null;
}
