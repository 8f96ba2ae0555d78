import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';
import type { Feature, Features } from './obfuscation/features.js';

/** From this part of a script on the rest is there to unpack it. */
const MOST_OF_IT = 0.4;
/** And from this one on it is nothing else. */
const NEARLY_ALL = 0.8;
/** Of all calls; a library of ciphers, or a bundle with one, does more than decrypt its own texts. */
const CIPHER_SHARE = 0.02;

/**
 * A payload has to lie somewhere: encrypted, packed or as numbers. A text that is a script in base64, as bundlers ship the
 * code of workers, is read as a script of the same file instead; it counts where code is evaluated, or where nearly the whole
 * script is one, and starts it as a worker when it is loaded: bundlers ship functions that others call. One that is a WebAssembly module once it is inflated is EXE-10's.
 */
export const rule: Rule = {
  id: 'opaque-text',
  code: 'OBF-09',
  version: 10,
  title: 'Long texts that say nothing',
  why: 'A long text that nobody can read is where a payload lies until it is unpacked.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      const [feature, message] = payloadOf(features);
      if (count(features, 'textCipher') > 0 && share(features, 'textCipher', 'call') >= CIPHER_SHARE) return { severity: 'medium', feature: 'textCipher', message: 'texts are decrypted character by character' };
      if (isLoader(features)) return { severity: 'high', feature: 'enclosedText', message: 'nearly the whole script is a text that holds another one, and starts it' };
      if (count(features, feature) === 0) return null;
      if (share(features, feature, 'character') < MOST_OF_IT) return { severity: 'low', feature, message };
      return count(features, 'evaluation') > 0 ? { severity: 'high', feature, message: `${message}, and the rest of the script evaluates code` } : { severity: 'medium', feature, message };
    });
  },
};

function payloadOf(features: Features): [Feature, string] {
  if (count(features, 'codeList') > count(features, 'opaqueText')) return ['codeList', 'a long list holds the numbers of characters'];
  const enclosed = count(features, 'evaluation') > 0 && count(features, 'enclosedText') > count(features, 'opaqueText');
  return [enclosed ? 'enclosedText' : 'opaqueText', 'a long text is encoded or encrypted'];
}

/** Does a script do nothing but to start another one as a worker, which a text of it holds? */
function isLoader(features: Features): boolean {
  return count(features, 'startsWorker') > 0 && share(features, 'enclosedText', 'character') >= NEARLY_ALL;
}
