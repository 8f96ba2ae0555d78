import { CONTENT_TYPES, hasContentType, readContentTypes, writeContentTypes, type ContentTypes } from '../dialects/vscode.content-types.js';
import { vscodeManifest, type Localised } from '../dialects/vscode.dialect.js';
import { vscodeScopes } from '../dialects/vscode.scopes.js';
import { ASSET, readVsixManifest, VSIX_MANIFEST, VSIX_ROOT, writeVsixManifest, type VsixManifest } from '../dialects/vscode.vsixmanifest.js';
import { readDocument } from '../document.js';
import type { Format, Reading, Selecting } from '../format.js';
import { matchesGlob } from '../glob.js';
import { parseJson } from '../json.js';
import { withPlaces } from '../json-place.js';
import { checkPackageBytes, type Limits } from '../limits.js';
import { PackageError, type Manifest, type Package, type PackageFile } from '../manifest.js';
import { displayPath, PathSet } from '../paths.js';
import { sha256 } from '../sha256.js';
import { Tolerance } from '../tolerance.js';
import { readZip, zipLists } from '../zip.js';
import { writeZip } from '../zip-writer.js';

const MANIFEST = 'package.json';
const TEXTS = 'package.nls.json';
/** What the compat reading lets pass: VS Code itself looks at none of this when it installs. */
const TOLERATED: ReadonlySet<string> = new Set(['vsix-content-type', 'vsix-outside', 'vsix-asset', 'vsix-engine']);
const LEFT_OUT = /^(.*\.vsix|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|extension\.vsixmanifest)$|(^|\/)node_modules\//;
const LICENSE = /^licen[cs]e(\.(md|txt))?$/i;
const encoder = new TextEncoder();

/** VS Code's `.vsix`: a ZIP archive by the Open Packaging Conventions, with the extension in the folder `extension/`. */
export const vsix: Format = {
  id: 'vsix',
  dialect: 'vscode',
  extension: '.vsix',
  recognise: (bytes) => zipLists(bytes, VSIX_MANIFEST),
  manifestNames: [MANIFEST],
  scopes: vscodeScopes,
  read,
  manifest: (parsed) => vscodeManifest(parsed),
  verify: async () => ({ signature: 'none', keyId: null }),
  links: 'refuse',
  packsWith: [],
  takes,
  async pack(files, { limits }) {
    const bytes = packVsix(files, limits);
    const { version, original } = read(bytes, { limits, mode: 'strict' }).manifest;
    return { bytes, detachedSignature: null, name: `${String(original['name'])}-${version}.vsix` };
  },
};

/** Everything but dependencies (bundle them), lock files, other packages and what is hidden or to be ignored. */
function takes(path: string, { includeHidden, ignore }: Selecting): boolean {
  if (LEFT_OUT.test(path) || (!includeHidden && /(^|\/)\./.test(path))) return false;
  return !ignore.some((pattern) => [path, ...path.split('/')].some((part) => matchesGlob(part, pattern)));
}

/** The package as Format.pack gives it, at once. An `extension.vsixmanifest` among the files is taken as it is. Throws PackageError for what `read` would refuse. */
export function packVsix(files: ReadonlyMap<string, Uint8Array>, limits: Limits): Uint8Array {
  const table = [...files].filter(([path]) => path !== VSIX_MANIFEST).sort(([a], [b]) => (a < b ? -1 : 1));
  const contents = table.map(([path, bytes]) => ({ path: `${VSIX_ROOT}${path}`, bytes }));
  const written = files.get(VSIX_MANIFEST) ?? encoder.encode(describe(table, limits));
  const types = writeContentTypes([VSIX_MANIFEST, ...contents.map(({ path }) => path)]);
  const packed = writeZip([{ path: VSIX_MANIFEST, bytes: written }, { path: CONTENT_TYPES, bytes: encoder.encode(types) }, ...contents]);
  checkPackageBytes(packed, limits);
  read(packed, { limits, mode: 'strict' });
  return packed;
}

function describe(table: [path: string, bytes: Uint8Array][], limits: Limits): string {
  const manifest = readManifest(table.map(([path, bytes]): PackageFile => ({ path, size: bytes.length, sha256: '', bytes })), limits);
  const called = (pattern: RegExp): string | undefined => table.find(([path]) => pattern.test(path))?.[0];
  const assets: [type: string, path: string | null | undefined][] = [
    [ASSET.manifest, MANIFEST],
    [ASSET.details, called(/^readme\.md$/i)],
    [ASSET.changelog, called(/^changelog\.md$/i)],
    [ASSET.license, called(LICENSE)],
    [ASSET.icon, manifest.icon],
  ];
  return writeVsixManifest(manifest, assets.flatMap(([type, path]) => (path ? [[type, `${VSIX_ROOT}${path}`] as const] : [])));
}

