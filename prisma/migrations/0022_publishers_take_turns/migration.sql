-- Publishers of one marketplace take turns: each further package that one of them has waiting stands 10 s behind the one before, which is about
-- how long a slow one keeps its place in the share. So a hundred of one publisher do not stand before the only one of another; and nothing starves,
-- because a place never changes and everybody's time runs alike.

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN "place" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, ADD COLUMN "publisher_id" UUID;

UPDATE outbox SET place = created_at;

DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (queue, tenant_id, place, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_turns ON outbox (tenant_id, publisher_id, place) WHERE sent_at IS NULL AND publisher_id IS NOT NULL;

CREATE FUNCTION outbox_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.place := NEW.created_at;
  IF NEW.job = 'submission.validate' THEN
    SELECT s.publisher_id INTO NEW.publisher_id FROM submission s WHERE s.tenant_id = NEW.tenant_id AND s.id = NEW.subject;
    SELECT greatest(NEW.place, max(o.place) + interval '10 seconds') INTO NEW.place
    FROM outbox o WHERE o.tenant_id = NEW.tenant_id AND o.publisher_id = NEW.publisher_id AND o.sent_at IS NULL;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER outbox_place BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_place();

-- As before, by place instead of age.
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
    SELECT o.tenant_id, o.id, w.in_flight + row_number() OVER (PARTITION BY o.tenant_id ORDER BY o.place, o.id) AS turn
    FROM waiting w CROSS JOIN LATERAL (
      SELECT o.tenant_id, o.id, o.place FROM outbox o
      WHERE o.queue = p_queue AND o.tenant_id = w.tenant AND o.sent_at IS NULL
      ORDER BY o.place, o.id LIMIT greatest(w.share - w.in_flight, 0)
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
