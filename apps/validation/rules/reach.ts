import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import type { Script } from './javascript/scripts.js';
import { scriptsOf } from './javascript/scripts.js';
import { entriesOf } from './javascript/sources.js';
import { LOADERS } from './javascript/wanted.js';
import { decode } from './text.js';

/** What a finding weighs in a script that nothing started loads. What blocks a package always does. */
const LESS: Partial<Record<Severity, Severity>> = { critical: 'medium', high: 'medium', medium: 'low' };
const EXTENSION = /\.(?:[cm]?[jt]sx?|x?html?|svg)\b/g;
const PLAIN_NAME = /^[\w$@.-]{1,200}$/;
/** UTF-16 units before the extension of a file that are looked at. */
const LONGEST_NAME = 200;
const RUNS_ANYTHING = /^(?:eval|execScript|Function|constructor|_compile|importScripts|Worker|SharedWorker|process\.(?:binding|_linkedBinding|dlopen)|module:(?:child_process|worker_threads|cluster|vm|module|repl|inspector)(?:[./].*)?)$/;

interface Scripts {
  paths: ReadonlySet<string>;
  /**
   * Files that what the host starts loads or names, or that the manifest names. Null when it cannot be told: nothing is
   * started, or something that is no script, or code that may run a file which it does not name.
   */
  reached: ReadonlySet<string> | null;
}

const known = new WeakMap<Package, Scripts>();

/**
 * What a rule saw in a script that is never run counts less (tests, examples, leftovers): at most medium. Where any code
 * that does run could load it by a name that is only known at run time, it counts in full.
 */
export function weighed<T extends Pick<Finding, 'severity' | 'message'>>(pkg: Package, file: string, seen: T): T {
  const less = LESS[seen.severity];
  if (!less || pkg.manifest.entry_points.includes(file)) return seen;
  const scripts = known.get(pkg) ?? { paths: new Set(scriptsOf(pkg).map(({ path }) => path)), reached: follow(pkg) };
  known.set(pkg, scripts);
  const { paths, reached } = scripts;
  if (reached === null || !paths.has(file) || reached.has(file)) return seen;
  return { ...seen, severity: less, message: `${seen.message}, in a file that nothing started is seen to load` };
}

function follow(pkg: Package): ReadonlySet<string> | null {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const entries = entriesOf(pkg, files);
  if (entries.size === 0 || entries.size < new Set(pkg.manifest.entry_points).size) return null;
  const scripts = grouped(scriptsOf(pkg), ({ path }) => path);
  const named = grouped([...scripts.keys()], nameOf);
  const paths = new Set(entries);
  const add = (found: readonly string[]): void => found.forEach((path) => paths.add(path));
  const addNamed = (text: string): void => (namesIn(text)).forEach((name) => add(named.get(name) ?? []));
  add([...scripts.keys()].filter((path) => !PLAIN_NAME.test(nameOf(path))));
  addNamed(JSON.stringify(pkg.manifest.original));
  // A set goes on with what is added to it meanwhile.
  for (const path of paths) {
    const file = files.get(path);
    if (file) addNamed(decode(file.bytes));
    for (const script of scripts.get(path) ?? []) {
      if (mayRunAnything(script)) return null;
      add(script.leads);
    }
  }
  return paths;
}

/** What looks like the name of a script or page; time is linear, whatever the text. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const { 0: extension, index } of text.matchAll(EXTENSION)) {
    const before = /[\w$@.-]+$/.exec(text.slice(Math.max(0, index - LONGEST_NAME), index));
    if (before) names.add(before[0] + extension);
  }
  return names;
}

function grouped<T>(list: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function mayRunAnything({ failure, uses }: Script): boolean {
  return failure !== null || uses.some(isOpening);
}

function isOpening({ what, how, arguments: [first] }: Script['uses'][number]): boolean {
  return RUNS_ANYTHING.test(what) || what === 'native-module' || (how === 'call' && LOADERS.has(what) && first?.constant === null);
}
