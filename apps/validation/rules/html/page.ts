import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { isIntegrity } from '../integrity.js';
import { addressOf } from './address.js';
import { hiddenIn, isHidden } from './hidden.js';
import { isCarrier, isHandler, layersOf } from './tag.js';
import type { Tag } from './tag.js';
import { readXml } from './xml.js';

/** A part of a page that a browser runs as a script, or may run and that cannot be read. */
export interface Piece {
  text: string;
  /** Why it cannot be read; its text is no script then. */
  unread: string | null;
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
  /** A hash beside it says which script it is. */
  fixed?: true;
}

/** A page of a server that a page shows inside of itself. */
export interface RemoteFrame {
  url: string;
  start: number;
  /** Nobody sees it: by its size, or by a style of its own, of its name or of its kind. */
  hidden: boolean;
}

export interface Page {
  pieces: Piece[];
  remote: RemoteScript[];
  frames: RemoteFrame[];
  /** Paths of scripts in the package, as written. */
  links: string[];
}

type Element = DefaultTreeAdapterMap['element'];
type Child = DefaultTreeAdapterMap['childNode'];

/** Types of `<script>` that are JavaScript (HTML, "JavaScript MIME type essence match"); others hold data. */
const JAVASCRIPT = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script[\d.]*\s*(?:;.*)?|)$/i;
/** What is embedded is a page of its own. */
const FRAMES = new Set(['iframe', 'frame', 'object', 'embed']);
/** Pages in pages that are opened; what is deeper is told as a script that cannot be read. */
const DEEPEST = 3;
/** No engine takes it for a script. */
const UNREADABLE = '<';
const PREFIX = /(<\/?)[\w.-]{1,100}:(?=[a-z])/gi;
const XML = /^\.(?:svg|xhtml|xht|xml)$/;

/**
 * The scripts of a page, as a browser finds them: `<script>`, `on…` attributes, `javascript:` addresses, pages in `srcdoc`
 * and in `data:` addresses, import maps. What an extension says is XML is read both as HTML and as XML.
 */
export function readPage(html: string, extension = '.html'): Page {
  const page = new PageReader(0, 0);
  page.read(html);
  const places = new Map([...page.pieces, ...page.remote].map((each) => [keyOf(each), each]));
  if (XML.test(extension)) {
    const again = new PageReader(0, 0);
    again.readXml(html);
    const texts = new Set([...places.values()].map(textOf));
    for (const each of [...again.pieces, ...again.remote]) if (!texts.has(textOf(each))) places.set(keyOf(each), each);
    append(page.links, again.links);
  }
  const all = [...places.values()].sort((a, b) => a.start - b.start);
  return { pieces: all.filter((each) => 'text' in each), remote: all.filter((each) => 'url' in each), frames: page.frames, links: [...new Set(page.links)] };
}

function textOf(found: Piece | RemoteScript): string {
  return 'text' in found ? found.text.trim() : found.url;
}

function keyOf(found: Piece | RemoteScript): string {
  return `${found.start} ${textOf(found)}`;
}

class PageReader implements Page {
  readonly pieces: Piece[] = [];
  readonly remote: RemoteScript[] = [];
  readonly frames: RemoteFrame[] = [];
  readonly links: string[] = [];
  /** What its styles hide, once somebody asked. */
  #hiding: ReadonlySet<string> | null = null;
  /** What `<base>` puts before the paths that follow; null for a server. */
  #base: string | null = '';

  /** `at`: where everything is said to be, for a page inside of a page. */
  constructor(private readonly depth: number, private readonly at: number) {}

  read(html: string): void {
    const hasNoscript = /<noscript/i.test(html);
    // Where scripts run, what is in `<noscript>` is text, and may end elsewhere. Inside of a page there would be twice as much at each depth.
    if (hasNoscript) this.#read(html, true);
    if (!hasNoscript || this.depth === 0) this.#read(html, false);
  }

