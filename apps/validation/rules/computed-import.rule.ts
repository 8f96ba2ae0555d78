import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
const LOADERS = new Set(['require', 'import', 'process.getBuiltinModule', 'py:__import__', 'py:importlib.import_module', 'py:importlib.util.spec_from_file_location', 'py:runpy.run_path']);

/** A module whose name is only known at run time may be any module. */
export const rule: Rule = {
  id: 'computed-import',
  code: 'EXE-05',
  version: 2,
  title: 'Modules whose names are computed',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  const [first] = use.arguments;
  if (use.how !== 'call' || !LOADERS.has(use.what) || !first || first.constant !== null) return null;
  return { severity: 'medium', message: `\`${use.what.replace(/^py:/, '')}\` loads a module whose name is only known at run time`, help: 'Write module names out, one call for each.' };
}
