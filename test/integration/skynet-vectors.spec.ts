import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { skypkg } from '#libs/manifest/formats/skypkg.format.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { PackageError } from '#libs/manifest/manifest.js';
import { vectorsOf } from '#test/support/vectors.js';

interface Row {
  file: string;
  /** What Souk does with it: starts with `accept` or `reject`. */
  recommended: string;
  /** What Skynet keeps of it, null when it refuses. */
  stored_version: Record<string, unknown> | null;
}
/** What Souk says about the packages that it takes with a warning, and refuses although Skynet takes them. */
const WARNED: Record<string, string[]> = {
  'ok-no-envelope-meta.skypkg': ['package-version-missing'],
  'gray-unknown-scope.skypkg': ['scope-unknown'],
  'gray-accepted-true.skypkg': ['manifest-host-member', 'manifest-host-member', 'manifest-host-member'],
  'gray-proto.skypkg': ['json-proto'],
};
const REFUSED: Record<string, string> = { 'gray-future-version.skypkg': 'package-version', 'gray-syntax-error-code.skypkg': 'code-syntax' };

const vectors = vectorsOf('skynet');
const folder = vectors ?? '';

if (vectors !== null) {
  const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Row[];
  describe('vectors of Skynet', () => {
    test('are there', () => assert.ok(rows.length >= 30 && rows.every(({ file }) => existsSync(join(folder, file)))));
    for (const row of rows) test(row.file, () => void (row.recommended.startsWith('accept') ? accept(row) : refuse(row)));
  });
}

const bytesOf = (row: Row) => readFileSync(join(folder, row.file));

function accept(row: Row): void {
  const bytes = bytesOf(row);
  assert.ok(skypkg.recognise(bytes));
  const pkg = skypkg.read(bytes, { limits, mode: 'strict' });
  const stored = row.stored_version!;
  const version = pkg.manifest.original['version'] as Record<string, unknown>;
  assert.equal(pkg.digests['code_id'], stored['code_id']);
  assert.deepEqual(pkg.manifest.permissions, (stored['scopes'] as string[]).toSorted());
  for (const name of ['type', 'key', 'usage_help', 'extended_help', 'interval', 'event']) if (stored[name] !== undefined) assert.deepEqual(version[name] ?? null, stored[name], name);
  assert.deepEqual(pkg.warnings.map(({ code }) => code), WARNED[row.file] ?? []);
}

function refuse(row: Row): void {
  const bytes = bytesOf(row);
  const codes = (['strict', 'compat'] as const).map((mode) => {
    try {
      return skypkg.read(bytes, { limits, mode }).warnings[0]!.code;
    } catch (error) {
      assert.ok(error instanceof PackageError, String(error));
      return `refused ${error.code}`;
    }
  });
  const grey = REFUSED[row.file];
  if (row.file.startsWith('gray-')) assert.deepEqual(codes, [`refused ${grey}`, grey]);
  else for (const code of codes) assert.match(code, /^refused /);
}

if (vectors !== null) {
  test('what Skynet exported comes out as it went in', async () => {
    const rows = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Row[];
    const untouched = rows.filter(({ file, recommended }) => recommended.startsWith('accept') && !['gray-accepted-true.skypkg', 'gray-proto.skypkg', 'ok-no-envelope-meta.skypkg'].includes(file));
    assert.ok(untouched.length >= 5);
    for (const row of untouched) {
      const pkg = skypkg.read(bytesOf(row), { limits, mode: 'strict' });
      const packed = await skypkg.pack(new Map(pkg.files.map(({ path, bytes }) => [path, bytes])), { limits });
      assert.deepEqual(Buffer.from(packed.bytes), bytesOf(row), row.file);
    }
  });
}
