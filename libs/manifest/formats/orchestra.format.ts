import { orchestraManifest } from '../dialects/orchestra.dialect.js';
import { readDocument } from '../document.js';
import type { Format } from '../format.js';
import { gunzip, gunzipPrefix, gzip } from '../inflate.js';
import { parseJson } from '../json.js';
import { checkPackageBytes, type Limits } from '../limits.js';
import { PackageError, type Manifest, type Package, type PackageFile } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { looksLikeTar, readTar } from '../tar.js';
import { writeTar } from '../tar-writer.js';

const MANIFEST = 'package.json';

/** Orchestra's `.tar.gz`: package.json, code and documents at the root of one gzipped tar archive. */
export const orchestra: Format = {
  id: 'orchestra',
  dialect: 'orchestra',
  extension: '.tar.gz',
  recognise: (bytes) => looksLikeTar(gunzipPrefix(bytes, 512)),
  read,
  manifest: orchestraManifest,
  pack(files, limits) {
    const packed = gzip(writeTar(files));
    checkPackageBytes(packed, limits);
    read(packed, limits);
    return packed;
  },
};

function read(bytes: Uint8Array, limits: Limits): Package {
  const files = readTar(gunzip(bytes, limits), limits)
    .map((file): PackageFile => ({ path: file.path, size: file.bytes.length, sha256: sha256(file.bytes), bytes: file.bytes }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = readManifest(files, limits);
  for (const path of manifest.entry_points) requireFile(files, path, '/main');
  if (manifest.icon !== null) requireFile(files, manifest.icon, '/icon');
  return { format: 'orchestra', manifest, files, readme: readDocument(files, 'readme.md'), changelog: readDocument(files, 'changelog.md') };
}

function readManifest(files: PackageFile[], limits: Limits): Manifest {
  const file = files.find(({ path }) => path === MANIFEST);
  if (file === undefined) throw missingManifest(files);
  if (file.size > limits.manifest_bytes) {
    throw new PackageError('manifest-too-large', `${MANIFEST} is larger than ${limits.manifest_bytes} bytes.`, MANIFEST, 'Move long texts and tables into files of their own.');
  }
  return orchestraManifest(parseJson(file.bytes, MANIFEST, limits));
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
