import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { startMarketplace, type Marketplace } from '#test/support/marketplace.js';
import { operationsOf, pathOf, pathParameters, sample, watchAnswers, type ApiOperation } from '#test/support/openapi.js';
import { withClient } from '../../prisma/migrate.js';
import { populated, rowsOf, tenantTables, YARA_NOTHING, type Populated } from '#test/support/populated.js';

const ROLES = ['admin', 'maintainer', 'publisher', 'publisher2', 'user'] as const;

let database: TestDatabase;
let souk: Marketplace;
let operations: ApiOperation[];
let undescribed: ReturnType<typeof watchAnswers>;
let mine: Populated;
let theirs: Populated;
let address = 0;

before(async () => {
  database = await testDatabase();
  // Behind a proxy, so that each request has an address of its own and none is refused for the wrong tokens of the others.
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl, environment: { TRUST_PROXY: '1' } });
  mine = await populated(souk, 'alpha');
  theirs = await populated(souk, 'beta');
  operations = await operationsOf(souk.url);
  undescribed = watchAnswers(souk.url);
});

after(async () => {
  await souk?.stop();
  await database?.drop();
});

/** Every way to fill an operation's path with what belongs to `tenant`. */
function places(operation: ApiOperation, tenant: Populated): Record<string, string>[] {
  const { path } = operation;
  if (path.startsWith('/publishers/')) return [{ name: tenant.publisher, id: tenant.keyId, handle: `${tenant.slug}-guest` }];
  if (path.startsWith('/extensions/')) return [{ name: tenant.extension, version: '1.1.0' }, { name: tenant.quarantined, version: '1.0.0' }];
  if (path.startsWith('/moderation/')) return [{ id: tenant.reviewId }];
  if (path.startsWith('/rescans/')) return [{ id: tenant.rescanId }];
  if (path.startsWith('/advisories/')) return [{ id: tenant.advisoryId }];
  if (path.startsWith('/yara-rules/')) return [{ name: `${tenant.slug}-rule`, sha256: createHash('sha256').update(YARA_NOTHING).digest('hex') }];
  if (path.startsWith('/platform/tenants/')) return [{ slug: tenant.slug }];
  if (path.startsWith('/tokens/')) return [{ id: tenant.tokenId }];
  return Object.values(tenant.submissions).map((id) => ({ id }));
}

/** Sends an operation whose body and query speak of `tenant`'s rows. */
async function send(api: string, operation: ApiOperation, ask: { tenant: Populated; place: Record<string, string>; token: string | null; query?: string }) {
  const { tenant } = ask;
  const known = { lease: tenant.lease, member: `${tenant.slug}-guest`, handle: `${tenant.slug}-guest`, publisher: tenant.publisher, extension: tenant.extension, name: `${tenant.slug}-new`, version: '1.1.0', public_key_pem: tenant.publicKeyPem, feedback: 'no', scopes: ['read'], slug: `${tenant.slug}-x` };
  const body = operation.body && (operation.body.type === 'application/json' ? JSON.stringify(sample(operation.body.schema, known)) : 'package');
  const answer = await fetch(`${api}${pathOf(operation, ask.place)}${ask.query ?? ''}`, {
    method: operation.method,
    headers: { 'x-forwarded-for': `10.1.${(address += 1) >> 8}.${address & 255}`, ...(ask.token && { authorization: `Bearer ${ask.token}` }), ...(operation.body && { 'content-type': operation.body.type }) },
    ...(body !== null && { body }),
    signal: AbortSignal.timeout(15_000),
  });
  return { status: answer.status, text: await answer.text() };
}

const title = (operation: ApiOperation, role: string, place: Record<string, string> = {}) => `${operation.method} ${pathOf(operation, place)} as ${role}`;

