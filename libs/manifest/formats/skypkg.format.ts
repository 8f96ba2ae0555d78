import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { isParseError, parseScript } from 'meriyah';
import { skynetManifest, SKYNET_CODE } from '../dialects/skynet.dialect.js';
import { readEnvelope, SKYNET_TOLERATED, writeEnvelope } from '../dialects/skynet.envelope.js';
import { skynetScopes } from '../dialects/skynet.scopes.js';
import { Field } from '../field.js';
import type { Format, Reading } from '../format.js';
import { parseJson } from '../json.js';
import { withPlaces } from '../json-place.js';
import { checkPackageBytes, type Limits } from '../limits.js';
import { PackageError, type Package, type PackageFile } from '../manifest.js';
import { sha256 } from '../sha256.js';
import { Tolerance } from '../tolerance.js';

const MANIFEST = 'extension.json';
/** What Skynet takes as the body of an import. */
export const SKYPKG_BYTES = 5 * 1024 * 1024;
/** Nesting of a package, lower than elsewhere because its text is indented again. */
const SKYPKG_DEPTH = 24;
const BOM = [0xef, 0xbb, 0xbf];
const encoder = new TextEncoder();

/** Skynet's `.skypkg`: one JSON object that holds the description of an extension and its code. */
export const skypkg: Format = {
  id: 'skypkg',
  dialect: 'skynet',
  extension: '.skypkg',
  recognise,
  manifestNames: [MANIFEST],
  scopes: skynetScopes,
  read,
  manifest(parsed, warnings) {
    const tolerance = new Tolerance(warnings === undefined ? 'strict' : 'compat', SKYNET_TOLERATED);
    const { extension, pointer } = readEnvelope(parsed, tolerance);
    const manifest = skynetManifest(new Field(extension, pointer), tolerance);
    warnings?.push(...tolerance.warnings);
    return manifest;
  },
  verify: async () => ({ signature: 'none', keyId: null }),
  links: 'refuse',
  packsWith: [],
  takes: (path) => path === MANIFEST || path === SKYNET_CODE,
  async pack(files, { limits }) {
    const bytes = packSkypkg(files, limits);
    const { display_name } = read(bytes, { limits, mode: 'strict' }).manifest;
    const isBare = new Field(parseJson(requireFile(files, MANIFEST), MANIFEST, limits)).member('extension').absent;
    return { bytes, detachedSignature: null, name: `${display_name.replace(/[^A-Za-z0-9_-]/g, '_')}.skypkg`, ...(isBare && { manifestIn: '/extension' }) };
  },
};

/** The package as Format.pack gives it, at once. Throws PackageError for what `read` would refuse. */
export function packSkypkg(files: ReadonlyMap<string, Uint8Array>, limits: Limits): Uint8Array {
  const source = readEnvelope(parseJson(requireFile(files, MANIFEST), MANIFEST, limits), new Tolerance('strict', SKYNET_TOLERATED));
  if (!source.code.absent) source.code.refuse('code-twice', `is there although the code is in ${SKYNET_CODE}`, `Remove the member from ${MANIFEST}.`);
  const packed = encoder.encode(writeEnvelope(source, decodeCode(requireFile(files, SKYNET_CODE))));
  read(packed, { limits, mode: 'strict' });
  return packed;
}

/** An object with an `extension` member somewhere in it: whether it is the right one, reading tells. */
function recognise(bytes: Uint8Array): boolean {
  const start = BOM.every((byte, index) => bytes[index] === byte) ? 3 : 0;
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === 0x7b) return /"extension"\s*:/.test(new TextDecoder('latin1').decode(bytes));
    if (![0x20, 0x09, 0x0a, 0x0d].includes(bytes[at]!)) return false;
  }
  return false;
}

function read(bytes: Uint8Array, { limits, mode }: Reading): Package {
  checkPackageBytes(bytes, { ...limits, package_bytes: Math.min(SKYPKG_BYTES, limits.package_bytes) });
  const tolerance = new Tolerance(mode, SKYNET_TOLERATED);
  return withPlaces(bytes, null, () => readParsed(parsePackage(bytes, limits, tolerance), limits, tolerance));
}

