-- Whoever learned of a takedown learns that it was lifted.

-- AlterTable
ALTER TABLE "version" ADD COLUMN "quarantined_at" TIMESTAMPTZ(3);

-- What was taken down, also when it is listed again.
DROP INDEX version_quarantined;
CREATE INDEX version_quarantined ON version (tenant_id, listing_at) WHERE listing = 'quarantined' OR quarantined_at IS NOT NULL;
