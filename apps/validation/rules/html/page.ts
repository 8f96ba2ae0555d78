import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';

/** A part of a page that a browser runs as a script. */
export interface Piece {
  text: string;
  /** UTF-16 offset in the page. */
  start: number;
  /** False when the text was written with character references, so that only its start has a place in the page. */
  exact: boolean;
  module: boolean;
}

/** An address that a page loads a script from. */
export interface RemoteScript {
  url: string;
  start: number;
}

export interface Page {
  pieces: Piece[];
  remote: RemoteScript[];
  /** Paths of scripts in the package, as written. */
  links: string[];
}

type Element = DefaultTreeAdapterMap['element'];
type Child = DefaultTreeAdapterMap['childNode'];

/** Types of `<script>` that are JavaScript (HTML, "JavaScript MIME type essence match"); others hold data. */
const JAVASCRIPT = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma|j)script(?:;.*)?|)$/i;
const CARRIERS = new Set(['href', 'src', 'action', 'formaction', 'xlink:href']);
const REMOTE = /^\s*(?:https?:)?\/\//i;

/** The scripts of a page, as a browser finds them: `<script>`, `on…` attributes, `javascript:` addresses, pages in `srcdoc`. */
export function readPage(html: string): Page {
  const page: Page = { pieces: [], remote: [], links: [] };
  const open: Child[] = [...parse(html, { sourceCodeLocationInfo: true, scriptingEnabled: false }).childNodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    if (node.tagName === 'script') readScript(node, html, page);
    readAttributes(node, html, page);
    open.push(...node.childNodes);
    if ('content' in node) open.push(...(node as DefaultTreeAdapterMap['template']).content.childNodes);
  }
  page.pieces.sort((a, b) => a.start - b.start);
  return page;
}

function readScript(node: Element, html: string, page: Page): void {
  const attribute = (name: string): string | undefined => node.attrs.find((each) => each.name === name)?.value;
  const type = attribute('type') ?? '';
  if (!JAVASCRIPT.test(type.trim())) return;
  const url = attribute('src') ?? attribute('href');
  const start = node.sourceCodeLocation?.startOffset ?? 0;
  if (url !== undefined && REMOTE.test(url)) page.remote.push({ url, start });
  else if (url !== undefined && !/^[a-z]+:/i.test(url)) page.links.push(url.replace(/[?#].*$/s, ''));
  const [content] = node.childNodes;
  if (!content || !defaultTreeAdapter.isTextNode(content)) return;
  const from = content.sourceCodeLocation?.startOffset ?? start;
  page.pieces.push({ text: content.value, start: from, exact: html.startsWith(content.value, from), module: type.trim().toLowerCase() === 'module' });
}

function readAttributes(node: Element, html: string, page: Page): void {
  for (const { name, value } of node.attrs) {
    const handler = /^on[a-z]+$/.test(name);
    const address = CARRIERS.has(name) ? /^[\s\0]*javascript:/i.exec(value) : null;
    if (!handler && !address && name !== 'srcdoc') continue;
    const place = node.sourceCodeLocation?.attrs?.[name];
    const from = place?.startOffset ?? 0;
    if (name === 'srcdoc') readInner(value, from, page);
    else {
      const text = address ? value.slice(address[0].length) : value;
      const at = html.slice(from, place?.endOffset).indexOf(text);
      page.pieces.push({ text, start: at < 0 ? from : from + at, exact: at >= 0, module: false });
    }
  }
}

/** A page inside of an attribute: its scripts count as being where the attribute is. A page in a page in a page is not a page. */
function readInner(html: string, start: number, page: Page): void {
  const { pieces, remote } = html.includes('srcdoc') ? { pieces: [{ text: html }], remote: [] } : readPage(html);
  for (const { text } of pieces) page.pieces.push({ text, start, exact: false, module: false });
  for (const { url } of remote) page.remote.push({ url, start });
}
