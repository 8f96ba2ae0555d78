import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/**
 * Two words that look the same and are not. In texts without a word in Latin letters there, a few are entries of tables and
 * breaks of lines: low, or medium inside a word of one alphabet. In comments medium: they run nowhere. Low, too, where a few are
 * members of a class of a regular expression, of a table of characters in order, or of data packed into characters. In bytes of
 * which each is a character, soft hyphens are nothing.
 */
export const rule: Rule = {
  id: 'zero-width',
  code: 'UNI-03',
  version: 10,
  title: 'Words with characters of no width',
  why: 'Two words that look the same are not, so that readers and users take one for the other.',
  run(pkg) {
    return invisible('zero-width', pkg);
  },
};
