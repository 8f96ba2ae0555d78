import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
