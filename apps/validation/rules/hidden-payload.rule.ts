import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/** Variation selectors, tags and rows of zero width carry bytes that no editor shows. */
export const rule: Rule = {
  id: 'hidden-payload',
  code: 'UNI-02',
  version: 1,
  title: 'Data in characters that cannot be seen',
  run(pkg) {
    return invisible('hidden-payload', pkg);
  },
};
