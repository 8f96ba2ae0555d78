import type { Package } from '#libs/manifest/manifest.js';
import type { Code } from './code.js';
import type { Script } from './javascript/scripts.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';

/** What a program asks for that somebody starts at a terminal, and libraries that read it. */
const OF_TERMINAL = ['argv', 'parseArgs', 'commander', 'yargs', 'meow', 'minimist', 'cac', 'clipanion', 'oclif'];

/**
 * Does a package say, by its name, its description or its keywords, that it does something of this kind? Who looks for a tool that takes clusters
 * apart finds it by that; who looks for colours does not.
 */
export function isAnnounced({ manifest }: Package, words: RegExp): boolean {
  const { name, description, keywords } = manifest.original as { name?: unknown; description?: unknown; keywords?: unknown };
  return [name, description, ...(Array.isArray(keywords) ? (keywords as unknown[]) : [])].some((each) => typeof each === 'string' && words.test(each));
}

/** Does somebody ask for what a script does, by starting it with words of its own, and not by installing the package? */
export function isAskedFor(code: Code, pkg: Package): boolean {
  const { mentions } = code as Partial<Script>;
  const isCommand = OF_TERMINAL.some((name) => mentions?.names.has(name) || mentions?.texts.has(name));
  return isCommand && !isStartedAtInstallation(code.path, pkg);
}
