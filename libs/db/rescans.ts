import { v5 } from 'uuid';
import type { Ctx } from '#libs/contracts/context.js';
import { Prisma, type Tx } from './db.js';
import { promise } from './outbox.js';

/** Until the transaction ends no rescan of its marketplace begins or goes on, and no version comes to be. */
export async function holdRescans(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('souk.rescan'), hashtext(souk_tenant()::text))`;
}

/**
 * Whether a rescan of this extension (null: of all), asked for at this time, covers a version (`v`): it was published by then, or
 * approved by then and is published since. Approved it counts as when its maintainer said so, and by policy as when it was scanned:
 * rules that came between the look at the rules and the approval are the rescan's matter.
 */
export function covers(extension: Prisma.Sql, requestedAt: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${extension} IS NULL OR v.extension = ${extension}) AND (v.published_at <= ${requestedAt} OR coalesce(
    (SELECT max(d.at) FROM decision d WHERE d.submission_id = v.submission_id AND d.decision = 'approve'),
    (SELECT s.at FROM scan s WHERE s.submission_id = v.submission_id)) <= ${requestedAt})`;
}

/**
 * Tells every rescan that covers a new version of it: one that is done by now has not seen it. Belongs at the end of the
 * transaction that publishes; a rescan begins before it and is told, or after it and finds the version.
 */
export async function tellRescans(tx: Tx, ctx: Ctx, { extension, version }: { extension: string; version: string }): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtext('souk.rescan'), hashtext(souk_tenant()::text))`;
  const rescans = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT r.id FROM version v JOIN rescan r ON ${covers(Prisma.sql`r.extension`, Prisma.sql`r.requested_at`)} WHERE v.extension = ${extension} AND v.version = ${version} ORDER BY r.id`);
  for (const { id } of rescans) await promise(tx, ctx, 'rescan.late', v5(`late ${extension} ${version}`, id), { rescanId: id, extension, version });
}
