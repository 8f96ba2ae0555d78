import { asideOf, asidesIn } from './aside.js';

const EXTENSION = /\.(?:[cm]?[jt]sx?|[xs]?html?|xht|svg|xml|jsonc?|json5)\b/gi;
/** A folder that a pattern names. */
const FOLDER = /(?:^|\/)[^*/]+\//;
const PLAIN_NAME = /^[\w$@.-]{1,200}$/;
/** UTF-16 units before the extension of a file that are looked at. */
const LONGEST_NAME = 200;
/** A text between quotation marks, or in angle brackets of markup, that may be a path. */
const QUOTED = /["'`]([^"'`\n]{1,200})["'`]/g;
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|([\s\S]))/gi;
const FIELDS = ['main', 'module', 'browser', 'exports', 'imports', 'bin', 'unpkg', 'jsdelivr', 'types', 'jsnext:main', 'react-native', 'electron', 'deno', 'worker', 'sideEffects'];
/** What Node.js is told to start in a command, `node setup`: it completes the name of a file or folder. */
const STARTED = /\bnode(?:\.exe)?\s+(?:-[\w-]{1,40}\s+){0,5}["']?([\w./@-]{1,200})/g;
/** Values below one field of a manifest that are looked at. */
const MOST_VALUES = 500;
/** Paths that are compared with patterns; from then on a pattern stands for every file. */
const MOST_COMPARED = 2_000_000;

/** Files by the folder of tests or documentation that they are in; null for the others. */
type Files = Map<string | null, string[]>;

/**
 * The files of a package by everything that may stand for them in a text: more rather than fewer. What is in a folder of tests or
 * documentation is meant only by who is in one of that name, or names it: the others mean their own file of that name. What one
 * answer had, later ones may leave out.
 */
export class PackageNames {
  /** Name with extension → paths; everything in lower case, because some file systems do not tell cases apart. */
  readonly #byName = new Map<string, Files>();
  /** Name without extension → paths. */
  readonly #byStem = new Map<string, Files>();
  /** Name of a folder → what Node.js starts in it. */
  readonly #byFolder = new Map<string, Files>();
  /** Files whose names nothing could be found by: they count as named. */
  readonly #odd: Files = new Map();
  readonly #all: readonly string[];
  /** In lower case with the path as it is, in order. */
  readonly #sorted: readonly (readonly [lower: string, path: string])[];
  /** Lists of files that were answered. */
  readonly #given = new Set<readonly string[]>();
  /** Folders of tests or documentation that any text named, in lower case. */
  readonly said = new Set<string>();
  readonly #patterns = new Set<string>();
  #compared = 0;
  /** Names of packages inside of the package. */
  readonly #dependencies = new Set<string>();

  readonly #asidesIn: (text: string) => ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    this.#all = paths;
    this.#asidesIn = asidesIn(new Set(paths.flatMap((path) => asideOf(path) ?? [])));
    this.#sorted = paths.map((path) => [path.toLowerCase(), path] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [lower, path] of this.#sorted) {
      const segments = lower.split('/');
      const name = segments.pop()!;
      const stem = name.replace(/\.[^.]+$/, '');
      if (!PLAIN_NAME.test(name)) putIn(this.#odd, path);
      put(this.#byName, name, path);
      put(this.#byStem, stem, path);
      if (stem === 'index' || name === 'package.json') put(this.#byFolder, segments.at(-1) ?? '', path);
      const inside = segments.lastIndexOf('node_modules');
      if (inside >= 0 && inside + 1 < segments.length) this.#dependencies.add(segments.slice(inside + 1, inside + (segments[inside + 1]?.startsWith('@') ? 3 : 2)).join('/'));
    }
  }

  /**
   * Files that the text of a file names: by their whole name anywhere, without extension or by their folder in a quoted path.
   * `written`: its texts without comments, where these are known. A comment may say where there is an example, and nobody opens that.
   */
  namedIn(text: string, by: string, written: () => string | null = () => null): Set<string> {
    const said = this.#asidesIn(text);
    const asides = [...said].every((aside) => aside === asideOf(by)) ? said : this.#asidesIn(written() ?? text);
    for (const aside of asides) this.said.add(aside);
    const found = new Found(new Set([null, asideOf(by), ...asides]));
    this.#add(found, this.#odd);
    for (const name of namesIn(text)) this.#add(found, this.#byName.get(name.toLowerCase()));
    for (const match of text.matchAll(QUOTED)) if (match[1]) this.#addPath(found, match[1]);
    return found.paths;
  }

  /** Files that a manifest names: by their whole name anywhere, otherwise where Node.js and bundlers look. */
  namedByManifest(manifest: Readonly<Record<string, unknown>>): Set<string> {
    const text = JSON.stringify(manifest);
    const asides = this.#asidesIn(text);
    for (const aside of asides) this.said.add(aside);
    const found = new Found(new Set([null, ...asides]));
    this.#add(found, this.#odd);
    for (const name of namesIn(text)) this.#add(found, this.#byName.get(name.toLowerCase()));
    for (const command of textsBelow(manifest['scripts'])) for (const [, started] of command.matchAll(STARTED)) this.#addPath(found, started!.startsWith('.') ? started! : `./${started}`);
    for (const field of FIELDS) for (const value of textsBelow(manifest[field])) this.#addPath(found, value.startsWith('.') ? value : `./${value}`);
    return found.paths;
  }

  #addPath(found: Found, written: string): void {
    const path = plain(written).toLowerCase();
    const isRelative = /^(?:\.{0,2}\/|\.{1,2}$|#)/.test(path);
    // A star alone is a sign of many meanings.
    if (path.includes('*')) return isRelative || FOLDER.test(path) ? this.#addMatching(found, path) : undefined;
    const last = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
    // What a script reads it may run, whatever it is called.
    if (!isRelative && !this.#isDependency(path)) return last.includes('.') ? this.#add(found, this.#byName.get(last)) : undefined;
    for (const names of [this.#byName, this.#byStem, this.#byFolder]) this.#add(found, names.get(last));
    if (/^\.{0,2}$/.test(last)) this.#add(found, this.#byStem.get('index'));
  }

  #isDependency(path: string): boolean {
    const [first = '', second = ''] = path.split('/');
    return this.#dependencies.has(first.startsWith('@') ? `${first}/${second}` : first);
  }

  /** `./lib/*.js` of `exports` and `imports`. */
  #addMatching(found: Found, pattern: string): void {
    if (this.#patterns.has(pattern)) return;
    this.#patterns.add(pattern);
    const [before = '', after = ''] = pattern.replace(/^\.\//, '').split('*');
    for (let index = this.#firstFrom(before); index < this.#sorted.length; index++) {
      const [lower, path] = this.#sorted[index]!;
      if (!lower.startsWith(before)) return;
      if (++this.#compared > MOST_COMPARED) return found.add(this.#all);
      if (lower.includes(after, before.length) && found.asides.has(asideOf(path))) found.paths.add(path);
    }
  }

  /** Where the paths that begin with `before` begin. */
  #firstFrom(before: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]![0] < before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #add(found: Found, files: Files | undefined): void {
    for (const [aside, paths] of files ?? []) {
      if (!found.asides.has(aside) || this.#given.has(paths)) continue;
      this.#given.add(paths);
      found.add(paths);
    }
  }
}

class Found {
  readonly paths = new Set<string>();

  constructor(readonly asides: ReadonlySet<string | null>) {}

  add(paths: Iterable<string>): void {
    for (const path of paths) this.paths.add(path);
  }
}

function put(names: Map<string, Files>, name: string, path: string): void {
  const files = names.get(name) ?? new Map<string | null, string[]>();
  names.set(name, files);
  putIn(files, path);
}

function putIn(files: Files, path: string): void {
  const aside = asideOf(path);
  const paths = files.get(aside);
  if (paths) paths.push(path);
  else files.set(aside, [path]);
}

/** What looks like the name of a script, page or table; time is linear, whatever the text. */
function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const { 0: extension, index } of text.matchAll(EXTENSION)) {
    const before = /[\w$@.-]+$/.exec(text.slice(Math.max(0, index - LONGEST_NAME), index));
    if (before) names.add(before[0] + extension);
  }
  return names;
}

/** A path as a loader reads it: escapes and percent signs replaced, without query, blanks and line ends inside. */
function plain(written: string): string {
  const text = written.includes('\\') ? written.replace(ESCAPE, (_, byte?: string, unit?: string, long?: string, other?: string) => {
    const code = byte ?? unit ?? long;
    return code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : /[tnr]/.test(other ?? '') ? '' : (other ?? '');
  }) : written;
  return text.replace(/[\t\n\r]/g, '').replace(/(?<=.)[?#].*$/s, '').replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16))).replaceAll('\\', '/');
}

function textsBelow(value: unknown): string[] {
  const found: string[] = [];
  const open = [value];
  for (let next = open.pop(); next !== undefined && found.length < MOST_VALUES; next = open.pop()) {
    if (typeof next === 'string') found.push(next);
    else if (typeof next === 'object' && next !== null) for (const each of [...Object.values(next), ...Object.keys(next)]) if (each !== undefined) open.push(each);
  }
  return found;
}
