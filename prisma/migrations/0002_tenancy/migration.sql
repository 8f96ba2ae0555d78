-- Who may see and write what. The owner of the tables migrates, five roles, one for each service,
-- own nothing and cannot step around row-level security. Every table has one service that writes it,
-- what several services must write together (status, events, promises) goes through the functions of
-- 0003_pipeline, which run as souk_pipeline.

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['souk_gateway', 'souk_validation', 'souk_review', 'souk_storage', 'souk_installs', 'souk_pipeline'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- roles belong to the cluster: another database of it has made them
    END;
  END LOOP;
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE 'GRANT souk_pipeline TO CURRENT_USER WITH INHERIT FALSE, SET TRUE';
  END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO souk_gateway, souk_validation, souk_review, souk_storage, souk_installs, souk_pipeline;

-- The tenant of this transaction, null when none was set.
CREATE FUNCTION souk_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('souk.tenant_id', true), '')::uuid $$;

DO $$
DECLARE
  t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'platform_token') LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own_tenant ON %I USING (%I = (SELECT souk_tenant())) WITH CHECK (%I = (SELECT souk_tenant()))',
      t, CASE t WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END, CASE t WHEN 'tenant' THEN 'id' ELSE 'tenant_id' END);
  END LOOP;
END $$;
-- Not forced: the owner, and nobody else, adds platform tokens.
ALTER TABLE platform_token ENABLE ROW LEVEL SECURITY;

-- Everybody reads what the work needs, secrets are the gateway's alone.
GRANT SELECT ON tenant, publisher, publisher_member, publisher_key, submission, event, check_run, finding, package_content, review, review_lease,
  decision, listing_change, extension, version, extension_stats, version_downloads, install, rating
  TO souk_gateway, souk_review, souk_storage, souk_installs;
GRANT SELECT ON member TO souk_gateway, souk_review, souk_storage;
GRANT SELECT ON tenant, publisher, submission, check_run, finding, package_content, extension, version TO souk_validation;

GRANT SELECT, INSERT, UPDATE ON tenant, tenant_host, member, publisher, publisher_key, review_lease TO souk_gateway;
GRANT SELECT, INSERT, DELETE ON tenant_host, publisher_member, idempotency_key TO souk_gateway;
GRANT SELECT, INSERT, UPDATE ON token TO souk_gateway;
GRANT SELECT, INSERT ON decision, listing_change TO souk_gateway;
GRANT DELETE ON member, publisher_key TO souk_gateway;
GRANT INSERT (tenant_id, id, publisher_id, submitted_by, display_name, expected_extension, channel) ON submission TO souk_gateway;
GRANT INSERT, UPDATE, DELETE ON check_run, finding, package_content TO souk_validation;
GRANT INSERT, UPDATE ON review TO souk_review;
GRANT INSERT, UPDATE ON extension, version TO souk_storage;
GRANT INSERT, UPDATE ON extension_stats, version_downloads, install, rating TO souk_installs;

-- The functions of the pipeline see all tenants, and only these tables.
GRANT SELECT, UPDATE ON submission TO souk_pipeline;
GRANT SELECT, INSERT ON event TO souk_pipeline;
GRANT USAGE ON SEQUENCE event_id_seq TO souk_pipeline;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO souk_pipeline;
GRANT SELECT ON tenant, tenant_host, extension TO souk_pipeline;
GRANT SELECT ON platform_token, token, member TO souk_pipeline;
CREATE POLICY pipeline ON submission TO souk_pipeline USING (true) WITH CHECK (true);
CREATE POLICY pipeline ON event TO souk_pipeline USING (true) WITH CHECK (true);
CREATE POLICY pipeline ON outbox TO souk_pipeline USING (true) WITH CHECK (true);
CREATE POLICY pipeline ON tenant FOR SELECT TO souk_pipeline USING (true);
CREATE POLICY pipeline ON extension FOR SELECT TO souk_pipeline USING (true);
CREATE POLICY pipeline ON tenant_host FOR SELECT TO souk_pipeline USING (true);
CREATE POLICY pipeline ON token FOR SELECT TO souk_pipeline USING (true);
CREATE POLICY pipeline ON member FOR SELECT TO souk_pipeline USING (true);
CREATE POLICY pipeline ON platform_token FOR SELECT TO souk_pipeline USING (true);

-- Requests in one window of time, by a hash of the token or address. Lost with a crash of the server: a limit starts anew.
CREATE UNLOGGED TABLE rate_window (
  key text NOT NULL,
  window_start timestamptz NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (key, window_start)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_window TO souk_pipeline;
