import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from '../calls.js';
import { codeOf, once } from '../code.js';
import type { Code, Judgement, Use } from '../code.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';

const HELP = 'Write out which commands there are, show the terminal, and let users start what others wrote.';
/** Installs an extension by its name. */
const INSTALLS = 'workbench.extensions.installExtension';
const showsTerminal = once(({ uses }) => uses.some(({ what }) => what === 'shown terminal'));

/** What an editor is told to run: in its terminals, what a server answered, or in one that nobody sees, a program that is not named here; and its own commands, by a name that a server answered. */
export function judgeEditorCommand({ what, arguments: [command, given] }: Use, code: Code, pkg: Package): Judgement {
  if (!command) return null;
  const isAnswered = command.flows.includes('network');
  if (what === 'editor command' && command.constant === INSTALLS) return given?.flows.includes('network') ? { severity: 'high', message: 'the editor installs an extension whose name a server answers', help: 'Tell users which other extension to install, and leave it to them.' } : null;
  if (what === 'editor command') return isAnswered && command.constant === null && command.shape === UNKNOWN ? { severity: 'high', message: 'a command of the editor runs whose name a server answers', help: HELP } : null;
  if (what !== 'terminal' && what !== 'hidden terminal') return null;
  if (isAnswered) return { severity: 'high', message: 'a terminal of the editor runs what a server answered', help: HELP };
  if (what !== 'hidden terminal' || command.shape !== UNKNOWN || showsTerminal(code) || !codeOf(pkg).some(({ uses }) => uses.some(isSender))) return null;
  return { severity: 'high', message: 'a terminal that users do not see runs what is only known at run time, in a package that asks a server', help: HELP };
}
