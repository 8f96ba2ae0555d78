import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { packageKey } from '#libs/blobs/keys.js';
import { BLOBS, CONFIG, type Blobs, type Config } from '#libs/service/service.module.js';

/** Larger packages are streamed, in bytes. */
const CACHEABLE_BYTES = 4 * 1024 * 1024;

/** Packages by content. Bytes never change, so those that are asked for often stay in memory. */
@Injectable()
export class Packages {
  private readonly kept = new Map<string, Buffer>();
  private keptBytes = 0;
  /** What is being read now: who asks for the same waits for the same. */
  private readonly loading = new Map<string, Promise<Buffer>>();
  private readonly mostBytes: number;

  constructor(
    @Inject(BLOBS) readonly blobs: Blobs,
    @Inject(CONFIG) config: Config,
  ) {
    this.mostBytes = config.PACKAGE_CACHE_MB * 1024 * 1024;
  }

  /** The whole package when it is small enough to be kept, else null. Throws when the stored bytes are not those of the hash. */
  async whole(tenantId: string, sha256: string, size: number): Promise<Buffer | null> {
    if (size > Math.min(CACHEABLE_BYTES, this.mostBytes)) return null;
    const key = packageKey(tenantId, sha256);
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    let loading = this.loading.get(key);
    if (!loading) {
      loading = this.load(key, sha256).finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    return loading;
  }

  private async load(key: string, sha256: string): Promise<Buffer> {
    const bytes = await this.blobs.read(key, CACHEABLE_BYTES);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`package ${sha256} is damaged in the blob store`);
    this.keep(key, bytes);
    return bytes;
  }

  private keep(key: string, bytes: Buffer): void {
    this.kept.set(key, bytes);
    this.keptBytes += bytes.length;
    for (const [oldest, old] of this.kept) {
      if (this.keptBytes <= this.mostBytes) break;
      this.kept.delete(oldest);
      this.keptBytes -= old.length;
    }
  }
}
