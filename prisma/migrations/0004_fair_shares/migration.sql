-- A tenant's share of a queue is smaller while other tenants have work (docs/decisions/0003, libs/contracts/profile.ts).

-- The relay: forgets promises that are paid, then takes promises round-robin over tenants. A tenant has at most its tier's
-- share of a queue in flight, which is smaller while others have promises in any queue. Rows come in the order of sending.
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
      coalesce((p_shares #>> ARRAY[t.profile ->> 'tier', CASE WHEN EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id < t.id)
        OR EXISTS (SELECT 1 FROM outbox o WHERE o.tenant_id > t.id) THEN 'beside' ELSE 'alone' END])::integer, 1) AS share,
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
