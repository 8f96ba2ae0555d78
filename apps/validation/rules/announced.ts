import type { Package } from '#libs/manifest/manifest.js';
import type { Code } from './code.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';

/** What a program asks for that somebody starts at a terminal, and libraries that read it. */
const OF_TERMINAL = ['argv', 'parseArgs', 'commander', 'yargs', 'yargs/yargs', 'meow', 'minimist', 'cac', 'clipanion', 'oclif', '@oclif/core'];

/**
 * Does a package say, by its name, its description or its keywords, that it does something of this kind? Who looks for a tool that takes clusters
 * apart finds it by that; who looks for colours does not.
 */
export function isAnnounced({ manifest }: Package, words: RegExp): boolean {
  const { name, description, keywords } = manifest.original as { name?: unknown; description?: unknown; keywords?: unknown };
  return [name, description, ...(Array.isArray(keywords) ? (keywords as unknown[]) : [])].some((each) => typeof each === 'string' && words.test(each));
}

/** Does somebody ask for what a script does, by starting it, or all that load it, with words of his own, and not by installing the package? */
export function isAskedFor({ path }: Pick<Code, 'path'>, pkg: Package): boolean {
  const { commands, loadedBy } = startsOf(pkg);
  const seen = new Set([path]);
  let isCommand = false;
  // Grows while it is walked.
  for (const each of seen) {
    if (isStartedAtInstallation(each, pkg)) return false;
    const by = loadedBy.get(each) ?? [];
    if (commands.has(each)) isCommand = true;
    else if (by.length === 0 || seen.size > MOST_AROUND) return false;
    else for (const other of by) seen.add(other);
  }
  return isCommand;
}

/** Scripts by way of which something is loaded. */
const MOST_AROUND = 100;

/** Scripts that read what stands in a terminal, and for each script those that load it. */
interface Starts {
  commands: ReadonlySet<string>;
  loadedBy: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<Package, Starts>();

function startsOf(pkg: Package): Starts {
  const remembered = known.get(pkg);
  if (remembered) return remembered;
  const loadedBy = new Map<string, string[]>();
  for (const { path, leads } of scriptsOf(pkg)) for (const each of new Set(leads)) {
    const by = loadedBy.get(each);
    if (by) by.push(path);
    else loadedBy.set(each, [path]);
  }
  const starts = { commands: new Set(scriptsOf(pkg).filter(readsTerminal).map(({ path }) => path)), loadedBy };
  known.set(pkg, starts);
  return starts;
}

function readsTerminal({ mentions }: Script): boolean {
  return OF_TERMINAL.some((name) => mentions?.names.has(name) || mentions?.specifiers.has(name));
}
