-- What came to a verdict can be shown later: every text that YARA rules had is kept, and each scan says which of them it searched
-- with, the score, and what of the profile counted. Scans from before do not know.

-- CreateTable
CREATE TABLE "yara_version" (
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "written_by" UUID NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "yara_version_pkey" PRIMARY KEY ("tenant_id","name","sha256")
);

-- The rules of today are the first texts; for as long as this takes, their owner sees those of all tenants.
ALTER TABLE yara_rule NO FORCE ROW LEVEL SECURITY;
INSERT INTO yara_version (tenant_id, name, sha256, source, written_by, written_at)
  SELECT tenant_id, name, encode(sha256(convert_to(source, 'UTF8')), 'hex'), source, written_by, updated_at FROM yara_rule;
ALTER TABLE yara_rule ADD COLUMN "sha256" TEXT;
UPDATE yara_rule SET sha256 = encode(sha256(convert_to(source, 'UTF8')), 'hex');
ALTER TABLE yara_rule ALTER COLUMN "sha256" SET NOT NULL, DROP COLUMN "source";

-- AddForeignKey
ALTER TABLE "yara_rule" ADD CONSTRAINT "yara_rule_tenant_id_name_sha256_fkey" FOREIGN KEY ("tenant_id", "name", "sha256") REFERENCES "yara_version"("tenant_id", "name", "sha256") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE yara_rule FORCE ROW LEVEL SECURITY;

-- AlterTable
ALTER TABLE "scan" ADD COLUMN "yara" JSONB, ADD COLUMN "score" INTEGER, ADD COLUMN "policy" JSONB;
ALTER TABLE "check_run" ADD COLUMN "enforced" BOOLEAN, ADD COLUMN "required" BOOLEAN, ADD COLUMN "why" TEXT;
ALTER TABLE "rescan_result" ADD COLUMN "yara" JSONB;

-- A YARA rule was named where an excerpt belongs: it is the rule. What maintainers have settled stays settled by it.
ALTER TABLE finding NO FORCE ROW LEVEL SECURITY;
UPDATE finding SET rule = 'yara/' || evidence, evidence = NULL WHERE rule = 'yara' AND evidence IS NOT NULL;
ALTER TABLE finding FORCE ROW LEVEL SECURITY;
ALTER TABLE rescan_result NO FORCE ROW LEVEL SECURITY;
UPDATE rescan_result SET findings = (
  SELECT jsonb_agg(CASE WHEN f->>'rule' = 'yara' AND f->>'evidence' IS NOT NULL THEN f || jsonb_build_object('rule', 'yara/' || (f->>'evidence'), 'evidence', NULL) ELSE f END ORDER BY place)
  FROM jsonb_array_elements(findings) WITH ORDINALITY AS found(f, place))
WHERE findings @> '[{"rule": "yara"}]';
ALTER TABLE rescan_result FORCE ROW LEVEL SECURITY;

ALTER TABLE yara_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE yara_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON yara_version USING (tenant_id = (SELECT souk_tenant())) WITH CHECK (tenant_id = (SELECT souk_tenant()));

-- Nobody changes or removes what was once searched with.
GRANT SELECT, INSERT ON yara_version TO souk_gateway;
GRANT SELECT ON yara_version TO souk_validation;
