import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { decodePage } from './html/charset.js';
import { readPage } from './html/page.js';
import type { Script } from './javascript/syntax/scripts.js';
import { LARGEST_SCRIPT, scriptsOf } from './javascript/syntax/scripts.js';
import { entriesOf, isPage } from './javascript/syntax/sources.js';
import { isTypeScript, otherTreeOf } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { LOADERS } from './javascript/names/wanted.js';
import { writtenTexts } from './javascript/syntax/written-texts.js';
import { jsonObject } from './json-object.js';
import { asideOf, isTestOfAll, standsAside } from './reach/aside.js';
import { PackageNames } from './reach/names.js';
import { compilerCommands, withoutOwnTasks, withoutPublished, withoutTasks } from './reach/npm-scripts.js';
import { taskFilesOf } from './reach/task-files.js';
import { decode, extensionOf, textOf } from './text.js';

/** What a finding weighs in a script that nothing started loads. What blocks a package always does. */
const LESS: Partial<Record<Severity, Severity>> = { critical: 'medium', high: 'medium', medium: 'low' };
const RUNS_ANYTHING = /^(?:eval|execScript|Function|(?:async-)?constructor|_compile|importScripts|Worker|SharedWorker|script-element\.src|process\.(?:binding|_linkedBinding|dlopen)|module:(?:child_process|worker_threads|cluster|vm|module|repl|inspector)(?:[./].*)?)$/;
/** Members of objects that are not known here, which load a script by its path. */
const LOADS_BY_PATH = /\b(?:addModule|serviceWorker|insertAdjacentHTML|createContextualFragment|innerHTML|outerHTML|srcdoc)\b|\b(?:module\s*\??\.\s*children|require\s*\??\.\s*cache|prototype\s*\??\.\s*require)\b/;
/** Folders of what tests are given to read, as pages that were saved from elsewhere. */
const READ_BY_TESTS = /(?:^|\/)(?:fixtures?|mocks?|__mocks__)\//i;
const MANIFEST = 'package.json';
/** What a browser starts of an extension: scripts in its background and in pages. */
const OF_BROWSER = 'manifest.json';
const PYTHON = /\.pyw?$/i;

interface Scripts {
  paths: ReadonlySet<string>;
  /**
   * Files that what the host starts loads or names, or that the manifest names. Null when nothing is started, or something
   * that is no script.
   */
  reached: ReadonlySet<string> | null;
  /** There is code that may run a file which it does not name. */
  runsAnything: boolean;
  /** Folders of tests or documentation that any of them names. */
  said: ReadonlySet<string>;
  /** There is code that may start a script of `package.json`. */
  runsTasks: boolean;
  /** Files that cannot run where the package is installed. */
  tasks: ReadonlySet<string>;
}

const known = new WeakMap<Package, Scripts>();

/**
 * What a rule saw in a script that is never run counts less (tests, examples, leftovers): at most medium. Where any code
 * that does run could load it by a name that is only known at run time, it counts in full, unless it stands aside, as a test or in a folder of
 * tests or documentation, and is not critical: extensions start programs, and their tests do what they like. A file of tasks
 * that cannot run where the package is installed counts less in any case, and least where it is not critical; so does a page among what
 * tests read, where nothing that runs names that folder, or could open what it does not name.
 */
export function weighed<T extends Pick<Finding, 'severity' | 'message'>>(pkg: Package, file: string, seen: T): T {
  const less = LESS[seen.severity];
  if (!less || pkg.manifest.entry_points.includes(file)) return seen;
  const { paths, reached, said, runsAnything, tasks } = scriptsIn(pkg);
  if (reached === null || !paths.has(file) || reached.has(file)) return seen;
  if (tasks.has(file) && seen.severity === 'high') return { ...seen, severity: 'low', message: `${seen.message}, in a file of tasks that cannot run where the package is installed` };
  if (seen.severity === 'high' && !runsAnything && isPage(file) && READ_BY_TESTS.test(file) && !said.has(asideOf(file)!)) return { ...seen, severity: 'low', message: `${seen.message}, in a page that only tests read` };
  if (runsAnything && !tasks.has(file) && !(seen.severity === 'high' && standsAside(file))) return seen;
  return { ...seen, severity: less, message: `${seen.message}, in a file that nothing started is seen to load` };
}

/** Is a file a test or one that stands aside, and that neither the manifest nor anything that is started names? */
export function isAside(pkg: Package, file: string): boolean {
  return (standsAside(file) || isTestOfAll(file)) && isUnnamed(pkg, file);
}

/** Is a file one that neither the manifest nor anything that is started names? */
export function isUnnamed(pkg: Package, file: string): boolean {
  return scriptsIn(pkg).reached?.has(file) === false;
}

/** May anything that runs where the package is installed start a script of its `package.json`? */
export function runsTasks(pkg: Package): boolean {
  return scriptsIn(pkg).runsTasks;
}

