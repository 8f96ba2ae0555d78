import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { passwordSent } from './javascript/asked-in-terminal.js';
import { posesInTerminal } from '../posing-pages.js';
import { findInSmall } from '../small-scripts.js';

/** Of what a package says of itself, that this is what it is for. */
const SIGNS_IN = /^\W*(?:sign|log)[ -]?in\b/i;
const HELP = 'Send people to the page of the service to sign in, or ask for a key that is made for the program.';

/**
 * A program asks in a terminal for a password or a code in the name of a service that people have accounts with, and hands it to a server that is named here and
 * is none of that service. What the package says of itself counts like what the program says.
 */
export function judgeAskedPasswords(pkg: Package, id: string): Finding[] {
  const { description } = pkg.manifest.original as { description?: unknown };
  const said = typeof description === 'string' && SIGNS_IN.test(description) ? [description] : [];
  const find = (program: ESTree.Program): ReturnType<typeof passwordSent> => passwordSent(program, (texts, hosts) => [...said, ...texts].some((text) => posesInTerminal(text, hosts) !== null));
  return findInSmall(pkg, id, { hints: [/passw|passphrase|\botp\b|verification code|one-time/i, /\b(?:question|prompts?|password|read|ask|input|inquirer|enquirer)\b/, /:\/\//], find, message: 'a password that is asked for in the name of a service goes to a server that is named here and is none of that service', help: HELP });
}
