import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Code, CodeText, Use } from '../../code.js';
import { decodePage } from '../../html/charset.js';
import { readPage } from '../../html/page.js';
import type { Page } from '../../html/page.js';
import type { Features } from '../../obfuscation/features.js';
import { kindOfPlace } from '../../facts/places.js';
import { decode, evidence, extensionOf, Places } from '../../text.js';
import type { Part, Word } from '../../unicode/words.js';
import type { Mentions } from './mentions.js';
import { readProgram } from '../names/reading.js';
import { entriesOf, isPage, isScript, mayBeScript, resolverOf, runsWhenLoaded } from './sources.js';
import { isTypeScript, otherTreeOf, parseScript, uncompiledIn } from './tree.js';
import type { Failure } from './tree.js';
import { treeOf } from './trees.js';
import { LARGEST_TYPED } from './typed.js';
import { writtenIn } from '../texts/written-elsewhere.js';
import type { WrittenElsewhere } from '../texts/written-elsewhere.js';

/** What is known about one script of a package; its tree is not kept. A page has as many as it has places with a script. */
export interface Script extends Code {
  /** The host starts it. */
  entry: boolean;
  /** Another script loads it. */
  loaded: boolean;
  /** Files of the package that it loads. */
  leads: readonly string[];
  /** What a compiler has to take out of it, so that no engine runs it as it is; null for plain scripts. */
  uncompiled: string | null;
  /** Why nothing is known about its code. */
  failure: Failure | { reason: 'too-large'; message: string; line: null; column: null } | null;
  /** What its shape says about obfuscation. */
  features: Features;
  /** Names, texts and blanks that are not ASCII. */
  words: readonly Word[];
  /** Names and texts with characters that cannot be seen; offsets in what was parsed. Null for a script in a text of another one. */
  parts: readonly Part[] | null;
  /** The names in it; null when it was not read. */
  mentions: Mentions | null;
}

/** Bytes; the tree of a larger script may not fit into the memory of the child process. No format takes larger files by default. */
export const LARGEST_SCRIPT = 10 * 1024 * 1024;
/** UTF-16 units; in a larger script there may be too many names to follow without anybody's having meant it. */
const LARGEST_FOLLOWED = 1024 * 1024;
/** Scripts that are put together, one in the other. */
const DEEPEST_MADE = 4;
/** Uses of the same kind that are kept of one script. */
const MOST_ALIKE = 200;
/** Uses that are kept of one script. */
const MOST_USES = 20_000;
/** Calls of which each argument is another thing. */
const BY_NAME = new Set(['process.binding', 'process._linkedBinding', 'process.getBuiltinModule']);
/** Texts of one kind that are kept of one script. */
const MOST_TEXTS = 1_000;

const known = new WeakMap<Package, Script[] | { error: unknown }>();

/** Every script of a package: by extension, in a page, by being an entry point, by being loaded from a script. Read once; an error is thrown again. */
export function scriptsOf(pkg: Package): readonly Script[] {
  const scripts = known.get(pkg) ?? attempt(pkg);
  known.set(pkg, scripts);
  if ('error' in scripts) throw scripts.error;
  return scripts;
}

/** Has a script one of these names in it? */
export function mentionsOne({ mentions }: Script, names: RegExp): boolean {
  for (const name of mentions?.names ?? []) if (names.test(name)) return true;
  return false;
}

/** The error as well: to fail takes as long as to read, and every rule asks. */
function attempt(pkg: Package): Script[] | { error: unknown } {
  try {
    return readScripts(pkg);
  } catch (error) {
    return { error };
  }
}

interface Read {
  scripts: Omit<Script, 'loaded' | 'leads'>[];
  /** What they load, as written. */
  links: string[];
}

function readScripts(pkg: Package): Script[] {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const entries = entriesOf(pkg);
  const open = pkg.files.filter((file) => isScript(file) || isPage(file.path) || entries.has(file.path) || mayBeScript(file));
  const listed = new Set(open.map((file) => file.path));
  const loaded = new Set<string>();
  const scripts: Omit<Script, 'loaded'>[] = [];
  const elsewhere = writtenIn(pkg, files);
  for (let next = open.shift(); next; next = open.shift()) {
    const file = next;
    const entry = entries.has(file.path);
    const read = isPage(file.path) && !entry ? readPageFile(file) : readScriptFile(pkg, file, entry, elsewhere(file.path));
    const leads = [...new Set(read.links.flatMap((link) => resolverOf(pkg).all(link, file.path)))];
    const told = read.scripts.filter(({ failure, uses }) => entry || isScript(file) || isPage(file.path) || (failure ? failure.reason !== 'syntax' && runsWhenLoaded(file.path) && loaded.has(file.path) : uses.length > 0 || loaded.has(file.path)));
    for (const script of told) scripts.push({ ...script, leads });
    for (const path of leads) {
      const target = files.get(path);
      loaded.add(path);
      if (!target || listed.has(path) || !runsWhenLoaded(path)) continue;
      listed.add(path);
      open.push(target);
    }
  }
  return scripts.map((script) => ({ ...script, loaded: loaded.has(script.path) }));
}

function readScriptFile(pkg: Package, file: PackageFile, entry: boolean, elsewhere: WrittenElsewhere): Read {
  const most = isTypeScript(file.path) ? LARGEST_TYPED : LARGEST_SCRIPT;
  if (file.size > most) return tooLarge(file, entry, most);
  const text = decode(file.bytes);
  const tree = treeOf(pkg, file, text);
  // Whoever loads it decides which of the two it is.
  const other = 'reason' in tree || isTypeScript(file.path) ? null : otherTreeOf(tree, text);
  const reads = (other ? [tree, other] : [tree]).map((each) => readText({ path: file.path, tree: each, text, entry, elsewhere }, new Places(text)));
  return { scripts: reads.flatMap(({ scripts }) => scripts), links: reads.flatMap(({ links }) => links) };
}

