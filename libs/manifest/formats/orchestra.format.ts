import { orchestraManifest } from '../dialects/orchestra.dialect.js';
import { fromRaycast, isRaycast } from '../dialects/orchestra.raycast.js';
import { orchestraScopes } from '../dialects/orchestra.scopes.js';
import { readDocument } from '../document.js';
import type { Format, Selecting } from '../format.js';
import { matchesGlob } from '../glob.js';
import { gunzip, gunzipPrefix, gzip } from '../inflate.js';
import { parseJson } from '../json.js';
import { withPlaces } from '../json-place.js';
import { checkPackageBytes, type Limits } from '../limits.js';
import { PackageError, type Manifest, type Package, type PackageFile } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { looksLikeTar, readTar } from '../tar.js';
import { writeTar } from '../tar-writer.js';

const MANIFEST = 'package.json';
const FOLDERS = new Set(['dist', 'assets', 'themes', 'snippets', 'syntaxes']);
const DOCUMENTS = /^(package\.json|readme\.md|changelog\.md|licen[cs]e(\.md|\.txt)?)$/i;

/** Orchestra's `.tar.gz`: package.json, code and documents at the root of one gzipped tar archive. */
export const orchestra: Format = {
  id: 'orchestra',
  dialect: 'orchestra',
  extension: '.tar.gz',
  recognise: (bytes) => looksLikeTar(gunzipPrefix(bytes, 512)),
  manifestNames: [MANIFEST],
  scopes: orchestraScopes,
  read: (bytes, { limits }) => read(bytes, limits),
  manifest: (parsed) => orchestraManifest(isRaycast(parsed) ? fromRaycast(parsed) : parsed),
  verify: async () => ({ signature: 'none', keyId: null }),
  links: 'refuse',
  packsWith: [],
  takes,
  async pack(files, { limits }) {
    const bytes = packOrchestra(files, limits);
    const { name, version } = read(bytes, limits).manifest;
    return { bytes, detachedSignature: null, name: `${name}-${version}.tar.gz` };
  },
};

/** The package as Format.pack gives it, at once; a package.json of Raycast is mapped to one of Orchestra. Throws PackageError for what `read` would refuse. */
export function packOrchestra(files: ReadonlyMap<string, Uint8Array>, limits: Limits): Uint8Array {
  const packed = gzip(writeTar(mapped(files, limits)));
  checkPackageBytes(packed, limits);
  read(packed, limits);
  return packed;
}

function mapped(files: ReadonlyMap<string, Uint8Array>, limits: Limits): ReadonlyMap<string, Uint8Array> {
  const bytes = files.get(MANIFEST);
  const parsed = bytes === undefined || bytes.length > limits.manifest_bytes ? null : parseJson(bytes, MANIFEST, limits);
  return isRaycast(parsed) ? new Map([...files, [MANIFEST, new TextEncoder().encode(`${JSON.stringify(fromRaycast(parsed), null, 2)}\n`)]]) : files;
}

function read(bytes: Uint8Array, limits: Limits): Package {
  const files = readTar(gunzip(bytes, limits), limits)
    .map((file): PackageFile => ({ path: file.path, size: file.bytes.length, sha256: sha256(file.bytes), bytes: file.bytes }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const file = manifestFile(files, limits);
  const manifest = withPlaces(file.bytes, MANIFEST, () => readManifest(file, files, limits));
  return {
    format: 'orchestra',
    manifest,
    files,
    readme: readDocument(files, 'readme.md'),
    changelog: readDocument(files, 'changelog.md'),
    digests: {},
    signature: null,
    warnings: [],
  };
}

/** The usual folders and documents and what the manifest names, without anything hidden or ignored. */
function takes(path: string, { manifest, includeHidden, ignore }: Selecting): boolean {
  if (path === MANIFEST) return true;
  if ([path, ...path.split('/')].some((name) => ignore.some((glob) => matchesGlob(name, glob)))) return false;
  if (!includeHidden && path.split('/').some((part) => part.startsWith('.'))) return false;
  if (path === manifest.icon || manifest.entry_points.includes(path)) return true;
  const slash = path.indexOf('/');
  return slash === -1 ? DOCUMENTS.test(path) : FOLDERS.has(path.slice(0, slash));
}

/** The manifest, and what it names is there. */
function readManifest({ bytes }: PackageFile, files: PackageFile[], limits: Limits): Manifest {
  const manifest = orchestraManifest(parseJson(bytes, MANIFEST, limits));
  for (const path of manifest.entry_points) requireFile(files, path, '/main');
  if (manifest.icon !== null) requireFile(files, manifest.icon, '/icon');
  return manifest;
}

function manifestFile(files: PackageFile[], limits: Limits): PackageFile {
  const file = files.find(({ path }) => path === MANIFEST);
  if (file === undefined) throw missingManifest(files);
  if (file.size > limits.manifest_bytes) {
    throw new PackageError('manifest-too-large', `${MANIFEST} is larger than ${limits.manifest_bytes} bytes.`, MANIFEST, 'Move long texts and tables into files of their own.');
  }
  return file;
}

function missingManifest(files: PackageFile[]): PackageError {
  const nested = files.find(({ path }) => path.split('/').length === 2 && path.endsWith(`/${MANIFEST}`));
  if (nested === undefined) {
    return new PackageError('manifest-missing', `There is no ${MANIFEST} at the root of the package.`, MANIFEST, `Pack from the folder that holds ${MANIFEST}, with souk pack.`);
  }
  const folder = nested.path.slice(0, nested.path.indexOf('/'));
  const help = `Pack the content of the folder, not the folder: "souk pack", or "tar -czf ../extension.tar.gz *" inside it; npm pack always adds a folder "package".`;
  return new PackageError('manifest-missing', `${MANIFEST} lies in the folder ${folder}/, not at the root of the package.`, nested.path, help);
}

function requireFile(files: PackageFile[], path: string, pointer: string): void {
  if (!files.some((file) => file.path === path)) {
    throw new PackageError('file-missing', `${pointer} names ${path}, which is not in the package.`, pointer, 'Build before you pack, and check upper and lower case.');
  }
}
