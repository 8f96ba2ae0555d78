import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

/** A function that fetches texts has to be called this often. */
const FEWEST_CALLS = 3;
const CALL_SHARE = 0.1;
const FEWEST_LOOKUPS = 10;
const LOOKUP_SHARE = 0.3;

/** Every text of the script lies in one array, mostly encoded and rotated, and is fetched by its number. What else is rotated, as rows of pictures and queues are, is followed to where it comes from. */
export const rule: Rule = {
  id: 'string-array',
  code: 'OBF-02',
  version: 9,
  title: 'Texts moved into an array',
  why: 'When all texts of a script lie apart and are fetched by numbers, nobody can read what it does where it does it.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'stringArray') === 0) return null;
      const fetches = count(features, 'decoderCall');
      const fetching = share(features, 'decoderCall', 'call') + share(features, 'memberByCall', 'call');
      const replaced = count(features, 'arrayDecoder') > 0 && count(features, 'selfReplacement') > 0;
      if (count(features, 'arrayRotation') > 0 && (replaced || fetching >= CALL_SHARE)) {
        return { severity: 'high', feature: 'arrayRotation', message: 'the texts of this script lie in an array that a loop rotates before they are used' };
      }
      if (count(features, 'arrayDecoder') > 0 && fetches >= FEWEST_CALLS && fetching >= CALL_SHARE) {
        return { severity: 'high', feature: 'arrayDecoder', message: 'the texts of this script lie in an array, and a function fetches them by numbers that it shifts' };
      }
      if (count(features, 'arrayLookup') < FEWEST_LOOKUPS || share(features, 'arrayLookup', 'member') < LOOKUP_SHARE) return null;
      return { severity: 'high', feature: 'arrayLookup', message: 'the constants of this script lie in one array and are fetched by their numbers' };
    });
  },
};
