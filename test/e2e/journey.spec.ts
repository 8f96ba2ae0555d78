import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { withClient } from '../../prisma/migrate.js';

let database: TestDatabase;
let souk: Marketplace;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
});

after(async () => {
  await souk?.stop();
  await database?.drop();
});

test('an upload is published by policy while its sender waits', async () => {
  const tenant = await souk.tenant('automatic', AUTOMATIC_PROFILE);
  const bytes = orchestraPackage({ name: 'hello-world', version: '1.0.0' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const first = await upload(tenant, bytes, { headers: { prefer: 'wait=20', 'x-package-sha256': sha256 } });
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.equal(first.body.status, 'PUBLISHED');
  const again = await upload(tenant, bytes, { headers: { prefer: 'wait=20' } });
  assert.equal(again.status, 200);
  assert.equal(again.body.id, first.body.id);
  const answer = await fetch(`${tenant.api}/extensions/hello-world/versions/1.0.0/download`);
  assert.equal(createHash('sha256').update(Buffer.from(await answer.arrayBuffer())).digest('hex'), sha256);
  assert.equal(answer.headers.get('x-package-sha256'), sha256);
});

test('a maintainer decides, a user installs', async () => {
  const tenant = await souk.tenant('reviewed');
  const { status, body } = await upload(tenant, orchestraPackage({ name: 'needs-eyes', version: '1.0.0' }), { headers: { prefer: 'wait=20' } });
  assert.equal(status, 202, JSON.stringify(body));
  assert.equal(body.status, 'IN_REVIEW');
  const queue = await call<any>('GET', `${tenant.api}/moderation/queue`, tenant.tokens.maintainer);
  const review = queue.data[0];
  assert.equal(review.submission_id, body.id);
  const why = review.reasons.find(({ reason }: any) => reason === 'not-automatic').text;
  assert.match(why, /^A maintainer looks because .*it is the first version of the extension/);
  assert.deepEqual([body.review_reasons, (await call<any>('GET', `${tenant.api}/submissions/${body.id}`, tenant.tokens.publisher)).review_reasons], [[why], [why]], 'the author is told what the maintainer is');
  const { lease } = await call<any>('POST', `${tenant.api}/moderation/reviews/${review.id}/claim`, tenant.tokens.maintainer);
  const decided = await call<any>('POST', `${tenant.api}/moderation/reviews/${review.id}/decision`, tenant.tokens.maintainer, { decision: 'approve', lease });
  assert.deepEqual([decided.state, decided.submission.review_reasons], ['approved', []]);
  for (let tries = 0; tries < 100; tries += 1) {
    const { status: now } = await call<any>('GET', `${tenant.api}/submissions/${body.id}`, tenant.tokens.publisher);
    if (now === 'PUBLISHED') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const answer = await call<any>('POST', `${tenant.api}/extensions/needs-eyes/install`, tenant.tokens.user, {});
  assert.equal(answer.version, '1.0.0');
  const installs = await call<any>('GET', `${tenant.api}/installs`, tenant.tokens.user);
  assert.deepEqual(installs.data.map((row: any) => row.extension), ['needs-eyes']);
});

test('the author is told what the checks ask a maintainer for, and not where the review stands in the queue', async () => {
  const tenant = await souk.tenant('doubtful', { ...AUTOMATIC_PROFILE, score: { human_at: 3 } });
  const { body } = await upload(tenant, orchestraPackage({ name: 'doubtful', version: '1.0.0' }, { 'dist/key.js': `export const key = "ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}";` }), { headers: { prefer: 'wait=20' } });
  assert.deepEqual([body.status, body.verdict?.verdict], ['IN_REVIEW', 'needs-human'], JSON.stringify(body));
  const [policy, ...checks] = body.review_reasons;
  assert.match(policy, /^A maintainer looks because the checks ask for a human/);
  assert.deepEqual(checks, body.verdict.reasons);
  assert.match(checks.at(-1), /^score \d+ = .*; a maintainer looks from 3\.$/);
  assert.doesNotMatch(body.review_reasons.join(), /rejected, \d+ quarantined/);
});

interface Claimed {
  id: string;
  review: string;
  lease: string;
}

const claimed = async (tenant: TestTenant, review: string): Promise<string> => (await call<any>('POST', `${review}/claim`, tenant.tokens.maintainer)).lease;

/** Uploads what a maintainer has to look at, and claims its review. */
async function waiting(tenant: TestTenant, manifest: Record<string, unknown>): Promise<Claimed> {
  const { body } = await upload(tenant, orchestraPackage(manifest), { headers: { prefer: 'wait=20' } });
  assert.equal(body.status, 'IN_REVIEW', JSON.stringify(body));
  const { data } = await call<any>('GET', `${tenant.api}/moderation/queue`, tenant.tokens.maintainer);
  const review = `${tenant.api}/moderation/reviews/${data.find((entry: any) => entry.submission_id === body.id).id}`;
  return { id: body.id, review, lease: await claimed(tenant, review) };
}

async function decide(tenant: TestTenant, { review, lease }: Claimed, decision: string): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${review}/decision`, { method: 'POST', headers: { 'authorization': `Bearer ${tenant.tokens.maintainer}`, 'content-type': 'application/json' }, body: JSON.stringify({ decision, reasons: ['quality'], feedback: 'Take a higher number.', lease }) });
  return { status: answer.status, body: await answer.json() };
}

const decisions = (id: string) => withClient(database.ownerUrl, async (client) => (await client.query('SELECT decision FROM decision WHERE submission_id = $1', [id])).rows);

test('a version that was overtaken is not approved: 409 at once, no decision is written, and it may be rejected', async () => {
  const tenant = await souk.tenant('overtaken');
  const [lesser, greater] = [await waiting(tenant, { name: 'raced', version: '1.0.0' }), await waiting(tenant, { name: 'raced', version: '1.1.0' })];
  assert.equal((await decide(tenant, greater, 'approve')).status, 200);
  const { status, body } = await decide(tenant, lesser, 'approve');
  assert.deepEqual([status, body.type], [409, 'urn:souk:problem:conflict'], JSON.stringify(body));
  assert.match(body.detail, /^1\.1\.0 was published on the channel stable meanwhile, and 1\.0\.0 is not greater\. Reject it/);
  assert.deepEqual([await decisions(lesser.id), (await call<any>('GET', `${tenant.api}/submissions/${lesser.id}`, tenant.tokens.publisher)).status], [[], 'IN_REVIEW']);
  assert.equal((await decide(tenant, lesser, 'reject')).body.submission.status, 'REJECTED');
});

test('what breaks since another version was approved is shown, and approved only by who claims it anew: 409 before', async () => {
  const tenant = await souk.tenant('moving');
  const version = (number: string, ...commands: string[]) => waiting(tenant, { name: 'moved', version: number, contributes: { commands: commands.map((command) => ({ command, title: command })) } });
  const changes = async ({ review }: Claimed) => {
    const { changes: { against, breaking } } = await call<any>('GET', review, tenant.tokens.maintainer);
    return { against, breaking };
  };
  assert.equal((await decide(tenant, await version('1.0.0', 'x'), 'approve')).status, 200);
  const [more, less] = [await version('1.1.0', 'x', 'y'), await version('1.2.0', 'x')];
  assert.deepEqual(await changes(less), { against: '1.0.0', breaking: [] });
  assert.equal((await decide(tenant, more, 'approve')).status, 200);
  assert.deepEqual(await changes(less), { against: '1.1.0', breaking: ['No longer contributes commands y.'] });
  const { status, body } = await decide(tenant, less, 'approve');
  assert.deepEqual([status, body.type], [409, 'urn:souk:problem:conflict'], JSON.stringify(body));
  assert.match(body.detail, /^It was compared with 1\.0\.0 when it was claimed, and now is with 1\.1\.0: No longer contributes commands y\. .* Claim the review anew and look at it once more\.$/);
  assert.deepEqual(await decisions(less.id), []);
  const { status: done, body: decided } = await decide(tenant, { ...less, lease: await claimed(tenant, less.review) }, 'approve');
  assert.deepEqual([done, decided.state, decided.changes.against], [200, 'approved', '1.1.0'], 'and the review keeps what it was decided on');
});

test('an update that breaks what the code exported, or a setting, waits for a maintainer where policy would publish it; what it asks for and its digests are shown', async () => {
  const tenant = await souk.tenant('exporting', AUTOMATIC_PROFILE);
  const send = async (version: string, code: string, manifest: Record<string, unknown>, more: Record<string, string> = {}) =>
    (await upload(tenant, orchestraPackage({ name: 'exporting', version, permissions: [], ...manifest }, { 'dist/index.js': code, ...more }), { headers: { prefer: 'wait=20' } })).body;
  const setting = (type: string) => ({ contributes: { settings: [{ id: 'exporting.limit', type }] } });
  const first = await send('1.0.0', 'export function activate() {}\nexport const api = 1;\n', setting('string'));
  assert.equal(first.status, 'PUBLISHED', JSON.stringify(first));
  const { status } = await send('1.0.1', 'export function activate() {}\n', { ...setting('number'), optionalDependencies: { left: '^1.0.0' } }, { 'node_modules/right/package.json': '{"name":"right","version":"1.0.0"}' });
  assert.equal(status, 'IN_REVIEW');
  const { data } = await call<any>('GET', `${tenant.api}/moderation/queue`, tenant.tokens.maintainer);
  const { changes, findings } = await call<any>('GET', `${tenant.api}/moderation/reviews/${data[0].id}`, tenant.tokens.maintainer);
  assert.deepEqual([changes.exports, changes.breaking], [{ added: [], removed: ['api'] }, ['The setting exporting.limit no longer takes string.', 'No longer exports api.']]);
  assert.deepEqual(changes.dependencies.map(({ name }: any) => name), ['left', 'node_modules/right']);
  const code = changes.files.changed.find(({ path }: any) => path === 'dist/index.js');
  assert.match(`${code.sha256_before} ${code.sha256_after}`, /^([0-9a-f]{64}) (?!\1)[0-9a-f]{64}$/);
  assert.equal(findings.filter(({ rule }: any) => rule === 'breaking-change').length, 2);
  assert.equal((await send('2.0.0', 'export function activate() {}\n', setting('number'))).status, 'PUBLISHED');
});
