import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { migrate, withClient, withSchemaEngine } from '../../prisma/migrate.js';

/** What stands in the migrations alone, because Prisma's language has no words for it. */
const SQL_ONLY_INDEXES = ['extension_search', 'extension_similar', 'install_current', 'one_publisher_per_name', 'one_submission_per_version', 'outbox_sent', 'outbox_waiting', 'rescan_flagged', 'same_bytes_once', 'stats_popular', 'submission_owing', 'version_quarantined'];
const SQL_ONLY_CONSTRAINTS = ['known_action', 'known_kind', 'known_listing', 'known_outcome', 'known_role', 'known_status', 'one_publisher_per_name', 'one_to_five'];
const SQL_ONLY_TABLES = ['_prisma_migrations', 'rate_window'];

/** One line for each column, index and constraint of a schema; $1 is its name, $2 tables to leave out. */
const CATALOGUE = `
  SELECT 'column' AS kind, c.relname || '.' || a.attname AS name, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END, pg_get_expr(d.adbin, d.adrelid)) AS definition
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($2)
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = $1::text AND tablename <> ALL ($2)
  UNION ALL SELECT 'constraint', conname, conrelid::regclass::text || ' ' || pg_get_constraintdef(n.oid) FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
  WHERE n.connamespace = $1::text::regnamespace AND n.contype <> 'n' AND c.relname <> ALL ($2)`;

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(() => database?.drop());

/** What the migrated database and the one that schema.prisma describes do not have in common. */
async function differences(change: (schema: string) => string = (schema) => schema): Promise<{ onlyMigrated: string[]; onlyDescribed: string[] }> {
  const content = change(readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8'));
  // Made by the engine from nothing: it cannot read a live database through the adapter.
  const { stdout } = await withSchemaEngine(database.ownerUrl, (engine) => engine.diff({ from: { tag: 'empty' }, to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] }, script: true, exitCode: null, filters: { externalTables: [], externalEnums: [] } }));
  assert.match(stdout!, /CREATE TABLE "submission"/);
  return withClient(database.ownerUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('CREATE SCHEMA described');
    await client.query('SET LOCAL search_path = described');
    await client.query(stdout!);
    const described = await catalogue(client, 'described');
    await client.query('SET LOCAL search_path = public');
    const migrated = await catalogue(client, 'public');
    await client.query('ROLLBACK');
    return { onlyMigrated: [...migrated].filter((line) => !described.has(line)).sort(), onlyDescribed: [...described].filter((line) => !migrated.has(line)).sort() };
  });
}

async function catalogue(client: { query(sql: string, values: unknown[]): Promise<{ rows: { kind: string; name: string; definition: string }[] }> }, schema: string): Promise<Set<string>> {
  const { rows } = await client.query(CATALOGUE, [schema, SQL_ONLY_TABLES]);
  return new Set(rows.map(({ kind, name, definition }) => `${kind} ${name}: ${definition.replaceAll(`${schema}.`, '')}`));
}

test('the migrated database is the one that schema.prisma describes, but for what SQL alone can say', async () => {
  const { onlyMigrated, onlyDescribed } = await differences();
  assert.deepEqual(onlyDescribed, []);
  const names = onlyMigrated.map((line) => line.slice(0, line.indexOf(':')));
  assert.deepEqual(names, [...SQL_ONLY_CONSTRAINTS.map((name) => `constraint ${name}`), ...SQL_ONLY_INDEXES.map((name) => `index ${name}`)].sort());
});

test('a column, a default and an index that a migration forgot are noticed', async () => {
  const { onlyDescribed, onlyMigrated } = await differences((schema) => schema.replace('model Rating {', 'model Rating {\n  forgotten String?').replace('trusted     Boolean           @default(false)', 'trusted Boolean @default(true)').replace('@@map("version_downloads")', '@@index([downloads])\n @@map("version_downloads")'));
  assert.deepEqual(onlyDescribed.map((line) => line.slice(0, line.indexOf(':'))), ['column publisher.trusted', 'column rating.forgotten', 'index version_downloads_downloads_idx']);
  assert.ok(onlyMigrated.some((line) => line.startsWith('column publisher.trusted')));
});

test('migrating again changes nothing', async () => {
  assert.deepEqual(await migrate(database.ownerUrl), []);
});

test('YARA rules, and findings that named them as their evidence, are carried along, also by an owner who is no superuser', async () => {
  const script = (name: string) => readFileSync(new URL(`../../../prisma/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
  const names = readdirSync(new URL('../../../prisma/migrations', import.meta.url)).filter((name) => /^\d/.test(name)).sort();
  const [name, owner] = [`test_${randomUUID().replaceAll('-', '')}`, 'test_owner'];
  const url = new URL(`/${name}`, database.ownerUrl).href;
  await withClient(database.ownerUrl, async (client) => {
    await client.query(`CREATE DATABASE ${name}`);
    await client.query(`CREATE ROLE ${owner} NOSUPERUSER NOBYPASSRLS`);
  });
  try {
    await withClient(url, async (client) => {
      for (const each of names.filter((other) => other < '0016')) await client.query(script(each));
      const [tenant, row] = [randomUUID(), randomUUID()];
      // What they refer to is not what is asked here.
      await client.query('SET session_replication_role = replica');
      await client.query(`INSERT INTO yara_rule (tenant_id, name, source, written_by) VALUES ($1, 'team', 'rule é { condition: true }', $2)`, [tenant, row]);
      await client.query(`INSERT INTO finding (tenant_id, id, submission_id, "check", rule, severity, message, evidence, help, position) VALUES ($1, $2, $2, 'yara', 'yara', 'high', '', 'team/a', '', 0), ($1, $3, $2, 'network-use', 'network-use', 'info', '', 'fetch', '', 1)`, [tenant, row, tenant]);
      const found = [{ rule: 'network-use', evidence: 'fetch' }, { rule: 'yara', evidence: 'team/a' }];
      await client.query(`INSERT INTO rescan_result (tenant_id, id, rescan_id, extension, version, outcome, action, findings, runs, rule_set, engines, duration_ms) VALUES ($1, $2, $2, 'x', '1.0.0', 'matched', 'none', $3, '[]', '', '{}', 1)`, [tenant, row, JSON.stringify(found)]);
      await client.query('SET session_replication_role = origin');
      for (const table of ['yara_rule', 'finding', 'rescan_result', 'scan', 'check_run']) await client.query(`ALTER TABLE ${table} OWNER TO ${owner}`);
      await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
      await client.query(`GRANT EXECUTE ON FUNCTION souk_tenant() TO ${owner}`);
      await client.query(`SET ROLE ${owner}`);
      await client.query(script(names.find((each) => each.startsWith('0016'))!));
      await client.query('RESET ROLE');
      const sha256 = createHash('sha256').update('rule é { condition: true }').digest('hex');
      assert.deepEqual((await client.query('SELECT name, sha256, source FROM yara_rule JOIN yara_version USING (tenant_id, name, sha256)')).rows, [{ name: 'team', sha256, source: 'rule é { condition: true }' }]);
      const expected = [{ rule: 'network-use', evidence: 'fetch' }, { rule: 'yara/team/a', evidence: null }];
      assert.deepEqual((await client.query('SELECT rule, evidence FROM finding ORDER BY rule')).rows, expected);
      assert.deepEqual((await client.query('SELECT findings FROM rescan_result')).rows[0].findings, expected);
    });
  } finally {
    await withClient(database.ownerUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`DROP ROLE ${owner}`);
    });
  }
});
