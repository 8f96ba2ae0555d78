import { Prisma } from './db.js';

/**
 * What of a rescan waits for a maintainer, as a condition on a row `r` of `rescan_result`: what they have not dismissed, whose
 * version they have not quarantined since, and which a later rescan with all of today's rules has not found to be clean.
 */
export const OPEN = Prisma.sql`r.action <> 'none'
  AND NOT EXISTS (SELECT 1 FROM rescan_dismissal d WHERE d.result_id = r.id)
  AND NOT EXISTS (SELECT 1 FROM listing_change c WHERE c.extension = r.extension AND c.version = r.version AND c."to" = 'quarantined' AND c.at > r.at)
  AND NOT EXISTS (SELECT 1 FROM rescan_result n JOIN rescan s ON s.id = n.rescan_id
    WHERE n.extension = r.extension AND n.version = r.version AND n.at > r.at AND n.outcome = 'clean' AND s.rules = '{}' AND NOT s.dry_run)`;
