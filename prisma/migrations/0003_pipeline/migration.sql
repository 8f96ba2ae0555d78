-- The pipeline's promises in SQL: compare-and-set, the outbox, the relay's fair choice, the sweep.
-- Callers: libs/db/transition.ts, libs/db/outbox.ts, libs/db/tenants.ts, libs/queue.

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE submission ADD CONSTRAINT known_status
  CHECK (status IN ('DRAFT', 'SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED', 'PUBLISHED', 'REJECTED', 'WITHDRAWN'));
ALTER TABLE version ADD CONSTRAINT known_listing CHECK (listing IN ('listed', 'yanked', 'quarantined'));
ALTER TABLE rating ADD CONSTRAINT one_to_five CHECK (rating BETWEEN 1 AND 5);
ALTER TABLE member ADD CONSTRAINT known_role CHECK (role IN ('user', 'publisher', 'maintainer', 'admin'));

-- A version is published once, and its number is taken while it is on its way.
CREATE UNIQUE INDEX one_submission_per_version ON submission (tenant_id, extension, version)
  WHERE status IN ('IN_REVIEW', 'APPROVED', 'PUBLISHED');
-- A name belongs to one publisher as soon as a submission of it has passed the checks.
ALTER TABLE submission ADD CONSTRAINT one_publisher_per_name
  EXCLUDE USING gist (tenant_id WITH =, extension WITH =, publisher_id WITH <>)
  WHERE (status IN ('IN_REVIEW', 'APPROVED', 'PUBLISHED'));
-- The same bytes from the same publisher are one submission.
CREATE UNIQUE INDEX same_bytes_once ON submission (tenant_id, publisher_id, package_sha256)
  WHERE status IN ('SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED', 'PUBLISHED');
