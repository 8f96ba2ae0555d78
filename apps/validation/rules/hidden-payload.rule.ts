import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/** Variation selectors, tags and rows of zero width carry bytes that no editor shows. One character that is repeated carries none: low, if there are few. */
export const rule: Rule = {
  id: 'hidden-payload',
  code: 'UNI-02',
  version: 3,
  title: 'Data in characters that cannot be seen',
  run(pkg) {
    return invisible('hidden-payload', pkg);
  },
};
