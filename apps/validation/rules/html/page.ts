import { defaultTreeAdapter, html as markup } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { isIntegrity } from '../facts/integrity.js';
import type { Offsets } from '../text.js';
import { addressOf } from './address.js';
import { hiddenIn, isHidden } from './hidden.js';
import { remade } from './remade.js';
import { isCarrier, isHandler, layersOf } from './tag.js';
import type { Tag, Written } from './tag.js';
import { nodesOf, type Child, type Element } from './tree.js';
import { offsetsOf } from './written.js';
import { readXml } from './xml.js';

/** A part of a page that a browser runs as a script, or may run and that cannot be read. */
export interface Piece {
  text: string;
  /** Why it cannot be read; its text is no script then. */
  unread: string | null;
  /** UTF-16 offset in the page. */
  start: number;
  /** Where the rest of it stands there: all of it at one place where it cannot be followed, as in a page inside of an attribute. */
  at: Offsets;
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

/** Types of `<script>` that are JavaScript (HTML, "JavaScript MIME type essence match"); others hold data. */
const JAVASCRIPT = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script[\d.]*\s*(?:;.*)?|)$/i;
/** What is embedded is a page of its own. */
const FRAMES = new Set(['iframe', 'frame', 'object', 'embed']);
/** Pages in pages that are opened; what is deeper is told as a script that cannot be read. */
const DEEPEST = 3;
/** No engine takes it for a script. */
const UNREADABLE = '<';
const PREFIX = /(<\/?)[\w.-]{1,100}:(?=[a-z])/gi;
/** What is text to a reader of XML, and may be markup to one of HTML. */
const OTHERWISE_IN_HTML = /<!\[CDATA\[|<!--|<\?(?!xml\s)/;
const XML = /^\.(?:svg|xhtml|xht|xml)$/;

/**
 * The scripts of a page, as a browser finds them: `<script>`, `on…` attributes, `javascript:` addresses, pages in `srcdoc`
 * and in `data:` addresses, import maps. What an extension says is XML is read both as HTML and as XML.
 */
export function readPage(html: string, extension = '.html'): Page {
  const page = new PageReader(0);
  page.read(html);
  const again = XML.test(extension) ? new PageReader(0) : null;
  // `<s:a/>` ends itself in XML only: what can be read as that need not be shallow as HTML.
  const isXml = again?.readXml(html) === true;
  if (!isXml || OTHERWISE_IN_HTML.test(html)) page.tellUnread();
  again?.tellUnread();
  const places = new Map([...page.pieces, ...page.remote].map((each) => [keyOf(each), each]));
  if (again) {
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
  /** In words, why it could not be read as HTML. */
  #failure: string | null = null;
  /** What its styles hide, once somebody asked. */
  #hiding: ReadonlySet<string> | null = null;
  /** What `<base>` puts before the paths that follow; null for a server. */
  #base: string | null = '';

  /** `at`: where what is read stands in the page; all of it at one place, for a page inside of a page. */
  constructor(private readonly depth: number, private at: Offsets = (offset) => offset) {}

  read(html: string): void {
    const hasNoscript = /<noscript/i.test(html);
    // Where scripts run, what is in `<noscript>` is text, and may end elsewhere. Inside of a page there would be twice as much at each depth.
    if (hasNoscript) this.#read(html, true);
    if (!hasNoscript || this.depth === 0) this.#read(html, false);
  }

  #read(html: string, scriptingEnabled: boolean): void {
    const nodes = nodesOf(html, scriptingEnabled);
    if (typeof nodes === 'string') return void (this.#failure = nodes);
    const open: Child[] = nodes.toReversed();
    for (let node = open.pop(); node; node = open.pop()) {
      if (!defaultTreeAdapter.isElementNode(node)) continue;
      for (const tag of tagsOf(node, html)) this.#tag(tag, html);
      if ('content' in node) append(open, (node as DefaultTreeAdapterMap['template']).content.childNodes.toReversed());
      append(open, node.childNodes.toReversed());
    }
  }

  /** Tells of what `read` could not read. */
  tellUnread(): void {
    if (this.#failure !== null) this.#unread(this.#failure, 0);
  }

  /** Whether it is XML. */
  readXml(xml: string): boolean {
    const { tags, complete } = readXml(xml);
    if (!complete) this.#unread('texts that its document type declares or names cannot be resolved; write each where it is used', 0);
    // What comes before a mistake is shown, and run, as well.
    if (tags === null) {
      const { text, at } = remade(xml, PREFIX, (match) => match[1] ?? '');
      this.at = at;
      this.read(text);
    }
    for (const tag of tags ?? []) this.#tag(tag, xml);
    return tags !== null;
  }

  #tag(tag: Tag, html: string): void {
    const { name, attributes, start } = tag;
    const href = attributes.get('href');
    if (name === 'base' && href !== undefined) this.#rebase(href);
    if (name === 'script') this.#script(tag);
    if (name === 'link' && href !== undefined && /\b(?:modulepreload|import)\b/i.test(attributes.get('rel') ?? '')) this.#load(href, start);
    if (name === 'meta' && /^\s*refresh\s*$/i.test(attributes.get('http-equiv') ?? '')) this.#refresh(tag);
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
    if (content) this.#piece(content, type.toLowerCase() === 'module');
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
    this.remote.push({ url, start: this.at(start), ...(isFixed ? { fixed: true } : {}) });
  }

  #refresh(tag: Tag): void {
    const url = /^[\s\d.]*[;,]?\s*(?:url\s*=)?\s*["']?(.*)$/is.exec(tag.attributes.get('content') ?? '')?.[1] ?? '';
    this.#address(url, this.#value(tag, 'content'));
    if (addressOf(url).kind === 'remote') this.#load(url, tag.start);
  }

  #attribute(tag: Tag, name: string, html: string): void {
    const value = this.#value(tag, name);
    if (isHandler(name)) return this.#piece(value);
    if (name === 'srcdoc') return this.#inner(value.text, value);
    if (!isCarrier(name) || (tag.name === 'script' && (name === 'src' || name === 'href'))) return;
    const urls = name === 'values' ? value.text.split(';') : [value.text];
    for (const url of urls) this.#address(url, urls.length > 1 ? { text: url, at: () => value.at(0) } : value);
    if (FRAMES.has(tag.name) && (name === 'src' || name === 'data')) this.#frame(value.text, tag, html);
  }

  #value({ attributes, offsetsOf: offsets }: Tag, name: string): Written {
    return { text: attributes.get(name) ?? '', at: offsets(name) };
  }

  /** `value`: the attribute with the address in it. */
  #address(url: string, value: Written): void {
    const address = addressOf(url);
    if (address.kind === 'script') this.#piece({ text: address.text, at: within(value, address.text) });
    else if (address.kind === 'page') this.#inner(address.text, value);
  }

  #frame(url: string, tag: Tag, html: string): void {
    const address = addressOf(url);
    if (address.kind === 'remote') this.frames.push({ url, start: this.at(tag.start), hidden: isHidden(tag, (this.#hiding ??= hiddenIn(html))) });
    if (address.kind === 'local' && this.#base !== null && address.path !== '') this.links.push(this.#base + address.path);
  }

  /** A page inside of an attribute: its scripts count as being where the attribute is. */
  #inner(html: string, value: Written): void {
    if (this.depth >= DEEPEST) return this.#unread(`pages are nested more than ${DEEPEST} deep in each other; nest less`, value.at(0));
    const start = this.at(value.at(0));
    const inner = new PageReader(this.depth + 1, () => start);
    inner.read(html);
    inner.tellUnread();
    append(this.pieces, inner.pieces);
    append(this.remote, inner.remote);
    append(this.frames, inner.frames);
    append(this.links, inner.links);
  }

  #unread(why: string, start: number): void {
    this.pieces.push({ text: UNREADABLE, unread: why, start: this.at(start), at: () => this.at(start), module: false });
  }

  #piece({ text, at }: Written, module = false): void {
    this.pieces.push({ text, unread: null, start: this.at(at(0)), at: (offset) => this.at(at(offset)), module });
  }
}

/** Where a part of a value stands; where the value begins, when it is written with escapes. */
function within({ text, at }: Written, part: string): Offsets {
  const from = text.lastIndexOf(part);
  return from < 0 ? () => at(0) : (offset) => at(from + offset);
}

/** Any number of them: what is spread into a call has to fit on the stack. */
function append<T>(list: T[], more: readonly T[]): void {
  for (const each of more) list.push(each);
}

function tagsOf(node: Element, html: string): Tag[] {
  const start = node.sourceCodeLocation?.startOffset ?? 0;
  const [content] = node.tagName === 'script' ? node.childNodes : [];
  return layersOf(node.attrs.map(({ name, value }) => [name, value] as const)).map((attributes, index) => ({
    name: node.tagName,
    attributes,
    content: index === 0 && content && defaultTreeAdapter.isTextNode(content) ? { text: content.value, at: offsetsOfText(content, html, node) } : null,
    start,
    offsetsOf: (name) => offsetsOfValue(attributes.get(name) ?? '', html, node.sourceCodeLocation?.attrs?.[name]) ?? (() => start),
  }));
}

function offsetsOfText({ value, sourceCodeLocation: place }: DefaultTreeAdapterMap['textNode'], html: string, { namespaceURI, sourceCodeLocation: around }: Element): Offsets {
  if (!place) return () => around?.startOffset ?? 0;
  return offsetsOf(value, html, { start: place.startOffset, end: place.endOffset, kind: namespaceURI === markup.NS.HTML ? 'script' : 'markup' });
}

/** `place`: of the attribute with its name. */
function offsetsOfValue(value: string, html: string, place: { startOffset: number; endOffset: number } | undefined): Offsets | null {
  if (!place) return null;
  const [before = '', quote = ''] = /^[^=]*=?\s*(["']?)/.exec(html.slice(place.startOffset, place.endOffset)) ?? [];
  return offsetsOf(value, html, { start: place.startOffset + before.length, end: place.endOffset - quote.length, kind: 'attribute' });
}
