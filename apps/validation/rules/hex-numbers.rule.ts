import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST = 5;
const HEX_SHARE = 0.6;
/** Tables of protocols are written like that as well: they have no members to hide. */
const FEWEST_MEMBERS = 1;
const FEWEST_SUMS = 10;

/** Small numbers in hexadecimal, or as sums of products. */
export const rule: Rule = {
  id: 'hex-numbers',
  code: 'OBF-07',
  version: 7,
  title: 'Numbers written to be misread',
  why: 'Numbers that are written in a roundabout way are what obfuscators leave, and keep readers from seeing what they mean.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'numberSum') >= FEWEST_SUMS) return { severity: 'medium', feature: 'numberSum', message: 'numbers are written as sums of products' };
      if (count(features, 'smallHexNumber') < FEWEST || share(features, 'smallHexNumber', 'smallNumber') < HEX_SHARE || count(features, 'member') < FEWEST_MEMBERS) return null;
      return { severity: 'medium', feature: 'smallHexNumber', message: 'even the smallest numbers are written in hexadecimal, as obfuscators write them' };
    });
  },
};
