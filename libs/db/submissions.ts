import type { Db } from './db.js';

/** Submissions by tenant, status and whether they are blocked. */
export async function submissionCounts(db: Db): Promise<{ tenant: string; status: string; blocked: boolean; count: bigint }[]> {
  return db.outside.$queryRaw`SELECT * FROM submission_counts()`;
}
