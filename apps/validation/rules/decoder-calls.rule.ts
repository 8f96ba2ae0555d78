import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

const FEWEST_CALLS = 15;
const CALL_SHARE = 0.3;
const FEWEST_DECODED = 5;
const DECODED_SHARE = 0.1;
/** Of the texts in a script that are words when they are decoded: nobody has half of what a script says encoded for another reason. */
const WORD_SHARE = 0.5;
/** In short scripts. */
const FEW_WORDS = 3;
const NEARLY_ALL = 0.8;
/** Of the calls in a script those of its own functions that make characters of constants, and of its texts. */
const ANSWERED_SHARE = 0.15;
const MOST_ANSWERED = 0.5;
const FEWEST_ANSWERED = 8;
/** Alphabets whose letters are in no order. One alone is what makers of random names have. */
const SEVERAL = 2;
const FEWEST_FETCHED = 3;
/** Of all calls: a bundle has everything once. */
const FETCHED_SHARE = 0.003;

const ANSWERED = 'what this script says is written in another way, and a function of it turns it into characters where it is used';

/** Most calls do nothing but decode a constant, or most of what a script says has to be decoded. Ranges, pairs and colours (two or more small numbers) are none. */
export const rule: Rule = {
  id: 'decoder-calls',
  code: 'OBF-04',
  version: 10,
  title: 'Decoding functions everywhere',
  why: 'A script that has to be decoded before it says anything hides what it does from whoever reads it.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      const [calls, answered, words] = [count(features, 'call'), count(features, 'answeredText'), count(features, 'decodedWord')];
      const isAnswered = answered > 0 && answered >= ANSWERED_SHARE * calls;
      if (isAnswered && answered >= FEWEST_ANSWERED && answered >= MOST_ANSWERED * (count(features, 'text') + answered)) return { severity: 'high', feature: 'answeredText', message: ANSWERED };
      const fetched = count(features, 'decoderCall') + count(features, 'memberByCall') + answered;
      if (count(features, 'alphabet') >= SEVERAL || (count(features, 'alphabet') > 0 && count(features, 'opaqueText') > 0 && fetched >= Math.max(FEWEST_FETCHED, FETCHED_SHARE * calls))) {
        return { severity: 'high', feature: 'alphabet', message: 'what this script says is written in an alphabet of its own, whose letters are shuffled' };
      }
      const wordShare = share(features, 'decodedWord', 'text');
      if ((words >= FEWEST_DECODED && wordShare >= WORD_SHARE) || (words >= FEW_WORDS && wordShare >= NEARLY_ALL)) {
        return { severity: 'high', feature: 'decodedWord', message: 'most words of this script are written in base64, hexadecimal or percent signs and decoded where they are used' };
      }
      if (isAnswered) return { severity: 'medium', feature: 'answeredText', message: ANSWERED };
      if (count(features, 'decoderCall') >= FEWEST_CALLS && share(features, 'decoderCall', 'call') > CALL_SHARE) {
        return { severity: 'medium', feature: 'decoderCall', message: 'most calls turn a number into something that is used at once, as functions that decode texts do' };
      }
      if (count(features, 'decodedText') < FEWEST_DECODED || share(features, 'decodedText', 'call') < DECODED_SHARE) return null;
      return { severity: 'medium', feature: 'decodedText', message: 'many texts are written in base64, hexadecimal or percent signs and decoded where they are used' };
    });
  },
};
