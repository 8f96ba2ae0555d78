import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/**
 * Control characters of direction show code in another order than it runs (CVE-2021-42574). Low inside of a text (never in
 * code or in a comment) that they cannot make say something else: around letters written from right to left, or in a table
 * of characters, with no code behind them on the line; on lines that nobody reads also in classes of a regular expression, and
 * within data packed into characters, when a wall of it follows. Medium in data that is neither code nor a document,
 * in the data of tests that nothing started names, and in code that is seen to run never.
 */
export const rule: Rule = {
  id: 'bidi-control',
  code: 'UNI-01',
  version: 10,
  title: 'Text that is shown in another order',
  why: 'Readers see code in another order than it runs, so that what they approve is not what happens.',
  run(pkg) {
    return invisible('bidi-control', pkg);
  },
};
