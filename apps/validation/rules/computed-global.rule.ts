import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';

/** Which global is used cannot be read from the code. */
export const rule: Rule = {
  id: 'computed-global',
  code: 'OBF-11',
  version: 4,
  title: 'Globals that are named at run time',
  why: 'Which function of the engine is used cannot be read from the code, so nobody can tell what it does.',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'computedGlobal') === 0) return null;
      return { severity: 'medium', feature: 'computedGlobal', message: 'a global is looked up by a name that is computed' };
    });
  },
};
