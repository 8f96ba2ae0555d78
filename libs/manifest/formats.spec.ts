import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { bytesOf, concat, gzipWith, orchestraPackage, TAR_END, tarEntry } from '#test/support/archives.js';
import { lines, packLines } from '#test/support/lines.format.js';
import type { Format } from './format.js';
import { formats, readPackage } from './formats.js';
import { DEFAULT_LIMITS } from './limits.js';

const limits = DEFAULT_LIMITS;
const both = new Map<string, Format>([...formats, ['lines', lines]]);
const linesPackage = packLines(new Map([['manifest.json', bytesOf('{"name":"tiny","version":"1.0.0"}')], ['a.txt', bytesOf('a')]]), limits);

test('every file in formats/ is in the registry under its own name, and nothing else is', async () => {
  const folder = new URL('./formats/', import.meta.url);
  const ids = readdirSync(folder).flatMap((name) => /^(.+)\.format\.js$/.exec(name)?.[1] ?? []);
  assert.deepEqual([...formats.keys()].sort(), ids.sort());
  for (const id of ids) {
    const module = (await import(new URL(`${id}.format.js`, folder).href)) as Record<string, unknown>;
    assert.ok(Object.values(module).includes(formats.get(id)), id);
    assert.equal(formats.get(id)!.id, id);
  }
});

test('the format is found by content', () => {
  const options = { formats: ['orchestra', 'lines'], limits, registry: both };
  assert.equal(readPackage(orchestraPackage(), options).format, 'orchestra');
  const tiny = readPackage(linesPackage, options);
  assert.equal(tiny.manifest.name, 'tiny');
  assert.deepEqual(tiny.files.map(({ path }) => path), ['a.txt', 'manifest.json']);
});

test('a second format is one file: unknown without it, refused where it is not taken', () => {
  assert.throws(() => readPackage(linesPackage, { formats: ['orchestra'], limits }), { code: 'format-unknown', help: /orchestra \(\.tar\.gz\)/ });
  assert.throws(() => readPackage(linesPackage, { formats: ['orchestra'], limits, registry: both }), { code: 'format-not-taken' });
  assert.throws(() => readPackage(orchestraPackage(), { formats: ['lines'], limits, registry: both }), { code: 'format-not-taken' });
});

test('what two formats recognise is refused', () => {
  const twin = new Map<string, Format>([...both, ['twin', { ...lines, id: 'twin' }]]);
  assert.throws(() => readPackage(linesPackage, { formats: ['lines'], limits, registry: twin }), { code: 'format-ambiguous' });
});

test('what ends as a ZIP archive is refused as anything else', () => {
  const head = concat(TAR_END, bytesOf('PK\x05\x06'), new Uint8Array(16));
  const fextpkgLike = concat(tarEntry({ name: 'manifest.json', body: '{}' }), head);
  const hidden = (rest: number) => concat(fextpkgLike, new Uint8Array([rest & 0xff, rest >> 8]), new Uint8Array(rest));
  const options = { formats: ['fextpkg'], limits };
  for (const rest of [0, 1, 1022, 0xffff]) assert.throws(() => readPackage(hidden(rest), options), { code: 'format-ambiguous' });
  assert.throws(() => readPackage(concat(hidden(5), new Uint8Array(1)), options), { code: /^tar-/ });
});

test('what is no package at all is unknown', () => {
  const inputs = [new Uint8Array(0), bytesOf('hello'), new Uint8Array(4096), bytesOf('PK\x03\x04'), gzipWith(bytesOf('{"not":"a tar"}'.repeat(100))), new Uint8Array([0x1f, 0x8b, 8])];
  for (const bytes of inputs) assert.throws(() => readPackage(bytes, { formats: ['orchestra'], limits }), { code: 'format-unknown' });
});

test('the packed size is checked before anything is read', () => {
  assert.throws(() => readPackage(orchestraPackage(), { formats: ['orchestra'], limits: { ...limits, package_bytes: 100 } }), { code: 'package-size' });
});
