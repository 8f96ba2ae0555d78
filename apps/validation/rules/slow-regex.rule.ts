import { analyse } from 'scslre';
import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';

/** UTF-16 units; a longer expression is data, and takes long to look at. */
const LONGEST = 300;
/** Expressions of one package that are looked at: a few milliseconds each. */
const MOST = 300;

/** Some regular expressions take exponential time on text that somebody chose (CWE-1333): one message stops the host. */
export const rule: Rule = {
  id: 'slow-regex',
  code: 'JSQ-02',
  version: 6,
  title: 'Regular expressions that may never end',
  why: 'One text that somebody chose with care can stop the host for minutes or hours.',
  run(pkg) {
    let left = MOST;
    return judgeCode(rule.id, pkg, { use: (use) => (isSuspect(use) && left-- > 0 ? judge(use) : null) });
  },
};

function isSuspect({ what, arguments: [pattern] }: Use): boolean {
  return what === 'regex' && pattern !== undefined && pattern.shape.length <= LONGEST;
}

function judge({ arguments: [pattern, flags] }: Use): Judgement {
  const exponential = reports(pattern?.shape ?? '', flags?.shape ?? '').find((each) => each.exponential);
  if (!exponential) return null;
  const help = 'Write the repetition so that each text matches in one way only, and limit how long a text may be.';
  return { severity: 'medium', message: `this takes exponential time on a long text of \`${exponential.character.pick}\``, help };
}

/** No reports for an expression that is none: the parser of scripts does not look into them. */
function reports(source: string, flags: string): { exponential: boolean; character: { pick: string } }[] {
  try {
    return analyse({ source, flags }, { maxReports: 3 }).reports;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}
