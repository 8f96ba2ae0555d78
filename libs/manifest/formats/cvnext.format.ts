import { encodeBase64 } from '../rfc4648.js';
import { comfyvnJson, comfyvnJsonLines, compareCodePoints } from '../canonical/comfyvn.js';
import { COMFYVN_TOLERATED, comfyvnFileName, comfyvnManifest } from '../dialects/comfyvn.dialect.js';
import { comfyvnPayload, type ComfyvnPayload } from '../dialects/comfyvn.payload.js';
import { comfyvnScopes } from '../dialects/comfyvn.scopes.js';
import { type Allowlist, checkRoutes, checkTrust, filesDigest, mergeAllowlist, signatureAlgorithm, signatureBytes, signedBytes, TRUST_TOLERATED } from '../dialects/comfyvn.trust.js';
import { readDocument } from '../document.js';
import type { Format, Keys, Packed, Packing, Reading, Selecting, Verification } from '../format.js';
import { matchesGlob } from '../glob.js';
import { parseJson } from '../json.js';
import { placed, withPlaces } from '../json-place.js';
import { findSigner, signEd25519 } from '../keys.js';
import { checkPackageBytes, DEFAULT_LIMITS, type Limits } from '../limits.js';
import { PackageError, type Manifest, type Package, type PackageFile, type Warning } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { Tolerance } from '../tolerance.js';
import { looksLikeZip, readZip, zipLists } from '../zip.js';
import { writeZip } from '../zip-writer.js';

const MANIFESTS = ['manifest.json', 'extension.json'];
const IGNORED = ['__pycache__', '*.pyc', '*.pyo', '*.so', '*.dylib', '*.dll', '*.log', '.DS_Store', 'Thumbs.db'];
/** Every VSIX has this one; no ComfyVN extension needs it. */
const VSIX_MANIFEST = 'extension.vsixmanifest';
const TOLERATED = new Set([...TRUST_TOLERATED, ...COMFYVN_TOLERATED, 'path-collision']);
/** For a manifest that was read within the limits already. */
const READ_BEFORE: Limits = { ...DEFAULT_LIMITS, manifest_bytes: Infinity, json_depth: Infinity, json_keys: Infinity };
const encoder = new TextEncoder();

/** ComfyVN's `.cvnext`: a ZIP with the normalised manifest first, then the files of the extension. */
export const cvnext: Format = {
  id: 'cvnext',
  dialect: 'comfyvn',
  extension: '.cvnext',
  manifestNames: MANIFESTS,
  scopes: comfyvnScopes,
  recognise: (bytes) => looksLikeZip(bytes) && !zipLists(bytes, VSIX_MANIFEST),
  read,
  manifest: sourceManifest,
  verify,
  links: 'follow',
  packsWith: ['privateKey', 'trust', 'allowlist'],
  takes,
  pack,
};

/** What ComfyVN's own tools print of a manifest. */
export interface ComfyvnTexts {
  canonical_json: string;
  /** Lower-case hex SHA-256 of canonical_json. */
  manifest_sha256: string;
  /** As it stands in a package. */
  manifest_json: string;
}

/** The texts of a manifest file; `trust` replaces its trust level. Throws PackageError for what ComfyVN refuses. */
export function comfyvnTexts(bytes: Uint8Array, limits: Limits, trust?: string): ComfyvnTexts {
  const payload = comfyvnPayload(parseExact(bytes, MANIFESTS[0]!, limits), trust);
  checkRoutes(payload, mergeAllowlist(), new Tolerance('compat', TOLERATED));
  return textsOf(payload);
}

function textsOf(payload: ComfyvnPayload): ComfyvnTexts {
  const canonical_json = comfyvnJson(payload);
  return { canonical_json, manifest_sha256: sha256(encoder.encode(canonical_json)), manifest_json: comfyvnJsonLines(payload) };
}

/** ComfyVN's digests tell 1 from 1.0 and depend on every digit of long numbers. */
function parseExact(bytes: Uint8Array, name: string, limits: Limits): unknown {
  if (bytes.length > limits.manifest_bytes) throw new PackageError('manifest-too-large', `${name} is larger than ${limits.manifest_bytes} bytes.`, name, 'Move long texts and tables into files of their own.');
  return parseJson(bytes, name, limits, { integers: 'bigint' });
}

/** In a source directory: what ComfyVN refuses, and ids and versions that are no file names. What only the marketplace refuses is a warning. */
function sourceManifest(parsed: unknown, warnings: Warning[] = []): Manifest {
  const tolerance = new Tolerance('compat', TOLERATED);
  const payload = comfyvnPayload(parsed);
  const manifest = comfyvnManifest(payload, parsed, tolerance);
  warnings.push(...tolerance.warnings);
  return manifest;
}

/** Not hidden, and nothing that systems and compilers leave behind. An extension.json beside a manifest.json is a file like others. */
function takes(path: string, { includeHidden, ignore }: Selecting): boolean {
  if (path === MANIFESTS[0]) return true;
  const parts = path.split('/');
  if (!includeHidden && parts.some((part) => part.startsWith('.'))) return false;
  return ![...ignore, ...IGNORED].some((pattern) => matchesGlob(path, pattern) || parts.some((part) => matchesGlob(part, pattern)));
}

