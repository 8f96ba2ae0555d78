import { Field } from '../field.js';
import { parseJson, THE_PACKAGE } from '../json.js';
import { SIGNATURE_BYTES } from '../keys.js';
import type { Limits } from '../limits.js';
import { PackageError, type PackageFile } from '../manifest.js';
import { displayPath } from '../paths.js';
import { decodeBase64 } from '../rfc4648.js';
import { readTar, type TarFile } from '../tar.js';
import type { Tolerance } from '../tolerance.js';
import { checkManifestSize } from './fextpkg.payload.js';

export const MANIFEST = 'manifest.json';
export const CHECKSUMS = 'checksums.json';
export const SIGNATURE = 'signature.json';
export const FILES = 'files/';
/** Most bytes of checksums.json. */
export const CHECKSUMS_BYTES = 4 * 1024 * 1024;
/** Most bytes of signature.json. */
export const SIGNATURE_JSON_BYTES = 64 * 1024;
/** Most members of checksums.json. */
export const CHECKSUMS_MEMBERS = 5_000;
const REPACK = 'Pack again with souk pack.';
const BOM = [0xef, 0xbb, 0xbf];

/** What checksums.json says of one file. */
interface Checksum {
  /** Lower-case hex. */
  sha256: string;
  size: number;
}

/** A version 2 package taken apart; nothing is hashed and no signature checked. */
export interface Envelope {
  /** As parsed, as is `checksums`: the signature is over both. */
  manifest: unknown;
  checksums: unknown;
  checksumByPath: ReadonlyMap<string, Checksum>;
  /** 64 bytes. */
  signature: Uint8Array;
  signatureBase64: string;
  /** With paths inside `files/`. */
  files: TarFile[];
}

/** Takes a version 2 package apart. Throws PackageError: `tar-…`, `path-…`, `json-…`, `entry-unexpected`, `…-missing`, `checksums-json`, `signature-json`. */
export function openEnvelope(bytes: Uint8Array, limits: Limits, tolerance: Tolerance): Envelope {
  const { documents, files } = sort(readTar(bytes, limits, { plain: true, tolerance }));
  const parse = (name: string, most: number): unknown => {
    const document = documents.get(name);
    if (document === undefined) throw new PackageError(`${name.replace('.json', '')}-missing`, `There is no ${name} in the package.`, name, REPACK);
    if (name === MANIFEST) checkManifestSize(document, name, limits);
    else if (document.length > most) throw new PackageError(`${name.replace('.json', '')}-too-large`, `${name} is larger than ${most} bytes.`, name, REPACK);
    return parseJson(withoutBom(document, name, tolerance), name, limits);
  };
  const manifest = parse(MANIFEST, limits.manifest_bytes);
  const checksums = parse(CHECKSUMS, CHECKSUMS_BYTES);
  const checksumByPath = readChecksums(checksums, tolerance);
  return { manifest, checksums, checksumByPath, ...readSignature(parse(SIGNATURE, SIGNATURE_JSON_BYTES), tolerance), files };
}

/** Throws PackageError `checksum-missing`, `checksum-mismatch`, `checksum-size` or `checksum-extra` unless each file is what checksums.json says, and all are there. */
export function checkChecksums(files: readonly PackageFile[], checksums: ReadonlyMap<string, Checksum>): void {
  const refuse = (code: string, path: string, what: string): never => {
    throw new PackageError(code, `${CHECKSUMS} ${what} ${displayPath(path)}.`, displayPath(path), REPACK);
  };
  for (const { path, sha256, size } of files) {
    const expected = checksums.get(path) ?? refuse('checksum-missing', path, 'does not name');
    if (expected.size !== size) refuse('checksum-size', path, 'gives another size for');
    if (expected.sha256 !== sha256) refuse('checksum-mismatch', path, 'gives another SHA-256 for');
  }
  if (checksums.size === files.length) return;
  const present = new Set(files.map(({ path }) => path));
  refuse('checksum-extra', [...checksums.keys()].find((path) => !present.has(path))!, 'names a file that is not there:');
}

