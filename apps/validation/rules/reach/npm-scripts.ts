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

/** A script that a command has npm or the like start: `npm run setup`, `npm test`. */
const STARTS_SCRIPT = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:run(?:-script)?\s+)?([\w:.-]{1,60})/g;

/** Does a command that runs when somebody installs the package name this script? */
export function isStartedAtInstallation(path: string, pkg: Package): boolean {
  return commandsAtInstallation(pkg).includes(path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?js$/, ''));
}

/** The commands that run when somebody installs the package, with those of the scripts that they start in turn. */
export function commandsAtInstallation({ manifest }: Package): string {
  const { scripts } = manifest.original as { scripts?: Record<string, unknown> | null };
  const names = new Set<string>(AT_INSTALLATION);
  let commands = '';
  // A set goes on with what is added to it meanwhile.
  for (const name of names) {
    const command = scripts && Object.hasOwn(scripts, name) ? scripts[name] : null;
    if (typeof command !== 'string') continue;
    commands += `${command} `;
    for (const [, started] of command.matchAll(STARTS_SCRIPT)) names.add(started!);
  }
  return commands;
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
