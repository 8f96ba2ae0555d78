import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { isOfUnix } from './command-files.js';
import { isShell, takesList } from './commands.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { commandsAtInstallation, isStartedAtInstallation } from './reach/npm-scripts.js';
import { decode } from './text.js';

/** Scripts in JavaScript that run when a package is installed, and start programs. */
export function startersAtInstallation(pkg: Package): Script[] {
  return commandsAtInstallation(pkg).length === 0 ? [] : scriptsOf(pkg).filter(({ path, uses }) => uses.some(isShell) && isStartedAtInstallation(path, pkg));
}

/** What a shell gets when a package is installed: commands of the manifest, scripts that they name, and commands of scripts in JavaScript, with `\0` for what is not known. */
export function shellsAtInstallation(pkg: Package): string[] {
  const commands = commandsAtInstallation(pkg);
  const isNamed = ({ path }: PackageFile): boolean => commands.some((command) => command.includes(path.slice(path.lastIndexOf('/') + 1)));
  const files = commands.length === 0 ? [] : pkg.files.filter((file) => isOfUnix(file) && isNamed(file)).map(({ bytes }) => decode(bytes));
  const started = startersAtInstallation(pkg).flatMap(({ uses }) => uses.filter((use) => use.how === 'call' && isShell(use)));
  return [...commands, ...files, ...started.map((use) => use.arguments.slice(0, takesList(use) ? 2 : 1).map(({ shape }) => shape).join(' '))];
}
