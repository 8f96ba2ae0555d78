import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';

/** Code that stands so far to the right that nobody sees it. */
export const rule: Rule = {
  id: 'code-behind-blanks',
  code: 'OBF-10',
  version: 4,
  title: 'Code behind blanks',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'blanks') === 0) return null;
      return { severity: 'high', feature: 'blanks', message: 'code stands behind at least 200 blanks, outside of what an editor shows' };
    });
  },
};
