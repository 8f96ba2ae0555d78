import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { comfyvnPayload } from '#libs/manifest/dialects/comfyvn.payload.js';
import { comfyvnTexts, cvnext } from '#libs/manifest/formats/cvnext.format.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { PackageError } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { Tolerance } from '#libs/manifest/tolerance.js';
import { readZip } from '#libs/manifest/zip.js';
import { vectorsOf } from '#test/support/vectors.js';

interface Build {
  kind: 'build';
  file: string | null;
  source: string;
  options: { include_hidden?: boolean; ignore_patterns?: string[]; trust_level?: string; route_allowlist?: Record<string, string[]> };
  ok: boolean;
  sha256: string;
  manifest_sha256: string;
  file_count: number;
  bytes_written: number;
  trust: string;
  entries: string[];
  canonical_json: string;
}

interface Install {
  kind: 'install';
  file: string;
  recommended: string;
}

interface Normalisation {
  input_json: string;
  options: { trust_level?: string };
  ok: boolean;
  canonical_json?: string;
  manifest_sha256: string;
  manifest_json: string;
}

/** File names that ComfyVN's own tool was told; by itself it would have written outside of the folder. */
const NAMED: Record<string, string> = { 'x.cvnext': 'slashver.ext-.._.._x.cvnext' };
/** What Souk packs although ComfyVN cannot: a digest that fits, over the manifest without itself. */
const REPAIRED = new Set(['src/signed.ext']);
/** What packs as ComfyVN packs it, with a warning of what the marketplace will say. */
const WARNED: Record<string, string[]> = {
  'order.test-1.0.0-beta.1+b.cvnext': ['path-collision'],
  'verified.ext-1.cvnext': ['route-segment', 'trust-unsigned'],
  'x.cvnext': ['manifest-version'],
};
const REFUSED: Record<string, string> = {
  'inst-bad-id.cvnext': 'manifest-id',
  'inst-bad-json.cvnext': 'json-syntax',
  'inst-bad-signature.cvnext': 'signature-invalid',
  'inst-crc.cvnext': 'zip-crc',
  'inst-dup-manifest.cvnext': 'path-duplicate',
  'inst-global-outside.cvnext': 'route-global',
  'inst-global-unverified.cvnext': 'route-global',
  'inst-no-manifest.cvnext': 'manifest-missing',
  'inst-nonutf8.cvnext': 'json-encoding',
  'inst-reserved.cvnext': 'path-device',
  'inst-self-verified.cvnext': 'trust-unsigned',
  'inst-symlink.cvnext': 'zip-symlink',
  'inst-traversal.cvnext': 'path-traversal',
  'inst-traversal-deep.cvnext': 'path-traversal',
  'inst-unknown-scope.cvnext': 'manifest-permission',
};

const vectors = vectorsOf('comfyvn');
const folder = vectors ?? '';

if (vectors !== null) {
  const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as (Build | Install)[];
  const builds = rows.filter((row) => row.kind === 'build');
  const installs = rows.filter((row) => row.kind === 'install');
  const normalisations = JSON.parse(readFileSync(join(folder, 'normalisation-vectors.json'), 'utf8')) as Normalisation[];
  test('vectors of ComfyVN are there', () => assert.ok(builds.length >= 12 && installs.length >= 16 && normalisations.length >= 40));
  describe('builds of ComfyVN', () => {
    for (const row of builds) test(row.source, () => (row.ok ? buildsAlike(row) : refusesToBuild(row)));
  });
  describe('installs of ComfyVN', () => {
    for (const row of installs) test(row.file, () => installsLike(row));
  });
  describe('normalised manifests of ComfyVN', () => {
    for (const [index, row] of normalisations.entries()) test(`${index} ${row.input_json.slice(80, 140)}`, () => normalises(row));
  });
}

async function pack({ source, options }: Build) {
  const root = join(folder, source);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const selecting = { manifest: {} as never, includeHidden: options.include_hidden ?? false, ignore: options.ignore_patterns ?? [] };
  const files = new Map(paths.toSorted().reverse().filter((path) => cvnext.takes(path, selecting)).map((path) => [path, readFileSync(join(root, path))]));
  // No version control keeps a folder of that name.
  if (options.include_hidden) files.set('sub/.git/x', Buffer.from('h'));
  return cvnext.pack(files, { limits, trust: options.trust_level, allowlist: options.route_allowlist });
}

async function buildsAlike(row: Build): Promise<void> {
  const { bytes, name, warnings } = await pack(row);
  const files = readZip(bytes, { limits, tolerance: new Tolerance('compat', new Set(['path-collision'])) });
  assert.deepEqual(files.map(({ path }) => path), row.entries);
  assert.equal(sha256(bytes), row.sha256);
  assert.equal(name, NAMED[row.file!] ?? row.file);
  assert.deepEqual([files.length, files.reduce((total, file) => total + file.bytes.length, 0)], [row.file_count, row.bytes_written]);
  const pkg = cvnext.read(bytes, { limits, mode: 'compat' });
  assert.equal(pkg.digests['manifest_sha256'], row.manifest_sha256);
  assert.equal(comfyvnTexts(files[0]!.bytes, limits).canonical_json, row.canonical_json);
  assert.deepEqual(warnings!.map(({ code }) => code), WARNED[row.file ?? ''] ?? []);
  const strict = () => cvnext.read(bytes, { limits, mode: 'strict' });
  if (WARNED[row.file ?? ''] === undefined) assert.equal(strict().manifest.name, pkg.manifest.name);
  else assert.throws(strict, { name: 'PackageError', code: WARNED[row.file ?? '']![0] });
}

async function refusesToBuild(row: Build): Promise<void> {
  if (REPAIRED.has(row.source)) return void assert.equal((await pack(row)).name, 'signed.ext-1.cvnext');
  await assert.rejects(pack(row), PackageError);
}

function installsLike(row: Install): void {
  const bytes = readFileSync(join(folder, row.file));
  const read = () => cvnext.read(bytes, { limits, mode: 'strict' });
  if (row.recommended === 'accept') assert.equal(read().manifest.dialect, 'comfyvn');
  else assert.throws(read, { name: 'PackageError', code: REFUSED[row.file] });
}

function normalises(row: Normalisation): void {
  const bytes = Buffer.from(row.input_json);
  const texts = () => comfyvnTexts(bytes, limits, row.options.trust_level);
  if (!row.ok) return void assert.throws(texts, PackageError);
  assert.deepEqual(cvnext.manifest(JSON.parse(row.input_json)).dialect, 'comfyvn');
  // ComfyVN accepts addresses, but cannot write them.
  if (row.canonical_json === undefined) return void assert.match(comfyvnPayload(JSON.parse(row.input_json)).homepage ?? '', /^https:/);
  const { canonical_json, manifest_sha256, manifest_json } = row;
  assert.deepEqual(texts(), { canonical_json, manifest_sha256, manifest_json });
}
