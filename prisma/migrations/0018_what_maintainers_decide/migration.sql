-- Only what maintainers decide ends a quarantine or settles what a rescan found: who restores a version dismisses what flagged it.
-- A quarantine ends where it began, and a takedown keeps its times whatever its publisher does later.

-- AlterTable
DROP INDEX version_quarantined;
ALTER TABLE "version" RENAME COLUMN "listing_at" TO "takedown_at";
ALTER TABLE "version" ADD COLUMN "yank_reason" TEXT;

-- What was so far is told by the events; for as long as this takes, their owner sees those of all tenants.
ALTER TABLE event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rescan_result NO FORCE ROW LEVEL SECURITY;
ALTER TABLE rescan_dismissal NO FORCE ROW LEVEL SECURITY;
CREATE TABLE moved AS
  SELECT tenant_id, id, extension, split_part("from", ' ', 1) AS version, split_part("from", ' ', 2) AS "from", split_part("to", ' ', 2) AS "to", actor_id, reason, at
  FROM event WHERE kind = 'listing' AND split_part("to", ' ', 2) IN ('listed', 'yanked', 'quarantined');
CREATE INDEX ON moved (tenant_id, extension, version);

UPDATE version v SET yank_reason = coalesce(v.listing_reason, '') WHERE v.listing = 'yanked';
UPDATE version v SET yank_reason = coalesce((SELECT y.reason FROM moved y WHERE (y.tenant_id, y.extension, y.version) = (v.tenant_id, v.extension, v.version) AND y."to" = 'yanked' ORDER BY y.id DESC LIMIT 1), '')
  WHERE v.listing = 'quarantined'
    AND (SELECT q."from" FROM moved q WHERE (q.tenant_id, q.extension, q.version) = (v.tenant_id, v.extension, v.version) AND q."to" = 'quarantined' ORDER BY q.id DESC LIMIT 1) = 'yanked';
UPDATE version v SET
  quarantined_at = coalesce((SELECT min(m.at) FROM moved m WHERE (m.tenant_id, m.extension, m.version) = (v.tenant_id, v.extension, v.version) AND m."to" = 'quarantined'), v.quarantined_at, v.takedown_at, v.published_at),
  takedown_at = coalesce((SELECT max(m.at) FROM moved m WHERE (m.tenant_id, m.extension, m.version) = (v.tenant_id, v.extension, v.version) AND 'quarantined' IN (m."from", m."to")), v.takedown_at, v.published_at)
  WHERE v.listing = 'quarantined' OR v.quarantined_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM moved m WHERE (m.tenant_id, m.extension, m.version) = (v.tenant_id, v.extension, v.version) AND m."to" = 'quarantined');
UPDATE version SET takedown_at = NULL WHERE quarantined_at IS NULL AND takedown_at IS NOT NULL;
INSERT INTO rescan_dismissal (tenant_id, result_id, reason, dismissed_by, at)
  SELECT DISTINCT ON (r.tenant_id, r.id) r.tenant_id, r.id, coalesce(m.reason, ''), m.actor_id, m.at
  FROM rescan_result r JOIN moved m ON (m.tenant_id, m.extension, m.version) = (r.tenant_id, r.extension, r.version)
  WHERE r.action <> 'none' AND m."from" = 'quarantined' AND m."to" = 'listed' AND m.actor_id IS NOT NULL AND m.at > r.at
  ORDER BY r.tenant_id, r.id, m.at
  ON CONFLICT DO NOTHING;

DROP TABLE moved;
ALTER TABLE event FORCE ROW LEVEL SECURITY;
ALTER TABLE version FORCE ROW LEVEL SECURITY;
ALTER TABLE rescan_result FORCE ROW LEVEL SECURITY;
ALTER TABLE rescan_dismissal FORCE ROW LEVEL SECURITY;

-- What was taken down, also when it is restored.
CREATE INDEX version_quarantined ON version (tenant_id, takedown_at) WHERE quarantined_at IS NOT NULL;

-- What a maintainer has dismissed is not quarantined.
GRANT SELECT ON rescan_dismissal TO souk_storage;
