import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { decodePage } from '../../rules/html/charset.js';
import { readPage as readPageOf } from '../../rules/html/page.js';
import { isTypeScript, parseScript } from '../../rules/javascript/syntax/tree.js';
import type { Failure } from '../../rules/javascript/syntax/tree.js';
import { treeOf } from '../../rules/javascript/syntax/trees.js';
import { isPage, runsWhenLoaded } from '../../rules/javascript/syntax/sources.js';
import { extensionOf } from '../../rules/text.js';
import type { Offsets } from '../../rules/text.js';

export { isPage };

/** A script of the package that is read as JavaScript or TypeScript. */
export interface Source {
  path: string;
  /** Where what is in its tree stands in the file; a page has several scripts. */
  at: Offsets;
  program: ESTree.Program | null;
  /** UTF-16 units of it. */
  size: number;
  /** Why there is no tree. */
  failure: string | null;
}

const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx']);

export function isPython(path: string): boolean {
  return /^\.pyw?$/.test(extensionOf(path));
}

/** Is it a script by its name, or because the host starts it? */
export function isScript(path: string, entries: ReadonlySet<string>): boolean {
  const extension = extensionOf(path);
  if (SCRIPTS.has(extension)) return true;
  if (isTypeScript(path)) return !/\.d\.[mc]?ts$/.test(path);
  return entries.has(path) && !isPython(path) && !isPage(path) && runsWhenLoaded(path);
}

export function readScript(file: PackageFile, pkg: Package): Source {
  return { ...outcome(treeOf(pkg, file)), path: file.path, size: file.size, at: (offset) => offset };
}

function outcome(tree: ESTree.Program | Failure): Pick<Source, 'program' | 'failure'> {
  return 'reason' in tree ? { program: null, failure: tree.message } : { program: tree, failure: null };
}

/** The scripts inside of a page, and the paths of those that it loads, as written. */
export function readPage(file: PackageFile): { sources: Source[]; links: string[] } {
  const { pieces, links } = readPageOf(decodePage(file.bytes), extensionOf(file.path));
  return { sources: pieces.map(({ text, unread, at, module }) => ({ ...(unread === null ? outcome(parseScript(file.path, text, module)) : { program: null, failure: unread }), path: file.path, size: text.length, at })), links };
}
