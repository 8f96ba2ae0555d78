-- Rules change after versions were published: rescans and what they found, YARA rules that maintainers add at run time, and
-- what each submission was scanned with.

-- CreateTable
CREATE TABLE "yara_rule" (
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "written_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "yara_rule_pkey" PRIMARY KEY ("tenant_id","name")
);

-- CreateTable
CREATE TABLE "scan" (
    "tenant_id" UUID NOT NULL,
    "submission_id" UUID NOT NULL,
    "rule_set" TEXT NOT NULL,
    "engines" JSONB NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scan_pkey" PRIMARY KEY ("tenant_id","submission_id")
);

-- CreateTable
CREATE TABLE "rescan" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "extension" TEXT,
    "rules" TEXT[],
    "dry_run" BOOLEAN NOT NULL,
    "stopped" BOOLEAN NOT NULL DEFAULT false,
    "resumes" INTEGER NOT NULL DEFAULT 0,
    "requested_by" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rescan_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "rescan_progress" (
    "tenant_id" UUID NOT NULL,
    "rescan_id" UUID NOT NULL,
    "chunk" INTEGER NOT NULL DEFAULT 0,
    "after_extension" TEXT NOT NULL DEFAULT '',
    "after_version" TEXT NOT NULL DEFAULT '',
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "matched" INTEGER NOT NULL DEFAULT 0,
    "rule_set" TEXT NOT NULL,
    "note" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "rescan_progress_pkey" PRIMARY KEY ("tenant_id","rescan_id")
);

