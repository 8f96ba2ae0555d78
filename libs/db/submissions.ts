import { isGreater } from '#libs/manifest/versions.js';
import type { Db, Tx } from './db.js';

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
