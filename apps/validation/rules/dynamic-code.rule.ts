import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeCode, once } from './code.js';
import type { Judgement, Use } from './code.js';
import { importsInText } from './computed-import.rule.js';
import { compilesItself } from './dynamic-code/javascript/own-compile.js';
import { isPage } from './javascript/syntax/sources.js';
import { otherTreeOf } from './javascript/syntax/tree.js';
import { treeOf } from './javascript/syntax/trees.js';
import { isGuardedMarkup, isMarkupThatRuns } from './facts/places.js';
import { decode } from './text.js';

const EVALUATORS = new Map([['eval', 'eval'], ['Function', 'Function'], ['async-constructor', 'AsyncFunction']]);
const ENGINES = new Set(['module:vm', 'module:isolated-vm', 'module:inspector', 'module:inspector/promises', 'module:repl']);
/** Old ways to find the global object, found in most bundles. */
const GLOBAL_OBJECT = /^\s*(?:return\s+)?(?:this|globalThis)\s*;?\s*$/;
const PYTHON = new Set(['py:eval', 'py:exec', 'py:compile', 'py:execfile', 'py:code.interact', 'py:code.InteractiveInterpreter', 'py:code.InteractiveConsole', 'py:timeit.timeit', 'py:timeit.repeat', 'py:timeit.Timer', 'py:cProfile.run', 'py:trace.Trace().run', 'py:types.FunctionType', 'py:types.CodeType', 'py:marshal.loads', 'py:pickle.loads', 'py:pickle.load', 'py:dill.loads']);

const WRITE_IT_OUT = 'Write the code out as functions, so that it can be reviewed; read data as JSON.';

/** Text that becomes code at run time cannot be reviewed before. A text that only imports what a name says is low: `computed-import` tells of it. */
export const rule: Rule = {
  id: 'dynamic-code',
  code: 'EXE-01',
  version: 14,
  title: 'Code made from text at run time',
  why: 'Text that becomes code at run time cannot be reviewed before.',
  run(pkg) {
    const isOwn = once(({ path }) => hasOwnCompile(pkg, path));
    return judgeCode(rule.id, pkg, { use: (use, code) => (use.what === '_compile' && isOwn(code) ? null : judge(use)), text: judgeText });
  },
};

/** Is `_compile` a method of the script, and cannot be that of a module? */
function hasOwnCompile(pkg: Package, path: string): boolean {
  const file = pkg.files.find((each) => each.path === path);
  if (!file || isPage(path)) return false;
  const text = decode(file.bytes);
  const tree = treeOf(pkg, file, text);
  return !('reason' in tree) && otherTreeOf(tree, text) === null && compilesItself(tree);
}

/** Only part of the markup may be written here, so this is a hint. */
function judgeText({ shape }: { shape: string }): Judgement {
  if (!isMarkupThatRuns(shape)) return null;
  if (isGuardedMarkup(shape)) return { severity: 'low', message: 'a text holds markup with scripts that its page names by a nonce', help: 'Nothing has to be done where these are files of the package.' };
  return { severity: 'medium', message: 'a text holds markup or an address that a page runs as code', help: 'Make elements with functions, and give them handlers that are functions.' };
}

function judge(use: Use): Judgement {
  if (use.how === 'import') return ENGINES.has(use.what) ? { severity: 'high', message: `\`${use.what.slice(7)}\` runs text as code`, help: WRITE_IT_OUT } : null;
  if (use.what === 'script-element.text') return { severity: 'medium', message: 'a script element gets text, which runs as code', help: WRITE_IT_OUT };
  if ((use.what === 'Worker' || use.what === 'SharedWorker') && use.how === 'call' && use.arguments[0]?.constant === null) return { severity: 'medium', message: 'a worker runs a script that is only known at run time', help: 'Name the file of the script.' };
  if (use.how === 'value') return judgeValue(use.what);
  if (PYTHON.has(use.what)) return judgePython(use);
  if (use.what === '_compile') return { severity: 'high', message: 'a module is compiled from text', help: WRITE_IT_OUT };
  return EVALUATORS.has(use.what) ? judgeEvaluation(use) : null;
}

function judgeValue(what: string): Judgement {
  if (what !== 'eval' && what !== 'execScript' && !PYTHON.has(what)) return null;
  return { severity: 'medium', message: `\`${what.replace(/^py:/, '')}\` is handed on as a value: what it will run cannot be seen`, help: WRITE_IT_OUT };
}

function judgePython(use: Use): Judgement {
  const name = use.what.slice(3);
  const [first] = use.arguments;
  if (name.startsWith('code.')) return { severity: 'high', message: `\`${name}\` runs what is only known at run time`, help: WRITE_IT_OUT };
  if (!first) return null;
  if (/^(?:marshal|pickle|dill)\./.test(name)) return { severity: 'medium', message: `\`${name}\` makes objects of data, and the data says which functions to call for that`, help: 'Keep data as JSON.' };
  if (first.constant !== null) return { severity: 'medium', message: `\`${name}\` runs a text`, help: WRITE_IT_OUT };
  return { severity: 'high', message: `\`${name}\` runs what is only known at run time`, help: WRITE_IT_OUT };
}

function judgeEvaluation(use: Use): Judgement {
  if (use.arguments.length === 0) return null;
  const name = EVALUATORS.get(use.what);
  const code = use.arguments.at(-1)?.constant;
  if (use.arguments.some((argument) => argument.constant === null)) {
    return { severity: 'high', message: `\`${name}\` runs text that is only known at run time`, help: WRITE_IT_OUT };
  }
  if (GLOBAL_OBJECT.test(code ?? '')) return { severity: 'info', message: `\`${name}\` finds the global object`, help: 'Use `globalThis`.' };
  return { severity: importsInText(use) ? 'low' : 'medium', message: `\`${name}\` runs a text`, help: WRITE_IT_OUT };
}
