import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { dangerOf, isShell } from './shells.js';

const REMOTE_MODULE = /^module:(?:data|blob|https?):/i;
const REMOTE = /^\s*(?:(?:https?|data|blob):|\/\/)/i;
const LOADERS = new Set(['importScripts', 'Worker', 'SharedWorker', 'script-element.src', 'import']);
const RUNS = /^(?:eval|execScript|Function|constructor|_compile|setTimeout|setInterval|module:vm\..*|module:child_process\..*|py:(?:eval|exec|compile|marshal\.loads|pickle\.loads?|os\.(?:system|popen)|subprocess\.\w+))$/;
const REMOTE_MARKUP = /<script\b[^<>]{0,200}\ssrc\s*=\s*["'\\]*\s*(?:https?:|[\\/]{2})/i;
const HELP = 'Put the code into the package and load it by its path.';

/** Code that is loaded at run time was in no review, and may be another tomorrow. */
export const rule: Rule = {
  id: 'remote-code',
  code: 'EXE-06',
  version: 3,
  title: 'Code from elsewhere',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge, text: judgeText }),
};

/** The parts of a command may stand apart: what starts programs and the text are in one file. */
function judgeText({ shape }: { shape: string }, { uses }: Code): Judgement {
  const danger = dangerOf(shape);
  return danger?.rule === 'remote-code' && uses.some(isShell) ? { severity: 'critical', message: danger.message, help: HELP } : null;
}

function judge(use: Use): Judgement {
  if (use.how === 'import') return REMOTE_MODULE.test(use.what) ? { severity: 'high', message: 'a module is loaded from an address instead of from the package', help: HELP } : null;
  if (use.how === 'value') return null;
  if (use.what === 'document.write' && use.arguments.some(({ shape }) => REMOTE_MARKUP.test(shape))) return { severity: 'high', message: 'a script element from an address is written into the page', help: HELP };
  const danger = isShell(use) ? dangerOf(use.arguments.map(({ shape }) => shape).join(' ')) : null;
  if (danger?.rule === 'remote-code') return { severity: 'critical', message: danger.message, help: HELP };
  if (LOADERS.has(use.what) && use.arguments.some(({ shape }, index) => (index === 0 || use.what === 'importScripts') && REMOTE.test(shape))) return { severity: 'high', message: 'a script is loaded from an address instead of from the package', help: HELP };
  if (!RUNS.test(use.what) || !use.arguments.some(({ flows }) => flows.includes('network'))) return null;
  return { severity: 'critical', message: `\`${use.what.replace(/^(?:py|module):/, '')}\` runs what a server answered`, help: HELP };
}
