import { formulaJson } from '../canonical/formula.js';
import { FORMULA_TOLERATED, formulaManifest } from '../dialects/formula.dialect.js';
import { readDocument } from '../document.js';
import { Field } from '../field.js';
import type { Selecting } from '../format.js';
import { matchesGlob } from '../glob.js';
import { parseJson } from '../json.js';
import { withPlaces } from '../json-place.js';
import type { Limits } from '../limits.js';
import { PackageError, type Manifest, type Package, type PackageFile, type Signature, type Warning } from '../manifest.js';
import { sha256 } from '../sha256.js';
import type { TarFile } from '../tar.js';
import { Tolerance } from '../tolerance.js';

export const FORMULA_MANIFEST = 'package.json';
const SKIPPED_FOLDER = /(^|\/)(node_modules|\.git|__tests__|tests?)\//;
const SKIPPED_FILE = /\.(test|spec)\.[cm]?js$/;
const encoder = new TextEncoder();
const MIB = 1024 * 1024;

/** What Formula's marketplace takes at most, whatever the limits of a reader. */
export const LISTING_LIMITS = { files: 500, unpacked_bytes: 50 * MIB, file_bytes: 10 * MIB, v1_package_bytes: 10 * MIB };
const LISTED_TYPE = /\.(js|cjs|mjs|json|md|txt|css|html|svg|png|jpe?g|gif|wasm|map)$/;
const LISTED_NAME = /^(license|notice|readme)$/;

/** The codes of what a reader of Formula's packages lets pass in compat mode. */
export const FEXTPKG_TOLERATED: ReadonlySet<string> = new Set([
  ...FORMULA_TOLERATED,
  'tar-magic',
  'tar-header',
  'tar-mode',
  'tar-padding',
  'tar-directory-size',
  'path-control',
  'path-backslash',
  'json-bom',
  'envelope-member',
  'document-encoding',
  'file-missing',
]);

/** What a container holds, whichever it is. */
export interface Contents {
  format: 'fextpkg' | 'fextpkg-v1';
  /** The manifest beside the files, parsed. */
  manifest: unknown;
  files: readonly TarFile[];
  signature: Signature | null;
}

/** The package with these contents: package.json is the same manifest, and what it names is there. Throws PackageError. */
export function assemble(contents: Contents, limits: Limits, tolerance: Tolerance): Package {
  const files = [...contents.files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }): PackageFile => ({ path, size: bytes.length, sha256: sha256(bytes), bytes }));
  const canonical = formulaJson(new Field(contents.manifest).object());
  const source = checkSameManifest(files, canonical, limits);
  const manifest = withPlaces(source.bytes, FORMULA_MANIFEST, () => formulaManifest(contents.manifest, tolerance));
  for (const path of manifest.entry_points) requireFile(files, path, tolerance);
  return {
    format: contents.format,
    manifest: files.some(({ path }) => path === manifest.icon) ? manifest : { ...manifest, icon: null },
    files,
    readme: document(files, 'readme.md', tolerance),
    changelog: document(files, 'changelog.md', tolerance),
    digests: { files_sha256: filesDigest(files), manifest_sha256: sha256(encoder.encode(canonical)) },
    signature: contents.signature,
    warnings: tolerance.warnings,
  };
}

/** Format.manifest of both containers. */
export function readManifest(parsed: unknown, warnings?: Warning[]): Manifest {
  const tolerance = new Tolerance(warnings === undefined ? 'strict' : 'compat', FEXTPKG_TOLERATED);
  const manifest = formulaManifest(parsed, tolerance);
  warnings?.push(...tolerance.warnings);
  return manifest;
}

/**
 * True for what Formula's packer takes of a directory: all but dependencies, version control and tests, hidden files too;
 * and but for paths, and parts of paths, that a glob of the user's matches.
 */
export function takesFormula(path: string, { ignore }: Selecting): boolean {
  if (path === FORMULA_MANIFEST) return true;
  if (SKIPPED_FOLDER.test(path) || SKIPPED_FILE.test(path.toLowerCase())) return false;
  return ![path, ...path.split('/')].some((name) => ignore.some((glob) => matchesGlob(name, glob)));
}

/**
 * What Formula's marketplace refuses to list, though it is a good package: types of files that are not on its list
 * (`file-type-not-allowed`), and sizes above LISTING_LIMITS (`entries`, `file-size`, `unpacked-size`, `package-size`).
 */
export function checkFormulaListing(pkg: Package, bytes: Uint8Array): void {
  const { files, unpacked_bytes, file_bytes, v1_package_bytes } = LISTING_LIMITS;
  const refuse = (code: string, what: string, path: string | null): never => {
    throw new PackageError(code, what, path, 'Leave out what the extension does not need at run time.');
  };
  if (pkg.format === 'fextpkg-v1' && bytes.length > v1_package_bytes) refuse('package-size', `A version 1 package has at most ${v1_package_bytes} bytes.`, null);
  if (pkg.files.length > files) refuse('entries', `A package has at most ${files} files.`, null);
  if (pkg.files.reduce((sum, { size }) => sum + size, 0) > unpacked_bytes) refuse('unpacked-size', `The files have at most ${unpacked_bytes} bytes together.`, null);
  for (const { path, size } of pkg.files) {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    if (size > file_bytes) refuse('file-size', `${path} has more than ${file_bytes} bytes.`, path);
    if (!LISTED_NAME.test(name) && !(LISTED_TYPE.test(name) && !name.startsWith('.'))) refuse('file-type-not-allowed', `${path} is of a type that Formula's marketplace does not take.`, path);
  }
}

/** SHA-256 of the JSON list of {path, sha256, size}, in this order of members and sorted by path (X-Package-Files-Sha256). */
function filesDigest(files: readonly PackageFile[]): string {
  return sha256(encoder.encode(JSON.stringify(files.map(({ path, sha256: hash, size }) => ({ path, sha256: hash, size })))));
}

/** The file of the manifest, which says the same as the one beside the files. */
function checkSameManifest(files: readonly PackageFile[], canonical: string, limits: Limits): PackageFile {
  const file = files.find(({ path }) => path === FORMULA_MANIFEST);
  if (file === undefined) throw new PackageError('manifest-missing', `There is no ${FORMULA_MANIFEST} among the files.`, FORMULA_MANIFEST, 'Pack again with souk pack.');
  checkManifestSize(file.bytes, FORMULA_MANIFEST, limits);
  if (formulaJson(parseJson(file.bytes, FORMULA_MANIFEST, limits)) !== canonical) {
    throw new PackageError('manifest-differs', `${FORMULA_MANIFEST} says something else than the manifest of the package.`, FORMULA_MANIFEST, 'Pack again with souk pack.');
  }
  return file;
}

/** Throws PackageError `manifest-too-large`. */
export function checkManifestSize(bytes: Uint8Array, path: string, limits: Limits): void {
  if (bytes.length > limits.manifest_bytes) throw new PackageError('manifest-too-large', `${path} is larger than ${limits.manifest_bytes} bytes.`, path, 'Move long texts and tables into files of their own.');
}

function requireFile(files: readonly PackageFile[], path: string, tolerance: Tolerance): void {
  if (files.some((file) => file.path === path)) return;
  tolerance.refuse(new PackageError('file-missing', `The manifest names ${path}, which is not in the package.`, path, 'Build before you pack, and check upper and lower case.'));
}

function document(files: readonly PackageFile[], name: string, tolerance: Tolerance): string | null {
  try {
    return readDocument(files, name);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    tolerance.refuse(error);
    return null;
  }
}