function read(bytes: Uint8Array, { limits, mode }: Reading): Package {
  const tolerance = new Tolerance(mode, TOLERATED);
  const entries = new Map(readZip(bytes, { limits }).map((entry) => [entry.path, entry.bytes]));
  const part = (path: string): Uint8Array => within(limits, path, entries.get(path));
  const outer = readVsixManifest(part(VSIX_MANIFEST));
  const types = readContentTypes(part(CONTENT_TYPES));
  const files = tableOf(entries, tolerance);
  const manifest = readManifest(files, limits, tolerance);
  checkIdentity(outer, manifest, tolerance);
  for (const path of manifest.icon === null ? manifest.entry_points : [...manifest.entry_points, manifest.icon]) requireFile(files, path);
  checkParts(outer, types, entries, tolerance);
  return {
    format: 'vsix',
    manifest,
    files,
    readme: readDocument(files, 'readme.md'),
    changelog: readDocument(files, 'changelog.md'),
    digests: {},
    signature: null,
    warnings: tolerance.warnings,
  };
}

/** The files of the extension by their paths in it, and the manifest of the archive. Everything else is refused, or left out in compat mode. */
function tableOf(entries: ReadonlyMap<string, Uint8Array>, tolerance: Tolerance): PackageFile[] {
  const files: PackageFile[] = [];
  const paths = new PathSet();
  for (const [entry, bytes] of entries) {
    if (entry === CONTENT_TYPES) continue;
    const inside = entry.startsWith(VSIX_ROOT);
    if (!inside && entry !== VSIX_MANIFEST) {
      tolerance.refuse(new PackageError('vsix-outside', `${entry} lies outside the folder ${VSIX_ROOT}.`, entry, `Put every file of the extension into ${VSIX_ROOT}.`));
      continue;
    }
    const path = inside ? entry.slice(VSIX_ROOT.length) : entry;
    paths.add(path, 'file');
    files.push({ path, size: bytes.length, sha256: sha256(bytes), bytes });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readManifest(files: readonly PackageFile[], limits: Limits, tolerance?: Tolerance): Manifest {
  const find = (path: string): Uint8Array | undefined => files.find((file) => file.path === path)?.bytes;
  const bytes = within(limits, MANIFEST, find(MANIFEST));
  const texts = find(TEXTS);
  return withPlaces(bytes, MANIFEST, () => vscodeManifest(parseJson(bytes, MANIFEST, limits), texts === undefined ? {} : readTexts(texts, limits, tolerance)));
}

/** Display texts only, so a file that cannot be read costs them and not the package. Values are texts, or objects with a `message`. */
function readTexts(bytes: Uint8Array, limits: Limits, tolerance?: Tolerance): Localised {
  try {
    const parsed = parseJson(within(limits, TEXTS, bytes), TEXTS, limits);
    const messages = Object.entries(parsed ?? {}).map(([key, value]): [string, unknown] => [key, (value as { message?: unknown } | null)?.message ?? value]);
    return Object.fromEntries(messages.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    tolerance?.warnings.push({ code: error.code, message: error.message, path: TEXTS });
    return {};
  }
}

/** Every file has a type, and what the manifest of the archive names is there. */
function checkParts({ paths }: VsixManifest, types: ContentTypes, entries: ReadonlyMap<string, unknown>, tolerance: Tolerance): void {
  const help = 'Pack again with vsce package or souk pack.';
  for (const path of entries.keys()) {
    if (path !== CONTENT_TYPES && !hasContentType(types, path)) tolerance.refuse(new PackageError('vsix-content-type', `${path} has no type in ${CONTENT_TYPES}.`, path, help));
  }
  for (const path of paths) {
    if (!entries.has(path)) tolerance.refuse(new PackageError('vsix-asset', `${VSIX_MANIFEST} names ${displayPath(path)}, which is not in the package.`, VSIX_MANIFEST, help));
  }
}

/** The archive and the extension must be the same one, whichever manifest a reader looks at. */
function checkIdentity({ id, version, publisher, engine }: VsixManifest, manifest: Manifest, tolerance: Tolerance): void {
  const { original, engines } = manifest;
  const pairs: [what: string, outer: string, inner: unknown][] = [['name', id, original['name']], ['version', version, manifest.version], ['publisher', publisher, original['publisher']]];
  for (const [what, outer, inner] of pairs) {
    if (outer !== inner) throw new PackageError('vsix-identity', `The ${what} in ${VSIX_MANIFEST} is another one than in ${MANIFEST}.`, VSIX_MANIFEST, 'Pack again with vsce package or souk pack.');
  }
  if (engine !== engines['vscode']) tolerance.refuse(new PackageError('vsix-engine', `The versions of VS Code in ${VSIX_MANIFEST} are others than in ${MANIFEST}.`, VSIX_MANIFEST, 'Pack again with vsce package or souk pack.'));
}

/** The bytes of a manifest. Throws PackageError `manifest-missing` or `manifest-too-large`. */
function within({ manifest_bytes }: Limits, path: string, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new PackageError('manifest-missing', `There is no ${path} in the package.`, path, 'Pack with vsce package or souk pack.');
  if (bytes.length > manifest_bytes) throw new PackageError('manifest-too-large', `${path} is larger than ${manifest_bytes} bytes.`, path, 'Move long texts and tables into files of their own.');
  return bytes;
}

function requireFile(files: readonly PackageFile[], path: string): void {
  if (!files.some((file) => file.path === path)) throw new PackageError('file-missing', `package.json names ${path}, which is not in the package.`, path, 'Build before you pack, and check upper and lower case.');
}