  #read(html: string, scriptingEnabled: boolean): void {
    const open: Child[] = [...parse(html, { sourceCodeLocationInfo: true, scriptingEnabled }).childNodes].reverse();
    for (let node = open.pop(); node; node = open.pop()) {
      if (!defaultTreeAdapter.isElementNode(node)) continue;
      for (const tag of tagsOf(node, html)) this.#tag(tag, html);
      if ('content' in node) append(open, (node as DefaultTreeAdapterMap['template']).content.childNodes.toReversed());
      append(open, node.childNodes.toReversed());
    }
  }

  readXml(xml: string): void {
    const { tags, complete } = readXml(xml);
    if (!complete) this.#unread('texts that its document type declares or names cannot be resolved; write each where it is used', 0);
    // What comes before a mistake is shown, and run, as well.
    if (tags === null) return this.read(xml.replace(PREFIX, '$1'));
    for (const tag of tags) this.#tag(tag, xml);
  }

  #tag(tag: Tag, html: string): void {
    const { name, attributes, start } = tag;
    const href = attributes.get('href');
    if (name === 'base' && href !== undefined) this.#rebase(href);
    if (name === 'script') this.#script(tag);
    if (name === 'link' && href !== undefined && /\b(?:modulepreload|import)\b/i.test(attributes.get('rel') ?? '')) this.#load(href, start);
    if (name === 'meta' && /^\s*refresh\s*$/i.test(attributes.get('http-equiv') ?? '')) this.#refresh(tag, html);
    for (const attribute of attributes.keys()) this.#attribute(tag, attribute, html);
  }

  #rebase(href: string): void {
    const address = addressOf(href);
    if (address.kind === 'local') this.#base = address.path.replace(/[^/]*$/, '');
    else this.#base = address.kind === 'remote' ? null : '';
  }

  #script({ attributes, content, start }: Tag): void {
    const type = (attributes.get('type') ?? '').trim();
    if (/^importmap$/i.test(type) && content) return this.#importMap(content.text, start);
    if (!JAVASCRIPT.test(type)) return;
    const isFixed = isIntegrity(attributes.get('integrity'));
    for (const name of ['src', 'href']) if (attributes.has(name)) this.#load(attributes.get(name)!, start, isFixed && name === 'src');
    if (content) this.#piece({ ...content, unread: null, module: type.toLowerCase() === 'module' });
  }

  /** Names of modules that stand for others. */
  #importMap(text: string, start: number): void {
    for (const match of text.matchAll(/:\s*"((?:[^"\\]|\\.)*)"/g)) this.#load((match[1] ?? '').replaceAll('\\/', '/'), start);
  }

  #load(url: string, start: number, isFixed = false): void {
    const address = addressOf(url);
    if (address.kind === 'local' && this.#base !== null) this.links.push(this.#base + address.path);
    else if (address.kind === 'local') this.#elsewhere(`//${address.path}`, start, isFixed);
    else if (address.kind === 'remote') this.#elsewhere(`//${url.replace(/^[\s\0]*(?:h\s*t\s*t\s*p\s*s?\s*:)?[\s\\/]*/i, '')}`, start, isFixed);
    else if (address.kind === 'data' || address.kind === 'page') this.#elsewhere('data:', start);
  }

  #elsewhere(url: string, start: number, isFixed = false): void {
    this.remote.push({ url, start: this.#place(start), ...(isFixed ? { fixed: true } : {}) });
  }

  #refresh(tag: Tag, html: string): void {
    const url = /^[\s\d.]*[;,]?\s*(?:url\s*=)?\s*["']?(.*)$/is.exec(tag.attributes.get('content') ?? '')?.[1] ?? '';
    this.#address(url, tag.placeOf('content'), html);
    if (addressOf(url).kind === 'remote') this.#load(url, tag.start);
  }

  #attribute(tag: Tag, name: string, html: string): void {
    const value = tag.attributes.get(name) ?? '';
    const place = tag.placeOf(name);
    if (isHandler(name)) return this.#written(value, place, html);
    if (name === 'srcdoc') return this.#inner(value, place.start);
    if (!isCarrier(name) || (tag.name === 'script' && (name === 'src' || name === 'href'))) return;
    const urls = name === 'values' ? value.split(';') : [value];
    for (const url of urls) this.#address(url, urls.length > 1 ? { ...place, end: undefined } : place, html);
    if (FRAMES.has(tag.name) && (name === 'src' || name === 'data')) this.#frame(value, tag, html);
  }

  #address(url: string, place: { start: number; end: number | undefined }, html: string): void {
    const address = addressOf(url);
    if (address.kind === 'script') this.#written(address.text, place, html);
    else if (address.kind === 'page') this.#inner(address.text, place.start);
  }

  #frame(url: string, tag: Tag, html: string): void {
    const address = addressOf(url);
    if (address.kind === 'remote') this.frames.push({ url, start: this.#place(tag.start), hidden: isHidden(tag, (this.#hiding ??= hiddenIn(html))) });
    if (address.kind === 'local' && this.#base !== null && address.path !== '') this.links.push(this.#base + address.path);
  }

  #written(text: string, { start, end }: { start: number; end: number | undefined }, html: string): void {
    const at = end === undefined ? -1 : html.slice(start, end).indexOf(text);
    this.#piece({ text, unread: null, start: at < 0 ? start : start + at, exact: at >= 0, module: false });
  }

  /** A page inside of an attribute: its scripts count as being where the attribute is. */
  #inner(html: string, start: number): void {
    if (this.depth >= DEEPEST) return this.#unread(`pages are nested more than ${DEEPEST} deep in each other; nest less`, start);
    const inner = new PageReader(this.depth + 1, this.#place(start));
    inner.read(html);
    append(this.pieces, inner.pieces);
    append(this.remote, inner.remote);
    append(this.frames, inner.frames);
    append(this.links, inner.links);
  }

  #unread(why: string, start: number): void {
    this.#piece({ text: UNREADABLE, unread: why, start, exact: false, module: false });
  }

  #piece(piece: Piece): void {
    this.pieces.push(this.depth > 0 ? { ...piece, start: this.at, exact: false } : piece);
  }

  #place(start: number): number {
    return this.depth > 0 ? this.at : start;
  }
}

/** Any number of them: what is spread into a call has to fit on the stack. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

function tagsOf(node: Element, html: string): Tag[] {
  const start = node.sourceCodeLocation?.startOffset ?? 0;
  const [content] = node.tagName === 'script' ? node.childNodes : [];
  const from = content?.sourceCodeLocation?.startOffset ?? start;
  return layersOf(node.attrs.map(({ name, value }) => [name, value] as const)).map((attributes, index) => ({
    name: node.tagName,
    attributes,
    content: index === 0 && content && defaultTreeAdapter.isTextNode(content) ? { text: content.value, start: from, exact: html.startsWith(content.value, from) } : null,
    start,
    placeOf: (name) => {
      const place = node.sourceCodeLocation?.attrs?.[name];
      return { start: place?.startOffset ?? start, end: place?.endOffset };
    },
  }));
}
