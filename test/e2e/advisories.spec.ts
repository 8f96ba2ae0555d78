import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MOST_ADVISORIES, MOST_ADVISORIES_AT_ONCE } from '#libs/contracts/advisories.js';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { withClient } from '../../prisma/migrate.js';

const ADMIN = fileURLToPath(new URL('../../apps/cli/admin.js', import.meta.url));
const EVIL = `// ${'not what it says '.repeat(8)}\n`;
const NAMED = { database_specific: { iocs: { sha256: [createHash('sha256').update(EVIL).digest('hex')] } } };

let database: TestDatabase;
let souk: Marketplace;
let alpha: TestTenant;
let beta: TestTenant;
let home: string;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  [alpha, beta] = [await souk.tenant('alpha', AUTOMATIC_PROFILE), await souk.tenant('beta', AUTOMATIC_PROFILE)];
  home = await mkdtemp(join(tmpdir(), 'souk-test-'));
});
beforeEach(() => withClient(database.ownerUrl, async (client) => void (await client.query('DELETE FROM advisory'))));
after(async () => {
  await souk?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

async function ask(method: string, path: string, { body, tenant = alpha, token = tenant.tokens.admin }: { body?: unknown; tenant?: TestTenant; token?: string } = {}): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${tenant.api}${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

const record = (id: string, more: object = {}) => ({ id, modified: '2026-01-02T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: id.toLowerCase() } }], ...more });
const imported = async (...records: object[]) => (await ask('POST', '/advisories', { body: { records } })).body;
const listed = async (tenant = alpha) => (await ask('GET', '/advisories', { tenant })).body.data.map(({ id }: { id: string }) => id);
const publish = (tenant: TestTenant, name: string, files: Record<string, string> = {}) => upload(tenant, orchestraPackage({ name, version: '1.0.0' }, files), { headers: { prefer: 'wait=20' } });

/** `souk-admin` as an admin of the marketplace. */
function admin(tenant: TestTenant, ...args: string[]): Promise<{ code: number; out: string }> {
  const env = { PATH: process.env.PATH, SOUK_URL: souk.url, SOUK_TENANT: tenant.slug, SOUK_TOKEN: tenant.tokens.admin, SOUK_CLI_HOME: home };
  return new Promise((resolve) => void execFile(process.execPath, [ADMIN, ...args], { env }, (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr })));
}

describe('POST /advisories', () => {
  test('stores what is new or newer, and the same again changes nothing', async () => {
    assert.deepEqual(await imported(record('MAL-1'), record('MAL-2')), { stored: 2, unchanged: 0, removed: 0, ignored: [] });
    assert.deepEqual(await imported(record('MAL-1'), record('MAL-2', { modified: '2026-01-01T00:00:00Z' })), { stored: 0, unchanged: 2, removed: 0, ignored: [] });
    assert.deepEqual(await imported(record('MAL-1', { modified: '2026-01-03T00:00:00Z', summary: 'Newer' })), { stored: 1, unchanged: 0, removed: 0, ignored: [] });
    const { body } = await ask('GET', '/advisories');
    assert.deepEqual(body.data.map(({ id, summary, indicators, imported_by: by, url }: any) => [id, summary, indicators, by, url]), [['MAL-1', 'Newer', 1, 'admin', 'https://osv.dev/vulnerability/MAL-1'], ['MAL-2', '', 1, 'admin', 'https://osv.dev/vulnerability/MAL-2']]);
    assert.equal(body.meta.total, 2);
  });

  test('of an id that comes twice the newest counts', async () => {
    await imported(record('MAL-1', { modified: '2026-01-03T00:00:00Z', summary: 'Newest' }), record('MAL-1'));
    assert.equal((await ask('GET', '/advisories')).body.data[0].summary, 'Newest');
  });

  test('a withdrawn record is removed, and one of no use here is not kept', async () => {
    await imported(record('MAL-1'), record('MAL-2'));
    const withdrawn = '2026-01-04T00:00:00Z';
    const flaw = record('GHSA-aaaa-bbbb-cccc');
    const answer = await imported(record('MAL-1', { withdrawn, modified: withdrawn }), record('MAL-2', { modified: withdrawn, affected: [] }), record('MAL-3', { withdrawn }), flaw);
    assert.deepEqual([answer.removed, answer.ignored.map(({ id }: any) => id)], [2, ['MAL-3', 'GHSA-aaaa-bbbb-cccc']]);
    assert.match(answer.ignored[1].reason, /about a flaw/);
    assert.deepEqual(await listed(), []);
  });

  test('rubbish is refused by its members, and with it everything that came beside it', async () => {
    const { status, body } = await ask('POST', '/advisories', { body: { records: [record('MAL-1'), record('MAL-2', { affected: [{ package: { ecosystem: 'npm' } }], modified: 'soon' })] } });
    assert.deepEqual([status, body.errors.map(({ pointer }: any) => pointer).sort()], [400, ['/records/1/affected/0/package/name', '/records/1/modified']]);
    for (const records of [[], Array.from({ length: MOST_ADVISORIES_AT_ONCE + 1 }, (_, i) => record(`MAL-${i}`))]) assert.equal((await ask('POST', '/advisories', { body: { records } })).status, 400);
    assert.deepEqual(await listed(), []);
  });

  test('a marketplace has so many and no more; newer ones of the same ids need no place', async () => {
    await withClient(database.ownerUrl, async (client) => {
      const { rows: [tenant] } = await client.query(`SELECT id FROM tenant WHERE slug = 'alpha'`);
      await client.query(`INSERT INTO advisory (tenant_id, id, modified, summary, imported_by) SELECT $1, 'MAL-' || n, '2026-01-01', '', $1 FROM generate_series(1, $2::integer) n`, [tenant.id, MOST_ADVISORIES - 1]);
    });
    const { status, body } = await ask('POST', '/advisories', { body: { records: [record('MAL-a'), record('MAL-b')] } });
    assert.deepEqual([status, /may have 500000 advisories, and with these it would have 1 more/.test(body.detail)], [409, true], body.detail);
    assert.equal((await imported(record('MAL-a'), record('MAL-1'))).stored, 2);
  });

  test('is for admins', async () => {
    for (const role of ['maintainer', 'publisher', 'user'] as const) assert.equal((await ask('POST', '/advisories', { body: { records: [record('MAL-1')] }, token: alpha.tokens[role] })).status, 403, role);
  });
});

test('DELETE /advisories/{id} removes it, once, and only here', async () => {
  await imported(record('MAL-1', NAMED));
  assert.equal((await ask('DELETE', '/advisories/MAL-1', { tenant: beta })).status, 404);
  assert.deepEqual([await listed(), await listed(beta)], [['MAL-1'], []]);
  assert.deepEqual([(await ask('DELETE', '/advisories/MAL-1')).status, (await ask('DELETE', '/advisories/MAL-1')).status], [204, 404]);
  assert.equal((await publish(alpha, 'after-removal', { 'a.txt': EVIL })).status, 201);
});

test('a package with a file that an advisory names is refused, in that marketplace alone', async () => {
  await imported(record('MAL-1', NAMED));
  const { status, body } = await publish(alpha, 'bad-tool', { 'docs/a.txt': EVIL });
  assert.equal(status, 422, JSON.stringify(body));
  const [finding] = body.findings.filter(({ check }: any) => check === 'known-malicious');
  assert.deepEqual([finding.severity, finding.file, /MAL-1/.test(finding.message)], ['block', 'docs/a.txt', true]);
  assert.equal((await publish(beta, 'same-tool', { 'docs/a.txt': EVIL })).status, 201);
});

describe('souk-admin advisories', () => {
  test('what one marketplace took down, another one knows', async () => {
    assert.equal((await publish(alpha, 'taken-down')).status, 201);
    await call('POST', `${alpha.api}/extensions/taken-down/versions/1.0.0/quarantine`, alpha.tokens.maintainer, { reason: 'Stole tokens.' });
    const folder = join(home, 'takedowns');
    for (let tries = 0; tries < 100 && (await readdir(folder).catch(() => [])).length === 0; tries += 1) assert.equal((await admin(alpha, 'export-osv', '--out', folder)).code, 0);
    const first = await admin(beta, 'advisories', 'import', folder);
    assert.deepEqual([first.code, /1 stored, 0 unchanged, 0 removed, 0 ignored, 0 refused/.test(first.out)], [0, true], first.out);
    const again = await admin(beta, 'advisories', 'import', folder, '--json');
    assert.deepEqual([again.code, JSON.parse(again.out)], [0, { stored: 0, unchanged: 1, removed: 0, ignored: [], refused: [] }]);
    const { status, body } = await publish(beta, 'taken-down');
    assert.equal(status, 422, JSON.stringify(body));
    assert.match(JSON.stringify(body.findings), /The package is, byte for byte, one that is known as malicious by the advisory SOUK-[0-9a-f]{16}: taken-down 1\.0\.0 was taken down from alpha/);
    const { id } = JSON.parse(await readFile(join(folder, (await readdir(folder))[0]!), 'utf8'));
    assert.match((await admin(beta, 'advisories', 'list')).out, new RegExp(`${id} .*2 indicators .*taken down from alpha`));
    await call('POST', `${alpha.api}/extensions/taken-down/versions/1.0.0/restore`, alpha.tokens.maintainer, { reason: 'It did not.' });
    const lifted = await admin(alpha, 'export-osv', '--out', folder);
    assert.match(lifted.out, new RegExp(`^${id} .*taken-down 1\\.0\\.0 was taken down from alpha, and restored\\n$`));
    const { modified, published, withdrawn } = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
    assert.ok(withdrawn === modified && published < withdrawn, JSON.stringify({ modified, published, withdrawn }));
    assert.match((await admin(beta, 'advisories', 'import', folder)).out, /0 stored, 0 unchanged, 1 removed, 0 ignored, 0 refused/);
    assert.deepEqual(await listed(beta), []);
    await call('POST', `${alpha.api}/extensions/taken-down/versions/1.0.0/quarantine`, alpha.tokens.maintainer, { reason: 'It did.' });
    assert.equal((await admin(alpha, 'export-osv', '--out', folder)).code, 0);
    assert.match((await admin(beta, 'advisories', 'import', folder)).out, /1 stored, 0 unchanged, 0 removed, 0 ignored, 0 refused/);
    assert.deepEqual([(await admin(beta, 'advisories', 'remove', id)).code, await listed(beta)], [0, []]);
    const gone = await admin(beta, 'advisories', 'remove', id);
    assert.deepEqual([gone.code, /There is no advisory/.test(gone.out)], [2, true], gone.out);
  });

  test('a folder is imported in batches; what is wrong in it is told, and the others are taken', async () => {
    const folder = join(home, 'feed', 'npm');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'list.json'), JSON.stringify(Array.from({ length: MOST_ADVISORIES_AT_ONCE + 1 }, (_, i) => record(`MAL-2026-${i}`))));
    await writeFile(join(folder, 'one.json'), JSON.stringify(record('MAL-2026-x', { details: 'x'.repeat(2_000_000) })));
    await writeFile(join(folder, 'wrong.json'), JSON.stringify(record('MAL-2026-y', { affected: [{ package: { ecosystem: 'npm', name: '' } }] })));
    await writeFile(join(folder, 'broken.json'), '{');
    await writeFile(join(folder, 'readme.txt'), 'not looked at');
    const { code, out } = await admin(alpha, 'advisories', 'import', join(home, 'feed'));
    assert.equal(code, 1, out);
    assert.match(out, /refused .*broken\.json:  is not JSON/);
    assert.match(out, /refused .*wrong\.json \(MAL-2026-y\): \/affected\/0\/package\/name /);
    assert.match(out, new RegExp(`${MOST_ADVISORIES_AT_ONCE + 2} stored, 0 unchanged, 0 removed, 0 ignored, 2 refused`));
    assert.equal((await ask('GET', '/advisories')).body.meta.total, MOST_ADVISORIES_AT_ONCE + 2);
    assert.match((await admin(alpha, 'advisories', 'list', '--page', '6')).out, /page 6 of 6, 502 in all|MAL-2026-/);
  });

  test('what is not there, or holds nothing, is not understood', async () => {
    const empty = join(home, 'empty');
    await mkdir(empty, { recursive: true });
    for (const what of [empty, join(home, 'none')]) assert.equal((await admin(alpha, 'advisories', 'import', what)).code, 2, what);
  });
});
