-- A rescan covers what was approved before it, also where that is published later: storage tells it. And it says how many versions it looked at with rules that are others by now.

-- AlterTable
ALTER TABLE "rescan_progress" ADD COLUMN "earlier" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "decision_tenant_id_submission_id_idx" ON "decision"("tenant_id", "submission_id");

-- What a version that is published was approved before.
GRANT SELECT ON rescan, scan, decision TO souk_storage;

-- As before; what a rescan still has to look at begins anew as well.
CREATE OR REPLACE FUNCTION relay_block(p_promise uuid, p_reason text, p_hopeless boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone outbox;
BEGIN
  UPDATE outbox SET id = uuidv7(), sent_at = NULL
  WHERE id = p_promise AND job IN ('review.decide', 'version.list', 'version.recall', 'rescan.chunk', 'rescan.late') AND NOT p_hopeless;
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
