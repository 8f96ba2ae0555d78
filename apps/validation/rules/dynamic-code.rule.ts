import type { Severity } from '#libs/contracts/profile.js';
import type { Rule } from '../check.js';
import { isFunctionConstructor } from './javascript/meaning.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Use } from './javascript/scripts.js';
import { Report } from './report.js';

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'execScript']);
const ENGINES = new Set(['module:vm', 'module:inspector', 'module:inspector/promises', 'module:repl']);
const REMOTE = /^module:(?:data|blob|https?):/i;
/** Old ways to find the global object, found in most bundles. */
const GLOBAL_OBJECT = /^\s*(?:return\s+)?(?:this|globalThis)\s*;?\s*$/;

const WRITE_IT_OUT = 'Write the code out as functions, so that it can be reviewed; parse data with JSON.parse.';

/** Text that becomes code at run time cannot be reviewed before. */
export const rule: Rule = {
  id: 'dynamic-code',
  version: 1,
  title: 'Code made from text at run time',
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

type Judgement = { severity: Severity; message: string; help: string } | null;

function judge(use: Use): Judgement {
  if (use.how === 'import') return judgeImport(use.what);
  if (use.how === 'value') return { severity: 'medium', message: `\`${use.what}\` is handed on as a value: what it will run cannot be seen`, help: WRITE_IT_OUT };
  if (use.what === 'constructor') return judgeConstructor(use);
  if (use.what === 'eval' || isFunctionConstructor(use.what)) return judgeEvaluation(use);
  if (use.what === '_compile') return { severity: 'high', message: 'a module is compiled from text', help: WRITE_IT_OUT };
  if (TIMERS.has(use.what) && use.arguments[0]?.text) {
    return { severity: 'high', message: `\`${use.what}\` gets text, which it runs as code`, help: 'Give it a function instead of text.' };
  }
  return null;
}

function judgeImport(what: string): Judgement {
  if (ENGINES.has(what)) return { severity: 'high', message: `\`${what.slice(7)}\` runs text as code`, help: WRITE_IT_OUT };
  if (REMOTE.test(what)) return { severity: 'high', message: 'a module is loaded from an address instead of from the package', help: 'Put the module into the package and import it by its path.' };
  return null;
}

function judgeConstructor(use: Use): Judgement {
  if (!use.arguments.some((argument) => argument.text)) return null;
  return { severity: 'critical', message: 'the Function constructor is reached through `.constructor` and gets text', help: WRITE_IT_OUT };
}

function judgeEvaluation(use: Use): Judgement {
  if (use.arguments.length === 0) return null;
  const name = use.what === 'eval' ? 'eval' : 'Function';
  const code = use.arguments.at(-1)?.constant;
  if (use.arguments.some((argument) => argument.constant === null)) {
    return { severity: 'high', message: `\`${name}\` runs text that is only known at run time`, help: WRITE_IT_OUT };
  }
  if (GLOBAL_OBJECT.test(code ?? '')) return { severity: 'info', message: `\`${name}\` finds the global object`, help: 'Use `globalThis`.' };
  return { severity: 'medium', message: `\`${name}\` runs a text`, help: WRITE_IT_OUT };
}
