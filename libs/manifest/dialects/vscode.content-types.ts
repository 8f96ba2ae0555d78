import { PackageError } from '../manifest.js';
import { displayPath } from '../paths.js';
import { childrenCalled, escapeXml, parseXmlFile } from '../xml.js';

export const CONTENT_TYPES = '[Content_Types].xml';
const NAMESPACE = 'http://schemas.openxmlformats.org/package/2006/content-types';
const BINARY = 'application/octet-stream';
const TYPES = new Map([
  ['css', 'text/css'],
  ['gif', 'image/gif'],
  ['html', 'text/html'],
  ['jpg', 'image/jpeg'],
  ['js', 'application/javascript'],
  ['json', 'application/json'],
  ['map', 'application/json'],
  ['md', 'text/markdown'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['txt', 'text/plain'],
  ['vsixmanifest', 'text/xml'],
  ['wasm', 'application/wasm'],
]);

/** The types that an archive declares: lower-case file name extensions without dot, and parts named one by one (`/path`). */
export interface ContentTypes {
  extensions: ReadonlySet<string>;
  parts: ReadonlySet<string>;
}

/** Reads `[Content_Types].xml` (ECMA-376 part 2). Throws PackageError `xml-…` or `vsix-content-types`. */
export function readContentTypes(bytes: Uint8Array): ContentTypes {
  const root = parseXmlFile(bytes, CONTENT_TYPES);
  if (root.name !== 'Types' || root.attributes['xmlns'] !== NAMESPACE) refuse('its root is not Types of OPC');
  const read = (name: string, key: string): Set<string> => {
    const found = new Set<string>();
    for (const { attributes } of childrenCalled(root, name)) {
      const id = attributes[key]?.toLowerCase().replace(/^\./, '');
      if (id === undefined || attributes['ContentType'] === undefined) return refuse(`a ${name} has no ${key} or no ContentType`);
      if (found.has(id)) refuse(`the ${name} of ${displayPath(id)} is there twice`);
      found.add(id);
    }
    return found;
  };
  return { extensions: read('Default', 'Extension'), parts: read('Override', 'PartName') };
}

/** True when the path (in the archive) has a type, or a name without extension, which VS Code's own packer gives none. */
export function hasContentType({ extensions, parts }: ContentTypes, path: string): boolean {
  const extension = extensionOf(path);
  return extension === '' || extensions.has(extension) || parts.has(`/${path.toLowerCase()}`);
}

/** Writes one for these paths. The same set of extensions gives the same text. */
export function writeContentTypes(paths: Iterable<string>): string {
  const extensions = [...new Set([...paths].map(extensionOf))].filter((extension) => extension !== '').sort();
  const defaults = extensions.map((extension) => `<Default Extension=".${escapeXml(extension)}" ContentType="${TYPES.get(extension) ?? BINARY}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="${NAMESPACE}">${defaults.join('')}</Types>\n`;
}

/** In lower case, without dot; empty for names such as `Makefile` and `.gitignore`. */
function extensionOf(path: string): string {
  return /[^/]\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

function refuse(what: string): never {
  throw new PackageError('vsix-content-types', `${CONTENT_TYPES}: ${what}.`, CONTENT_TYPES, 'Let vsce package or souk pack write it.');
}
