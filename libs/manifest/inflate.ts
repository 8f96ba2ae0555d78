import { deflateRaw } from 'pako';
import { crc32, inflateRaw, inflateStart } from './deflate.js';
import type { Limits } from './limits.js';
import { PackageError } from './manifest.js';

const MIB = 1024 * 1024;
/** Room that an archive's own headers may take for each entry: an extended header with its body, and padding. */
const ENTRY_OVERHEAD = 4096;
const FLAG_NAME = 0x08;
const FLAG_TEXT = 0x01;
const TRAILER = 8;
/** Enough packed bytes to yield the first 512 unpacked ones of any archive. */
const PREFIX = 2048;

/** True when the bytes start like a gzip member with deflate (RFC 1952). */
function startsGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 18 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Where the compressed bytes begin, or null when the header is not one that is taken here. */
function bodyStart(bytes: Uint8Array): number | null {
  const flags = bytes[3]!;
  if ((flags & ~(FLAG_NAME | FLAG_TEXT)) !== 0) return null;
  if ((flags & FLAG_NAME) === 0) return 10;
  const end = bytes.subarray(10, 10 + 256).indexOf(0);
  return end === -1 ? null : 10 + end + 1;
}

/** The first unpacked bytes of something gzipped, at most `length` (≤ 512); empty when it is not gzip. */
export function gunzipPrefix(bytes: Uint8Array, length: number): Uint8Array {
  const start = startsGzip(bytes) ? bodyStart(bytes) : null;
  if (start === null) return new Uint8Array(0);
  return inflateStart(bytes.subarray(start, start + PREFIX)).subarray(0, length);
}

/**
 * Unpacks exactly one gzip member (RFC 1952), never further than the limits allow.
 * Throws PackageError: `gzip-header`, `gzip-corrupt`, `gzip-truncated`, `gzip-trailing`, `gzip-crc`, `gzip-size`, `ratio`, `unpacked-size`.
 */
export function gunzip(bytes: Uint8Array, limits: Limits): Uint8Array {
  const start = startsGzip(bytes) ? bodyStart(bytes) : null;
  if (start === null) {
    throw new PackageError('gzip-header', 'The package does not start with a plain gzip header.', null, 'Pack with gzip without extra fields, comments or header checksums.');
  }
  const { unpacked, consumed } = inflate(bytes.subarray(start), limits);
  const trailer = bytes.subarray(start + consumed);
  if (trailer.length < TRAILER) throw new PackageError('gzip-truncated', 'The package ends before its gzip checksum.', null, 'Upload the whole file.');
  if (trailer.length > TRAILER) {
    throw new PackageError('gzip-trailing', `${trailer.length - TRAILER} bytes follow the gzip member.`, null, 'Pack everything into one gzip member and append nothing.');
  }
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
  if (view.getUint32(4, true) !== unpacked.length % 2 ** 32) throw new PackageError('gzip-size', 'The gzip trailer gives another size than the content has.', null, 'Pack the files again.');
  if (view.getUint32(0, true) !== crc32(unpacked)) throw new PackageError('gzip-crc', 'The gzip checksum does not fit the content.', null, 'The file was damaged: pack or upload it again.');
  return unpacked;
}

function inflate(packed: Uint8Array, limits: Limits): { unpacked: Uint8Array; consumed: number } {
  const byRatio = Math.max(MIB, packed.length * limits.ratio);
  const bySize = limits.unpacked_bytes + limits.entries * ENTRY_OVERHEAD + MIB;
  const inflated = inflateRaw(packed, Math.min(byRatio, bySize));
  if (inflated === 'truncated') throw new PackageError('gzip-truncated', 'The package ends in the middle of its compressed content.', null, 'Upload the whole file.');
  if (inflated === 'corrupt') throw new PackageError('gzip-corrupt', 'The compressed content is damaged.', null, 'Pack the files again.');
  if (inflated !== 'too-large') return inflated;
  if (byRatio < bySize) {
    throw new PackageError('ratio', `The package expands to more than ${limits.ratio} times its size.`, null, 'Leave out files that are mostly repetition.');
  }
  throw new PackageError('unpacked-size', `The package expands to more than ${limits.unpacked_bytes} bytes.`, null, 'Leave out what the extension does not need at run time.');
}

/**
 * One gzip member without name or time (level 9, mtime 0, OS unknown). The same input gives the same bytes on every machine,
 * which Node's own zlib does not promise: what it writes depends on its version and on the processor.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const body = deflateRaw(bytes);
  const packed = new Uint8Array(10 + body.length + TRAILER);
  packed.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  packed.set(body, 10);
  const view = new DataView(packed.buffer);
  view.setUint32(10 + body.length, crc32(bytes), true);
  view.setUint32(14 + body.length, bytes.length % 2 ** 32, true);
  return packed;
}
