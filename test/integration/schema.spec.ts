import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { connected } from '#test/support/populated.js';
import { migrate, withSchemaEngine } from '../../prisma/migrate.js';

type Target = Parameters<SchemaEngine['diff']>[0]['from'];

/** What stands in the migrations alone, because Prisma's language has no words for it. */
const SQL_ONLY = ['rate_window', 'extension_search', 'extension_similar', 'install_current', 'one_submission_per_version', 'outbox_sent', 'outbox_waiting', 'same_bytes_once', 'stats_popular', 'submission_owing'];

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(() => database?.drop());

/** Statements that would turn the migrated database into the one that schema.prisma describes. */
async function missing(change: (schema: string) => string = (schema) => schema): Promise<string[]> {
  const content = change(readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8'));
  const live: Target = { tag: 'url', url: database.ownerUrl };
  const wanted: Target = { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] };
  const { stdout } = await withSchemaEngine(database.ownerUrl, (engine) => engine.diff({ from: live, to: wanted, script: true, exitCode: null, filters: { externalTables: [], externalEnums: [] } }));
  return (stdout ?? '').replace(/^--.*$/gm, '').split(';').map((statement) => statement.trim()).filter(Boolean);
}

test('the migrated database is the one that schema.prisma describes, but for what SQL alone can say', async () => {
  const statements = await missing();
  const unexpected = statements.filter((statement) => !SQL_ONLY.some((name) => new RegExp(`^DROP (INDEX|TABLE) "(public"\\.")?${name}"$`).test(statement)));
  assert.deepEqual(unexpected, []);
});

test('a column that a migration forgot is noticed', async () => {
  const statements = await missing((schema) => schema.replace('model Rating {', 'model Rating {\n  forgotten String?'));
  assert.ok(statements.some((statement) => statement.includes('"forgotten"')), statements.join('\n'));
});

test('migrating again changes nothing', async () => {
  assert.deepEqual(await migrate(database.ownerUrl), []);
});

test('what SQL alone can say is there', async () => {
  const names = await connected(database.ownerUrl, async (client) => {
    const { rows } = await client.query(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace`);
    return new Set(rows.map(({ name }) => name));
  });
  assert.deepEqual([...SQL_ONLY, 'one_publisher_per_name', 'known_status', 'known_listing', 'known_role', 'one_to_five'].filter((name) => !names.has(name)), []);
});
