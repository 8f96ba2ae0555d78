import { parseXml, XmlCdata, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import type { Tag } from './tag.js';

/** Texts that a document declares under a name; more of them, or deeper, are not replaced. */
const MOST_ENTITIES = 100;
const DEEPEST_ENTITY = 4;
/** UTF-16 units that all of them together become. */
const LONGEST = 3 * 1024 * 1024;
const ENTITY = /<!ENTITY\s+([\w.-]{1,100})\s+(?:"([^"]*)"|'([^']*)')\s*>/g;

/** The elements of an XML document, in order, prefixes left out; null when it is none. */
export function readXml(text: string): Tag[] | null {
  const tags: Tag[] = [];
  try {
    const { root } = parseXml(withEntities(text.replace(/^\uFEFF/, '')), { ignoreUndefinedEntities: true, preserveCdata: true, includeOffsets: true });
    const open: XmlElement[] = root ? [root] : [];
    for (let element = open.pop(); element; element = open.pop()) {
      tags.push(tagOf(element));
      for (const child of element.children.toReversed()) if (child instanceof XmlElement) open.push(child);
    }
    return tags;
  } catch (error) {
    if (error instanceof XmlError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Names of entities that the document itself declares, replaced by what they stand for. */
function withEntities(text: string): string {
  const entities = new Map([...text.matchAll(ENTITY)].slice(0, MOST_ENTITIES).map(([, name, double, single]) => [name, double ?? single ?? '']));
  if (entities.size === 0) return text;
  const end = text.search(/\]\s*>/);
  const head = text.slice(0, Math.max(0, end));
  let body = text.slice(head.length);
  let left = LONGEST;
  for (let depth = 0; depth < DEEPEST_ENTITY; depth++) {
    body = body.replace(/&([\w.-]{1,100});/g, (whole, name: string) => {
      const value = entities.get(name) ?? whole;
      left -= value.length;
      return left < 0 ? '' : value;
    });
  }
  return head + body;
}

function tagOf(element: XmlElement): Tag {
  const start = Math.max(0, element.start);
  const text = element.children.map((child) => (child instanceof XmlText || child instanceof XmlCdata ? child.text : '')).join('');
  return {
    name: local(element.name).toLowerCase(),
    attributes: new Map(Object.entries(element.attributes).map(([name, value]) => [local(name), value])),
    content: text === '' ? null : { text, start, exact: false },
    start,
    placeOf: () => ({ start, end: undefined }),
  };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
