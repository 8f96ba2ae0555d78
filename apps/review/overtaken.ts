import { Prisma, type Tx } from '#libs/db/db.js';
import { overtakenBy, type Placed } from '#libs/db/submissions.js';

/** As `overtakenBy`; until the transaction ends nobody else asks it of the same extension, so that two approvals cannot overtake each other. */
export async function overtakenForGood(tx: Tx, placed: Placed): Promise<string | null> {
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('souk.approve'), hashtext(souk_tenant() || coalesce(${placed.extension}, '')))`);
  return overtakenBy(tx, placed);
}
