import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/** Two words that look the same and are not. */
export const rule: Rule = {
  id: 'zero-width',
  code: 'UNI-03',
  version: 1,
  title: 'Words with characters of no width',
  run(pkg) {
    return invisible('zero-width', pkg);
  },
};
