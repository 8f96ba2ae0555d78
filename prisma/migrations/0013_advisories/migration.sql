-- Known malicious things, from advisories in the OSV format that a marketplace has imported.

-- CreateTable
CREATE TABLE "advisory" (
    "tenant_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "modified" TIMESTAMPTZ(3) NOT NULL,
    "summary" TEXT NOT NULL,
    "url" TEXT,
    "imported_by" UUID NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "advisory_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "advisory_indicator" (
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "advisory_id" TEXT NOT NULL,
    "versions" TEXT[],

    CONSTRAINT "advisory_indicator_pkey" PRIMARY KEY ("tenant_id","kind","value","advisory_id")
);

-- CreateIndex
CREATE INDEX "advisory_tenant_id_imported_at_idx" ON "advisory"("tenant_id", "imported_at");

-- CreateIndex
CREATE INDEX "advisory_indicator_tenant_id_advisory_id_idx" ON "advisory_indicator"("tenant_id", "advisory_id");

-- AddForeignKey
ALTER TABLE "advisory_indicator" ADD CONSTRAINT "advisory_indicator_tenant_id_advisory_id_fkey" FOREIGN KEY ("tenant_id", "advisory_id") REFERENCES "advisory"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE advisory_indicator ADD CONSTRAINT known_kind CHECK (kind IN ('package', 'sha256', 'host'));

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['advisory', 'advisory_indicator'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = (SELECT souk_tenant())) WITH CHECK (tenant_id = (SELECT souk_tenant()))', t);
  END LOOP;
END $$;

-- A record is replaced whole: indicators come with it and go with it, so that nobody changes or removes one alone.
GRANT SELECT, INSERT, DELETE ON advisory TO souk_gateway;
GRANT SELECT, INSERT ON advisory_indicator TO souk_gateway;
GRANT SELECT ON advisory, advisory_indicator TO souk_validation;