-- CreateTable
CREATE TABLE "rescan_result" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "rescan_id" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "runs" JSONB NOT NULL,
    "rule_set" TEXT NOT NULL,
    "engines" JSONB NOT NULL,
    "duration_ms" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rescan_result_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "rescan_dismissal" (
    "tenant_id" UUID NOT NULL,
    "result_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "dismissed_by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rescan_dismissal_pkey" PRIMARY KEY ("tenant_id","result_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "rescan_result_tenant_id_rescan_id_extension_version_key" ON "rescan_result"("tenant_id", "rescan_id", "extension", "version");

-- CreateIndex
CREATE INDEX "rescan_result_tenant_id_extension_version_idx" ON "rescan_result"("tenant_id", "extension", "version");

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_tenant_id_submission_id_fkey" FOREIGN KEY ("tenant_id", "submission_id") REFERENCES "submission"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rescan_progress" ADD CONSTRAINT "rescan_progress_tenant_id_rescan_id_fkey" FOREIGN KEY ("tenant_id", "rescan_id") REFERENCES "rescan"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rescan_result" ADD CONSTRAINT "rescan_result_tenant_id_rescan_id_fkey" FOREIGN KEY ("tenant_id", "rescan_id") REFERENCES "rescan"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rescan_result" ADD CONSTRAINT "rescan_result_tenant_id_extension_version_fkey" FOREIGN KEY ("tenant_id", "extension", "version") REFERENCES "version"("tenant_id", "extension", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rescan_dismissal" ADD CONSTRAINT "rescan_dismissal_tenant_id_result_id_fkey" FOREIGN KEY ("tenant_id", "result_id") REFERENCES "rescan_result"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "version" ADD COLUMN "listing_at" TIMESTAMPTZ(3);

ALTER TABLE rescan_result ADD CONSTRAINT known_outcome CHECK (outcome IN ('clean', 'matched', 'no-answer'));
ALTER TABLE rescan_result ADD CONSTRAINT known_action CHECK (action IN ('none', 'review', 'quarantine'));
-- What maintainers have to look at, and what was taken down.
CREATE INDEX rescan_flagged ON rescan_result (tenant_id, at) WHERE action <> 'none';
CREATE INDEX version_quarantined ON version (tenant_id, listing_at) WHERE listing = 'quarantined';

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['yara_rule', 'scan', 'rescan', 'rescan_progress', 'rescan_result', 'rescan_dismissal'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = (SELECT souk_tenant())) WITH CHECK (tenant_id = (SELECT souk_tenant()))', t);
  END LOOP;
END $$;

-- Maintainers wish, validation does and reports, storage quarantines.
GRANT SELECT, INSERT, UPDATE, DELETE ON yara_rule TO souk_gateway;
GRANT SELECT, INSERT ON rescan, rescan_dismissal TO souk_gateway;
GRANT UPDATE (stopped, resumes) ON rescan TO souk_gateway;
GRANT SELECT ON scan, rescan_progress, rescan_result TO souk_gateway;
GRANT SELECT ON yara_rule, rescan, rescan_dismissal, listing_change TO souk_validation;
GRANT SELECT, INSERT ON scan, rescan_result TO souk_validation;
GRANT SELECT, INSERT, UPDATE ON rescan_progress TO souk_validation;
GRANT SELECT ON rescan_result TO souk_storage;

-- As before, but for rescans: they take hours, and a tenant that has nothing else to do is not one that others share with.
CREATE OR REPLACE FUNCTION relay_take(p_queue text, p_paid uuid[], p_shares jsonb, p_limit integer)
RETURNS TABLE (tenant_id uuid, id uuid, job text, payload jsonb, actor_id uuid, request_id text, created_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF cardinality(p_paid) > 0 THEN
    WITH paid AS (DELETE FROM outbox o WHERE o.id = ANY (p_paid) RETURNING o.tenant_id, o.subject, o.job)
    UPDATE submission s SET owes = NULL FROM paid
    WHERE s.tenant_id = paid.tenant_id AND s.id = paid.subject AND s.owes = paid.job;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM outbox o WHERE o.queue = p_queue AND o.sent_at IS NULL) THEN
    RETURN;
  END IF;
  -- One relay chooses at a time for each queue, so that two do not both fill the same share.
  PERFORM pg_advisory_xact_lock(hashtext('souk.relay'), hashtext(p_queue));
  RETURN QUERY
  WITH waiting AS (
    SELECT t.id AS tenant,
      coalesce((p_shares #>> ARRAY[t.profile ->> 'tier', CASE WHEN EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id < t.id AND o.queue <> 'rescan')
        OR EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id > t.id AND o.queue <> 'rescan') THEN 'beside' ELSE 'alone' END])::integer, 1) AS share,
      (SELECT count(*) FROM outbox o WHERE o.queue = p_queue AND o.tenant_id = t.id AND o.sent_at IS NOT NULL)::integer AS in_flight
    FROM tenant t
    WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.queue = p_queue AND o.tenant_id = t.id AND o.sent_at IS NULL)
  ), turns AS (
    SELECT o.tenant_id, o.id, w.in_flight + row_number() OVER (PARTITION BY o.tenant_id ORDER BY o.created_at, o.id) AS turn
    FROM waiting w CROSS JOIN LATERAL (
      SELECT o.tenant_id, o.id, o.created_at FROM outbox o
      WHERE o.queue = p_queue AND o.tenant_id = w.tenant AND o.sent_at IS NULL
      ORDER BY o.created_at, o.id LIMIT greatest(w.share - w.in_flight, 0)
    ) o
  ), chosen AS (
    SELECT * FROM turns ORDER BY turn, id LIMIT p_limit
  ), sent AS (
    UPDATE outbox o SET sent_at = clock_timestamp() FROM chosen c
    WHERE o.tenant_id = c.tenant_id AND o.id = c.id
    RETURNING o.tenant_id, o.id, o.job, o.payload, o.actor_id, o.request_id, o.created_at, c.turn
  )
  SELECT s.tenant_id, s.id, s.job, s.payload, s.actor_id, s.request_id, s.created_at FROM sent s ORDER BY s.turn, s.id;
END $$;

-- As before; a rescan and a recall begin anew as well, because no status owes them.
CREATE OR REPLACE FUNCTION relay_block(p_promise uuid, p_reason text, p_hopeless boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone outbox;
BEGIN
  UPDATE outbox SET id = uuidv7(), sent_at = NULL
  WHERE id = p_promise AND job IN ('review.decide', 'version.list', 'version.recall', 'rescan.chunk') AND NOT p_hopeless;
  IF FOUND THEN
    RETURN;
  END IF;
  DELETE FROM outbox WHERE id = p_promise RETURNING * INTO gone;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE submission SET blocked = p_reason, updated_at = clock_timestamp()
  WHERE tenant_id = gone.tenant_id AND id = gone.subject AND owes = gone.job;
  INSERT INTO event (tenant_id, submission_id, kind, "to", reason, request_id, at)
  VALUES (gone.tenant_id, CASE WHEN gone.payload ? 'submissionId' THEN gone.subject END, 'blocked', gone.job, p_reason, gone.request_id, clock_timestamp());
END $$;
