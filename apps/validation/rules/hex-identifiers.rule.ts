import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST = 8;
const SHARE = 0.15;

/** Variables that are called `_0x` and a number. */
export const rule: Rule = {
  id: 'hex-identifiers',
  code: 'OBF-01',
  version: 5,
  title: 'Names that only an obfuscator gives',
  why: 'Names without meaning, as obfuscators make them, keep readers from seeing what the code does.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'hexName') < FEWEST || share(features, 'hexName', 'name') < SHARE) return null;
      const percent = Math.round(100 * share(features, 'hexName', 'name'));
      return { severity: 'medium', feature: 'hexName', message: `${percent} % of the names are hexadecimal numbers, as obfuscators give them` };
    });
  },
};
