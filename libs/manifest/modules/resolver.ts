import { targetsIn } from './targets.js';
import type { Way } from './targets.js';

/** What Node.js and bundlers put behind the name of a file. */
const ENDINGS = ['', '.js', '.json', '.cjs', '.mjs', '.ts', '.tsx', '.jsx', '.mts', '.cts', '.node'];
/** The fields of a package.json that say what is loaded by the name of its folder, where `exports` does not: that of Node.js, and those of bundlers. */
const MAINS = ['main', 'module', 'browser', 'jsnext:main'];
const NAME = /^(@[^/]+\/[^/]+|[^/]+)(\/.*)?$/s;
/** Code units; nobody names a module by more. */
const LONGEST = 1_000;
/** Code units of a package.json that is read. */
const LARGEST = 1_048_576;
const MODULES = /(?:^|\/)node_modules$/;

type Fields = Readonly<Record<string, unknown>>;

/** What the resolver asks of the files of a package. */
export interface Contents {
  has(path: string): boolean;
  keys(): Iterable<string>;
}

/**
 * Which file of a package a module means by a name, as Node.js finds it (https://nodejs.org/api/esm.html#resolution-algorithm, and `require`),
 * among the paths of the package and nothing else: relative names, `node_modules` in every folder above, `exports`, `imports` and the package's own name.
 * Names of files are completed in every way, as bundlers do it for `import` as well.
 */
export class ModuleResolver {
  readonly #manifests = new Map<string, Fields | null>();
  readonly #known = new Map<string, Map<string, readonly string[]>>();
  /** In lower case → as it is: many hosts run where the cases of letters are one. */
  readonly #lower = new Map<string, string>();
  /** Names of the packages in any `node_modules`. */
  readonly #carried = new Set<string>();

  /** `textOf` is asked for files with the name `package.json` that are there. */
  constructor(private readonly files: Contents, private readonly textOf: (path: string) => string) {
    for (const path of files.keys()) {
      this.#lower.set(path.toLowerCase(), path);
      for (let at = path.indexOf('node_modules/'); at >= 0; at = path.indexOf('node_modules/', at + 1)) {
        const name = NAME.exec(path.slice(at + 'node_modules/'.length))?.[1];
        // It may be a file alone, or called like the folder of a scope.
        if (name !== undefined) this.#carried.add(name).add(name.replace(/\.\w+$/, '')).add(name.split('/')[0]!);
      }
    }
  }

  /** The file that Node.js loads by this name in the module `from`. */
  resolve(specifier: string, from: string, way: Exclude<Way, 'any'>): string | null {
    return this.#ask(specifier, folderOf(from), way)[0] ?? null;
  }

  /** Every file that the name may mean in `from`, whoever loads it: first the one of `import`, then that of `require`, then those of other conditions. */
  all(specifier: string, from: string): readonly string[] {
    return this.#ask(specifier, folderOf(from), 'any');
  }

  /** The file that a path from the root of the package is completed to. */
  file(path: string): string | null {
    return this.#at(joined('', path), isFolder(path), 'require')[0] ?? null;
  }

