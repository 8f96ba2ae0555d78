-- The public keys that published versions were signed with, so that anybody can check a signature. They belong to the platform,
-- not to a tenant; storage adds its own when it starts, and none is ever removed: old versions stay checkable.
CREATE TABLE "signing_key" (
    "id" TEXT NOT NULL,
    "public_key_pem" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("id")
);
ALTER TABLE signing_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_key FORCE ROW LEVEL SECURITY;
CREATE POLICY pipeline ON signing_key TO souk_pipeline USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON signing_key TO souk_pipeline;

CREATE FUNCTION signing_key_add(p_id text, p_pem text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO signing_key (id, public_key_pem) VALUES (p_id, p_pem) ON CONFLICT (id) DO NOTHING
$$;
CREATE FUNCTION signing_keys() RETURNS TABLE (id text, public_key_pem text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.public_key_pem, k.created_at FROM signing_key k ORDER BY k.created_at, k.id
$$;

GRANT CREATE ON SCHEMA public TO souk_pipeline;
ALTER FUNCTION signing_key_add(text, text) OWNER TO souk_pipeline;
ALTER FUNCTION signing_keys() OWNER TO souk_pipeline;
REVOKE CREATE ON SCHEMA public FROM souk_pipeline;
REVOKE ALL ON FUNCTION signing_key_add(text, text), signing_keys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signing_key_add(text, text) TO souk_storage;
GRANT EXECUTE ON FUNCTION signing_keys() TO souk_gateway;
