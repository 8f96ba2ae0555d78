import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#libs/contracts/context.js';
import type { JobPayloads } from '#libs/contracts/jobs.js';
import type { Db, Tx } from '#libs/db/db.js';
import { announce } from '#libs/db/events.js';
import { DB } from '#libs/service/service.module.js';
import { lockStats } from './stats.js';

/** Records installs and uninstalls. A repeat changes nothing: installs are keyed by their id, times decide the order. */
@Injectable()
export class InstallsJobs {
  constructor(@Inject(DB) private readonly db: Db) {}

  async record(ctx: Ctx, it: JobPayloads['install.record']): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const at = new Date(it.at);
      const current = await this.lockCurrent(tx, it.memberId, it.extension);
      const known = await tx.install.count({ where: { id: it.installId } });
      const served = await tx.version.count({ where: { extension: it.extension, version: it.version, listing: { not: 'quarantined' } } });
      const undone = await tx.install.count({ where: { memberId: it.memberId, extension: it.extension, uninstalledAt: { gte: at } } });
      if (known === 0 && served > 0 && undone === 0 && !(current && current.installedAt > at)) {
        if (current) await tx.install.updateMany({ where: { id: current.id }, data: { uninstalledAt: at } });
        await tx.install.create({
          data: { tenantId: ctx.tenantId, id: it.installId, memberId: it.memberId, extension: it.extension, version: it.version, clientId: it.clientId, hostVersion: it.hostVersion, installedAt: at },
        });
        await this.count(tx, ctx, it.extension);
      }
      await announce(tx, { tenant: ctx.tenantId, kind: 'install', extension: it.extension, id: it.installId });
    });
  }

  async remove(ctx: Ctx, it: JobPayloads['install.remove']): Promise<void> {
    await this.db.tenant(ctx, async (tx) => {
      const at = new Date(it.at);
      await this.lockCurrent(tx, it.memberId, it.extension);
      const gone = await tx.install.updateMany({ where: { memberId: it.memberId, extension: it.extension, uninstalledAt: null, installedAt: { lte: at } }, data: { uninstalledAt: at } });
      if (gone.count > 0) await this.count(tx, ctx, it.extension);
      await announce(tx, { tenant: ctx.tenantId, kind: 'uninstall', extension: it.extension, id: it.uninstallId });
    });
  }

  /** One install of an extension for each member: two jobs of the same pair take turns. */
  private async lockCurrent(tx: Tx, memberId: string, extension: string) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${memberId}), hashtext(${extension}))`;
    return tx.install.findFirst({ where: { memberId, extension, uninstalledAt: null }, select: { id: true, installedAt: true } });
  }

  private async count(tx: Tx, ctx: Ctx, extension: string): Promise<void> {
    await lockStats(tx, ctx, extension);
    const installs = await tx.install.count({ where: { extension, uninstalledAt: null } });
    await tx.extensionStats.upsert({
      where: { tenantId_extension: { tenantId: ctx.tenantId, extension } },
      create: { tenantId: ctx.tenantId, extension, installs },
      update: { installs },
    });
    await announce(tx, { tenant: ctx.tenantId, kind: 'stats', extension });
  }
}
