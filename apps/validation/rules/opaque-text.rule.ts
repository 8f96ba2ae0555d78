import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';

/** From this part of a script on the rest is there to unpack it. */
const MOST_OF_IT = 0.4;
/** Of all calls; a library of ciphers, or a bundle with one, does more than decrypt its own texts. */
const CIPHER_SHARE = 0.02;

/** A payload has to lie somewhere: encrypted, packed or as numbers. */
export const rule: Rule = {
  id: 'opaque-text',
  code: 'OBF-09',
  version: 3,
  title: 'Long texts that say nothing',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      const [feature, message] = count(features, 'codeList') > count(features, 'opaqueText')
        ? (['codeList', 'a long list holds the numbers of characters'] as const)
        : (['opaqueText', 'a long text is encoded or encrypted'] as const);
      if (count(features, 'textCipher') > 0 && share(features, 'textCipher', 'call') >= CIPHER_SHARE) return { severity: 'medium', feature: 'textCipher', message: 'texts are decrypted character by character' };
      if (count(features, feature) === 0) return null;
      if (share(features, feature, 'character') < MOST_OF_IT) return { severity: 'low', feature, message };
      return count(features, 'evaluation') > 0 ? { severity: 'high', feature, message: `${message}, and the rest of the script evaluates code` } : { severity: 'medium', feature, message };
    });
  },
};
