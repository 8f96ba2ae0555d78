import { formulaScopes } from '../dialects/formula.scopes.js';
import { Field } from '../field.js';
import type { Format, Keys, Packing, Packed, Reading, Verification } from '../format.js';
import { gunzip, gunzipPrefix, gzip } from '../inflate.js';
import { parseJson } from '../json.js';
import { findSigner, SIGNATURE_BYTES, signEd25519 } from '../keys.js';
import { checkFileSize, checkPackageBytes, type Limits } from '../limits.js';
import { PackageError, type Package } from '../manifest.js';
import { checkPath, displayPath, PathSet } from '../paths.js';
import { decodeBase64, encodeBase64 } from '../rfc4648.js';
import type { TarFile } from '../tar.js';
import { Tolerance } from '../tolerance.js';
import { membersOf } from './fextpkg.envelope.js';
import { assemble, checkFormulaListing, FEXTPKG_TOLERATED, FORMULA_MANIFEST, readManifest, takesFormula } from './fextpkg.payload.js';

const FORMAT = 'formula-extension-package';
/** Most bytes of the JSON text, unpacked. */
export const V1_TEXT_BYTES = 50 * 1024 * 1024;
/** Formula writes the time of packing; Souk writes the same for every package, so that it can be made again. */
const CREATED_AT = '1970-01-01T00:00:00.000Z';
/** How the JSON of a package begins, whichever member is the first. */
const BEGINNING = /^\s*\{\s*"(format|formatVersion|createdAt|manifest|files)"\s*:/;

/** Formula's `.fextpkg`, version 1: gzipped JSON with the files in base64; its signature lies beside the package. */
export const fextpkgV1: Format = {
  id: 'fextpkg-v1',
  dialect: 'formula',
  extension: '.fextpkg',
  manifestNames: [FORMULA_MANIFEST],
  scopes: formulaScopes,
  signatureRequired: true,
  recognise: (bytes) => BEGINNING.test(new TextDecoder('latin1').decode(gunzipPrefix(bytes, 512))),
  read,
  manifest: readManifest,
  verify,
  checkListing: checkFormulaListing,
  links: 'skip',
  packsWith: ['privateKey'],
  takes: takesFormula,
  pack,
};

function read(bytes: Uint8Array, { limits, mode }: Reading): Package {
  const tolerance = new Tolerance(mode, FEXTPKG_TOLERATED);
  const text = gunzip(bytes, { ...limits, unpacked_bytes: Math.min(2 * limits.unpacked_bytes, V1_TEXT_BYTES), entries: 0 });
  if (text.length > V1_TEXT_BYTES) throw new PackageError('unpacked-size', `The package expands to more than ${V1_TEXT_BYTES} bytes.`, null, 'Leave out what the extension does not need at run time.');
  const names = ['format', 'formatVersion', 'createdAt', 'manifest', 'files'];
  const [format, version, , manifest, files] = membersOf(new Field(parseJson(text, null, limits)), names, null, tolerance) as [Field, Field, Field, Field, Field];
  if (format.value !== FORMAT) format.refuse('envelope-format', `is not "${FORMAT}"`, 'Pack again with souk pack.');
  if (version.value !== 1) version.refuse('envelope-format', 'is not 1', 'Pack again with souk pack.');
  return assemble({ format: 'fextpkg-v1', manifest: manifest.object(), files: readFiles(files, limits, tolerance), signature: null }, limits, tolerance);
}

function readFiles(list: Field, limits: Limits, tolerance: Tolerance): TarFile[] {
  if (!Array.isArray(list.value)) list.refuse('envelope-format', 'is not a list', 'Pack again with souk pack.');
  if (list.value.length > limits.entries) throw new PackageError('entries', `The package has more than ${limits.entries} files.`, null, 'Bundle the code, and leave out what is not needed at run time.');
  const paths = new PathSet();
  let unpacked = 0;
  return list.items(limits.entries).map((item) => {
    const [pathField, dataField] = membersOf(item, ['path', 'dataBase64'], null, tolerance) as [Field, Field];
    const { value: name } = pathField;
    const { value: text } = dataField;
    if (typeof name !== 'string' || typeof text !== 'string') return item.refuse('envelope-format', 'has no "path" and "dataBase64"', 'Pack again with souk pack.');
    const shown = displayPath(name);
    if (name.startsWith('./')) throw new PackageError('path-segment', `The path ${shown} has a "." part.`, shown, 'Pack again with souk pack.');
    const path = checkPath(name, limits, tolerance);
    paths.add(path, 'file');
    checkFileSize(shown, Math.floor((text.replace(/={1,2}$/, '').length * 3) / 4), limits);
    const bytes = decodeBase64(text) ?? dataField.refuse('base64', 'is not base64 as it should be', 'Pack again with souk pack.');
    unpacked += bytes.length;
    if (unpacked > limits.unpacked_bytes) throw new PackageError('unpacked-size', `The files are larger than ${limits.unpacked_bytes} bytes together.`, shown, 'Leave out what the extension does not need at run time.');
    return { path, bytes };
  });
}

/** The signature is over the bytes of the whole package, and is given beside it. */
async function verify(_pkg: Package, bytes: Uint8Array, keys: Keys): Promise<Verification> {
  const { signature: text, publicKeys } = keys;
  if (text === undefined) {
    if (publicKeys.length === 0) return { signature: 'none', keyId: null };
    throw new PackageError('signature-missing', 'A version 1 package has its signature beside it, and none was given.', null, 'Keep the .sig file that souk pack --private-key writes beside the package, or pack as version 2.');
  }
  const signature = decodeBase64(text.trim());
  if (signature?.length !== SIGNATURE_BYTES) throw new PackageError('signature-invalid', `The signature is not ${SIGNATURE_BYTES} bytes in base64.`, null, 'Give the signature as it was made.');
  if (publicKeys.length === 0) return { signature: 'unchecked', keyId: null };
  const keyId = await findSigner(publicKeys, bytes, signature);
  if (keyId === null) throw new PackageError('signature-invalid', 'None of the keys signed this package.', null, 'Sign it with a key of the publisher: souk pack --private-key.');
  return { signature: 'valid', keyId };
}

async function pack(files: ReadonlyMap<string, Uint8Array>, { limits, privateKey }: Packing): Promise<Packed> {
  const source = files.get(FORMULA_MANIFEST);
  if (source === undefined) throw new PackageError('manifest-missing', `There is no ${FORMULA_MANIFEST}.`, FORMULA_MANIFEST, `Pack the folder that holds ${FORMULA_MANIFEST}.`);
  const manifest = parseJson(source, FORMULA_MANIFEST, limits);
  const payload = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => ({ path, dataBase64: encodeBase64(bytes) }));
  const bytes = gzip(new TextEncoder().encode(JSON.stringify({ format: FORMAT, formatVersion: 1, createdAt: CREATED_AT, manifest, files: payload })));
  checkPackageBytes(bytes, limits);
  const { name, version } = read(bytes, { limits, mode: 'strict' }).manifest;
  const detachedSignature = privateKey === undefined ? null : encodeBase64(await signEd25519(privateKey, bytes));
  return { bytes, detachedSignature, name: `${name}-${version}.fextpkg` };
}
