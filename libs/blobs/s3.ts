import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Client } from 'minio';
import { checkKey, checkPrefix, parseKey } from './keys.js';
import { isInside, Meter, readWhole } from './meter.js';
import { codeOf, explained, s3Client, told } from './s3-client.js';
import { CONTENT_TYPE, inParts, PART_BYTES, PartUpload } from './s3-parts.js';
import type { S3Target } from './s3-target.js';
import { BlobMissing, BlobRangeInvalid, BlobsUnavailable } from './store.js';
import type { Blobs, ByteRange, StoredBlob } from './store.js';

/** An upload that began this long ago belongs to a dead process. */
const STALE_MS = 24 * 3_600_000;

/** Blobs as objects of one bucket, addressed by path. Parts are sent one after the other. */
export class S3Blobs implements Blobs {
  readonly #client: Client;
  readonly #bucket: string;
  readonly #region: string;

  constructor(target: S3Target) {
    this.#client = s3Client(target);
    this.#bucket = target.bucket;
    this.#region = target.region;
  }

  async put(key: string, source: AsyncIterable<Uint8Array>, { maxBytes }: { maxBytes: number }): Promise<{ size: number; sha256: string }> {
    checkKey(key);
    const meter = new Meter();
    let upload: PartUpload | undefined;
    let small: Buffer = Buffer.alloc(0);
    try {
      for await (const part of inParts(meter.measure(source, maxBytes))) {
        if (part.length < PART_BYTES && !upload) small = part;
        else await (upload ??= await PartUpload.begin(this.#client, this.#bucket, key)).add(part);
      }
      await (upload ? upload.complete() : told('put', key, this.#client.putObject(this.#bucket, key, small, small.length, CONTENT_TYPE)));
    } catch (error) {
      await upload?.abort();
      throw error;
    }
    return meter.result();
  }

  async get(key: string, range?: ByteRange): ReturnType<Blobs['get']> {
    checkKey(key);
    if (range && !isInside(range, Number.MAX_SAFE_INTEGER)) return this.#outside(key, range);
    const length = range ? range.end - range.start + 1 : 0;
    let stream: Readable;
    try {
      stream = await this.#client.getPartialObject(this.#bucket, key, range?.start ?? 0, length);
    } catch (error) {
      if (codeOf(error) === 'NoSuchKey') throw new BlobMissing(key);
      if (range && codeOf(error) === 'InvalidRange') return this.#outside(key, range);
      throw explained('get', key, error);
    }
    const size = totalSize(stream);
    if (range && !isInside(range, size)) {
      stream.destroy();
      throw new BlobRangeInvalid(size, range);
    }
    return { size, stream };
  }

  async read(key: string, maxBytes: number): Promise<Buffer> {
    return readWhole(await this.get(key), maxBytes);
  }

  async head(key: string): ReturnType<Blobs['head']> {
    checkKey(key);
    try {
      const { size, lastModified } = await this.#client.statObject(this.#bucket, key);
      return { size, modifiedAt: lastModified };
    } catch (error) {
      // A bucket that is missing answers the same to HEAD, so ask for the bucket as well.
      if (!['NotFound', 'NoSuchKey'].includes(codeOf(error))) throw explained('head', key, error);
      await this.ready();
      return null;
    }
  }

  async copy(from: string, to: string): Promise<void> {
    const [source, existing] = await Promise.all([this.head(from), this.head(to)]);
    if (source === null) throw new BlobMissing(from);
    if (existing?.size === source.size) return;
    await told('copy', from, this.#client.copyObject(this.#bucket, to, `/${this.#bucket}/${from}`));
  }

  async remove(key: string): Promise<void> {
    await told('remove', checkKey(key), this.#client.removeObject(this.#bucket, key));
  }

  async *list(prefix: string): AsyncGenerator<StoredBlob> {
    checkPrefix(prefix);
    for (let token = '', more = true; more; ) {
      const page = await told('list', prefix, this.#client.listObjectsV2Query(this.#bucket, prefix, token, '', 1000, ''));
      for (const { name, size, lastModified } of page.objects) {
        if (name !== undefined && lastModified && parseKey(name) !== null) yield { key: name, size, modifiedAt: lastModified };
      }
      token = page.nextContinuationToken;
      more = page.isTruncated;
    }
  }

  async presign(key: string, seconds: number, { filename }: { filename: string }): Promise<string> {
    const safe = filename.replace(/[^\w.+@-]/g, '_');
    return this.#client.presignedGetObject(this.#bucket, checkKey(key), seconds, {
      'response-content-disposition': `attachment; filename="${safe}"`,
      'response-content-type': 'application/octet-stream',
    });
  }

  async ready(): Promise<void> {
    if (!(await told('look at', 'the bucket', this.#client.bucketExists(this.#bucket)))) throw new BlobsUnavailable('The bucket of BLOB_URL does not exist');
  }

  async prepare(): Promise<void> {
    if (!(await told('look at', 'the bucket', this.#client.bucketExists(this.#bucket)))) await this.#makeBucket();
    const before = Date.now() - STALE_MS;
    for await (const { key, uploadId, initiated } of this.#unfinished()) {
      if (initiated.getTime() < before && parseKey(key) !== null) await told('abort the upload of', key, this.#client.abortMultipartUpload(this.#bucket, key, uploadId));
    }
  }

  async #makeBucket(): Promise<void> {
    try {
      await this.#client.makeBucket(this.#bucket, this.#region);
    } catch (error) {
      // Another process may have been faster.
      if (codeOf(error) !== 'BucketAlreadyOwnedByYou') throw explained('make', 'the bucket', error);
    }
  }

  async *#unfinished(): AsyncGenerator<{ key: string; uploadId: string; initiated: Date }> {
    for (let key = '', id = '', more = true; more; ) {
      const page = await told('list', 'unfinished uploads', this.#client.listIncompleteUploadsQuery(this.#bucket, '', key, id, ''));
      yield* page.uploads;
      key = page.nextKeyMarker;
      id = page.nextUploadIdMarker;
      more = page.isTruncated;
    }
  }

  async #outside(key: string, range: ByteRange): Promise<never> {
    const found = await this.head(key);
    throw found ? new BlobRangeInvalid(found.size, range) : new BlobMissing(key);
  }
}

function totalSize(stream: Readable): number {
  const headers = stream instanceof IncomingMessage ? stream.headers : {};
  const size = Number(headers['content-range']?.split('/')[1] ?? headers['content-length'] ?? NaN);
  if (Number.isInteger(size)) return size;
  stream.destroy();
  throw new Error('The S3 server did not say how large the object is');
}
