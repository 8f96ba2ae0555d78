import type { Package } from '#libs/manifest/manifest.js';
import { isRunner } from '../calls.js';
import { codeOf } from '../code.js';
import type { Judgement, Use } from '../code.js';

const answers = new WeakMap<Package, boolean>();

/**
 * Code that an extension of a browser or an editor has kept runs, where a script of the same package keeps what a server answered. What users wrote
 * themselves and keep there is theirs to run.
 */
export function judgeKept(use: Use, pkg: Package): Judgement {
  const runs = use.what === 'kept script' || (use.how === 'call' && isRunner(use) && use.arguments.some(({ flows }) => flows.includes('kept')));
  if (!runs || !keepsAnswers(pkg)) return null;
  return { severity: 'high', message: 'text runs as code that the extension has kept, which keeps what a server answers', help: 'Put the code into the package, and keep settings that choose among it.' };
}

function keepsAnswers(pkg: Package): boolean {
  const answer = answers.get(pkg) ?? codeOf(pkg).some(({ uses }) => uses.some(({ what, arguments: given }) => what === 'storage.set' && given.some(({ flows }) => flows.includes('network'))));
  answers.set(pkg, answer);
  return answer;
}