CREATE INDEX submission_owing ON submission (updated_at) WHERE owes IS NOT NULL AND blocked IS NULL;
CREATE INDEX outbox_waiting ON outbox (queue, tenant_id, created_at, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox (queue, tenant_id, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX extension_search ON extension USING gin (tenant_id, to_tsvector('simple', search_text));
CREATE INDEX extension_similar ON extension USING gin (tenant_id, search_text gin_trgm_ops);
CREATE INDEX stats_popular ON extension_stats (tenant_id, downloads DESC);
CREATE UNIQUE INDEX install_current ON install (tenant_id, member_id, extension) WHERE uninstalled_at IS NULL;

-- Columns that a move may set along with the status, what is absent stays as it is.
CREATE TYPE submission_patch AS (
  display_name text, channel text, blob_id uuid, package_sha256 text, package_size bigint, extension text, version text,
  format text, manifest jsonb, permissions text[], findings jsonb, verdict jsonb, feedback jsonb
);

-- Promises a job. One promise for each (job, subject) at a time.
CREATE FUNCTION promise(p_queue text, p_job text, p_subject uuid, p_payload jsonb, p_actor uuid, p_request text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO outbox (tenant_id, id, queue, job, subject, payload, actor_id, request_id, created_at)
  VALUES (souk_tenant(), uuidv7(), p_queue, p_job, p_subject, p_payload, p_actor, p_request, clock_timestamp())
  ON CONFLICT (tenant_id, job, subject) DO NOTHING
$$;

-- Moves a submission by compare-and-set, writes the event and promises the owed job, all or nothing.
-- False when the submission is not (any more) in p_from, or is not this tenant's.
CREATE FUNCTION transition(
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

-- Writes an event that is not a move, for example of a listing or a failed job.
CREATE FUNCTION record_event(p_kind text, p_submission uuid, p_extension text, p_from text, p_to text, p_actor uuid, p_reason text, p_request text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO event (tenant_id, submission_id, extension, kind, "from", "to", actor_id, reason, request_id, at)
  VALUES (souk_tenant(), p_submission, p_extension, p_kind, p_from, p_to, p_actor, p_reason, p_request, clock_timestamp())
$$;

-- Sets a submission's blocked reason free and promises what it owes. False when it is not blocked.
CREATE FUNCTION unblock(p_id uuid, p_queues jsonb, p_actor uuid, p_request text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  t uuid := souk_tenant();
  owed text;
BEGIN
  UPDATE submission SET blocked = NULL, updated_at = clock_timestamp()
  WHERE tenant_id = t AND id = p_id AND blocked IS NOT NULL AND owes IS NOT NULL RETURNING owes INTO owed;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM promise(p_queues ->> owed, owed, p_id, jsonb_build_object('submissionId', p_id), p_actor, p_request);
  PERFORM record_event('retried', p_id, NULL, NULL, NULL, p_actor, NULL, p_request);
  RETURN true;
END $$;

-- Says what happened to whoever listens: gateways drop what they remember and wake who waits.
CREATE FUNCTION announce_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('souk_event', json_build_object('tenant', NEW.tenant_id, 'submission', NEW.submission_id,
    'extension', NEW.extension, 'kind', NEW.kind, 'to', NEW."to", 'id', NEW.id::text)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION announce_event();

CREATE FUNCTION announce_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('souk_event', json_build_object('tenant', NEW.id, 'kind', 'tenant')::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON tenant FOR EACH ROW EXECUTE FUNCTION announce_tenant();

-- The relay: forgets promises that are paid, then takes promises round-robin over tenants. A tenant has at most its
-- tier's share of a queue in flight. Rows come in the order in which they are to be sent.
CREATE FUNCTION relay_take(p_queue text, p_paid uuid[], p_shares jsonb, p_limit integer)
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
    SELECT t.id AS tenant, coalesce((p_shares ->> (t.profile ->> 'tier'))::integer, 1) AS share,
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

-- A promised job gave up: its promise goes, its submission is blocked with the reason. What somebody decided is not a status
-- that the sweep could promise again: such a promise begins anew, unless it is hopeless.
CREATE FUNCTION relay_block(p_promise uuid, p_reason text, p_hopeless boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone outbox;
BEGIN
  UPDATE outbox SET id = uuidv7(), sent_at = NULL WHERE id = p_promise AND job IN ('review.decide', 'version.list') AND NOT p_hopeless;
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

-- The sweep, first half: promises sent long ago and not paid. The caller asks the queue what became of each.
CREATE FUNCTION sweep_sent(p_queue text, p_older interval, p_limit integer)
RETURNS TABLE (tenant_id uuid, id uuid, job text, payload jsonb, actor_id uuid, request_id text, created_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE outbox o SET sent_at = clock_timestamp()
  FROM (SELECT id FROM outbox WHERE queue = p_queue AND sent_at < clock_timestamp() - p_older ORDER BY sent_at LIMIT p_limit FOR UPDATE SKIP LOCKED) old
  WHERE o.id = old.id
  RETURNING o.tenant_id, o.id, o.job, o.payload, o.actor_id, o.request_id, o.created_at
$$;

-- The sweep, second half: submissions whose status owes a job that nobody has promised. Returns how many were promised again.
CREATE FUNCTION sweep_owed(p_queues jsonb, p_older interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n integer;
BEGIN
  INSERT INTO outbox (tenant_id, id, queue, job, subject, payload, request_id, created_at)
  SELECT s.tenant_id, uuidv7(), p_queues ->> s.owes, s.owes, s.id, jsonb_build_object('submissionId', s.id), 'sweep', clock_timestamp()
  FROM submission s
  WHERE s.owes IS NOT NULL AND s.blocked IS NULL AND s.updated_at < clock_timestamp() - p_older
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id = s.tenant_id AND o.job = s.owes AND o.subject = s.id)
  ON CONFLICT (tenant_id, job, subject) DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- Depth and age of a queue for each tenant, for metrics.
CREATE FUNCTION queue_depth(p_queue text)
RETURNS TABLE (tenant text, waiting bigint, in_flight bigint, oldest_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.slug, count(*) FILTER (WHERE o.sent_at IS NULL), count(*) FILTER (WHERE o.sent_at IS NOT NULL),
    coalesce(extract(epoch FROM clock_timestamp() - min(o.created_at)), 0)::double precision
  FROM outbox o JOIN tenant t ON t.id = o.tenant_id WHERE o.queue = p_queue GROUP BY t.slug
$$;

-- Submissions by status and tenant, for metrics.
CREATE FUNCTION submission_counts() RETURNS TABLE (tenant text, status text, blocked boolean, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.slug, s.status, s.blocked IS NOT NULL, count(*) FROM submission s JOIN tenant t ON t.id = s.tenant_id GROUP BY 1, 2, 3
$$;

-- The tenant that claims a host, else the one with the slug.
CREATE FUNCTION tenant_find(p_host text, p_slug text) RETURNS TABLE (id uuid, slug text, name text, profile jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.slug, t.name, t.profile FROM tenant t LEFT JOIN tenant_host h ON h.tenant_id = t.id AND h.host = p_host
  WHERE h.host IS NOT NULL OR t.slug = p_slug ORDER BY (h.host IS NOT NULL) DESC LIMIT 1
$$;

-- Names of this tenant's extensions that have every word, or look nearly like the text. Under row-level security the
-- text operators could not use an index, because they are not leakproof: here the tenant is part of the index.
CREATE FUNCTION extensions_matching(p_words text, p_text text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT name FROM extension WHERE tenant_id = souk_tenant() AND to_tsvector('simple', search_text) @@ to_tsquery('simple', p_words)
  UNION
  SELECT name FROM extension WHERE tenant_id = souk_tenant() AND p_text <% search_text
$$;

-- Every tenant's id, for the work that goes over all of them.
CREATE FUNCTION tenant_ids() RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT t.id FROM tenant t ORDER BY t.id $$;

CREATE FUNCTION platform_token_known(p_hash bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT EXISTS (SELECT 1 FROM platform_token WHERE hash = p_hash) $$;

-- Whose token this is, if it lives. The caller compares the hash.
CREATE FUNCTION token_find(p_tenant uuid, p_hash bytea)
RETURNS TABLE (token_id uuid, hash bytea, scopes text[], member_id uuid, handle text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.hash, k.scopes, m.id, m.handle, m.role FROM token k JOIN member m ON m.tenant_id = k.tenant_id AND m.id = k.member_id
  WHERE k.tenant_id = p_tenant AND k.hash = p_hash AND k.revoked_at IS NULL AND k.expires_at > clock_timestamp()
$$;

-- Adds to counters of a window and answers what each has come to, all gateways count together.
CREATE FUNCTION rate_add(p_keys text[], p_counts integer[], p_window timestamptz) RETURNS TABLE (key text, used integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO rate_window AS w (key, window_start, used)
  SELECT k, p_window, c FROM unnest(p_keys, p_counts) AS u (k, c) ORDER BY k
  ON CONFLICT (key, window_start) DO UPDATE SET used = w.used + excluded.used
  RETURNING w.key, w.used
$$;

CREATE FUNCTION rate_forget(p_before timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ DELETE FROM rate_window WHERE window_start < p_before $$;

DO $$
DECLARE
  f text;
BEGIN
  FOREACH f IN ARRAY ARRAY[
    'promise(text,text,uuid,jsonb,uuid,text)', 'transition(uuid,text,text,text,text,uuid,text,text,jsonb)',
    'record_event(text,uuid,text,text,text,uuid,text,text)', 'unblock(uuid,jsonb,uuid,text)', 'relay_take(text,uuid[],jsonb,integer)',
    'relay_block(uuid,text,boolean)', 'sweep_sent(text,interval,integer)', 'sweep_owed(jsonb,interval)', 'queue_depth(text)', 'submission_counts()',
    'tenant_find(text,text)', 'tenant_ids()', 'extensions_matching(text,text)', 'platform_token_known(bytea)', 'token_find(uuid,bytea)', 'rate_add(text[],integer[],timestamptz)', 'rate_forget(timestamptz)'
  ] LOOP
    EXECUTE format('GRANT CREATE ON SCHEMA public TO souk_pipeline');
    EXECUTE format('ALTER FUNCTION %s OWNER TO souk_pipeline', f);
    EXECUTE format('REVOKE CREATE ON SCHEMA public FROM souk_pipeline');
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO souk_gateway, souk_validation, souk_review, souk_storage, souk_installs', f);
  END LOOP;
  REVOKE EXECUTE ON FUNCTION platform_token_known(bytea) FROM souk_validation, souk_review, souk_storage, souk_installs;
  REVOKE EXECUTE ON FUNCTION extensions_matching(text, text) FROM souk_validation, souk_review, souk_storage, souk_installs;
  REVOKE EXECUTE ON FUNCTION token_find(uuid, bytea) FROM souk_validation, souk_review, souk_storage, souk_installs;
  REVOKE EXECUTE ON FUNCTION rate_add(text[], integer[], timestamptz) FROM souk_validation, souk_review, souk_storage, souk_installs;
  REVOKE EXECUTE ON FUNCTION rate_forget(timestamptz) FROM souk_validation, souk_review, souk_storage, souk_installs;
END $$;