function readParsed(parsed: unknown, limits: Limits, tolerance: Tolerance): Package {
  const field = new Field(parsed).member('extension');
  if (field.absent) field.refuse('manifest-required', 'is missing', 'Export the extension from Skynet, or pack it with souk pack.');
  const { envelope, extension, pointer, code } = readEnvelope(parsed, tolerance);
  const manifest = skynetManifest(new Field(extension, pointer), tolerance);
  const text = readCode(code, tolerance);
  const files = [fileOf(SKYNET_CODE, text, limits.file_bytes), fileOf(MANIFEST, describe(envelope, limits), limits.manifest_bytes)];
  return {
    format: 'skypkg',
    manifest,
    files,
    readme: null,
    changelog: null,
    digests: { code_id: bytesToHex(md5(files[0]!.bytes)) },
    signature: null,
    warnings: tolerance.warnings,
  };
}

function parsePackage(bytes: Uint8Array, limits: Limits, tolerance: Tolerance): unknown {
  const marked = BOM.every((byte, index) => bytes[index] === byte);
  if (marked) tolerance.refuse(new PackageError('json-bom', 'The package starts with a byte order mark.', null, 'Save the file as UTF-8 without byte order mark.'));
  let protos = 0;
  const parsed = parseJson(marked ? bytes.subarray(BOM.length) : bytes, null, { ...limits, json_depth: Math.min(SKYPKG_DEPTH, limits.json_depth) }, { dropProto: () => (protos += 1) });
  if (protos > 0) tolerance.warnings.push({ code: 'json-proto', message: `Members named __proto__ were left out: ${protos}.`, path: null });
  return parsed;
}

/** Skynet runs the code as the body of an async function, so it may await and return. */
function readCode(field: Field, tolerance: Tolerance): string {
  const help = `Put the JavaScript of the extension into "code", or into ${SKYNET_CODE} before packing.`;
  if (field.absent) return field.refuse('manifest-required', 'is missing', help);
  if (typeof field.value !== 'string') return field.refuse('manifest-type', 'must be a text', help);
  if (field.value === '') return field.refuse('code-empty', 'is empty', help);
  const fault = faultOf(field.value);
  if (fault !== null) {
    const { line, column, what } = fault;
    const correction = 'Correct the code. It runs as the body of an async function: await and return are possible, import and export are not.';
    tolerance.refuse(new PackageError('code-syntax', `${SKYNET_CODE}:${line}:${column}: ${what}.`, SKYNET_CODE, correction, { file: SKYNET_CODE, line, column }));
  }
  return field.value;
}

/** What is wrong with the body of an async function, and where (from 1); null when nothing is. */
function faultOf(code: string): { line: number; column: number; what: string } | null {
  try {
    const { body } = parseScript(`(async function () {\n${code}\n})`, { next: true, webcompat: true, validateRegex: false });
    const [only] = body;
    const whole = body.length === 1 && only?.type === 'ExpressionStatement' && only.expression.type === 'FunctionExpression';
    return whole ? null : { line: 1, column: 1, what: 'a brace closes more than was opened' };
  } catch (error) {
    if (error instanceof RangeError) return { line: 1, column: 1, what: 'expressions or blocks are nested too deeply' };
    if (!isParseError(error)) throw error;
    return { line: Math.max(1, error.loc.start.line - 1), column: error.loc.start.column + 1, what: error.description };
  }
}

function requireFile(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new PackageError('file-missing', `There is no ${path}.`, path, `A source directory has ${MANIFEST} and ${SKYNET_CODE}.`);
  return bytes;
}

function decodeCode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PackageError('code-encoding', `${SKYNET_CODE} is not UTF-8.`, SKYNET_CODE, 'Save the file as UTF-8.');
  }
}

/** The text of the file that stands for everything but the code. */
function describe(envelope: Record<string, unknown>, limits: Limits): string {
  const dense = JSON.stringify(envelope);
  return dense.length > limits.manifest_bytes ? dense : `${JSON.stringify(envelope, null, 2)}\n`;
}

function fileOf(path: string, text: string, most: number): PackageFile {
  const bytes = encoder.encode(text);
  if (bytes.length > most) throw new PackageError('file-size', `${path} has ${bytes.length} bytes, ${most} are possible.`, path, 'Make the code or the texts shorter.');
  return { path, size: bytes.length, sha256: sha256(bytes), bytes };
}
