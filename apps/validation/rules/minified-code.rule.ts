import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';

/** Minified code is hard to read and ordinary: it is shown, and never counts. */
export const rule: Rule = {
  id: 'minified-code',
  code: 'OBF-00',
  version: 4,
  title: 'Minified code',
  why: 'Minified code is ordinary and hard to read; it is shown so that reviewers know, and never counts.',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'minified') === 0) return null;
      return { severity: 'info', feature: 'minified', message: 'this script is minified or bundled; that alone counts for nothing' };
    });
  },
};
