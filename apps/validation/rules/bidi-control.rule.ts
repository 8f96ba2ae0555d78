import type { Rule } from '../check.js';
import { invisible } from './unicode/invisible.js';

/** Control characters of direction show code in another order than it runs (CVE-2021-42574). */
export const rule: Rule = {
  id: 'bidi-control',
  code: 'UNI-01',
  version: 1,
  title: 'Text that is shown in another order',
  run(pkg) {
    return invisible('bidi-control', pkg);
  },
};
