-- The moves of libs/contracts/pipeline.ts, and the job that is owed after each; a test compares the two tables. What the
-- compiler refuses to a service in TypeScript is refused here to whoever reaches the function otherwise.
CREATE FUNCTION pipeline_moves() RETURNS TABLE ("from" text, "to" text, owes text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  VALUES
    ('DRAFT', 'SAVED', NULL), ('DRAFT', 'WITHDRAWN', NULL),
    ('SAVED', 'QUEUED', 'submission.validate'), ('SAVED', 'WITHDRAWN', NULL),
    ('QUEUED', 'IN_REVIEW', 'review.open'), ('QUEUED', 'REJECTED', NULL), ('QUEUED', 'WITHDRAWN', NULL),
    ('IN_REVIEW', 'APPROVED', 'version.publish'), ('IN_REVIEW', 'REJECTED', NULL), ('IN_REVIEW', 'WITHDRAWN', NULL),
    ('APPROVED', 'PUBLISHED', NULL)
$$;

-- Moves a submission by compare-and-set, writes the event and promises the owed job, all or nothing.
-- False when the submission is not (any more) in p_from, or is not this tenant's. A move that is not in pipeline_moves() is an error.
CREATE OR REPLACE FUNCTION transition(
  p_id uuid, p_from text, p_to text, p_owes text, p_queue text, p_actor uuid, p_reason text, p_request text, p_patch jsonb
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  t uuid := souk_tenant();
  patch submission_patch := jsonb_populate_record(NULL::submission_patch, p_patch);
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pipeline_moves() m WHERE m."from" = p_from AND m."to" = p_to AND m.owes IS NOT DISTINCT FROM p_owes) THEN
    RAISE EXCEPTION 'no submission moves from % to % owing %', p_from, p_to, coalesce(p_owes, 'nothing') USING ERRCODE = 'check_violation';
  END IF;
  UPDATE submission SET
    status = p_to, owes = p_owes, blocked = NULL, updated_at = clock_timestamp(),
    display_name = coalesce(patch.display_name, display_name),
    channel = coalesce(patch.channel, channel),
    blob_id = coalesce(patch.blob_id, blob_id),
    package_sha256 = coalesce(patch.package_sha256, package_sha256),
    package_size = coalesce(patch.package_size, package_size),
    package_signature = coalesce(patch.package_signature, package_signature),
    publisher_key_id = coalesce(patch.publisher_key_id, publisher_key_id),
    extension = coalesce(patch.extension, extension),
    version = coalesce(patch.version, version),
    format = coalesce(patch.format, format),
    manifest = coalesce(patch.manifest, manifest),
    permissions = coalesce(patch.permissions, permissions),
    findings = coalesce(patch.findings, findings),
    verdict = coalesce(patch.verdict, verdict),
    feedback = coalesce(patch.feedback, feedback)
  WHERE tenant_id = t AND id = p_id AND status = p_from;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO event (tenant_id, submission_id, extension, kind, "from", "to", actor_id, reason, request_id, at)
  VALUES (t, p_id, patch.extension, 'transition', p_from, p_to, p_actor, p_reason, p_request, clock_timestamp());
  IF p_owes IS NOT NULL THEN
    PERFORM promise(p_queue, p_owes, p_id, jsonb_build_object('submissionId', p_id), p_actor, p_request);
  END IF;
  RETURN true;
END $$;
