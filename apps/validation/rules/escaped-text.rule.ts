import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';
import { judgeBackwardNames } from './escaped-text/python/backward-names.js';

const FEWEST_ESCAPED = 3;
const ESCAPED_SHARE = 0.3;
/** So many, or nearly all: there is nothing else that it could be. */
const MANY_ESCAPED = 10;
const NEARLY_ALL = 0.6;
/** UTF-16 units of them, and how much of the script they are: one text that is a script of its own. */
const LONG_ESCAPED = 400;
const MOST_OF_IT = 0.5;
const FEWEST_PIECES = 8;
const MANY_PIECES = 16;
const FEWEST_CODES = 30;
/** Texts backwards, as numbers or as sums of single letters: one is a joke, several are what the script does not want to say. */
const FEWEST_SPELLED = 3;
const FEWEST_SUMS = 3;

/** Letters as escapes or numbers, words in pieces or backwards: the same text as ever, for nobody to find. */
export const rule: Rule = {
  id: 'escaped-text',
  code: 'OBF-06',
  version: 12,
  title: 'Texts written so that nobody reads them',
  why: 'Texts that are written so that nobody can read or search for them hide what the code is about.',
  sections: true,
  run(pkg) {
    const inScripts = eachScript(rule.id, pkg, (features) => {
      if (count(features, 'reversedAddress') > 0) return { severity: 'high', feature: 'reversedAddress', message: 'an address is written backwards' };
      if (count(features, 'escapedText') >= FEWEST_ESCAPED && share(features, 'escapedText', 'text') > ESCAPED_SHARE) {
        const plain = count(features, 'escapedText') >= MANY_ESCAPED || share(features, 'escapedText', 'text') >= NEARLY_ALL;
        return { severity: plain ? 'high' : 'medium', feature: 'escapedText', message: 'plain letters are written as escapes in many texts' };
      }
      if (count(features, 'escapedLength') >= LONG_ESCAPED && share(features, 'escapedLength', 'character') > MOST_OF_IT) return { severity: 'high', feature: 'escapedLength', message: 'most of this script is text whose plain letters are written as escapes' };
      if (count(features, 'splitText') >= FEWEST_PIECES) return { severity: count(features, 'splitText') >= MANY_PIECES ? 'high' : 'medium', feature: 'splitText', message: 'words are cut into pieces that are put together at run time' };
      if (count(features, 'spelledText') >= FEWEST_SPELLED) return { severity: 'high', feature: 'spelledText', message: 'texts are written backwards, or as numbers' };
      if (count(features, 'shuffledText') > 0) return { severity: 'high', feature: 'shuffledText', message: 'the letters of a text stand in another order, and a function puts them back as a number says' };
      if (count(features, 'letterSum') >= FEWEST_SUMS) return { severity: 'high', feature: 'letterSum', message: 'texts are put together of single letters that stand elsewhere' };
      if (count(features, 'reversedText') > 0) return { severity: 'medium', feature: 'reversedText', message: 'a text is written backwards' };
      if (count(features, 'charCodes') >= FEWEST_CODES) return { severity: count(features, 'evaluation') > 0 ? 'high' : 'medium', feature: 'charCodes', message: 'texts are written as the numbers of their characters' };
      return null;
    });
    return [...inScripts, ...judgeBackwardNames(pkg, rule.id)];
  },
};
