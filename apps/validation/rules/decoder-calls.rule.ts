import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST_CALLS = 15;
const CALL_SHARE = 0.3;
const FEWEST_DECODED = 5;
const DECODED_SHARE = 0.1;

/** Most calls do nothing but decode a constant. Ranges, pairs and colours (two or more small numbers) are none. */
export const rule: Rule = {
  id: 'decoder-calls',
  code: 'OBF-04',
  version: 5,
  title: 'Decoding functions everywhere',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'decoderCall') >= FEWEST_CALLS && share(features, 'decoderCall', 'call') > CALL_SHARE) {
        return { severity: 'medium', feature: 'decoderCall', message: 'most calls turn a number into something that is used at once, as functions that decode texts do' };
      }
      if (count(features, 'decodedText') < FEWEST_DECODED || share(features, 'decodedText', 'call') < DECODED_SHARE) return null;
      return { severity: 'medium', feature: 'decodedText', message: 'many texts are written in base64, hexadecimal or percent signs and decoded where they are used' };
    });
  },
};
