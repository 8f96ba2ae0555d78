import type { Severity } from '#libs/contracts/profile.js';
import type { Rule } from '../check.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Use } from './javascript/scripts.js';
import { Report } from './report.js';

const MODULES = new Map([
  ['module:child_process', 'starts programs'],
  ['module:worker_threads', 'starts threads, which leave the sandbox of the host'],
  ['module:cluster', 'starts processes'],
]);
const BINDINGS = new Set(['process.binding', 'process._linkedBinding', 'process.dlopen']);
/** Bindings that tell about the engine and do nothing; old versions of common libraries ask for them. */
const TELLING = new Set(['util', 'constants', 'config', 'natives', 'os']);
const LOADERS = new Set(['require', 'import', 'process.getBuiltinModule']);

/** Another process or thread is outside of what the host can limit. */
export const rule: Rule = {
  id: 'child-process',
  version: 1,
  title: 'Other processes and threads',
  run(pkg) {
    const report = new Report(rule.id);
    for (const script of scriptsOf(pkg)) {
      for (const use of script.uses) {
        const verdict = judge(use);
        if (verdict) report.add({ ...verdict, file: script.path, line: use.line, column: use.column, evidence: use.evidence });
      }
    }
    return report.findings();
  },
};

function judge(use: Use): { severity: Severity; message: string; help: string } | null {
  const does = MODULES.get(use.what);
  if (does) {
    return { severity: 'high', message: `\`${use.what.slice(7)}\` ${does}`, help: 'Use what the host offers for this, or explain to the maintainers why it is needed.' };
  }
  if (BINDINGS.has(use.what)) {
    const severity = TELLING.has(use.arguments[0]?.constant ?? '') && use.what === 'process.binding' ? 'low' : 'critical';
    return { severity, message: `\`${use.what}\` reaches into the engine, past every limit`, help: 'Use the public modules of Node.js.' };
  }
  if (LOADERS.has(use.what) && use.arguments[0]?.constant === null) {
    return { severity: 'medium', message: `\`${use.what}\` loads a module whose name is only known at run time`, help: 'Write module names out, one call for each.' };
  }
  return null;
}
