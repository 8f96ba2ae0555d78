import { Prisma, type Tx } from '#libs/db/db.js';
import { isGreater } from '#libs/manifest/versions.js';

/** A submission's place among the versions of its extension. */
export interface Placed {
  extension: string | null;
  version: string | null;
  channel: string | null;
}

/**
 * The version, approved or published meanwhile on the same channel, that this one is not greater than; null when there is none.
 * Until the transaction ends nobody else asks this of the same extension, so that two approvals cannot overtake each other.
 */
export async function overtakenBy(tx: Tx, { extension, version, channel }: Placed): Promise<string | null> {
  if (extension === null || version === null || channel === null) return null;
  await tx.$executeRaw(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('souk.approve'), hashtext(souk_tenant() || ${extension}))`);
  const others = await tx.submission.findMany({ where: { extension, channel, status: { in: ['APPROVED', 'PUBLISHED'] } }, select: { version: true } });
  return others.map((other) => other.version!).find((other) => !isGreater(version, other)) ?? null;
}
