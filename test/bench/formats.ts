import { createHash, randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { gunzipSync as fflateGunzip, unzipSync } from 'fflate';
import { Parser } from 'tar';
import { fromBufferPromise } from 'yauzl';
import type { Format } from '#libs/manifest/format.js';
import { formats } from '#libs/manifest/formats.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { readZip } from '#libs/manifest/zip.js';
import { TEST_KEYS } from '#test/support/fextpkgs.js';
import { SOURCES, sourceFiles } from '#test/support/sources.js';
import { quantile, skipped } from './parts.js';

/** MB (10⁶ unpacked bytes) in a second of one package. */
export interface FormatResult {
  format: string;
  /** MB, packed and unpacked. */
  packed: number;
  unpacked: number;
  /** SHA-256 of every file and inflate of what is deflated, nothing else: what no reader can do without. */
  limit: number;
  /** Everything that Format.read checks, which includes both. */
  read: number;
  /** Read, then the signature; null for formats without one. */
  verify: number | null;
  /** Other readers, which neither hash nor check as much. */
  rivals: { name: string; perSecond: number }[];
}

const limits = { ...DEFAULT_LIMITS, package_bytes: 64 * 1024 * 1024 };
const FILES = 60;
const FILE_BYTES = 150_000;
const MB = 1e6;
const GZIP_HEADER = 10;
const GZIP_TRAILER = 8;
/** Large, so that nothing has to be put together. */
const CHUNK = 1024 * 1024;
const SIGNED: ReadonlySet<string> = new Set(['fextpkg', 'fextpkg-v1', 'cvnext']);

type Work = () => unknown;

/** Each format's speed on a package of about 9 MB that compresses as code does; Skynet's is one of 3 MB. */
export async function benchFormats(seconds: number): Promise<FormatResult[]> {
  skipped('@vscode/vsce: it packs and publishes and has no function that reads a package; too large to install for that');
  const results: FormatResult[] = [];
  for (const format of formats.values()) results.push(await benchFormat(format, (seconds * 1000) / 10));
  return results;
}

async function benchFormat(format: Format, milliseconds: number): Promise<FormatResult> {
  const { bytes, detachedSignature } = await format.pack(sourceOf(format.id), { limits, privateKey: TEST_KEYS.privateKey });
  const keys = { publicKeys: [TEST_KEYS.publicKey], ...(detachedSignature !== null && { signature: detachedSignature }) };
  const read = () => format.read(bytes, { limits, mode: 'strict' });
  const { files } = read();
  const unpacked = files.reduce((sum, { size }) => sum + size, 0) / MB;
  const inflate = inflating(format.id, bytes);
  const works: [name: string, work: Work][] = [
    ['limit', () => (inflate(), files.forEach((file) => createHash('sha256').update(file.bytes).digest('hex')))],
    ['read', read],
    ['verify', () => format.verify(read(), bytes, keys)],
    ...rivalsOf(format.id, bytes),
  ];
  const [limit, reading, verify, ...rivals] = (await measure(works, milliseconds)).map(({ name, ms }) => ({ name, perSecond: unpacked / (ms / 1000) }));
  return { format: format.id, packed: bytes.length / MB, unpacked, limit: limit!.perSecond, read: reading!.perSecond, verify: SIGNED.has(format.id) ? verify!.perSecond : null, rivals };
}

/** Median time of each, all of them by turns, so that what else the machine does falls on all alike. */
async function measure(works: [name: string, work: Work][], milliseconds: number): Promise<{ name: string; ms: number }[]> {
  const times = works.map((): number[] => []);
  for (const end = performance.now() + milliseconds * works.length; performance.now() < end || times[0]!.length < 5; ) {
    for (const [at, [, work]] of works.entries()) {
      const start = performance.now();
      await work();
      times[at]!.push(performance.now() - start);
    }
  }
  return works.map(([name], at) => ({ name, ms: quantile(times[at]!.slice(1), 0.5) }));
}

function sourceOf(id: string): Map<string, Uint8Array> {
  const files = sourceFiles(SOURCES[id]!());
  if (id === 'skypkg') return files.set('code.js', code(20 * FILE_BYTES));
  for (let at = 0; at < FILES; at += 1) files.set(`dist/part-${at}.js`, code(FILE_BYTES));
  return files;
}

/** JavaScript of about so many bytes that no two calls give alike. */
function code(bytes: number): Uint8Array {
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += lines.at(-1)!.length + 1) {
    const word = randomBytes(6).toString('hex');
    lines.push(`function f_${word}(value, index) { return value.map((item) => item.m${word.slice(0, 4)} + "${word}" + index); }`);
  }
  return new TextEncoder().encode(lines.join('\n'));
}

/** Inflates what is deflated in a package; nothing where nothing is. */
function inflating(id: string, bytes: Uint8Array): Work {
  const gzipped = id === 'orchestra' || id === 'fextpkg-v1';
  if (!gzipped && id !== 'cvnext' && id !== 'vsix') return () => undefined;
  const parts = gzipped ? [bytes.subarray(GZIP_HEADER, bytes.length - GZIP_TRAILER)] : deflatedParts(bytes);
  return () => parts.forEach((part) => inflateRawSync(part, { chunkSize: CHUNK }));
}

/** The deflated bytes of each entry of a ZIP archive that Souk wrote, which has no extra fields. */
function deflatedParts(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  return readZip(bytes, { limits }).map(() => {
    const start = at + 30 + view.getUint16(at + 26, true);
    at = start + view.getUint32(at + 18, true);
    return bytes.subarray(start, at);
  });
}

function rivalsOf(id: string, bytes: Uint8Array): [name: string, work: Work][] {
  if (id === 'orchestra') return [['tar', () => untar(bytes)], ['fflate, gunzip only', () => fflateGunzip(bytes)]];
  if (id === 'fextpkg') return [['tar', () => untar(bytes)]];
  if (id === 'fextpkg-v1') return [['fflate, gunzip only', () => fflateGunzip(bytes)]];
  if (id === 'cvnext' || id === 'vsix') return [['yauzl', () => unzip(bytes)], ['fflate', () => unzipSync(bytes)]];
  return [['JSON.parse only', () => JSON.parse(new TextDecoder().decode(bytes))]];
}

/** Every entry into memory. */
async function untar(bytes: Uint8Array): Promise<void> {
  await new Promise((resolve, reject) => {
    const parser = new Parser({ strict: true, onReadEntry: (entry) => void entry.resume() });
    parser.on('end', resolve).on('error', reject);
    parser.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });
}

/** Every entry into memory. */
async function unzip(bytes: Uint8Array): Promise<void> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    for await (const _ of await zip.openReadStreamPromise(entry));
  }
}
