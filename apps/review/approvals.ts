import { Prisma, type Tx } from '#libs/db/db.js';

/** Until the transaction ends nobody else approves a version of the same extension: what is compared with stays what it is, and two approvals cannot overtake each other. */
export async function holdApprovals(tx: Tx, extension: string | null): Promise<void> {
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('souk.approve'), hashtext(souk_tenant() || coalesce(${extension}, '')))`);
}
