import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { decode, evidence, extensionOf, Places } from '../text.js';
import type { Meaning } from './meaning.js';
import { usesIn } from './uses.js';
import type { Argument } from './uses.js';
import { parseScript } from './tree.js';
import type { Failure } from './tree.js';

/** One place where a script does something that rules ask about. */
export interface Use {
  what: Meaning;
  how: 'call' | 'import' | 'value';
  arguments: readonly Argument[];
  line: number;
  column: number;
  evidence: string;
}

/** What is known about one script of a package; its tree is not kept. */
export interface Script {
  path: string;
  /** The host starts it. */
  entry: boolean;
  /** Another script loads it. */
  loaded: boolean;
  /** Why nothing is known about its code. */
  failure: Failure | { reason: 'too-large' | 'language'; message: string; line: null; column: null } | null;
  uses: readonly Use[];
}

const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx']);
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);
/** Entry points of these kinds are not JavaScript; whatever else a host starts has to be. */
const OTHER = new Set(['.json', '.html', '.htm', '.css', '.svg', '.md', '.txt', '.py', '.wasm', '.node', '.lua', '.png']);
/** Node.js runs every file that a script requires as a script, but for these. */
const NEVER_RUN = new Set(['.json', '.wasm', '.node']);
/** Bytes; the tree of a larger script does not fit into the memory of the child process. */
export const LARGEST_SCRIPT = 3 * 1024 * 1024;
/** Uses of the same kind that are kept of one script. */
const MOST_ALIKE = 200;

const known = new WeakMap<Package, Script[]>();

/** Every script of a package: by extension, by being an entry point, by being loaded from a script. Read once. */
export function scriptsOf(pkg: Package): readonly Script[] {
  const scripts = known.get(pkg) ?? readScripts(pkg);
  known.set(pkg, scripts);
  return scripts;
}

function readScripts(pkg: Package): Script[] {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const entries = new Set(pkg.manifest.entry_points.flatMap((entry) => locate(entry, files)).filter((path) => !OTHER.has(extensionOf(path))));
  const open = pkg.files.filter((file) => isScript(file) || entries.has(file.path));
  const listed = new Set(open.map((file) => file.path));
  const loaded = new Set<string>();
  const scripts: Omit<Script, 'loaded'>[] = [];
  for (let next = open.shift(); next; next = open.shift()) {
    const entry = entries.has(next.path);
    const { script, links } = readScript(next, entry, pkg.manifest.original['type'] === 'module');
    if (entry || isScript(next) || script.failure?.reason !== 'syntax') scripts.push(script);
    for (const path of links.flatMap((link) => locate(resolvePath(next.path, link), files))) {
      const file = files.get(path);
      loaded.add(path);
      if (!file || listed.has(path) || NEVER_RUN.has(extensionOf(path))) continue;
      listed.add(path);
      open.push(file);
    }
  }
  return scripts.map((script) => ({ ...script, loaded: loaded.has(script.path) }));
}

function isScript(file: PackageFile): boolean {
  const extension = extensionOf(file.path);
  if (extension === '') return /^#!.{0,80}\bnode\b/.test(decode(file.bytes.subarray(0, 120)));
  return SCRIPTS.has(extension) || (TYPESCRIPT.has(extension) && !/\.d\.[mc]?ts$/.test(file.path));
}

function readScript(file: PackageFile, entry: boolean, packageIsModule: boolean): { script: Omit<Script, 'loaded'>; links: string[] } {
  const unknown = (failure: Script['failure']) => ({ script: { path: file.path, entry, failure, uses: [] }, links: [] });
  const nowhere = { line: null, column: null };
  if (file.size > LARGEST_SCRIPT) return unknown({ reason: 'too-large', message: `it has more than ${LARGEST_SCRIPT} bytes`, ...nowhere });
  if (TYPESCRIPT.has(extensionOf(file.path))) return unknown({ reason: 'language', message: 'it is TypeScript', ...nowhere });
  const text = decode(file.bytes);
  const tree = parseScript(file.path, text, packageIsModule);
  if ('reason' in tree) return unknown(tree);
  const places = new Places(text);
  const alike = new Map<string, number>();
  const uses: Use[] = [];
  const { seen, links } = usesIn(tree);
  for (const { what, how, arguments: given, start } of seen) {
    const kind = [what, how, ...given.map(({ constant, text: isText }) => `${constant === null}${isText}`)].join();
    const count = (alike.get(kind) ?? 0) + 1;
    alike.set(kind, count);
    if (count <= MOST_ALIKE) uses.push({ what, how, arguments: given, ...places.at(start), evidence: evidence(text, start) });
  }
  return { script: { path: file.path, entry, failure: null, uses }, links };
}

/** `./x` as seen from the file `from`, without `.` and `..`; what leaves the package is not found later. */
function resolvePath(from: string, link: string): string {
  const segments = from.split('/').slice(0, -1);
  for (const segment of link.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}

/** The files that a host may take for `path`, as Node completes it. */
function locate(path: string, files: ReadonlyMap<string, PackageFile>): string[] {
  const candidates = [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}/index.js`];
  const found = candidates.find((candidate) => files.has(candidate.replace(/^\.\//, '')));
  return found === undefined ? [] : [found.replace(/^\.\//, '')];
}
