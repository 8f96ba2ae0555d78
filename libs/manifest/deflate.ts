import { constants, crc32, inflateRawSync } from 'node:zlib';

export { crc32 };

/** Bytes that are inflated at once; less when less can come out. */
const CHUNK = 256 * 1024;

/** What came of inflating: all of it, or why not. */
export type Inflated = { unpacked: Uint8Array; consumed: number } | 'truncated' | 'corrupt' | 'too-large';

/** Inflates one raw deflate stream (RFC 1951) to its end, never beyond `most` bytes. `consumed`: packed bytes that belong to it. */
export function inflateRaw(packed: Uint8Array, most: number): Inflated {
  try {
    const { buffer, engine } = inflateRawSync(packed, { info: true, maxOutputLength: most, chunkSize: Math.min(CHUNK, Math.max(64, most + 1)) }) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    return { unpacked: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') return 'truncated';
    if (code === 'Z_DATA_ERROR' || code === 'Z_NEED_DICT') return 'corrupt';
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
    throw error;
  }
}

/** What the beginning of a raw deflate stream yields; empty when that is damaged. */
export function inflateStart(packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}
