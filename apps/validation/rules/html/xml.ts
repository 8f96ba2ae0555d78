import { parseXml, XmlCdata, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import { withEntities } from './entities.js';
import type { Remade } from './remade.js';
import { isCarrier, isHandler, layersOf } from './tag.js';
import type { Tag } from './tag.js';
import { offsetsOf } from './written.js';
import type { Offsets } from '../text.js';

/** Stands for a name that nothing is declared for; no document may have this character itself. */
const UNKNOWN = '\uFFFF';

export interface Xml {
  /** The elements of a document, in order, prefixes left out; null when it is no XML. */
  tags: Tag[] | null;
  /** False where a browser may see a script that is not in `tags`. */
  complete: boolean;
}

/** Reads an XML document as a browser does. */
export function readXml(text: string): Xml {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const { at, ...resolved } = withEntities(text.slice(mark));
  const { declares, complete } = resolved;
  const document = { text: resolved.text, at: (offset: number) => mark + at(offset) };
  let isKnown = true;
  const resolveUndefinedEntity = (): string => {
    isKnown = false;
    return UNKNOWN;
  };
  const tags: Tag[] = [];
  try {
    const { root } = parseXml(document.text, { resolveUndefinedEntity, preserveCdata: true, includeOffsets: true });
    const open: XmlElement[] = root ? [root] : [];
    for (let element = open.pop(); element; element = open.pop()) {
      for (const tag of tagsOf(element, document)) tags.push(tag);
      for (const child of element.children.toReversed()) if (child instanceof XmlElement) open.push(child);
    }
    // A character that XML does not know by name, somewhere in the prose of a page, is no script.
    return { tags, complete: complete && (isKnown || (!declares && !tags.some(hasUnknown))) };
  } catch (error) {
    if (error instanceof XmlError || error instanceof RangeError) return { tags: null, complete: complete && !declares };
    throw error;
  }
}

function hasUnknown({ name, attributes, content }: Tag): boolean {
  if (name === 'script' && content?.text.includes(UNKNOWN)) return true;
  return [...attributes].some(([attribute, value]) => value.includes(UNKNOWN) && (isCarrier(attribute) || isHandler(attribute) || attribute === 'srcdoc' || name === 'script'));
}

function tagsOf(element: XmlElement, document: Remade): Tag[] {
  const start = document.at(Math.max(0, element.start));
  const text = element.children.map((child) => (child instanceof XmlText || child instanceof XmlCdata ? child.text : '')).join('');
  // Of what has a prefix, only `xlink:href` means anything.
  const known = Object.entries(element.attributes).flatMap(([name, value]): [string, string][] => (name.includes(':') && local(name) !== 'href' ? [] : [[local(name), value]]));
  return layersOf(known).map((attributes, index) => ({
    name: local(element.name).toLowerCase(),
    attributes,
    content: text === '' || index > 0 ? null : { text, at: offsetsOfText(text, element, document) },
    start,
    offsetsOf: () => () => start,
  }));
}

/** Of what is between the tags of an element, without the elements and comments in it. */
function offsetsOfText(text: string, { children }: XmlElement, { text: document, at }: Remade): Offsets {
  const [first, last] = [children[0], children.at(-1)];
  if (!first || !last) return at;
  const offsets = offsetsOf(text, document, { start: first.start, end: last.end, kind: 'markup' });
  return (offset) => at(offsets(offset));
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