function read(bytes: Uint8Array, { limits, mode }: Reading): Package {
  return readWith(bytes, limits, { tolerance: new Tolerance(mode, TOLERATED), allowlist: mergeAllowlist() });
}

function readWith(bytes: Uint8Array, limits: Limits, { tolerance, allowlist }: { tolerance: Tolerance; allowlist: Allowlist }): Package {
  const files = readZip(bytes, { limits, tolerance })
    .map((file): PackageFile => ({ path: file.path, size: file.bytes.length, sha256: sha256(file.bytes), bytes: file.bytes }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const file = manifestFile(files);
  const { payload, manifest, algorithm } = withPlaces(file.bytes, file.path, () => {
    const parsed = parseExact(file.bytes, file.path, limits);
    const read = comfyvnPayload(parsed);
    const normalised = comfyvnManifest(read, parsed, tolerance);
    checkRoutes(read, allowlist, tolerance);
    checkTrust(read, files, { manifestName: file.path, tolerance });
    return { payload: read, manifest: normalised, algorithm: signatureAlgorithm(read) };
  });
  return {
    format: 'cvnext',
    manifest,
    files,
    readme: readDocument(files, 'readme.md'),
    changelog: readDocument(files, 'changelog.md'),
    digests: { manifest_sha256: sha256(encoder.encode(comfyvnJson(payload))), trust_sha256: sha256(signedBytes(payload)) },
    signature: algorithm === null ? null : { algorithm, value: payload.trust.signature! },
    warnings: [...tolerance.warnings, ...missingFiles(manifest, files)],
  };
}

function manifestFile(files: PackageFile[]): PackageFile {
  for (const name of MANIFESTS) {
    const file = files.find(({ path }) => path === name);
    if (file !== undefined) return file;
  }
  throw missingManifest();
}

function missingManifest(): PackageError {
  return new PackageError('manifest-missing', `There is no ${MANIFESTS.join(' or ')} at the root of the package.`, MANIFESTS[0]!, 'Pack from the folder that holds manifest.json, with souk pack.');
}

/** ComfyVN finds out when it loads the extension. */
function missingFiles(manifest: Manifest, files: PackageFile[]): Warning[] {
  const paths = new Set(files.map(({ path }) => path));
  return manifest.entry_points.filter((path) => !paths.has(path)).map((path) => ({ code: 'file-missing', message: `The manifest names ${path}, which is not in the package.`, path }));
}

/** A digest in the manifest is no signature: it says nothing about who made it. */
async function verify(pkg: Package, _bytes: Uint8Array, { publicKeys, signature }: Keys): Promise<Verification> {
  if (signature !== undefined && signature !== pkg.signature?.value) throw new PackageError('signature-differs', 'The signature that was given is not the one in the manifest.', '/trust/signature', 'Leave it out: a signed package holds its own.');
  if (pkg.signature?.algorithm !== 'ed25519') return { signature: 'none', keyId: null };
  if (publicKeys.length === 0) return { signature: 'unchecked', keyId: null };
  const file = manifestFile(pkg.files);
  const payload = comfyvnPayload(parseExact(file.bytes, file.path, READ_BEFORE));
  const keyId = await findSigner(publicKeys, signedBytes(payload), signatureBytes(payload));
  if (keyId === null) {
    const refusal = new PackageError('signature-invalid', 'None of the given keys signed this manifest.', '/trust/signature', 'Give the public key of the publisher, or pack again with the private key.');
    throw placed(refusal, file.bytes, file.path);
  }
  return { signature: 'valid', keyId };
}

async function pack(files: ReadonlyMap<string, Uint8Array>, { limits, privateKey, trust, allowlist: more }: Packing): Promise<Packed> {
  const name = MANIFESTS.find((candidate) => files.has(candidate));
  if (name === undefined) throw missingManifest();
  const allowlist = mergeAllowlist(more);
  const written = comfyvnPayload(parseExact(files.get(name)!, name, limits), trust);
  const payload = privateKey === undefined ? written : await sign(written, privateKey, { files, name });
  const paths = [...files.keys()].filter((path) => path !== name).sort(compareParts);
  const entries = paths.map((path) => ({ path, bytes: files.get(path)! }));
  const bytes = writeZip([{ path: name, bytes: encoder.encode(comfyvnJsonLines(payload)) }, ...entries]);
  checkPackageBytes(bytes, limits);
  const { warnings } = readWith(bytes, limits, { tolerance: new Tolerance('compat', TOLERATED), allowlist });
  return { bytes, detachedSignature: null, name: comfyvnFileName(payload), warnings };
}

/** Python's order of paths: by their parts, each by code points. */
function compareParts(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (const [index, part] of left.entries()) {
    const order = right[index] === undefined ? 1 : compareCodePoints(part, right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** With a key's signature in the place of any other, over a manifest that names the digest of the files. */
async function sign(payload: ComfyvnPayload, privateKey: string, { files, name }: { files: ReadonlyMap<string, Uint8Array>; name: string }): Promise<ComfyvnPayload> {
  const rows = [...files].map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256(bytes) }));
  const bound = { ...payload, provenance: { ...payload.provenance, files_sha256: filesDigest(rows, name) } };
  const signature = encodeBase64(await signEd25519(privateKey, signedBytes(bound)));
  return { ...bound, trust: { ...bound.trust, signature, signature_type: 'ed25519' } };
}
