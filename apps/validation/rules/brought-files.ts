import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from './calls.js';
import { codeOf } from './code.js';
import type { Code, Use } from './code.js';
import { isShell } from './commands.js';
import { filesIn } from './javascript/flows/flow-sets.js';
import { NO_SCRIPT } from './facts/places.js';

/** What writes a file, and which argument is its path. */
const WRITES: readonly [RegExp, number][] = [
  [/^module:fs(?:\/promises)?\.(?:writeFile|createWriteStream)(?:Sync)?$/, 0],
  [/^module:fs(?:\/promises)?\.(?:rename|copyFile)(?:Sync)?$/, 1],
  [/^py:(?:open|io\.open|pathlib\..*\.write_bytes)$/, 0],
  [/^py:(?:urllib\.request\.urlretrieve|os\.(?:rename|replace)|shutil\.move)$/, 1],
];
/** How Python opens a file that it writes. */
export const FOR_WRITING = /^[rbt]*[wax+]/;
const PROGRAM = /\.(?:[cm]?js|py|sh|exe|bat|cmd|ps1|node)$/i;
const DOWNLOADING_COMMAND = /\b(?:curl|wget|Invoke-WebRequest|iwr)\b/i;
/** The file that a command is told to write, as far as its name is known, and the one that it names after an address. */
const OUTPUT = /(?:\s-\w{0,8}o|\s-O|--output(?:-document)?|-OutFile|>)[\s=]{0,4}["']?(?:[^\s"']{0,200}[\\/])?([\w.@+-]{2,80})(?=["'\s\0]|$)/gi;
const ADDRESS = /https?:\/\/[^\s"'?#]{1,300}\/([\w.@+-]{2,80})(?=["'\s?#]|$)/gi;

/** The beginning of the name of a file in a folder that is only known at run time, where more of it may be: `\0/.tool-\0`. */
const UNKNOWN_FOLDER = /^\0[^\s"']{0,200}[\\/]([\w.@+-]{2,80})\0?$/;

/** The name of the program that a call starts, as far as it is known; for those that `filesIn` does not tell. */
export function programIn(shape: string): string[] {
  const name = UNKNOWN_FOLDER.exec(shape)?.[1];
  return name === undefined ? [] : [name];
}

/** Names of the files that one place writes. */
export function filesWrittenBy(use: Use): readonly string[] {
  if (use.how !== 'call') return [];
  const index = WRITES.find(([what]) => what.test(use.what))?.[1];
  if (/^py:(?:io\.)?open$/.test(use.what) && !FOR_WRITING.test(use.arguments[1]?.shape ?? '')) return [];
  return index === undefined ? [] : filesIn(use.arguments[index]?.flows ?? []);
}

const known = new WeakMap<Package, ReadonlySet<string>>();

/** Names of the files that scripts of a package write which reach a server, that their commands download, or that they copy from what is no script; not those that are in the package. */
export function broughtFiles(pkg: Package): ReadonlySet<string> {
  const remembered = known.get(pkg);
  if (remembered !== undefined) return remembered;
  const own = new Set(pkg.files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
  const brought = new Set(codeOf(pkg).flatMap(broughtBy).filter((name) => !own.has(name)));
  known.set(pkg, brought);
  return brought;
}

function filesOfCommand(command: string): string[] {
  return [OUTPUT, ADDRESS].flatMap((pattern) => [...command.matchAll(pattern)].map((match) => match[1]!));
}

/** Files that are copied from one that nobody reads as code, to the name of a program. */
function disguisedBy(use: Use): readonly string[] {
  return /^module:fs(?:\/promises)?\.copyFile(?:Sync)?$/.test(use.what) && NO_SCRIPT.test(use.arguments[0]?.shape ?? '') ? filesWrittenBy(use).filter((name) => PROGRAM.test(name)) : [];
}

function broughtBy({ uses }: Code): string[] {
  const commands = uses.filter((use) => use.how === 'call' && isShell(use)).map((use) => use.arguments.map(({ shape }) => shape).join(' '));
  const downloaded = commands.filter((command) => DOWNLOADING_COMMAND.test(command)).flatMap(filesOfCommand);
  return [...downloaded, ...uses.flatMap(uses.some(isSender) ? filesWrittenBy : disguisedBy)];
}