describe('no token reaches into another marketplace', () => {
  test('at the other marketplace\'s address its tokens are not known, whatever is asked for', async () => {
    const before = await rowsOf(database.ownerUrl, 'alpha');
    assert.ok(before.submission!.length >= 7 && before.review_lease!.length > 0 && before.rating!.length > 0 && before.publisher_key!.length > 0 && before.idempotency_key!.length > 0);
    for (const role of ROLES) {
      for (const operation of operations) {
        for (const place of places(operation, mine).slice(0, pathParameters(operation).length === 0 ? 1 : undefined)) {
          const { status, text } = await send(mine.api, operation, { tenant: mine, place, token: theirs.tokens[role] });
          assert.equal(status, 401, `${title(operation, role, place)} answered ${text}`);
        }
      }
    }
    assert.deepEqual(await rowsOf(database.ownerUrl, 'alpha'), before);
  });

  test('at their own address nobody finds what belongs to the other one', async () => {
    const before = await rowsOf(database.ownerUrl, 'alpha');
    for (const role of ROLES) {
      for (const operation of operations.filter((each) => pathParameters(each).length > 0)) {
        for (const place of places(operation, mine)) {
          const { status, text } = await send(theirs.api, operation, { tenant: mine, place, token: theirs.tokens[role] });
          assert.ok([403, 404].includes(status) || (status === 400 && /not an Ed25519|YARA rules cannot be used/.test(text)), `${title(operation, role, place)} answered ${status} ${text}`);
const nowhere = await send(theirs.api, operation, { tenant: mine, place: { ...place, ...(place.name && { name: 'no-such-name' }), ...(place.id && { id: place.id.replace(/.{12}$/, '000000000000') }) }, token: theirs.tokens[role] });
          assert.deepEqual([nowhere.status, JSON.parse(nowhere.text).type], [status, JSON.parse(text).type], `${title(operation, role, place)} tells it from what does not exist: ${text}`);
        }
      }
    }
    assert.deepEqual(await rowsOf(database.ownerUrl, 'alpha'), before);
  });

  test('lists, searches and what is written without an id stay in one marketplace', async () => {
    const before = await rowsOf(database.ownerUrl, 'alpha');
    const ids = JSON.stringify(before).match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g)!;
    const queries: Record<string, string> = { 'Extensions.search': '?q=alpha&per_page=100', 'Extensions.publish': '?publisher=alpha-studio', 'Moderation.queue': '?per_page=100', 'Submissions.list': '?per_page=100' };
    const plain = operations.filter((operation) => pathParameters(operation).length === 0);
    // Reads first: what is written here speaks of alpha's names, and is beta's own.
    for (const operation of [...plain.filter((each) => each.method === 'GET'), ...plain.filter((each) => each.method !== 'GET')]) {
      for (const role of ROLES) {
        const { status, text } = await send(theirs.api, operation, { tenant: mine, place: {}, token: theirs.tokens[role], query: queries[operation.id] ?? '' });
        assert.ok(status < 500, `${title(operation, role)} answered ${status} ${text}`);
        const told = [...ids, ...(operation.method === 'GET' ? ['alpha'] : [])].filter((secret) => text.includes(secret));
        assert.deepEqual(told, [], `${title(operation, role)} told of it: ${text}`);
      }
    }
    assert.deepEqual(await rowsOf(database.ownerUrl, 'alpha'), before);
  });

  test('without a token, and with a platform operator\'s, only the public reads answer', async () => {
    for (const operation of operations.filter((each) => each.needs !== null && each.needs !== 'platform')) {
      for (const token of [null, souk.platformToken]) {
        const { status, text } = await send(mine.api, operation, { tenant: mine, place: places(operation, mine)[0]!, token });
        assert.equal(status, 401, `${title(operation, 'nobody', places(operation, mine)[0])} answered ${text}`);
      }
    }
    const nowhere = operations.filter((each) => each.needs !== 'platform' && each.path !== '/signing-keys');
    for (const operation of nowhere) {
      const { status, text } = await send(`${souk.url}/api/v1`, operation, { tenant: mine, place: places(operation, mine)[0]!, token: souk.platformToken });
      assert.equal(status, 404, `${operation.id} without a marketplace answered ${text}`);
    }
  });

  test('no member of a marketplace does what platform operators do', async () => {
    const platform = operations.filter((each) => each.needs === 'platform');
    assert.ok(platform.length > 0);
    for (const operation of platform) {
      for (const role of ROLES) {
        for (const [api, expected] of [[theirs.api, 403], [`${souk.url}/api/v1`, 401]] as const) {
          const place = places(operation, mine)[0]!;
          const { status, text } = await send(api, operation, { tenant: mine, place, token: theirs.tokens[role] });
          assert.equal(status, expected, `${title(operation, role, place)} answered ${text}`);
        }
      }
    }
  });
});

test('what was answered to all of them is described', async () => {
  const { seen, undescribed: missing } = await undescribed();
  assert.deepEqual(missing, []);
  assert.ok(seen > 500, `${seen} answers were seen`);
});

const SERVICES = ['gateway', 'validation', 'review', 'storage', 'installs'] as const;

/** Who writes a table: a service, or the functions that several services share. */
const WRITER: Record<string, string> = {
  tenant: 'gateway', tenant_host: 'gateway', member: 'gateway', token: 'gateway', publisher: 'gateway', publisher_member: 'gateway', publisher_key: 'gateway', review_lease: 'gateway',
  decision: 'gateway', listing_change: 'gateway', idempotency_key: 'gateway', check_run: 'validation', finding: 'validation', package_content: 'validation', review: 'review',
  extension: 'storage', version: 'storage', extension_stats: 'installs', version_downloads: 'installs', install: 'installs', rating: 'installs',
  advisory: 'gateway', advisory_indicator: 'gateway', yara_rule: 'gateway', yara_version: 'gateway', rescan: 'gateway', rescan_dismissal: 'gateway', rescan_progress: 'validation', rescan_result: 'validation', scan: 'validation',
  event: 'pipeline', outbox: 'pipeline', rate_window: 'pipeline', signing_key: 'pipeline',
};
/** Nobody's but its owner's, who migrates. */
const OWNERS = ['_prisma_migrations', 'platform_token'];
const DENIED = '42501';

