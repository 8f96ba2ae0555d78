import type { Package } from '#libs/manifest/manifest.js';
import type { Code } from './code.js';
import { isPage } from './javascript/sources.js';
import { PAGE_NAME } from './places.js';
import { decode } from './text.js';

/** Files that may open a page: by a link, in a frame, as a panel. */
const NAMES_PAGES = /\.(?:[cm]?[jt]sx?|json|[xs]?html?|xht|svg|xml|py|lua)$/i;
const PLAIN_NAME = /^[\w$@.-]{1,200}$/;
/** As many texts of one kind are kept of a script: more of them may have been left out. */
const MOST_TEXTS = 1_000;

/**
 * The pages of a package that something in it names, whatever the case, also with percent signs or in parts that are put
 * together; those that the host starts; all of them where a name has parts that are only known at run time. Linear.
 */
export function openedPages({ files, manifest }: Package, codes: readonly Code[]): ReadonlySet<string> {
  const pages = files.filter(({ path }) => isPage(path)).map(({ path }) => ({ path, name: nameOf(path) }));
  const texts = codes.map(({ texts: each }) => each.map(({ shape }) => shape).filter((shape) => PAGE_NAME.test(shape)));
  const isUnknown = manifest.entry_points.length === 0 || texts.some((each) => each.length >= MOST_TEXTS || each.some((shape) => nameOf(shape).includes('\0')));
  if (isUnknown) return new Set(pages.map(({ path }) => path));
  const named = wordsOf([JSON.stringify(manifest.original), ...texts.flat()].join('\n'));
  const names = new Set(pages.map(({ name }) => name));
  /** Name of a page → the file that says it, or null for several. */
  const sayers = new Map<string, string | null>();
  for (const { path, bytes } of files) {
    if (!NAMES_PAGES.test(path)) continue;
    for (const word of wordsOf(decode(bytes))) if (names.has(word)) sayers.set(word, sayers.has(word) ? null : path);
  }
  const isOpened = ({ path, name }: { path: string; name: string }): boolean => manifest.entry_points.includes(path) || !PLAIN_NAME.test(name) || named.has(name) || (sayers.has(name) && sayers.get(name) !== path);
  return new Set(pages.filter(isOpened).map(({ path }) => path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))).toLowerCase().split(/[^\w$@.-]+/));
}
