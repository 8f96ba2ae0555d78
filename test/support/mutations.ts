import fc from 'fast-check';
import { gunzip } from '#libs/manifest/inflate.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { readZip } from '#libs/manifest/zip.js';
import { bytesOf, gzipWith } from './archives.js';
import { zipOf } from './zips.js';

/** Bytes of a package that are mutated, and how the package is made of them again, so that what protects them fits. */
export interface Layer {
  what: string;
  bytes: Uint8Array;
  wrap(bytes: Uint8Array): Uint8Array;
}

const itself = (bytes: Uint8Array): Uint8Array => bytes;
/** Pieces that parsers may stumble over. */
const PIECES = ['{', '}', '[', ']', '"', ',', ':', '\\u0000', '\\ud800', '-0', '1e999', '0.1', 'null', '"__proto__":', '../', '/', '\\', '\0', '\u0130', '<!DOCTYPE', '&amp;', '<', '\xff', '99999999999', 'PK\x01\x02', 'PK\x05\x06', ' '.repeat(512)].map(bytesOf);

/** One change of any bytes. Positions are taken modulo the length. */
type Change = { kind: 'set'; at: number; value: number } | { kind: 'insert'; at: number; piece: Uint8Array } | { kind: 'remove' | 'repeat'; at: number; length: number } | { kind: 'cut'; at: number };

const at = fc.nat(0x7fffffff);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), at, value: fc.nat(255) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('insert' as const), at, piece: fc.constantFrom(...PIECES) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'repeat' as const), at, length: fc.nat(600) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at }) },
);
/** One to six changes. */
export const changes = fc.array(change, { minLength: 1, maxLength: 6 });

/** The bytes after all of these changes. */
export function mutated(bytes: Uint8Array, all: readonly Change[]): Uint8Array {
  return all.reduce<Uint8Array>((before, one) => applied(before, one), bytes.slice());
}

function applied(bytes: Uint8Array, one: Change): Uint8Array {
  const place = bytes.length === 0 ? 0 : one.at % bytes.length;
  const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (one.kind) {
    case 'set': return Buffer.concat([head, Uint8Array.of(one.value), tail.subarray(1)]);
    case 'insert': return Buffer.concat([head, one.piece, tail]);
    case 'remove': return Buffer.concat([head, tail.subarray(one.length)]);
    case 'repeat': return Buffer.concat([head, tail.subarray(0, one.length), tail]);
    case 'cut': return head;
  }
}

/** Every block that looks like a tar header gets the sum that it should have. */
function withTarSums(bytes: Uint8Array): Uint8Array {
  const tar = bytes.slice();
  for (let start = 0; start + 512 <= tar.length; start += 512) {
    const block = tar.subarray(start, start + 512);
    if (block[257] !== 0x75) continue;
    block.fill(0x20, 148, 156);
    block.set(bytesOf(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `), 148);
  }
  return tar;
}

/** What readers of ZIP packages look into. */
const READ_INSIDE = /(^|\/)(manifest\.json|package\.json|extension\.vsixmanifest|\[Content_Types\]\.xml)$/;

/** The archive itself, and each text that is read in it, stored again with the right sums. */
function zipLayers(packed: Uint8Array): Layer[] {
  const entries = readZip(packed, { limits });
  const stored = (path: string, body: Uint8Array) => ({ name: path, body, method: 0 });
  const texts = entries
    .filter(({ path }) => READ_INSIDE.test(path))
    .map((entry): Layer => ({ what: entry.path, bytes: entry.bytes, wrap: (bytes) => zipOf(entries.map((other) => stored(other.path, other === entry ? bytes : other.bytes))) }));
  return [{ what: 'the archive', bytes: packed, wrap: itself }, ...texts];
}

function gzipLayers(packed: Uint8Array, what: string): Layer[] {
  return [{ what: 'the packed bytes', bytes: packed, wrap: itself }, { what, bytes: gunzip(packed, limits), wrap: (bytes) => gzipWith(bytes) }];
}

/** Format → the layers of a package of it. */
export const LAYERS: Record<string, (packed: Uint8Array) => Layer[]> = {
  cvnext: zipLayers,
  fextpkg: (packed) => [{ what: 'the archive', bytes: packed, wrap: itself }, { what: 'the archive with sums that fit', bytes: packed, wrap: withTarSums }],
  'fextpkg-v1': (packed) => gzipLayers(packed, 'the JSON inside'),
  orchestra: (packed) => [...gzipLayers(packed, 'the archive inside'), { what: 'the archive inside with sums that fit', bytes: gunzip(packed, limits), wrap: (bytes) => gzipWith(withTarSums(bytes)) }],
  skypkg: (packed) => [{ what: 'the JSON', bytes: packed, wrap: itself }],
  vsix: zipLayers,
};
