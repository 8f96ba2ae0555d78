import type { Rule } from '../check.js';
import { judgeCode } from './code.js';

/** What loads such a script never goes on: to break what others build is all that it is for. Loops of workers wait in between. */
export const rule: Rule = {
  id: 'endless-loop',
  code: 'JSQ-06',
  version: 8,
  title: 'Loops without an end',
  why: 'Whatever loads such a script never goes on, and the host stands still with it.',
  sections: true,
  run: (pkg) => judgeCode(rule.id, pkg, { use: ({ what }) => (what === 'endless loop' ? { severity: 'high', message: 'a loop without an end runs as soon as this script is loaded', help: 'Return from the script, and do lasting work in events or timers.' } : null) }),
};
