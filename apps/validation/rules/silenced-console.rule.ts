import type { Rule } from '../check.js';
import { count, eachScript, share } from './obfuscation/each-script.js';
import type { Feature, Features } from './obfuscation/features.js';

/** What only obfuscators leave. */
const TRACES: readonly Feature[] = ['arrayRotation', 'flattening', 'emptyArrayMath'];
/** What also happens in ordinary scripts, once in a while: a feature, what it is a part of, and the smallest part that counts. */
const SHARES: readonly (readonly [Feature, Feature])[] = [['hexName', 'name'], ['memberByCall', 'member'], ['escapedText', 'text']];
const LEAST = 0.01;

/** Obfuscators turn the console off, so that nobody can watch the script. */
export const rule: Rule = {
  id: 'silenced-console',
  code: 'OBF-12',
  version: 7,
  title: 'A silenced console',
  why: 'With the console turned off, nobody can watch what the script does.',
  sections: true,
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'silencedConsole') === 0) return null;
      const obfuscated = isObfuscated(features);
      return { severity: obfuscated ? 'medium' : 'info', feature: 'silencedConsole', message: obfuscated ? 'a script that hides what it does also replaces the console' : 'this script replaces functions of the console' };
    });
  },
};

/** Far below what the rules for each of these ask for, as it is only a sign here. */
function isObfuscated(features: Features): boolean {
  if (TRACES.some((feature) => count(features, feature) > 0) || SHARES.some(([feature, whole]) => share(features, feature, whole) >= LEAST)) return true;
  return count(features, 'arrayDecoder') > 0 && share(features, 'decoderCall', 'call') >= LEAST;
}