function scriptsIn(pkg: Package): Scripts {
  const scripts = known.get(pkg) ?? { paths: new Set(scriptsOf(pkg).map(({ path }) => path)), ...follow(pkg), tasks: taskFilesOf(pkg) };
  known.set(pkg, scripts);
  return scripts;
}

function follow(pkg: Package): Omit<Scripts, 'paths' | 'tasks'> {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const entries = entriesOf(pkg);
  if (entries.size === 0 || entries.size < new Set(pkg.manifest.entry_points).size) return { reached: null, said: new Set(), runsAnything: true, runsTasks: true };
  const scripts = new Map<string, Script[]>();
  for (const script of scriptsOf(pkg)) scripts.set(script.path, [...(scripts.get(script.path) ?? []), script]);
  const names = new PackageNames(pkg.files.map(({ path }) => path));
  const paths = new Set(entries);
  const add = (found: Iterable<string>): void => {
    for (const path of found) paths.add(path);
  };
  // Nobody follows Python from here: what it names may be started by it.
  add(pkg.files.flatMap(({ path }) => (PYTHON.test(path) ? [path] : [])));
  add(names.namedByManifest(withoutOwnTasks(pkg)));
  add(names.namedByManifest({ scripts: compilerCommands(pkg) }));
  for (const path of [MANIFEST, ...(isOfBrowser(files.get(OF_BROWSER)) ? [OF_BROWSER] : [])]) if (files.has(path)) paths.add(path);
  let runsAnything = false;
  let runsTasks = false;
  const read = (path: string): void => {
    const file = files.get(path);
    const found = scripts.get(path) ?? [];
    const text = file ? readable(file, found.length > 0) : null;
    // Every word of the package's own manifest is no path.
    if (text !== null && path !== MANIFEST) add(names.namedIn([text, ...found.flatMap(argumentsOf)].join('\n'), path, () => writtenIn(pkg, { path, text, found })));
    if (text !== null && path.endsWith(MANIFEST)) add(names.namedByManifest(withoutTasks(Object.fromEntries([...jsonObject(text)].filter(([name]) => name !== 'files')))));
    runsAnything ||= (found.length > 0 && text !== null && LOADS_BY_PATH.test(text)) || found.some(mayRunAnything);
    for (const script of found) add(script.leads);
    if (runsTasks || !found.some(mayStartTasks)) return;
    runsTasks = true;
    add(names.namedByManifest(withoutPublished(pkg)));
  };
  // A set goes on with what is added to it meanwhile.
  for (const path of paths) read(path);
  return { reached: paths, said: names.said, runsAnything, runsTasks };
}

function isOfBrowser(file: PackageFile | undefined): boolean {
  const text = file ? textOf(file.path, file.bytes) : null;
  return text !== null && jsonObject(text).has('manifest_version');
}

/** What runs is read as it runs, whatever bytes are in it; a page also with its scripts as they are without references. */
function readable({ path, bytes, size }: PackageFile, runs: boolean): string | null {
  if (!isPage(path)) return runs ? decode(bytes) : textOf(path, bytes);
  const html = decodePage(bytes);
  if (size > LARGEST_SCRIPT) return html;
  return [html, ...readPage(html, extensionOf(path)).pieces.map(({ text }) => text)].join('\n');
}

/** What stands in a script without its comments; null for pages, and for what cannot be read. */
function writtenIn(pkg: Package, { path, text, found }: { path: string; text: string; found: readonly Script[] }): string | null {
  const isRead = found.length > 0 && !isPage(path) && found.every(({ failure }) => failure === null);
  const tree = isRead ? readAgain(pkg, path) : null;
  // What one reading takes for a comment, another one runs.
  const isOne = tree && (isTypeScript(path) || otherTreeOf(tree, text) === null);
  return isOne ? [writtenTexts(tree), ...found.flatMap(argumentsOf)].join('\n') : null;
}

/** What calls get that rules ask about, put together. */
function argumentsOf({ uses }: Script): string[] {
  return uses.flatMap(({ arguments: given }) => given.map(({ shape }) => JSON.stringify(shape)));
}

function mayRunAnything({ failure, uses }: Script): boolean {
  return failure !== null || uses.some(isOpening);
}

/** Starts programs, or code that is not known. */
function mayStartTasks({ failure, uses }: Script): boolean {
  return failure !== null || uses.some(({ what }) => RUNS_ANYTHING.test(what) || what === 'native-module');
}

/** A loader that gets an unknown name, or that is handed on. */
function isOpening({ what, how, arguments: [first] }: Script['uses'][number]): boolean {
  return RUNS_ANYTHING.test(what) || what === 'native-module' || (LOADERS.has(what) && (how === 'value' ? what === 'require' : how === 'call' && (first?.constant ?? null) === null));
}
