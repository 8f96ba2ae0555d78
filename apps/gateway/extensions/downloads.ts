import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Relay } from '#libs/queue/relay.js';
import { Metrics } from '#libs/service/metrics.js';
import { LOGGER, unseen, type Logger } from '#libs/service/service.module.js';

/** How often downloads are reported, in ms. */
const REPORT_MS = 1_000;

/** Counts downloads and reports them in one job for each tenant. A gateway that dies loses what it has not reported. */
@Injectable()
export class Downloads implements BeforeApplicationShutdown {
  private counts = new Map<string, Map<string, { extension: string; version: string; count: number }>>();
  private readonly timer = setInterval(() => void this.report(), REPORT_MS);

  constructor(
    private readonly relay: Relay,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  count(tenantId: string, extension: string, version: string): void {
    let byVersion = this.counts.get(tenantId);
    if (!byVersion) this.counts.set(tenantId, (byVersion = new Map()));
    const key = `${extension} ${version}`;
    const entry = byVersion.get(key);
    if (entry) entry.count += 1;
    else byVersion.set(key, { extension, version, count: 1 });
  }

  private async report(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    for (const [tenantId, byVersion] of counts) {
      await this.relay
        .enqueue({ tenantId, actorId: null, requestId: 'downloads' }, 'download.count', { counts: [...byVersion.values()] })
        .catch((error) => unseen(this.logger, this.metrics, error, 'counting downloads'));
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.report();
  }
}
