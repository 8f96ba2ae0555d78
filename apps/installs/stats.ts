import type { Ctx } from '#libs/contracts/context.js';
import type { Tx } from '#libs/db/db.js';

/**
 * Locks an extension's counters until the transaction ends. Whoever counts rows into them does so after this: two that
 * counted at the same time would each miss what the other is about to commit.
 */
export async function lockStats(tx: Tx, ctx: Ctx, extension: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${ctx.tenantId}), hashtext(${extension}))`;
}
