import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Listing } from '#libs/contracts/pipeline.js';
import type { Db } from '#libs/db/db.js';
import { DB } from '#libs/service/service.module.js';
import { lockExtension, moveListing } from './listing.js';

/** Quarantines a version in which a rescan found what would be rejected today. Souk itself may list a version otherwise for this reason only. */
@Injectable()
export class RecallJob {
  constructor(@Inject(DB) private readonly db: Db) {}

  async run(ctx: Ctx, { resultId }: { resultId: string }): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const result = await tx.rescanResult.findFirstOrThrow({ where: { id: resultId } });
      if (result.action !== 'quarantine') return;
      const { extension, version, rescanId } = result;
      await lockExtension(tx, extension);
      const { listing } = await tx.version.findFirstOrThrow({ where: { extension, version }, select: { listing: true } });
      // A maintainer's is the last word, whatever its publisher does.
      const dismissed = await tx.rescanDismissal.count({ where: { resultId } });
      if (listing === 'quarantined' || dismissed > 0) return;
      const [worst] = result.findings as { rule: string; severity: Severity; message: string }[];
      await moveListing(tx, { ...ctx, actorId: null }, { extension, version, from: listing as Listing, to: 'quarantined', reason: `${worst?.rule}: ${worst?.message} (rescan ${rescanId})` });
    });
  }
}
