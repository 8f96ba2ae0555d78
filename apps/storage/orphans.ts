import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { packagePrefix, parseKey, quarantinePrefix } from '#libs/blobs/keys.js';
import type { Db } from '#libs/db/db.js';
import { tenantIds } from '#libs/db/tenants.js';
import { Metrics } from '#libs/service/metrics.js';
import { BLOBS, CONFIG, DB, LOGGER, unseen, type Blobs, type Config, type Logger } from '#libs/service/service.module.js';

/** Blobs that are asked about in one query. */
const BATCH = 500;
/** Packages of rejected and withdrawn submissions are kept this long, for appeals, in ms. */
export const REFUSED_KEPT_MS = 30 * 24 * 3_600_000;
/** Statuses whose package waits in quarantine. */
const WAITING = ['SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED'];

/** Removes blobs that no row knows: what an upload left whose process died between the blob and the row. */
@Injectable()
export class Orphans implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private sweeping = false;
  private stopping = false;

  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const seconds = this.config.ORPHAN_INTERVAL_SECONDS;
    if (seconds === 0) return;
    this.timer = setInterval(() => {
      if (this.sweeping) return;
      this.sweeping = true;
      this.running = this.sweep()
        .then(
          (removed) => void (removed > 0 && this.logger.info({ removed }, 'orphan blobs removed')),
          (error) => unseen(this.logger, this.metrics, error, 'orphan sweep'),
        )
        .finally(() => (this.sweeping = false));
    }, seconds * 1000);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.stopping = true;
    await this.running;
  }

  /** Looks at every blob that is older than ORPHAN_AFTER_SECONDS. Returns how many were removed. */
  async sweep(): Promise<number> {
    await this.blobs.prepare();
    let removed = 0;
    for (const tenantId of await tenantIds(this.db)) {
      for (const prefix of [quarantinePrefix(tenantId), packagePrefix(tenantId)]) {
        for await (const keys of this.oldKeys(prefix)) {
          if (this.stopping) return removed;
          const orphans = await this.unknown(tenantId, keys);
          for (const key of orphans) await this.blobs.remove(key);
          removed += orphans.length;
        }
      }
    }
    return removed;
  }

  private async *oldKeys(prefix: string): AsyncGenerator<string[]> {
    const before = Date.now() - this.config.ORPHAN_AFTER_SECONDS * 1000;
    let keys: string[] = [];
    for await (const blob of this.blobs.list(prefix)) {
      if (blob.modifiedAt.getTime() >= before) continue;
      keys.push(blob.key);
      if (keys.length < BATCH) continue;
      yield keys;
      keys = [];
    }
    if (keys.length > 0) yield keys;
  }

  private async unknown(tenantId: string, keys: string[]): Promise<string[]> {
    const parsed = keys.map((key) => ({ key, name: parseKey(key)! }));
    const blobIds = parsed.flatMap(({ name }) => (name.area === 'quarantine' ? [name.blobId] : []));
    const hashes = parsed.flatMap(({ name }) => (name.area === 'packages' ? [name.sha256] : []));
    const known = await this.db.tenant({ tenantId }, async (tx) => {
      const waiting = await tx.submission.findMany({
        where: { blobId: { in: blobIds }, OR: [{ status: { in: WAITING } }, { status: { in: ['REJECTED', 'WITHDRAWN'] }, updatedAt: { gte: new Date(Date.now() - REFUSED_KEPT_MS) } }] },
        select: { blobId: true },
      });
      // Between the copy and the row a package belongs to a submission that is approved. Asked first: what is published in between is found after.
      const approved = await tx.submission.findMany({ where: { packageSha256: { in: hashes }, status: 'APPROVED' }, select: { packageSha256: true } });
      const published = await tx.version.findMany({ where: { packageSha256: { in: hashes } }, select: { packageSha256: true } });
      return new Set([...waiting.map((row) => row.blobId), ...[...published, ...approved].map((row) => row.packageSha256)]);
    });
    return parsed.filter(({ name }) => !known.has(name.area === 'quarantine' ? name.blobId : name.sha256)).map(({ key }) => key);
  }
}
