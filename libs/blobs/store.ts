import type { Readable } from 'node:stream';

/** First and last byte, both included, counted from 0 (as in an HTTP range). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredBlob {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: Date;
}

/**
 * Bytes under keys of keys.ts. A key is either absent or holds one whole blob; nothing half-written
 * can be read. Every call throws when the store cannot be reached: "absent" is an answer of the store.
 */
export interface Blobs {
  /**
   * Writes the whole source, counting and hashing on the way. A source that throws, or more than
   * `maxBytes` (`BlobTooLarge`), leaves the key as it was. On failure the source's iterator is closed;
   * a request that must still be answered is passed as `request.iterator({ destroyOnReturn: false })`.
   */
  put(key: string, source: AsyncIterable<Uint8Array>, limit: { maxBytes: number }): Promise<{ size: number; sha256: string }>;
  /**
   * Opens a blob, or a part of it; `size` is that of the whole blob. The caller reads the stream to
   * its end or destroys it. Throws `BlobMissing`, or `BlobRangeInvalid` unless start ≤ end < size.
   */
  get(key: string, range?: ByteRange): Promise<{ size: number; stream: Readable }>;
  /** The whole blob in memory. Throws `BlobMissing`, or `BlobTooLarge` before reading when it is larger than `maxBytes`. */
  read(key: string, maxBytes: number): Promise<Buffer>;
  /** Size in bytes and time of writing; null when absent. */
  head(key: string): Promise<{ size: number; modifiedAt: Date } | null>;
  /** Copies inside the store. A target of the same size is taken as already copied. Throws `BlobMissing` when `from` is absent. */
  copy(from: string, to: string): Promise<void>;
  /** Removes a blob; one that is absent is fine. */
  remove(key: string): Promise<void>;
  /** Every blob under a prefix of keys.ts, in no order. What is not named as keys.ts names is passed over. */
  list(prefix: string): AsyncIterable<StoredBlob>;
  /** An address that serves the blob as `filename` without credentials for so many seconds; null when the store has none. */
  presign(key: string, seconds: number, as: { filename: string }): Promise<string | null>;
  /** Throws unless the store can be used now. */
  ready(): Promise<void>;
  /** Makes the store when it is new and removes what dead processes left half-written. Repeatable; for start-up and sweeps. */
  prepare(): Promise<void>;
}

/** More bytes than allowed. */
export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge';

  constructor(readonly maxBytes: number) {
    super(`The blob is larger than the allowed ${maxBytes} bytes`);
  }
}

/** The store does not answer, or cannot be used as it is; its `cause` says why. Errors of a disk may come as the system says them. */
export class BlobsUnavailable extends Error {
  override readonly name = 'BlobsUnavailable';
}

/** The store was reached and has nothing under the key. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';

  constructor(readonly key: string) {
    super(`No blob under ${key}`);
  }
}

/** A range that the blob does not have; `size`, in bytes, is what a 416 answer tells. */
export class BlobRangeInvalid extends Error {
  override readonly name = 'BlobRangeInvalid';

  constructor(readonly size: number, range: ByteRange) {
    super(`Bytes ${range.start} to ${range.end} are not inside a blob of ${size} bytes`);
  }
}
