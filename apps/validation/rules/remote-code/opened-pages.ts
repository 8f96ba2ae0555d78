import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Code } from '../code.js';
import { isPage } from '../javascript/syntax/sources.js';
import { jsonObject } from '../json-object.js';
import { PAGE_NAME } from '../facts/places.js';
import { isAside, runsTasks } from '../reach.js';
import { withoutOwnTasks, withoutTasks, type Members } from '../reach/npm-scripts.js';
import { decode } from '../text.js';

/** Files that may open a page: by a link, in a frame, as a panel. */
const NAMES_PAGES = /\.(?:[cm]?[jt]sx?|json|[xs]?html?|xht|svg|xml|py|lua)$/i;
const PLAIN_NAME = /^[\w$@.-]{1,200}$/;
/** Of a `package.json`, what is for npm and for people who read about the package; no host opens what stands there. */
const FOR_NPM = ['files', 'description', 'keywords', 'homepage', 'bugs', 'repository'];
const NPM_MANIFEST = /(?:^|\/)package\.json$/;
/** Stands for every page of this kind: parts of documents in it are named by number, and none of them is a page in HTML. */
const ANY_XML = '.xml';
/** As many texts of one kind are kept of a script: more of them may have been left out. */
const MOST_TEXTS = 1_000;

/**
 * The pages of a package that something in it opens: named by the manifest, by a file that is no page, or by a page that is opened
 * itself, whatever the case, also with percent signs or in parts that are put together; those that the host starts; all of
 * them where a name has parts that are only known at run time, those in XML where its end is. A page of tests or documentation only where
 * what is started names it, and not another one of its name. Scripts of `closed` open none. Linear.
 */
export function openedPages(pkg: Package, codes: readonly Code[], closed: ReadonlySet<string>): ReadonlySet<string> {
  const { files, manifest } = pkg;
  const members = runsTasks(pkg) ? (found: Members) => found : withoutTasks;
  const all = files.filter(({ path }) => isPage(path));
  const pages = new Map([...groupedBy(all, ({ path }) => nameOf(path)), [ANY_XML, all.filter(({ path }) => nameOf(path).endsWith(ANY_XML))]]);
  if (manifest.entry_points.length === 0) return new Set(all.map(({ path }) => path));
  const byFile = groupedBy(codes, ({ path }) => path);
  const opened = new Set(all.filter(({ path }) => manifest.entry_points.includes(path) || (!PLAIN_NAME.test(nameOf(path)) && !isAside(pkg, path))).map(({ path }) => path));
  const open = (said: string): void => {
    for (const { path } of [...wordsOf(said)].flatMap((word) => pages.get(word) ?? [])) if (!isAside(pkg, path)) opened.add(path);
  };
  const say = ({ path, bytes }: Pick<PackageFile, 'path' | 'bytes'>): void => {
    const said = [NAMES_PAGES.test(path) ? wordsOfFile({ path, bytes }, members) : '', ...(byFile.get(path) ?? []).flatMap(namesIn)].join('\n');
    if (said.includes('\0')) for (const page of all) opened.add(page.path);
    else open(said);
  };
  for (const file of files) if (!isPage(file.path) && !closed.has(file.path)) say(file);
  open(JSON.stringify(withoutNpm(runsTasks(pkg) ? manifest.original : withoutOwnTasks(pkg), files)));
  const byPath = new Map(all.map((page) => [page.path, page]));
  // Grows while it is walked.
  for (const path of opened) say(byPath.get(path)!);
  return opened;
}

/** A manifest of the host says what is opened, also where it is called like one of npm's. */
function withoutNpm(original: Members, files: Package['files']): Record<string, unknown> {
  const own = files.find(({ path }) => path === 'package.json');
  const npm = own && jsonObject(decode(own.bytes));
  return Object.fromEntries(Object.entries(original).filter(([name, value]) => !FOR_NPM.includes(name) || JSON.stringify(value) !== JSON.stringify(npm?.get(name))));
}

function wordsOfFile({ path, bytes }: Pick<PackageFile, 'path' | 'bytes'>, members: (manifest: Members) => Members): string {
  const text = decode(bytes);
  const manifest = NPM_MANIFEST.test(path) ? jsonObject(text) : null;
  return manifest?.size ? JSON.stringify(Object.entries(members(Object.fromEntries(manifest))).filter(([name]) => !FOR_NPM.includes(name))) : text;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), group);
    group.push(item);
  }
  return groups;
}

/** The names of pages in a script; one of NUL where any page may be meant. */
function namesIn({ texts }: Code): string[] {
  const names = texts.map(({ shape }) => shape).filter((shape) => PAGE_NAME.test(shape));
  const open = names.filter((name) => nameOf(name).includes('\0'));
  if (names.length >= MOST_TEXTS || open.some((name) => !nameOf(name).endsWith(ANY_XML))) return ['\0'];
  return [...names.map((name) => name.replaceAll('\0', ' ')), ...(open.length > 0 ? [ANY_XML] : [])];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))).toLowerCase().split(/[^\w$@.-]+/));
}
