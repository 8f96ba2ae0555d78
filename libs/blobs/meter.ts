import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BlobTooLarge } from './store.js';
import type { ByteRange } from './store.js';

/** Counts and hashes what passes through. */
export class Meter {
  #size = 0;
  readonly #hash = createHash('sha256');

  /** The source's chunks; throws `BlobTooLarge` instead of the chunk that passes `maxBytes`. */
  async *measure(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#size += chunk.byteLength;
      if (this.#size > maxBytes) throw new BlobTooLarge(maxBytes);
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  /** Bytes and lower-case hex SHA-256; once, after the last chunk. */
  result(): { size: number; sha256: string } {
    return { size: this.#size, sha256: this.#hash.digest('hex') };
  }
}

/** True when the range is inside a blob of so many bytes. */
export function isInside({ start, end }: ByteRange, size: number): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end < size;
}

/** An opened blob in memory; throws `BlobTooLarge` before reading, and when the stream ends early. */
export async function readWhole(blob: { size: number; stream: Readable }, maxBytes: number): Promise<Buffer> {
  if (blob.size > maxBytes) {
    blob.stream.destroy();
    throw new BlobTooLarge(maxBytes);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of blob.stream) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length !== blob.size) throw new Error(`The store sent ${bytes.length} of ${blob.size} bytes; try again`);
  return bytes;
}
