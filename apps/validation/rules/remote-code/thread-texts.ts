import type { Package } from '#libs/manifest/manifest.js';
import type { Code, CodeText, Judgement, Use } from '../code.js';
import { togetherWith } from '../javascript/flows/linked.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { namesStranger } from '../facts/places.js';
import { isOwnersScript } from '../facts/service-scripts.js';
import { isMirrored } from '../text-pages.js';
import { largeFiles } from '../together.js';

/** Code that begins with loading more of it from a server. */
const LOADS = /^\s*(?:(?:self|globalThis)\s?\.\s?)?(?:importScripts\s?\(|(?:(?:await|return|void)\s{1,9})?import\s?\(|import\s?(?:[\w$*{}\s,]{1,200}\sfrom\s?)?)\s*["'`]((?:https?:)?\/\/[^\s"'`]{3,300})["'`]/i;
/** What only threads have, in any line of their code. */
const LOADS_IN_THREAD = /^[ \t]*(?:(?:self|globalThis)\s?\.\s?)?importScripts\s?\(\s*["'`]((?:https?:)?\/\/[^\s"'`]{3,300})["'`]/im;
/** What runs a text, or the address of one. */
const RUNS = /^(?:Worker|SharedWorker|module:worker_threads\.Worker|script-element\.(?:text|src)|eval|Function)$/;
const FILLED = ['textContent', 'text', 'innerText', 'innerHTML'];
const HELP = 'Put the code into the package and load it by its path.';

/**
 * A text that loads code from a server stands in a package that makes threads or scripts of texts which nobody can tell: where the lines of such a text are in a list,
 * or in another script, no address is seen where the thread begins.
 */
export function judgeThreadText({ shape }: CodeText, code: Code, pkg: Package): Judgement {
  const address = (LOADS.exec(shape) ?? LOADS_IN_THREAD.exec(shape))?.[1];
  if (address === undefined || isOwnersScript(address)) return null;
  const whole = address.startsWith('//') ? `https:${address}` : address;
  const large = largeFiles(pkg.files);
  if (!namesStranger(whole) || large.has(code.path) || !togetherWith(pkg, code.path, large).some((script) => script.uses.some(runsUnseen) || fillsElement(script))) return null;
  return { severity: isMirrored(whole) ? 'medium' : 'high', message: 'this text is code that loads more of it from a server, in a package that makes a thread or a script of texts which are only known at run time', help: HELP };
}

function runsUnseen({ what, how, arguments: [source] }: Use): boolean {
  return RUNS.test(what) && (how === 'call' || how === 'write') && source?.constant === null;
}

/** An element whose kind is said elsewhere gets a text, in a script that has scripts for a kind. */
function fillsElement({ mentions }: Script): boolean {
  return mentions !== null && mentions.names.has('createElement') && mentions.texts.has('script') && FILLED.some((name) => mentions.assigned.has(name));
}
