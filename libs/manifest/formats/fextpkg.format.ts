import { formulaJson, formulaJsonBytes } from '../canonical/formula.js';
import { formulaScopes } from '../dialects/formula.scopes.js';
import type { Format, Keys, Packing, Packed, Reading, Verification } from '../format.js';
import { parseJson } from '../json.js';
import { findSigner, signEd25519 } from '../keys.js';
import { checkPackageBytes, DEFAULT_LIMITS, type Limits } from '../limits.js';
import { PackageError, type Package } from '../manifest.js';
import { encodeBase64 } from '../rfc4648.js';
import { sha256 } from '../sha256.js';
import { writeUstar } from '../tar-writer.js';
import { Tolerance } from '../tolerance.js';
import { checkChecksums, CHECKSUMS, FILES, MANIFEST, openEnvelope, SIGNATURE } from './fextpkg.envelope.js';
import { assemble, checkFormulaListing, FEXTPKG_TOLERATED, FORMULA_MANIFEST, readManifest, takesFormula } from './fextpkg.payload.js';

/** Names that the first entry of a package can have. */
const FIRST_NAME = /^(manifest\.json|checksums\.json|signature\.json|files\/.*)$/s;
/** For a second look at what was read within limits before. */
const NO_LIMITS: Limits = { ...(Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, Infinity])) as unknown as Limits), json_depth: 1000 };

/** Formula's `.fextpkg`, version 2: a plain tar archive of manifest.json, checksums.json, signature.json and files/. */
export const fextpkg: Format = {
  id: 'fextpkg',
  dialect: 'formula',
  extension: '.fextpkg',
  manifestNames: [FORMULA_MANIFEST],
  scopes: formulaScopes,
  signatureRequired: true,
  recognise: (bytes) => bytes.length >= 512 && FIRST_NAME.test(new TextDecoder('latin1').decode(bytes.subarray(0, 100)).replace(/\0.*$/s, '')),
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
  const { manifest, files, checksumByPath, signatureBase64 } = openEnvelope(bytes, limits, tolerance);
  const pkg = assemble({ format: 'fextpkg', manifest, files, signature: { algorithm: 'ed25519', value: signatureBase64 } }, limits, tolerance);
  checkChecksums(pkg.files, checksumByPath);
  return pkg;
}

/** The signature is over the canonical JSON of {checksums, manifest}. A signature given beside the package must be the one in it. */
async function verify(pkg: Package, bytes: Uint8Array, keys: Keys): Promise<Verification> {
  const { manifest, checksums, checksumByPath, signature, signatureBase64 } = openEnvelope(bytes, NO_LIMITS, new Tolerance('compat', FEXTPKG_TOLERATED));
  if (formulaJson(manifest) !== formulaJson(pkg.manifest.original)) throw new PackageError('signature-invalid', 'The package that was read is not the one whose signature is checked.');
  checkChecksums(pkg.files, checksumByPath);
  if (keys.signature !== undefined && keys.signature !== signatureBase64) {
    throw new PackageError('signature-differs', 'The signature that was given is not the one in the package.', SIGNATURE, 'Leave it out: a version 2 package holds its own.');
  }
  if (keys.publicKeys.length === 0) return { signature: 'unchecked', keyId: null };
  const keyId = await findSigner(keys.publicKeys, formulaJsonBytes({ checksums, manifest }), signature);
  if (keyId === null) throw new PackageError('signature-invalid', 'None of the keys signed this package.', SIGNATURE, 'Sign it with a key of the publisher: souk pack --private-key.');
  return { signature: 'valid', keyId };
}

async function pack(files: ReadonlyMap<string, Uint8Array>, { limits, privateKey }: Packing): Promise<Packed> {
  if (privateKey === undefined) throw new PackageError('private-key-missing', 'A package of this format must be signed.', null, 'Give --private-key; souk keygen makes one.');
  const source = files.get(FORMULA_MANIFEST);
  if (source === undefined) throw new PackageError('manifest-missing', `There is no ${FORMULA_MANIFEST}.`, FORMULA_MANIFEST, `Pack the folder that holds ${FORMULA_MANIFEST}.`);
  const manifest = parseJson(source, FORMULA_MANIFEST, limits);
  const payload = [...files].map(([path, bytes]): [string, Uint8Array] => [path, path === FORMULA_MANIFEST ? formulaJsonBytes(manifest) : bytes]);
  payload.sort(([a], [b]) => (a < b ? -1 : 1));
  const checksums = { algorithm: 'sha256', files: Object.fromEntries(payload.map(([path, bytes]) => [path, { sha256: sha256(bytes), size: bytes.length }])) };
  const signatureBase64 = encodeBase64(await signEd25519(privateKey, formulaJsonBytes({ checksums, manifest })));
  const bytes = writeUstar([
    [MANIFEST, formulaJsonBytes(manifest)],
    [CHECKSUMS, formulaJsonBytes(checksums)],
    [SIGNATURE, formulaJsonBytes({ algorithm: 'ed25519', formatVersion: 2, signatureBase64 })],
    ...payload.map(([path, content]): [string, Uint8Array] => [`${FILES}${path}`, content]),
  ]);
  checkPackageBytes(bytes, limits);
  const { name, version } = read(bytes, { limits, mode: 'strict' }).manifest;
  return { bytes, detachedSignature: null, name: `${name}-${version}.fextpkg` };
}
