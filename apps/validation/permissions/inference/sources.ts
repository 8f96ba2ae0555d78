import { parse as parseBabel } from '@babel/parser';
import { parse as parseHtml } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';
import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { parseScript } from '../../rules/javascript/tree.js';
import { decode, extensionOf } from '../../rules/text.js';

/** A script of the package that is read as JavaScript or TypeScript. */
export interface Source {
  path: string;
  /** UTF-16 units that come before the script's text in its tree; negative inside of a page. */
  offset: number;
  program: ESTree.Program | null;
  /** Why there is no tree. */
  failure: string | null;
}

const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx']);
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);
const PAGES = new Set(['.html', '.htm']);
/** Skynet runs its code inside of an async function: `await` and `return` stand at its top level. */
const WRAPPED = 'async () => {';

export function isPython(path: string): boolean {
  return extensionOf(path) === '.py';
}

export function isPage(path: string): boolean {
  return PAGES.has(extensionOf(path));
}

/** Is it a script by its name, or because the host starts it? */
export function isScript(path: string, entries: ReadonlySet<string>): boolean {
  const extension = extensionOf(path);
  if (SCRIPTS.has(extension)) return true;
  if (TYPESCRIPT.has(extension)) return !/\.d\.[mc]?ts$/.test(path);
  return entries.has(path) && !isPython(path) && !isPage(path) && extension !== '.json';
}

export function readScript(file: PackageFile, pkg: Package): Source {
  const text = decode(file.bytes);
  if (TYPESCRIPT.has(extensionOf(file.path))) return readTypeScript(file.path, text);
  const plain = parse(file.path, text, pkg.manifest.original['type'] === 'module');
  if (plain.program || pkg.manifest.dialect !== 'skynet') return { ...plain, path: file.path, offset: 0 };
  const wrapped = parse(file.path, `${WRAPPED}${text}\n}`, true);
  return wrapped.program ? { ...wrapped, path: file.path, offset: WRAPPED.length } : { ...plain, path: file.path, offset: 0 };
}

function parse(path: string, text: string, isModule: boolean): Pick<Source, 'program' | 'failure'> {
  const tree = parseScript(path, text, isModule);
  return 'reason' in tree ? { program: null, failure: tree.message } : { program: tree, failure: null };
}

function readTypeScript(path: string, text: string): Source {
  try {
    const plugins = path.endsWith('x') ? (['estree', 'typescript', 'jsx', 'decorators'] as const) : (['estree', 'typescript', 'decorators'] as const);
    const { program } = parseBabel(text, { sourceType: 'unambiguous', plugins: [...plugins], attachComment: false });
    return { path, offset: 0, program: program as unknown as ESTree.Program, failure: null };
  } catch (error) {
    return { path, offset: 0, program: null, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The scripts inside of a page. */
export function readPage(file: PackageFile): Source[] {
  const document = parseHtml(decode(file.bytes), { sourceCodeLocationInfo: true });
  const sources: Source[] = [];
  const open: DefaultTreeAdapterTypes.Node[] = [document];
  for (let node = open.pop(); node; node = open.pop()) {
    if ('childNodes' in node) open.push(...node.childNodes);
    if (node.nodeName !== 'script' || !('childNodes' in node)) continue;
    const [content] = node.childNodes;
    if (!content || !('value' in content)) continue;
    const type = 'attrs' in node ? (node.attrs.find(({ name }) => name === 'type')?.value ?? '') : '';
    if (type !== '' && !/javascript|module/i.test(type)) continue;
    sources.push({ ...parse(file.path, content.value, type === 'module'), path: file.path, offset: -(content.sourceCodeLocation?.startOffset ?? 0) });
  }
  return sources;
}
