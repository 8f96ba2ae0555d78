import { Prisma } from './db.js';

/** What became of what a rescan found in a version: conditions on a row `r` of `rescan_result`. */

/** A maintainer has listed the version again after a quarantine that came with this result or later. */
const RESTORED = Prisma.sql`EXISTS (SELECT 1 FROM listing_change c WHERE c.extension = r.extension AND c.version = r.version AND c."to" = 'listed' AND (
  EXISTS (SELECT 1 FROM rescan_result q WHERE q.extension = r.extension AND q.version = r.version AND q.action = 'quarantine' AND q.at >= r.at AND q.at < c.at)
  OR EXISTS (SELECT 1 FROM listing_change q WHERE q.extension = r.extension AND q.version = r.version AND q."to" = 'quarantined' AND q.at > r.at AND q.at < c.at)))`;

/** No reason to act: a maintainer has dismissed it, or ended a quarantine in spite of it. */
export const SETTLED = Prisma.sql`(EXISTS (SELECT 1 FROM rescan_dismissal d WHERE d.result_id = r.id) OR ${RESTORED})`;

/** It waits for a maintainer, who has neither settled it nor quarantined the version since. */
export const OPEN = Prisma.sql`r.action <> 'none' AND NOT ${SETTLED}
  AND NOT EXISTS (SELECT 1 FROM listing_change c WHERE c.extension = r.extension AND c.version = r.version AND c."to" = 'quarantined' AND c.at > r.at)`;
