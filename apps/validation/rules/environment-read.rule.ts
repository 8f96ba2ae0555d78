import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

/** The environment holds tokens and passwords of whoever runs the host; nobody needs all of it. */
export const rule: Rule = {
  id: 'environment-read',
  code: 'DAT-01',
  version: 6,
  title: 'All environment variables at once',
  why: 'The environment holds tokens and passwords of whoever runs the host, and no extension needs all of it.',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use): Judgement {
  if (use.how !== 'value' || (use.what !== 'process.env' && use.what !== 'py:os.environ')) return null;
  return { severity: 'medium', message: 'all environment variables are read at once', help: 'Read the one variable that is needed, by its name.' };
}
