-- Nothing is decided by rules of before without a word: what has changed since a scan is told with the claim, and decided under it.

-- AlterTable
ALTER TABLE "review_lease" ADD COLUMN "rules_changed" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "decision" ADD COLUMN "rules_changed" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What a rescan came to can be shown later as a scan can. Results from before do not know.
ALTER TABLE "rescan_result" ADD COLUMN "verdict" TEXT, ADD COLUMN "reasons" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "score" INTEGER, ADD COLUMN "policy" JSONB;

-- CreateIndex
CREATE INDEX "scan_tenant_id_at_idx" ON "scan"("tenant_id", "at");
CREATE INDEX "rescan_result_tenant_id_at_idx" ON "rescan_result"("tenant_id", "at");

GRANT SELECT ON scan, yara_rule, advisory, rescan_result TO souk_review;
