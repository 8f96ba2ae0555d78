import { parseXml, XmlDeclaration, XmlDocumentType, XmlElement, XmlError, type XmlDocument } from '@rgrove/parse-xml';
import { PackageError } from './manifest.js';
import { displayPath } from './paths.js';

export type { XmlElement } from '@rgrove/parse-xml';

const DEPTH = 32;

/**
 * Parses XML 1.0 so that no two readers can disagree on it: well-formed UTF-8, no document type (so no entities beyond
 * the five of XML), at most 32 levels. Throws PackageError `xml-…`; `path` names the text.
 */
export function parseXmlFile(bytes: Uint8Array, path: string): XmlElement {
  const refuse = (code: string, what: string, help: string): never => {
    throw new PackageError(code, `${path}: ${what}`, path, help);
  };
  const document = parse(decode(bytes, refuse), refuse);
  const [declaration] = document.children.filter((node) => node instanceof XmlDeclaration);
  if (!/^utf-?8$/i.test(declaration?.encoding ?? 'utf-8')) refuse('xml-encoding', 'it says that it is not UTF-8.', 'Save the file as UTF-8.');
  if (document.children.some((node) => node instanceof XmlDocumentType)) refuse('xml-doctype', 'a document type is not taken.', 'Remove <!DOCTYPE …>.');
  if (depthOf(document.root!) > DEPTH) refuse('xml-too-deep', `more than ${DEPTH} levels.`, 'Use a flatter structure.');
  return document.root!;
}

function depthOf(root: XmlElement): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth += 1) level = level.flatMap(({ children }) => children.filter((node) => node instanceof XmlElement));
  return depth;
}

/** The elements of that name directly below. */
export function childrenCalled(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((node) => node instanceof XmlElement && node.name === name) as XmlElement[];
}

/** Text for an element or a quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\n\r\t]/g, (char) => `&#${char.charCodeAt(0)};`);
}

type Refuse = (code: string, what: string, help: string) => never;

function decode(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('xml-encoding', 'it is not UTF-8.', 'Save the file as UTF-8.');
  }
}

function parse(text: string, refuse: Refuse): XmlDocument {
  try {
    return parseXml(text, { preserveDocumentType: true, preserveXmlDeclaration: true });
  } catch (error) {
    if (error instanceof XmlError) return refuse('xml-syntax', `line ${error.line}, column ${error.column}: ${displayPath(error.message.split(' (line ')[0]!)}.`, 'Correct the XML, or let souk pack write it.');
    if (error instanceof RangeError) return refuse('xml-too-deep', `more than ${DEPTH} levels.`, 'Use a flatter structure.');
    throw error;
  }
}
