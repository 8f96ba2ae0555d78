import type { Listing } from '#libs/contracts/pipeline.js';
import { isGreater, latest } from '#libs/manifest/versions.js';
import { Prisma, type Db, type Tx } from './db.js';

/** Submissions by tenant, status and whether they are blocked. */
export async function submissionCounts(db: Db): Promise<{ tenant: string; status: string; blocked: boolean; count: bigint }[]> {
  return db.outside.$queryRaw`SELECT * FROM submission_counts()`;
}

/** A submission's place among the versions of its extension; nulls while its package has not been read. */
export interface Placed {
  extension: string | null;
  version: string | null;
  channel: string | null;
}

/** The version, approved or published on the same channel, that this one is not greater than; null when there is none. */
export async function overtakenBy(tx: Tx, { extension, version, channel }: Placed): Promise<string | null> {
  if (extension === null || version === null || channel === null) return null;
  const others = await tx.submission.findMany({ where: { extension, channel, status: { in: ['APPROVED', 'PUBLISHED'] } }, select: { version: true } });
  return others.map((other) => other.version!).find((other) => !isGreater(version, other)) ?? null;
}

/** A version and the submission that brought it. */
export interface Previous {
  version: string;
  submissionId: string;
}

/**
 * What users have when this version comes: the last listed version of its channel, else the last that was yanked, which stays
 * installed. A channel that has neither follows the others: the last version before it that is listed anywhere, else of those
 * that ever were. What is approved is as good as published. Null when the extension has no version at all.
 */
export async function previousOf(tx: Tx, { extension, version, channel }: Placed): Promise<Previous | null> {
  if (extension === null || version === null || channel === null) return null;
  const known = await tx.$queryRaw<(Previous & { channel: string; listing: string })[]>(Prisma.sql`
    SELECT version, submission_id AS "submissionId", channel, listing FROM version WHERE extension = ${extension}
    UNION ALL SELECT version, id, channel, 'listed' FROM submission WHERE extension = ${extension} AND status = 'APPROVED'`);
  const own = known.filter((row) => row.channel === channel);
  const as = (listing: Listing, rows: typeof known) => rows.filter((row) => row.listing === listing);
  const candidates = [as('listed', own), as('yanked', own), as('listed', known), known].find((rows) => rows.length > 0) ?? [];
  const before = candidates.filter((row) => isGreater(version, row.version));
  const last = latest((before.length > 0 ? before : candidates).map((row) => row.version), { prerelease: true });
  return candidates.find((row) => row.version === last) ?? null;
}
