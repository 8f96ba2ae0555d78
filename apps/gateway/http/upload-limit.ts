import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/service/metrics.js';
import { limited, showRate } from './hooks.js';
import { RateLimits } from './rate-limits.js';
import type { AskedByMember, Reply } from './request.js';

/** Uploads have a limit of their own, below that of all requests. */
@Injectable()
export class UploadLimit {
  constructor(
    private readonly limits: RateLimits,
    private readonly metrics: Metrics,
  ) {}

  count({ tenant, member }: AskedByMember, reply: Reply): void {
    const rate = this.limits.count(`upload ${member.tokenId}`, tenant.profile.rate_limits.upload_per_minute);
    showRate(reply, rate);
    if (rate.allowed) return;
    this.metrics.rateLimited.inc({ limit: 'uploads with this token' });
    throw limited('uploads with this token', rate);
  }
}
