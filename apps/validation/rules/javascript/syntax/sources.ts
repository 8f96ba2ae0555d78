import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { ModuleResolver } from '#libs/manifest/modules/resolver.js';
import { decode, extensionOf, isFilm } from '../../text.js';

const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx']);
/** Entry points of these kinds are not JavaScript; whatever else a host starts has to be. */
const OTHER = new Set(['.json', '.html', '.htm', '.css', '.svg', '.md', '.txt', '.py', '.wasm', '.node', '.lua', '.png']);
/** Node.js runs every file that a script requires as a script, but for these. */
const NEVER_RUN = new Set(['.json', '.wasm', '.node']);
const PAGES = new Set(['.html', '.htm', '.xhtml', '.xht', '.shtml', '.svg', '.xml']);
/** Never tried as a script: they are none, and there are many. */
const NO_SCRIPT = /^\.(?:json|map|md|markdown|py|pyi|pyw|lua|wasm|node|ya?ml|toml|lock|csv)$/;
/** Bytes of a file without the name of a script that is tried as one. */
const LARGEST_GUESS = 256 * 1024;

/** True for scripts by their extension or first line; declarations of types are none. */
export function isScript(file: PackageFile): boolean {
  const extension = extensionOf(file.path);
  if (extension === '') return /^#!.{0,80}\b(?:node|bun|deno)\b/.test(decode(file.bytes.subarray(0, 120)));
  return SCRIPTS.has(extension) && !/\.d\.[mc]?ts$/.test(file.path) && !isFilm(file.path, file.bytes);
}

/** True for files in which a browser looks for scripts. */
export function isPage(path: string): boolean {
  return PAGES.has(extensionOf(path));
}

/** True for what becomes a script as soon as another script loads it. */
export function runsWhenLoaded(path: string): boolean {
  return !NEVER_RUN.has(extensionOf(path));
}

/** True for a text that may be a script under another name: Node.js and browsers run a file whatever it is called. */
export function mayBeScript(file: PackageFile): boolean {
  return !NO_SCRIPT.test(extensionOf(file.path)) && !/\.d\.[mc]?ts$/.test(file.path) && file.size <= LARGEST_GUESS && !file.bytes.subarray(0, 8_000).includes(0) && /[(=`]/.test(decode(file.bytes.subarray(0, 64_000)));
}

/** The files of a package by their paths. */
export type Files = ReadonlyMap<string, PackageFile>;

/** The scripts that the host starts. */
export function entriesOf(pkg: Package): ReadonlySet<string> {
  const resolver = resolverOf(pkg);
  return new Set(pkg.manifest.entry_points.flatMap((entry) => resolver.file(entry) ?? []).filter((path) => !OTHER.has(extensionOf(path))));
}

const resolvers = new WeakMap<Package, ModuleResolver>();

/** Which files the scripts of a package mean by what they load. Made once per package. */
export function resolverOf(pkg: Package): ModuleResolver {
  const known = resolvers.get(pkg);
  if (known) return known;
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const resolver = new ModuleResolver(files, (path) => decode(files.get(path)!.bytes));
  resolvers.set(pkg, resolver);
  return resolver;
}

/** What is known of the file that a script loads by this name; where it may be one of several, of the first of which something is. */
export function knownOf<T>(pkg: Package, from: string, specifier: string, known: (path: string) => T | null | undefined): T | null {
  for (const path of resolverOf(pkg).all(specifier, from)) {
    const found = known(path);
    if (found !== null && found !== undefined) return found;
  }
  return null;
}

/** `./x` as seen from the file `from`, without `.` and `..`, as addresses in pages are read; what leaves the package is not found later. */
export function resolvePath(from: string, link: string): string {
  const segments = from.split('/').slice(0, -1);
  for (const segment of link.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}
