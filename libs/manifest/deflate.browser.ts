import { Inflate } from 'pako';
import type { Inflated } from './deflate.js';

/** The twin of deflate.ts for browsers; package.json, member `browser`, puts it in the other's place. */

const CHUNK = 256 * 1024;
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** Thrown by `onData`, which has no other way to stop. */
class Enough extends Error {}

/** CRC-32 as gzip and ZIP use it (RFC 1952, section 8). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Inflates one raw deflate stream (RFC 1951) to its end, never beyond `most` bytes. `consumed`: packed bytes that belong to it. */
export function inflateRaw(packed: Uint8Array, most: number): Inflated {
  // Pieces as large as the twin's, so that a stream with two faults is refused for the same one.
  const inflator = new CountedInflate({ raw: true, chunkSize: Math.min(CHUNK, Math.max(64, most + 1)) }, most);
  try {
    inflator.push(packed, true);
  } catch (error) {
    if (error instanceof Enough) return 'too-large';
    throw error;
  }
  if (inflator.err !== 0) return 'corrupt';
  return inflator.ended ? { unpacked: inflator.unpacked(), consumed: inflator.strm.next_in } : 'truncated';
}

/** What the beginning of a raw deflate stream yields; empty when that is damaged. */
export function inflateStart(packed: Uint8Array): Uint8Array {
  const inflator = new CountedInflate({ raw: true, chunkSize: CHUNK }, Infinity);
  inflator.push(packed, true);
  if (inflator.err !== 0) return new Uint8Array(0);
  return inflator.unpacked(inflator.ended ? 0 : inflator.strm.next_out % CHUNK);
}

/** pako's inflate, which stops beyond a number of bytes. */
class CountedInflate extends Inflate {
  // Set by pako, and missing in its types.
  declare readonly ended: boolean;
  declare readonly strm: { next_in: number; next_out: number; output: Uint8Array };
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  constructor(
    options: ConstructorParameters<typeof Inflate>[0],
    private readonly most: number,
  ) {
    super(options);
  }

  override onData(part: Uint8Array): void {
    this.size += part.length;
    if (this.size > this.most) throw new Enough();
    this.parts.push(part);
  }

  /** pako joins the parts itself unless it is told not to. */
  override onEnd(status: number): void {
    this.err = status as typeof this.err;
  }

  /** All parts, and the first `more` bytes of the one that was begun. */
  unpacked(more = 0): Uint8Array {
    const all = new Uint8Array(this.size + more);
    all.set(this.strm.output.subarray(0, more), this.size);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
