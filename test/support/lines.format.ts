import { readDocument } from '#libs/manifest/document.js';
import { Field } from '#libs/manifest/field.js';
import type { Format } from '#libs/manifest/format.js';
import { parseJson } from '#libs/manifest/json.js';
import type { Limits } from '#libs/manifest/limits.js';
import { PackageError, type Manifest, type Package, type PackageFile } from '#libs/manifest/manifest.js';
import { checkPath, PathSet } from '#libs/manifest/paths.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { isVersion } from '#libs/manifest/versions.js';

const MAGIC = 'souk-lines 1';
const TEXT = { code: 'manifest-text', max: 100, help: 'Write a text of at most 100 characters.' };

/** A format small enough to read at a glance: a magic line, then one JSON object {path, text} a line. */
export const lines: Format = {
  id: 'lines',
  dialect: 'lines',
  extension: '.lines',
  recognise: (bytes) => new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length + 1)) === `${MAGIC}\n`,
  manifestNames: ['manifest.json'],
  scopes: {},
  read: (bytes, { limits }) => read(bytes, limits),
  manifest,
  verify: async () => ({ signature: 'none', keyId: null }),
  links: 'refuse',
  packsWith: [],
  takes: () => true,
  async pack(files, { limits }) {
    const bytes = packLines(files, limits);
    return { bytes, detachedSignature: null, name: 'package.lines' };
  },
};

export function packLines(files: ReadonlyMap<string, Uint8Array>, limits: Limits): Uint8Array {
    const rows = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => JSON.stringify({ path, text: new TextDecoder().decode(bytes) }));
    const packed = new TextEncoder().encode([MAGIC, ...rows, ''].join('\n'));
    read(packed, limits);
    return packed;
}

function read(bytes: Uint8Array, limits: Limits): Package {
  const paths = new PathSet();
  const rows = splitLines(bytes.subarray(MAGIC.length + 1));
  if (rows.length > limits.entries) throw new PackageError('entries', `More than ${limits.entries} files.`);
  const files = rows.map((row, index): PackageFile => {
    const line = new Field(parseJson(row, `line ${index + 2}`, limits));
    const path = checkPath(line.member('path').text(TEXT), limits);
    paths.add(path, 'file');
    const content = new TextEncoder().encode(String(line.member('text').value));
    return { path, size: content.length, sha256: sha256(content), bytes: content };
  });
  const first = files.find(({ path }) => path === 'manifest.json');
  if (first === undefined) throw new PackageError('manifest-missing', 'There is no manifest.json.', 'manifest.json', 'Add it.');
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { format: 'lines', manifest: manifest(parseJson(first.bytes, first.path, limits)), files, readme: readDocument(files, 'readme.md'), changelog: null, digests: {}, signature: null, warnings: [] };
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) throw new PackageError('lines-truncated', 'The last line is not complete.');
    rows.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return rows;
}

function manifest(parsed: unknown): Manifest {
  const root = new Field(parsed);
  const version = root.member('version').text(TEXT);
  if (!isVersion(version)) root.member('version').refuse('manifest-version', 'is not a version', 'Write a semantic version.');
  const name = root.member('name').text(TEXT);
  return {
    dialect: 'lines', name, version, display_name: name, description: '', authors: [], license: null, homepage: null, repository: null, icon: null,
    compat: 'native', categories: [], tags: [], permissions: root.member('permissions').texts(10, TEXT).sort(), optional_permissions: [], engines: {}, entry_points: [],
    activation: [], contributes: {}, dependencies: {}, original: root.object(),
  };
}
