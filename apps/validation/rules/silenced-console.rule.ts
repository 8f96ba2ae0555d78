import type { Rule } from '../check.js';
import { count, eachScript } from './obfuscation/each-script.js';
import type { Feature } from './obfuscation/features.js';

const OBFUSCATED: readonly Feature[] = ['hexName', 'arrayRotation', 'arrayDecoder', 'memberByCall', 'flattening', 'escapedText', 'emptyArrayMath'];

/** Obfuscators turn the console off, so that nobody can watch the script. */
export const rule: Rule = {
  id: 'silenced-console',
  code: 'OBF-12',
  version: 3,
  title: 'A silenced console',
  run(pkg) {
    return eachScript(rule.id, pkg, (features) => {
      if (count(features, 'silencedConsole') === 0) return null;
      const obfuscated = OBFUSCATED.some((feature) => count(features, feature) > 0);
      return { severity: obfuscated ? 'medium' : 'info', feature: 'silencedConsole', message: obfuscated ? 'a script that hides what it does also replaces the console' : 'this script replaces functions of the console' };
    });
  },
};
