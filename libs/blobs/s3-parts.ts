import type { Client } from 'minio';
import { told } from './s3-client.js';

/** Bytes of one part; an upload holds at most about two parts in memory. */
export const PART_BYTES = 8 * 1024 * 1024;
export const CONTENT_TYPE = { 'content-type': 'application/octet-stream' };

/** Parts of exactly PART_BYTES (some stores want them equal) and a shorter last one. */
export async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    held += chunk.byteLength;
    if (held < PART_BYTES) continue;
    let rest = Buffer.concat(pending);
    for (; rest.length >= PART_BYTES; rest = rest.subarray(PART_BYTES)) yield rest.subarray(0, PART_BYTES);
    pending = [rest];
    held = rest.length;
  }
  if (held > 0) yield Buffer.concat(pending);
}

/**
 * One multipart upload, part after part. The client's own streaming upload would join an unfinished
 * upload of the same key, hold 64 MiB, and hang when its source fails.
 */
export class PartUpload {
  readonly #done: { part: number; etag: string }[] = [];

  private constructor(
    private readonly client: Client,
    private readonly bucket: string,
    private readonly key: string,
    private readonly id: string,
  ) {}

  static async begin(client: Client, bucket: string, key: string): Promise<PartUpload> {
    return new PartUpload(client, bucket, key, await told('put', key, client.initiateNewMultipartUpload(bucket, key, { ...CONTENT_TYPE })));
  }

  async add(bytes: Buffer): Promise<void> {
    const part = { bucketName: this.bucket, objectName: this.key, uploadID: this.id, partNumber: this.#done.length + 1, headers: { 'content-length': bytes.length } };
    this.#done.push(await told('put', this.key, this.client.uploadPart(part, bytes)));
  }

  /** Makes the parts one blob; until then nothing is readable. */
  async complete(): Promise<void> {
    await told('put', this.key, this.client.completeMultipartUpload(this.bucket, this.key, this.id, this.#done));
  }

  /** Gives up. Never throws: the error that led here is the one to tell, and `prepare()` removes what could not be aborted. */
  async abort(): Promise<void> {
    await Promise.allSettled([this.client.abortMultipartUpload(this.bucket, this.key, this.id)]);
  }
}
