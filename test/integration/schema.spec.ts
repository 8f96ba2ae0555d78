import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { migrate, withClient, withSchemaEngine } from '../../prisma/migrate.js';

/** What stands in the migrations alone, because Prisma's language has no words for it. */
const SQL_ONLY_INDEXES = ['extension_search', 'extension_similar', 'install_current', 'one_publisher_per_name', 'one_submission_per_version', 'outbox_sent', 'outbox_turns', 'outbox_waiting', 'rescan_flagged', 'same_bytes_once', 'stats_popular', 'submission_owing', 'version_quarantined'];
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

type Client = Parameters<Parameters<typeof withClient>[1]>[0];

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

/** A database as it was before a migration, whose tables belong to somebody who is no superuser. Fills it, migrates as them, and looks. */
async function carriedAlong(migration: string, tables: string[], { fill, look }: Record<'fill' | 'look', (client: Client) => Promise<void>>): Promise<void> {
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
      for (const each of names.filter((other) => other < migration)) await client.query(script(each));
      // What they refer to is not what is asked here.
      await client.query('SET session_replication_role = replica');
      await fill(client);
      await client.query('SET session_replication_role = origin');
      for (const table of tables) await client.query(`ALTER TABLE ${table} OWNER TO ${owner}`);
      await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`);
      await client.query(`GRANT EXECUTE ON FUNCTION souk_tenant() TO ${owner}`);
      await client.query(`SET ROLE ${owner}`);
      await client.query(script(names.find((each) => each.startsWith(migration))!));
      await client.query('RESET ROLE');
      await look(client);
    });
  } finally {
    await withClient(database.ownerUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`DROP ROLE ${owner}`);
    });
  }
}

test('YARA rules, and findings that named them as their evidence, are carried along, also by an owner who is no superuser', async () => {
  const [tenant, row] = [randomUUID(), randomUUID()];
  await carriedAlong('0016', ['yara_rule', 'finding', 'rescan_result', 'scan', 'check_run'], {
    async fill(client) {
      await client.query(`INSERT INTO yara_rule (tenant_id, name, source, written_by) VALUES ($1, 'team', 'rule é { condition: true }', $2)`, [tenant, row]);
      await client.query(`INSERT INTO finding (tenant_id, id, submission_id, "check", rule, severity, message, evidence, help, position) VALUES ($1, $2, $2, 'yara', 'yara', 'high', '', 'team/a', '', 0), ($1, $3, $2, 'network-use', 'network-use', 'info', '', 'fetch', '', 1)`, [tenant, row, tenant]);
      const found = [{ rule: 'network-use', evidence: 'fetch' }, { rule: 'yara', evidence: 'team/a' }];
      await client.query(`INSERT INTO rescan_result (tenant_id, id, rescan_id, extension, version, outcome, action, findings, runs, rule_set, engines, duration_ms) VALUES ($1, $2, $2, 'x', '1.0.0', 'matched', 'none', $3, '[]', '', '{}', 1)`, [tenant, row, JSON.stringify(found)]);
    },
    async look(client) {
      const sha256 = createHash('sha256').update('rule é { condition: true }').digest('hex');
      assert.deepEqual((await client.query('SELECT name, sha256, source FROM yara_rule JOIN yara_version USING (tenant_id, name, sha256)')).rows, [{ name: 'team', sha256, source: 'rule é { condition: true }' }]);
      const expected = [{ rule: 'network-use', evidence: 'fetch' }, { rule: 'yara/team/a', evidence: null }];
      assert.deepEqual((await client.query('SELECT rule, evidence FROM finding ORDER BY rule')).rows, expected);
      assert.deepEqual((await client.query('SELECT findings FROM rescan_result')).rows[0].findings, expected);
    },
  });
});

test('what was yanked, taken down and restored is carried along, as the events tell it', async () => {
  const [tenant, maintainer] = [randomUUID(), randomUUID()];
  const hour = (at: number) => `2026-01-01T${String(at).padStart(2, '0')}:00:00.000Z`;
  await carriedAlong('0018', ['event', 'version', 'rescan_result', 'rescan_dismissal'], {
    async fill(client) {
      await client.query('ALTER TABLE version DROP CONSTRAINT version_tenant_id_extension_fkey, DROP CONSTRAINT version_tenant_id_submission_id_fkey');
      const version = (name: string, listing: string, listingAt: string | null, quarantinedAt: string | null = null) =>
        client.query(`INSERT INTO version (tenant_id, extension, version, channel, prerelease, submission_id, format, package_sha256, package_size, manifest, listing, listing_reason, listing_at, quarantined_at, published_at) VALUES ($1, $2, '1.0.0', 'stable', false, $3, 'orchestra', '', 1, '{}', $4, 'why', $5, $6, $7)`, [tenant, name, randomUUID(), listing, listingAt, quarantinedAt, hour(0)]);
      const move = (name: string, from: string, to: string, at: number) => client.query(`INSERT INTO event (tenant_id, extension, kind, "from", "to", actor_id, reason, at) VALUES ($1, $2, 'listing', $3, $4, $5, $6, $7)`, [tenant, name, `1.0.0 ${from}`, `1.0.0 ${to}`, maintainer, `${to} at ${at}`, hour(at)]);
      const flag = (name: string, action: string, at: number) => client.query(`INSERT INTO rescan_result (tenant_id, id, rescan_id, extension, version, outcome, action, findings, runs, rule_set, engines, duration_ms, at) VALUES ($1, gen_random_uuid(), gen_random_uuid(), $2, '1.0.0', 'matched', $3, '[]', '[]', '', '{}', 1, $4)`, [tenant, name, action, hour(at)]);
      await version('a-yanked', 'yanked', hour(2));
      await move('a-yanked', 'listed', 'yanked', 2);
      await version('b-both', 'quarantined', hour(3), hour(3));
      await move('b-both', 'listed', 'yanked', 1);
      await move('b-both', 'yanked', 'quarantined', 3);
      await version('c-restored', 'listed', hour(6), hour(4));
      for (const [from, to, at] of [['listed', 'quarantined', 2], ['quarantined', 'listed', 3], ['listed', 'quarantined', 4], ['quarantined', 'listed', 5], ['listed', 'yanked', 6], ['yanked', 'listed', 6]] as const) await move('c-restored', from, to, at);
      for (const [action, at] of [['quarantine', 1], ['none', 1], ['review', 3], ['review', 7]] as const) await flag('c-restored', action, at);
      await version('d-offered', 'listed', hour(3));
      await move('d-offered', 'listed', 'yanked', 2);
      await move('d-offered', 'yanked', 'listed', 3);
      await flag('d-offered', 'quarantine', 1);
      await version('e-old', 'quarantined', null);
    },
    async look(client) {
      const { rows } = await client.query('SELECT extension, yank_reason, quarantined_at, takedown_at FROM version ORDER BY 1');
      const at = (time: Date | null) => time?.getUTCHours() ?? null;
      assert.deepEqual(rows.map((row) => [row.extension, row.yank_reason, at(row.quarantined_at), at(row.takedown_at)]), [['a-yanked', 'why', null, null], ['b-both', 'yanked at 1', 3, 3], ['c-restored', null, 2, 5], ['d-offered', null, null, null], ['e-old', null, 0, 0]]);
      const settled = await client.query('SELECT extension, action, r.at, d.reason, d.dismissed_by FROM rescan_dismissal d JOIN rescan_result r ON r.id = d.result_id ORDER BY r.at');
      assert.deepEqual(settled.rows.map((row) => [row.extension, row.action, at(row.at), row.reason, row.dismissed_by]), [['c-restored', 'quarantine', 1, 'listed at 3', maintainer], ['c-restored', 'review', 3, 'listed at 5', maintainer]]);
    },
  });
});

test('the migrate job tells in a few lines why it cannot begin, and no password', () => {
  for (const [url, why] of [
    ['postgres://souk:hunter2#x@127.0.0.1:1/x', /^configuration: DATABASE_URL is not valid/m],
    ['postgres://souk:hunter2@127.0.0.1:1/x', /^Can't reach database server at `127\.0\.0\.1:1`/m],
    ['postgres://souk:hunter2@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/no/such/file', /^ENOENT: .*\/no\/such\/file/m],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('../../prisma/migrate.js', import.meta.url))], { env: { PATH: process.env.PATH, DATABASE_URL: url }, encoding: 'utf8', timeout: 30_000 });
    assert.deepEqual([status, stdout], [1, ''], stderr);
    assert.match(stderr, why);
    assert.doesNotMatch(stderr, /hunter2|External error|\bat .*wasm/, stderr);
  }
});
