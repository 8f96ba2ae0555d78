import type { Package } from '#libs/manifest/manifest.js';
import { jsonObject } from '../json-object.js';
import { decode } from '../text.js';

/** Scripts that run when somebody installs a package from a registry. */
export const AT_INSTALLATION = ['preinstall', 'install', 'postinstall'] as const;
/** Scripts that a package manager runs by itself when somebody installs or updates a package (npm, "Life Cycle Scripts"). */
export const RUN_BY_THEMSELVES = new Set<string>([
  ...AT_INSTALLATION, 'preprepare', 'prepare', 'postprepare',
  'prepublish', 'dependencies', 'preuninstall', 'uninstall', 'postuninstall',
]);

/** Where a package manager finds what to compile. */
const COMPILER_FILE = 'binding.gyp';
/** What such a file has run: in the place of a value, and as an action. */
export const IN_COMPILER_FILE = /<!@?\((?:[^\n()]|\([^\n()]{0,500}\)){0,2000}|["']action["']\s*:\s*\[[^\]]{0,2000}/g;
/** Bytes that are read of one file. */
const MOST_READ = 64 * 1024;

/** A script that a command has npm or the like start: `npm run setup`, `npm test`. */
const STARTS_SCRIPT = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:run(?:-script)?\s+)?([\w:.-]{1,60})/g;

/** Does a command that runs when somebody installs the package name this script, with or without its extension? */
export function isStartedAtInstallation(path: string, pkg: Package): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[cm]?js$/, '');
  const isNamed = (word: string): boolean => word.endsWith(name) || (word !== ENGINE && word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1) === stem);
  return commandsAtInstallation(pkg).join(' ').split(/[\s"'`;,&|(){}=]+/).some(isNamed);
}

/** What starts scripts, and is none. */
const ENGINE = 'node';

const known = new WeakMap<Package, readonly string[]>();

/** The commands that run when somebody installs the package, with those of the scripts that they start in turn. */
export function commandsAtInstallation(pkg: Package): readonly string[] {
  const commands = known.get(pkg) ?? findCommands(pkg);
  known.set(pkg, commands);
  return commands;
}

function findCommands(pkg: Package): string[] {
  const { scripts } = pkg.manifest.original as { scripts?: Record<string, unknown> | null };
  const names = new Set<string>(AT_INSTALLATION);
  const commands = compilerCommands(pkg);
  // A set goes on with what is added to it meanwhile.
  for (const name of names) {
    const command = scripts && Object.hasOwn(scripts, name) ? scripts[name] : null;
    if (typeof command !== 'string') continue;
    commands.push(command);
    for (const [, started] of command.matchAll(STARTS_SCRIPT)) names.add(started!);
  }
  return commands;
}

/** What the file runs by which a package manager compiles native code, in the place of values and as actions, and the ones like it beside. */
export function compilerCommands({ files }: Package): string[] {
  if (!files.some(({ path }) => path === COMPILER_FILE)) return [];
  const texts = files.filter(({ path }) => /\.gypi?$/.test(path)).map(({ bytes }) => decode(bytes.subarray(0, MOST_READ)));
  return texts.flatMap((text) => [...text.matchAll(IN_COMPILER_FILE)].map(([command]) => command.replace(/^<!@?\(/, '')));
}

export type Members = Readonly<Record<string, unknown>>;

/** Scripts of npm that only whoever works on a package starts, those of editors (`vscode:uninstall`) left out. */
function isTask(name: string): boolean {
  return !RUN_BY_THEMSELVES.has(name) && !name.startsWith('vscode:');
}

/** A `package.json` without the scripts that nothing runs where the package is installed. Where one runs by itself, it may start the others. */
export function withoutTasks(manifest: Members): Members {
  const { scripts, ...others } = manifest;
  const isPlain = typeof scripts === 'object' && scripts !== null && !Array.isArray(scripts) && Object.keys(scripts).every(isTask);
  return isPlain ? others : manifest;
}

/** What a host reads, without what npm is only told to publish (`files`), where it is npm's manifest as well. */
export function withoutPublished(pkg: Package): Members {
  const { original } = pkg.manifest;
  const { files: published, ...others } = original;
  return published === undefined || isOfNpm('files', pkg) ? others : original;
}

/** The same without such scripts. */
export function withoutOwnTasks(pkg: Package): Members {
  return isOfNpm('scripts', pkg) ? withoutTasks(withoutPublished(pkg)) : withoutPublished(pkg);
}

function isOfNpm(name: string, { files, manifest: { original } }: Package): boolean {
  const own = files.find(({ path }) => path === 'package.json');
  return own !== undefined && JSON.stringify(jsonObject(decode(own.bytes)).get(name)) === JSON.stringify(original[name]);
}
