/** Paths as text: which of them hold what is somebody's, for every language. `~` is the home folder, `/*` whatever is listed in a folder, `\0` a part that is not known. */

export const HOME_FOLDER = '~';
export const LISTED = '/*';
/** The folder from which something was started: whoever did so works in it. */
export const PROJECT_FOLDER = '{project}';
/** Paths that one expression may make, to be followed. */
export const MOST_PATHS = 20;
/** Names of files that stand for the script itself, and for the entry of another package, wherever that is installed. */
export const OWN_FILE = '__filename';
export const RESOLVED_FILE = 'require.resolve';
/** UTF-16 units of a path. */
const LONGEST = 400;

const SYSTEM = String.raw`(?:home|Users|root|etc|usr|var|opt|boot|lib|bin|mnt|media|srv|Volumes|System|Library|Applications)`;
const PERSONAL = String.raw`(?:Documents|Desktop|Downloads|Pictures|Music|Videos|Movies|OneDrive|Dropbox|AppData(?:/(?:Local|Roaming))?|Library|\.ssh|\.config)`;
const DRIVE = String.raw`[a-z\0]:`;
const EVERYTHING = new RegExp(String.raw`^(?:~(?:/${PERSONAL})?|/|(?:/${SYSTEM})+|(?:/(?:home|Users)/[^/*]+)+(?:/${PERSONAL})?|${DRIVE}(?:/(?:Users(?:/[^/*]+(?:/${PERSONAL})?)?|Windows(?:/System32)?|Program Files(?: \(x86\))?|ProgramData))?)$`, 'i');
/** Folders in the home folder that hold what somebody made, by their names. */
export const PERSONAL_FOLDERS = /^(?:Documents|Desktop|Downloads|Pictures|Photos|Music|Videos|Movies|Projects|OneDrive|Dropbox|iCloud Drive|My Documents)$/i;
/** Where a path begins anew: what was listed has its folder before it. */
const ANEW = /(?:^|[/:\s"'=])(~|[a-z\0]:)(?=\/|$)/gi;

/** Names that say without a folder what they are; they end like no name of a server. */
const PROGRAM_NAME = /^([\w.@+-]{1,80}\.(?:node|exe|dll|dylib|bat|ps1))$/i;

/** What is at a path: `everything` of somebody or of the computer, all its `contents`, the whole `project` that somebody works in, or none of it. */
export function reachOfPath(written: string): 'everything' | 'contents' | 'project' | null {
  const path = plain(written);
  if (WHOLE_PROJECT.test(path)) return 'project';
  const folder = path.replace(/(?<![/*])[/*]*\*$/, '');
  if (!EVERYTHING.test(folder === '' && path.startsWith('/') ? '/' : folder)) return null;
  return path === folder ? 'everything' : 'contents';
}

/** True for the root, which is also where functions begin that put a path together. */
export function isBareRoot(path: string): boolean {
  return plain(path) === '/';
}

/** Every way to put one of each after another, at most 20. What was listed has its folder before it. */
export function joinedPaths(parts: readonly (readonly string[])[], between: string): string[] {
  let made = [''];
  parts.forEach((part, at) => {
    made = [...new Set(made.flatMap((before) => part.map((each) => (at > 0 && each.startsWith('/') && each.endsWith(LISTED) && between !== '' ? each : `${before}${at === 0 ? '' : between}${each}`.slice(0, LONGEST)))))].slice(0, MOST_PATHS);
  });
  return made;
}

/** What is listed of a folder by a pattern, which may say in which folder below it and what the names begin with. */
export function listedAs(folder: string, pattern: string): string {
  const [, below = '', name = ''] = /^(?:(.*)\/)?([^/]*)$/s.exec(pattern) ?? [];
  return `${[folder, ...below.split('/').filter((part) => part !== '' && part !== '**')].join('/')}${name.startsWith('*') || name.includes('\0') ? LISTED : `/${name}`}`;
}

/** The name of the file at a path; null where it is not known. */
export function fileNameOf(path: string): string | null {
  return (/[\\/](\.?\w[\w.@+-]{1,80})$/.exec(path) ?? PROGRAM_NAME.exec(path))?.[1] ?? null;
}

/** Is this one of the files with a name of its own, or a folder above it? */
export function isBesideFile(path: string): boolean {
  return BESIDE.test(path);
}

/** Is this the folder from which something was started, or one above it? */
export function isProject(path: string): boolean {
  return WHOLE_PROJECT.test(path);
}

/** How many names of its own path a script loses on the way, each with `..`, before one that is written; 0 where a path begins elsewhere. */
export function stepsUp(path: string): number {
  const [, above] = UP.exec(path) ?? [];
  return above === undefined ? 0 : above.length / '/..'.length;
}

/** Does a path lead into a package that is installed, by the folder for those or by what it offers? */
export function isInPackage(path: string): boolean {
  return IN_PACKAGE.test(path);
}

const BESIDE = new RegExp(String.raw`/(?:${OWN_FILE}|require\.resolve)(?:/\.\.){0,20}$`);
const UP = new RegExp(String.raw`/${OWN_FILE}((?:/\.\.){1,20})/(?!\.\.)`);
/** That folder as a whole, one above it, or one in it that has its name from what people make; what is listed in it may be chosen. */
const WHOLE_PROJECT = /^\{project\}(?:(?:\/\.\.){0,20}|\/(?:\w{1,20}[-_])?(?:saves|savegames|projects|scenes|characters|stories))$/;
const IN_PACKAGE = /(?:^|\/)(?:node_modules\/(?!\.)[^/]|require\.resolve(?:\/|$))/;

function plain(written: string): string {
  let path = written.trim().replace(/(?<!["'])["']+$/, '').replaceAll('\\', '/').replace(/\/{2,}/g, '/').replace(/\/(?:\.\/)+/g, '/');
  const start = [...path.matchAll(ANEW)].at(-1);
  if (start) path = path.slice(start.index + start[0].length - start[1]!.length);
  path = path.replace(/^(?:~\/)(?:\.\.\/?)+$/, '/home/');
  return path.length > 1 ? path.replace(/\/\.?$/, '') : path;
}