function readPageFile(file: PackageFile): Read {
  if (file.size > LARGEST_SCRIPT) return tooLarge(file, false, LARGEST_SCRIPT);
  const html = decodePage(file.bytes);
  const places = new Places(html);
  const page = readPage(html, extensionOf(file.path));
  const reads = page.pieces.map(({ text, unread, start, at, module }): Read => {
    // The page itself loads what cannot be read in it.
    if (unread !== null) return { scripts: [{ ...nothing(file.path, false), failure: { reason: 'too-deep', message: unread, ...places.at(start) } }], links: [`./${file.path.slice(file.path.lastIndexOf('/') + 1)}`] };
    return readText({ path: file.path, tree: parseScript(module ? 'inline.mjs' : 'inline.js', text, false), text, entry: false }, places.through(at));
  });
  const remote = remoteScripts(file.path, html, page, places);
  const scripts = [...remote, ...reads.flatMap((read) => read.scripts)];
  // A page without a script of its own still loads others.
  return { scripts: scripts.length > 0 ? scripts : [nothing(file.path, false)], links: [...page.links.map((link) => `./${link}`), ...reads.flatMap(({ links }) => links)] };
}

function remoteScripts(path: string, html: string, page: Page, places: Places): Read['scripts'] {
  if (page.remote.length === 0) return [];
  const uses = page.remote.slice(0, MOST_ALIKE).map(({ url, start, fixed }): Use => {
    const given = { constant: url, text: true, shape: url, flows: [], ...(fixed && { fixed }) };
    return { what: 'script-element.src', how: 'write', arguments: [given], ...places.at(start), evidence: evidence(html, start) };
  });
  return [{ ...nothing(path, false), uses }];
}

interface Source {
  path: string;
  tree: ESTree.Program | Failure;
  text: string;
  entry: boolean;
  /** Texts of other files of the package. */
  elsewhere?: WrittenElsewhere;
}

/** `made`: how many of the scripts around it are put together. */
function readText({ path, tree, text, entry, elsewhere }: Source, places: Places, made = 0): Read {
  if ('reason' in tree) return { scripts: [{ ...nothing(path, entry), failure: placed(tree, places, text) }], links: [] };
  const { seen, links, texts, lost, features, enclosed, words, parts, mentions } = readProgram(tree, text, places, null, elsewhere ?? null);
  const alike = new Map<string, number>();
  const uses: Use[] = [];
  for (const { what, how, arguments: given, start } of seen) {
    const kind = [what, how, ...given.map(({ constant, text: isText, shape, flows }) => `${constant === null}${isText}${flows.join()}${BY_NAME.has(what) ? constant : kindOfPlace(shape)}`)].join();
    const count = (alike.get(kind) ?? 0) + 1;
    alike.set(kind, count);
    if (count <= MOST_ALIKE && uses.length < MOST_USES) uses.push({ what, how, arguments: given, ...places.at(start), evidence: evidence(text, start) });
  }
  // Ordinary addresses do not crowd out what rules ask about.
  const kept = texts.filter(({ shape }) => {
    const kind = kindOfPlace(shape);
    const count = (alike.get(kind) ?? 0) + 1;
    alike.set(kind, count);
    return count <= MOST_TEXTS;
  });
  const named = kept.map(({ start, ...each }): CodeText => ({ ...each, ...places.at(start), evidence: evidence(text, start) }));
  const failure: Script['failure'] = lost ? { reason: text.length > LARGEST_FOLLOWED ? 'too-large' : 'too-deep', message: 'its names lead to each other in more ways than can be followed', line: null, column: null } : null;
  // What is decoded is shorter, so that its places lie in the text that it stands in.
  const inside = enclosed.filter((each) => !each.made || made < DEEPEST_MADE).map((each) => readText({ path, tree: each.tree, text: each.text, entry }, places.from(each.start), made + (each.made ? 1 : 0)));
  const script = { ...nothing(path, entry), uncompiled: uncompiledIn(tree), failure, uses, texts: named, features, words, parts, mentions };
  return { scripts: [script, ...inside.flatMap(({ scripts }) => scripts.map((each) => ({ ...each, parts: null })))], links: [...links, ...inside.flatMap((each) => each.links)] };
}

/** What to do about a script that cannot be read, by why that is. */
export const UNREADABLE_HELP: Readonly<Record<NonNullable<Script['failure']>['reason'], string>> = {
  syntax: 'Fix the syntax (scripts are read as UTF-8), or leave the file out of the package.',
  'too-deep': 'Nest less, or split what a tool generated into parts.',
  'too-large': 'Split the script, or move its data into a JSON file.',
};

/** What ends a line for parsers of JavaScript. */
const LINE_END = /\r\n?|[\n\u2028\u2029]/g;

/** A failure with its place in the file: parsers count from the start of what they got. */
function placed(failure: Failure, places: Places, text: string): Failure {
  if (failure.line === null || failure.column === null) return failure;
  const end = failure.line > 1 ? [...text.matchAll(LINE_END)][failure.line - 2] : undefined;
  return { ...failure, ...places.at((end ? end.index + end[0].length : 0) + failure.column - 1) };
}

function tooLarge(file: PackageFile, entry: boolean, most: number): Read {
  const failure = { reason: 'too-large' as const, message: `it has more than ${most} bytes`, line: null, column: null };
  return { scripts: [{ ...nothing(file.path, entry), failure }], links: [] };
}

function nothing(path: string, entry: boolean): Read['scripts'][number] {
  return { path, entry, uncompiled: null, failure: null, uses: [], texts: [], features: new Map(), words: [], parts: [], mentions: null };
}