function sort(entries: readonly TarFile[]): { documents: Map<string, Uint8Array>; files: TarFile[] } {
  const documents = new Map<string, Uint8Array>();
  const files: TarFile[] = [];
  for (const { path, bytes } of entries) {
    if (path.startsWith(FILES)) files.push({ path: path.slice(FILES.length), bytes });
    else if (path === MANIFEST || path === CHECKSUMS || path === SIGNATURE) documents.set(path, bytes);
    else throw new PackageError('entry-unexpected', `${displayPath(path)} does not belong at the root of the package.`, displayPath(path), `Files belong into ${FILES}. ${REPACK}`);
  }
  return { documents, files };
}

function withoutBom(bytes: Uint8Array, path: string, tolerance: Tolerance): Uint8Array {
  if (!BOM.every((byte, at) => bytes[at] === byte)) return bytes;
  tolerance.refuse(new PackageError('json-bom', `${path} starts with a byte order mark.`, path, REPACK));
  return bytes.subarray(BOM.length);
}

/** The members of an object of the container, in one of its files or (null) in the text of the package itself; others than these are refused as `envelope-member`. */
export function membersOf(field: Field, names: readonly string[], file: string | null, tolerance: Tolerance): Field[] {
  const extra = Object.keys(field.object()).find((name) => !names.includes(name));
  if (extra !== undefined) tolerance.refuse(new PackageError('envelope-member', `${file ?? THE_PACKAGE} has the unknown member "${displayPath(extra)}".`, file, REPACK));
  return names.map((name) => field.member(name));
}

function readChecksums(parsed: unknown, tolerance: Tolerance): Map<string, Checksum> {
  const refuse = (what: string): never => {
    throw new PackageError('checksums-json', `${CHECKSUMS} ${what}.`, CHECKSUMS, REPACK);
  };
  if (!isObject(parsed)) return refuse('is not an object');
  const [algorithm, files] = membersOf(new Field(parsed), ['algorithm', 'files'], CHECKSUMS, tolerance);
  if (algorithm!.value !== 'sha256') refuse('names another algorithm than sha256');
  if (!isObject(files!.value)) return refuse('has no object "files"');
  const members = Object.entries(files!.value);
  if (members.length > CHECKSUMS_MEMBERS) refuse(`has more than ${CHECKSUMS_MEMBERS} files`);
  return new Map(members.map(([path, value]): [string, Checksum] => {
    if (!isObject(value)) return refuse(`has no object for ${displayPath(path)}`);
    const [hash, size] = membersOf(new Field(value), ['sha256', 'size'], CHECKSUMS, tolerance).map((field) => field.value);
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) return refuse(`has no SHA-256 in hex for ${displayPath(path)}`);
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return refuse(`has no size for ${displayPath(path)}`);
    return [path, { sha256: hash.toLowerCase(), size }];
  }));
}

function readSignature(parsed: unknown, tolerance: Tolerance): Pick<Envelope, 'signature' | 'signatureBase64'> {
  const refuse = (what: string): never => {
    throw new PackageError('signature-json', `${SIGNATURE} ${what}.`, SIGNATURE, REPACK);
  };
  if (!isObject(parsed)) return refuse('is not an object');
  const [algorithm, version, value] = membersOf(new Field(parsed), ['algorithm', 'formatVersion', 'signatureBase64'], SIGNATURE, tolerance).map((field) => field.value);
  if (algorithm !== 'ed25519') refuse('names another algorithm than ed25519');
  if (version !== 2) refuse('names another version of the format than 2');
  const signature = typeof value === 'string' ? decodeBase64(value) : null;
  if (signature?.length !== SIGNATURE_BYTES) return refuse(`does not hold ${SIGNATURE_BYTES} bytes in base64`);
  return { signature, signatureBase64: value as string };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