/** Columns of tables that a role may write or read, by privilege. */
async function columns(client: pg.Client, privilege: string): Promise<{ role: string; table: string; column: string }[]> {
  const { rows } = await client.query(`SELECT substr(r.rolname, 6) AS role, c.relname AS "table", a.attname AS "column"
    FROM pg_roles r CROSS JOIN pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE r.rolname LIKE 'souk\\_%' AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND has_column_privilege(r.oid, c.oid, a.attnum, '${privilege}') ORDER BY 1, 2, a.attnum`);
  return rows;
}

/** Runs a statement in a transaction that is undone, with the tenant set when one is given. */
async function attempt(client: pg.Client, tenantId: string | null, sql: string, values: unknown[] = []): Promise<{ rows: any[]; count: number; refused: string | null }> {
  await client.query('BEGIN');
  try {
    if (tenantId !== null) await client.query(`SELECT set_config('souk.tenant_id', $1, true)`, [tenantId]);
    const { rows, rowCount } = await client.query(sql, values);
    return { rows, count: rowCount ?? 0, refused: null };
  } catch (error) {
    return { rows: [], count: 0, refused: (error as { code: string }).code };
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('PostgreSQL keeps marketplaces apart whatever a service asks for', () => {
  let owner: pg.Client;
  let tables: { table: string; column: string }[];
  let ids: { mine: string; theirs: string };

  before(async () => {
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    tables = await tenantTables(owner);
    const { rows } = await owner.query(`SELECT max(id::text) FILTER (WHERE slug = 'alpha') AS mine, max(id::text) FILTER (WHERE slug = 'beta') AS theirs FROM tenant`);
    ids = rows[0];
  });
  after(() => owner?.end());

  for (const service of SERVICES) {
    test(`${service} sees nothing without a tenant and only the tenant's rows with one`, async () => {
      const readable = new Set((await columns(owner, 'SELECT')).filter(({ role }) => role === service).map(({ table }) => table));
      let seen = 0;
      await withClient(database.url(service), async (client) => {
        for (const { table, column } of tables) {
          const counts = `SELECT count(*)::int AS rows, (count(*) FILTER (WHERE "${column}" <> '${ids.mine}'))::int AS others FROM "${table}"`;
          if (!readable.has(table)) {
            assert.equal((await attempt(client, ids.mine, counts)).refused, DENIED, table);
            continue;
          }
          assert.deepEqual((await attempt(client, null, counts)).rows, [{ rows: 0, others: 0 }], `${table} without a tenant`);
          const { rows: [truth] } = await owner.query(`SELECT count(*)::int AS rows FROM "${table}" WHERE "${column}" = $1`, [ids.mine]);
          assert.deepEqual((await attempt(client, ids.mine, counts)).rows, [{ rows: truth.rows, others: 0 }], table);
          seen += truth.rows;
        }
      });
      assert.ok(seen > 20, `${seen} rows were looked at`);
    });

    test(`${service} writes no row of another marketplace`, async () => {
      const insertable = await columns(owner, 'INSERT');
      const updatable = await columns(owner, 'UPDATE');
      await withClient(database.url(service), async (client) => {
        for (const { table, column } of tables) {
          const into = insertable.filter((each) => each.role === service && each.table === table).map((each) => `"${each.column}"`).join(', ');
          const { rows: [row] } = await owner.query(`SELECT to_jsonb(t) AS row FROM "${table}" t WHERE "${column}" = $1 LIMIT 1`, [ids.theirs]);
          if (into !== '' && row) {
            const insert = `INSERT INTO "${table}" (${into}) SELECT ${into} FROM jsonb_populate_record(NULL::"${table}", $1)`;
            assert.equal((await attempt(client, ids.mine, insert, [row.row])).refused, DENIED, `insert into ${table}`);
            assert.equal((await attempt(client, null, insert, [row.row])).refused, DENIED, `insert into ${table} without a tenant`);
          }
          if (!updatable.some((each) => each.role === service && each.table === table && each.column === column)) continue;
          const take = `UPDATE "${table}" SET "${column}" = "${column}" WHERE "${column}" = '${ids.theirs}'`;
          assert.equal((await attempt(client, ids.mine, take)).count, 0, `update of ${table}`);
          const { rows: [some] } = await owner.query(`SELECT count(*)::int AS rows FROM "${table}" WHERE "${column}" = $1`, [ids.mine]);
          if (some.rows > 0) assert.equal((await attempt(client, ids.mine, `UPDATE "${table}" SET "${column}" = '${ids.theirs}'`)).refused, DENIED, `giving away ${table}`);
        }
      });
    });

    test(`${service} owns nothing, becomes nobody else and moves no submission of another marketplace`, async () => {
      const { rows: [role] } = await owner.query('SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit FROM pg_roles WHERE rolname = $1', [`souk_${service}`]);
      assert.deepEqual(Object.values(role), Array(6).fill(false));
      const { rows: owned } = await owner.query('SELECT relname FROM pg_class WHERE relowner = $1::regrole', [`souk_${service}`]);
      assert.deepEqual(owned, []);
      const superuser = new URL(database.ownerUrl).username;
      await withClient(database.url(service), async (client) => {
        for (const other of [superuser, 'souk_pipeline', ...SERVICES.map((each) => `souk_${each}`).filter((each) => each !== `souk_${service}`)]) {
          assert.equal((await attempt(client, null, `SET ROLE "${other}"`)).refused, DENIED, `SET ROLE ${other}`);
        }
        assert.equal((await attempt(client, ids.mine, 'ALTER TABLE submission DISABLE ROW LEVEL SECURITY')).refused, DENIED);
        assert.equal((await attempt(client, ids.mine, 'SET LOCAL row_security = off; SELECT * FROM submission')).refused, DENIED);
        assert.equal((await attempt(client, ids.mine, `UPDATE submission SET status = 'PUBLISHED'`)).refused, DENIED);
        const move = `SELECT transition($1, 'IN_REVIEW', 'REJECTED', NULL, NULL, NULL, NULL, 'test', '{}') AS moved`;
        assert.deepEqual((await attempt(client, ids.theirs, move, [theirs.submissions.review])).rows, [{ moved: true }]);
        for (const tenantId of [ids.mine, null]) assert.deepEqual((await attempt(client, tenantId, move, [theirs.submissions.review])).rows, [{ moved: false }]);
      });
    });
  }

  test('every table has one writer, and a status has none but the pipeline', async () => {
    const { rows: all } = await owner.query(`SELECT relname AS "table", relrowsecurity AS secured, relforcerowsecurity AS forced FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`);
    assert.deepEqual(all.map(({ table }) => table).sort(), [...Object.keys(WRITER), 'submission', ...OWNERS].sort());
    assert.deepEqual(all.filter(({ table, secured, forced }) => !(secured && forced) && table !== 'rate_window' && !OWNERS.includes(table)), []);
    const [inserts, updates] = [await columns(owner, 'INSERT'), await columns(owner, 'UPDATE')];
    const { rows: deletes } = await owner.query(`SELECT substr(grantee, 6) AS role, table_name AS "table" FROM information_schema.role_table_grants WHERE grantee LIKE 'souk\\_%' AND privilege_type IN ('DELETE', 'TRUNCATE')`);
    const writers = new Map<string, Set<string>>();
    for (const { role, table } of [...inserts, ...updates, ...deletes]) writers.set(table, (writers.get(table) ?? new Set()).add(role));
    const submission = writers.get('submission')!;
    writers.delete('submission');
    assert.deepEqual(Object.fromEntries([...writers].map(([table, roles]) => [table, [...roles].join()])), WRITER);
    assert.deepEqual([...submission].sort(), ['gateway', 'pipeline']);
    const own = (rows: { role: string; table: string; column: string }[], role: string) => rows.filter((each) => each.table === 'submission' && each.role === role).map(({ column }) => column).sort();
    assert.deepEqual(own(inserts, 'gateway'), ['channel', 'display_name', 'expected_extension', 'id', 'publisher_id', 'submitted_by', 'tenant_id']);
    assert.deepEqual(own(updates, 'gateway'), []);
    assert.deepEqual(own(inserts, 'pipeline'), []);
    assert.deepEqual(updates.filter(({ table, column }) => table === 'submission' && column === 'status').map(({ role }) => role), ['pipeline']);
  });

  test('a row cannot speak of another marketplace\'s row', async () => {
    const { rows: [guest] } = await owner.query(`SELECT id FROM member WHERE tenant_id = $1 LIMIT 1`, [ids.theirs]);
    const { refused } = await attempt(owner, ids.mine, `INSERT INTO token (tenant_id, id, member_id, name, hash, scopes, expires_at) VALUES ($1, uuidv7(), $2, 'x', 'x', '{}', now())`, [ids.mine, guest.id]);
    assert.equal(refused, '23503');
  });
});
