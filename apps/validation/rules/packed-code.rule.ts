import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';

/** `![]` and `+[]` for constants: some are a habit of obfuscators, many are a language of their own. */
const FEW_EMPTY_ARRAYS = 3;
const MANY_EMPTY_ARRAYS = 40;

/** Code in symbols only, in a packer of the `p,a,c,k,e,d` kind, or in a text that is evaluated. Long texts that are no script themselves, as fonts are, do not make it symbols. */
export const rule: Rule = {
  id: 'packed-code',
  code: 'OBF-08',
  version: 4,
  title: 'Code that unpacks itself',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'symbols') > 0) return { severity: 'high', feature: 'symbols', message: 'this script is written in symbols instead of words' };
      if (count(features, 'packer') > 0) return { severity: 'high', feature: 'packer', message: 'the words of the code lie in a list, and a packer puts them together' };
      if (count(features, 'codeInText') > 0) return { severity: 'high', feature: 'codeInText', message: 'a long piece of code stands in a text and is evaluated' };
      const empty = count(features, 'emptyArrayMath');
      if (empty < FEW_EMPTY_ARRAYS) return null;
      return { severity: empty >= MANY_EMPTY_ARRAYS ? 'high' : 'medium', feature: 'emptyArrayMath', message: 'constants are computed from empty arrays' };
    });
  },
};
