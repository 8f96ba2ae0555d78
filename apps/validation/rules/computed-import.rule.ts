import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

/** These load a file as a module, whatever its name. */
const BY_PATH = /^py:(?:runpy\.run_(?:path|module)|importlib\.machinery\.\w+Loader|importlib\.util\.spec_from_file_location|zipimport\.zipimporter|imp\.load_\w+)$/;
const LOADERS = new Set(['require', 'import', 'process.getBuiltinModule', 'py:__import__', 'py:importlib.import_module', 'py:importlib.util.spec_from_file_location', 'py:runpy.run_path']);

/** A module whose name is only known at run time may be any module. */
export const rule: Rule = {
  id: 'computed-import',
  code: 'EXE-05',
  version: 7,
  title: 'Modules whose names are computed',
  why: 'A module whose name is only known at run time may be any module.',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  const [first] = use.arguments;
  if (use.how === 'call' && BY_PATH.test(use.what)) return { severity: 'medium', message: `\`${use.what.slice(3)}\` loads a file as a module, whatever its name`, help: 'Name modules as modules, and import them.' };
  if (use.how === 'call' && use.what === 'py:getattr') return { severity: 'medium', message: 'a member of a powerful module is chosen by a name that is only known at run time', help: 'Write the name of the member out.' };
  if (use.what === 'require' && use.how === 'value') return { severity: 'medium', message: '`require` is handed on as a value: what it will load cannot be seen', help: 'Write module names out, one call for each.' };
  if (use.how === 'call' && importsInText(use)) return { severity: 'medium', message: '`import` loads a module whose name is only known at run time, in a text that compilers leave as it is', help: 'Write module names out, one call for each.' };
  if (use.how !== 'call' || !LOADERS.has(use.what) || !first || first.constant !== null) return null;
  return { severity: 'medium', message: `\`${use.what.replace(/^py:/, '')}\` loads a module whose name is only known at run time`, help: 'Write module names out, one call for each.' };
}

const IMPORT = /^\s*(?:return\s+)?import\(\s*[\w$]+\s*\);?\s*$/;

/** `eval("import(path)")`, `new Function("path", "return import(path)")`: compilers make `require` of what is written outside of a text. */
export function importsInText({ what, arguments: given }: Use): boolean {
  return (what === 'eval' || what === 'Function') && given.every(({ constant }) => constant !== null) && IMPORT.test(given.at(-1)?.constant ?? '');
}