  #ask(specifier: string, folder: string, way: Way): readonly string[] {
    if (specifier.length > LONGEST) return [];
    const asked = this.#known.get(`${way} ${folder}`) ?? new Map<string, readonly string[]>();
    this.#known.set(`${way} ${folder}`, asked);
    const known = asked.get(specifier);
    if (known) return known;
    const ways: readonly Way[] = way === 'any' ? ['import', 'require', 'any'] : [way];
    // What Windows takes for a stroke.
    const names = way === 'any' && specifier.includes('\\') ? [specifier, specifier.replaceAll('\\', '/')] : [specifier];
    const found = [...new Set(ways.flatMap((each) => names.flatMap((name) => this.#find(name, folder, each))))];
    asked.set(specifier, found);
    return found;
  }

  #find(specifier: string, folder: string, way: Way): string[] {
    // Pages and some bundlers begin at a root, and who serves the package decides which that is.
    if (specifier.startsWith('/')) return way === 'any' ? [folder, ''].flatMap((root) => this.#relative(specifier.slice(1), root, way)).slice(0, 1) : [];
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(specifier, folder, way);
    const own = specifier.startsWith('#') ? this.#private(specifier, folder, way) : [];
    return own.length > 0 ? own : this.#package(specifier, folder, way);
  }

  /** In `import`, and in `exports`, it is a URL. */
  #relative(specifier: string, folder: string, way: Way): string[] {
    const paths = way === 'require' ? [specifier] : [pathOf(specifier), specifier];
    return paths.map((path) => (path === null ? [] : this.#at(joined(folder, path), isFolder(path), way))).find((found) => found.length > 0) ?? [];
  }

  /** `imports`: a name that the package has for itself, of a file or of another package. */
  #private(specifier: string, folder: string, way: Way): string[] {
    const scope = this.#scopeOf(folder);
    const targets = scope === null ? [] : targetsIn(this.#manifestIn(scope)?.['imports'], specifier, way);
    return targets.flatMap((target) => (target.startsWith('./') ? this.#relative(target, scope!, way === 'any' ? way : 'import') : this.#package(target, scope!, way)));
  }

  /** A package by its name, or something in it: the one that the module is in, or one that is carried. */
  #package(specifier: string, folder: string, way: Way): string[] {
    const [, name, below = ''] = NAME.exec(specifier) ?? [];
    if (name === undefined) return [];
    const scope = this.#scopeOf(folder);
    const own = scope !== null && this.#manifestIn(scope)?.['name'] === name ? (this.#exported(scope, below, way) ?? []) : [];
    if (own.length > 0 || !this.#carried.has(name)) return own;
    for (let above: string | null = folder; above !== null; above = above === '' ? null : folderOf(above)) {
      const found = MODULES.test(above) ? [] : this.#inside(inFolder(above, `node_modules/${name}`), below, way);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Who does not know `exports` takes the files themselves. */
  #inside(folder: string, below: string, way: Way): string[] {
    const exported = this.#exported(folder, below, way);
    if (exported !== null && way !== 'any') return exported;
    return [...(exported ?? []), ...this.#at(joined(folder, `.${below}`), below === '' ? way === 'import' : isFolder(below), way)];
  }

  /** What `exports` of the package in a folder gives; null where it has none. */
  #exported(folder: string, below: string, way: Way): string[] | null {
    const exports = this.#manifestIn(folder)?.['exports'] ?? null;
    if (exports === null) return null;
    return targetsIn(exports, `.${below}`, way).flatMap((target) => (target.startsWith('./') ? this.#relative(target, folder, way === 'any' ? way : 'import') : []));
  }

  /** The files that a path is completed to: one, but for a folder of which several fields say what it gives. */
  #at(path: string | null, isOnlyFolder: boolean, way: Way): string[] {
    if (path === null) return [];
    const found = isOnlyFolder || path === '' ? undefined : this.#completed(path, way);
    if (found !== undefined) return [found];
    const fields = this.#manifestIn(path);
    const mains = (way === 'any' ? MAINS : MAINS.slice(0, 1)).map((field) => fields?.[field]).filter((main) => typeof main === 'string');
    const targets = mains.flatMap((main) => {
      const target = joined(path, main);
      return target === null || target === path ? [] : (this.#completed(target, way) ?? this.#completed(inFolder(target, 'index'), way) ?? []);
    });
    return targets.length > 0 ? targets : [this.#completed(inFolder(path, 'index'), way) ?? []].flat();
  }

  /** TypeScript writes `.js` for its own files. */
  #completed(path: string, way: Way): string | undefined {
    const typed = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
    const paths = [...ENDINGS.map((ending) => path + ending), typed, `${typed}x`];
    const found = paths.find((each) => this.files.has(each));
    return found === undefined && way === 'any' ? paths.map((each) => this.#lower.get(each.toLowerCase())).find((each) => each !== undefined) : found;
  }

  /** The folder of the package that a folder belongs to. */
  #scopeOf(folder: string): string | null {
    for (let above = folder; !MODULES.test(above); above = folderOf(above)) {
      if (this.#manifestIn(above)) return above;
      if (above === '') break;
    }
    return null;
  }

  #manifestIn(folder: string): Fields | null {
    const known = this.#manifests.get(folder);
    if (known !== undefined) return known;
    const fields = this.#readManifest(inFolder(folder, 'package.json'));
    this.#manifests.set(folder, fields);
    return fields;
  }

  #readManifest(path: string): Fields | null {
    const text = this.files.has(path) ? this.textOf(path) : '';
    if (text === '' || text.length > LARGEST) return null;
    try {
      const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Fields) : {};
    } catch {
      return {};
    }
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** `./lib/`, `.` and `..` mean folders, also where there is a file `lib.js`. */
function isFolder(path: string): boolean {
  return /(?:^|\/)\.{0,2}$/.test(path);
}

/** The path without `.` and `..`; null for what leaves the package. */
function joined(folder: string, path: string): string | null {
  const segments = folder === '' ? [] : folder.split('/');
  for (const segment of path.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return null;
    if (segment !== '..' && segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}

/** The path of a URL: without query and fragment, with what its escapes mean. */
function pathOf(specifier: string): string | null {
  const path = specifier.replace(/[?#].*$/s, '');
  if (/%(?:2f|5c)/i.test(path)) return null;
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
