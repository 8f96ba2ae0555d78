import type { Package } from '#libs/manifest/manifest.js';
import { isRunner } from './calls.js';
import { codeOf, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { EMPOWERS } from './javascript/chat-host.js';
import type { Script } from './javascript/scripts.js';

const HELP = 'Say in the settings who may do what.';

/**
 * Somebody whom nobody can tell from the code, because it only has a hash of who or of what word it is: who gets roles or points of a
 * chat then, or in whose requests a package that runs commands looks for that word.
 */
export function judgeKnown({ what }: Use, code: Code, { pkg, isLarge }: { pkg: Package; isLarge: boolean }): Judgement {
  if (what === 'hashed person' && !isLarge && empowers(code)) return { severity: 'high', message: 'somebody is only known by a hash, in a script that gives people roles, points or commands', help: HELP };
  if (what === 'py:digest of a request' && codeOf(pkg).some(runsInPython)) return { severity: 'high', message: 'a request is taken for that of somebody who is only known by the hash of a word, in a package that runs programs or text', help: HELP };
  return null;
}

const empowers = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  return names !== undefined && EMPOWERS.some((name) => names.has(name));
});

const runsInPython = once(({ uses }) => uses.some((use) => use.how === 'call' && use.what.startsWith('py:') && isRunner(use)));
