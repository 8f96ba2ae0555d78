-- What a publisher signed: the signature that came beside a package (formats that hold their own need none), and the key of the
-- publisher that made it, as the checks found. Both are columns of a move, and a version takes them over.
ALTER TABLE submission ADD COLUMN package_signature text, ADD COLUMN publisher_key_id text;
ALTER TABLE version ADD COLUMN package_signature text, ADD COLUMN publisher_key_id text;
ALTER TYPE submission_patch ADD ATTRIBUTE package_signature text, ADD ATTRIBUTE publisher_key_id text;

-- The checks hold a signature against the publisher's living keys.
GRANT SELECT ON publisher_key TO souk_validation;

-- Moves a submission by compare-and-set, writes the event and promises the owed job, all or nothing.
-- False when the submission is not (any more) in p_from, or is not this tenant's.
CREATE OR REPLACE FUNCTION transition(
  p_id uuid, p_from text, p_to text, p_owes text, p_queue text, p_actor uuid, p_reason text, p_request text, p_patch jsonb
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  t uuid := souk_tenant();
  patch submission_patch := jsonb_populate_record(NULL::submission_patch, p_patch);
BEGIN
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
