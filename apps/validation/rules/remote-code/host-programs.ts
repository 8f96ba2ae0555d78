import type { Judgement, Use } from '../code.js';
import { SHELL_PROGRAM } from '../commands.js';
import type { Flow } from '../javascript/flows/flow-sets.js';

const STARTS = /^host:system\.(?:exec|spawn)$/;
/** What nobody could read before it came. */
const BROUGHT: readonly Flow[] = ['network', 'asked', 'memory'];
/** The same, and what could be read only by whoever decodes it. */
const HIDDEN: readonly Flow[] = [...BROUGHT, 'opaque', 'characters'];
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile|createWriteStream)(?:Sync)?$/;

/** A program that a host starts, or what it types into a terminal, where a server says which. What a program gets besides its name is data, unless it is a shell. */
export function judgeHostProgram({ what, how, arguments: given }: Use): Judgement {
  if (how !== 'call') return null;
  const isBrought = (at: number): boolean => given[at]?.flows.some((flow) => BROUGHT.includes(flow)) ?? false;
  if (what === 'host:terminal.send') return given.some((_, at) => isBrought(at)) ? { severity: 'high', message: 'a terminal is typed what a server answered', help: 'Let users type commands, or choose among those that are written here.' } : null;
  if (!STARTS.test(what)) return null;
  const isShell = SHELL_PROGRAM.test(given[0]?.constant ?? '');
  if (!isBrought(0) && !(isShell && isBrought(1))) return null;
  return { severity: 'high', message: `which program \`${what.slice('host:'.length)}\` starts is what a server answered`, help: 'Write the programs into the package or its settings, and let a server choose among them by name.' };
}

/** What a shell, a desktop or git runs by itself from then on, and nobody can read it here. */
export function judgeStarted({ what, how, arguments: [path, text] }: Use): Judgement {
  if (how !== 'call' || !WRITES.test(what) || !path?.flows.includes('starts') || !text?.flows.some((flow) => HIDDEN.includes(flow))) return null;
  return { severity: 'high', message: 'text that is decoded or downloaded is written into a file that a shell, a desktop or git runs by itself', help: 'Tell users what to add to their settings, in words that they can read, and leave it to them.' };
}
