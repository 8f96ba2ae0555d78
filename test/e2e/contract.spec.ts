import assert from 'node:assert/strict';
import { createHash, createPublicKey } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Profile } from '#libs/contracts/profile.js';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { until } from '#test/support/line.js';
import { AUTOMATIC_PROFILE, OPEN_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { withClient } from '../../prisma/migrate.js';
import { operationsOf, watchAnswers } from '#test/support/openapi.js';
import { newKey, populated, published, type Populated } from '#test/support/populated.js';

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

let database: TestDatabase;
let souk: Marketplace;
let tenant: Populated;
let undescribed: ReturnType<typeof watchAnswers>;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  undescribed = watchAnswers(souk.url);
  tenant = await populated(souk, 'alpha');
});
after(async () => {
  await souk?.stop();
  await database?.drop();
});

/** Sends `METHOD path`; any answer, whatever its status. */
async function ask(what: string, token: string | null = null, body?: unknown, headers: Record<string, string> = {}, on: TestTenant = tenant): Promise<{ status: number; body: any; headers: Headers; text: string }> {
  const [method, path] = what.split(' ') as [string, string];
  const answer = await fetch(`${on.api}${path}`, { method, headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : null };
}

/** Sends `METHOD path` as an operator of the platform. */
const asOperator = (what: string, body: unknown) => ask(what, souk.platformToken, body, {}, { ...tenant, api: `${souk.url}/api/v1` });

/** Asserts a refusal of this status and type. Returns its document. */
async function refused(answer: Promise<{ status: number; body: any; text?: string }>, status: number, type: string): Promise<any> {
  const { status: given, body } = await answer;
  assert.deepEqual([given, body?.type], [status, `urn:souk:problem:${type}`], JSON.stringify(body));
  return body;
}

const pack = (name: string, version: string, changes: Record<string, unknown> = {}) => orchestraPackage({ name, version, ...changes });

describe('the document', () => {
  test('is OpenAPI 3.1 and names every path of the contract', async () => {
    const { openapi } = (await (await fetch(`${souk.url}/api/v1/openapi.json`)).json()) as { openapi: string };
    assert.match(openapi, /^3\.1\./);
    const named = new Set((await operationsOf(souk.url)).map(({ method, path }) => `${method} ${path}`));
    const contract = `GET /extensions, GET /extensions/featured, GET /extensions/categories, GET /extensions/{name}, GET /extensions/{name}/versions, GET /extensions/{name}/versions/{version},
      GET /extensions/{name}/versions/{version}/download, POST /extensions, POST /extensions/{name}/versions, DELETE /extensions/{name}/versions/{version}, POST /extensions/{name}/versions/{version}/unyank,
      GET /submissions, GET /submissions/{id}, GET /submissions/{id}/findings, GET /submissions/{id}/checks, GET /submissions/{id}/events, POST /submissions/{id}/submit, POST /submissions/{id}/withdraw,
      POST /submissions/{id}/retry, POST /submissions, PUT /submissions/{id}/package, GET /moderation/queue, GET /moderation/reviews/{id}, POST /moderation/reviews/{id}/claim, POST /moderation/reviews/{id}/release,
      POST /moderation/reviews/{id}/decision, GET /moderation/reviews/{id}/package, POST /extensions/{name}/install, DELETE /extensions/{name}/uninstall, GET /installs, GET /updates, GET /extensions/{name}/reviews, POST /extensions/{name}/reviews,
      POST /publishers, POST /publishers/{name}/keys, DELETE /publishers/{name}/keys/{id}, POST /tokens, GET /tokens, DELETE /tokens/{id}, GET /members, PUT /members, GET /profile, PUT /profile, GET /scan-profile, POST /platform/tenants, PUT /platform/tenants/{slug}/tier`;
    assert.deepEqual(contract.split(',').map((each) => each.trim()).filter((each) => !named.has(each)), []);
  });

  test('says what is answered besides the usual, and which headers are read', async () => {
    const said = new Map((await operationsOf(souk.url)).map(({ method, path, answers, parameters }) => [`${method} ${path}`, { statuses: Object.keys(answers).join(' '), headers: parameters.filter((each) => each.in === 'header').map(({ name }) => name).sort().join(' ') }]));
    const upload = { statuses: '200 201 202 default', headers: 'Idempotency-Key Prefer X-Package-Sha256 X-Package-Signature' };
    const known = { statuses: '200 304 default', headers: 'If-None-Match' };
    for (const [operation, expected] of Object.entries({
      'POST /extensions': upload,
      'POST /extensions/{name}/versions': upload,
      'GET /extensions/{name}/versions/{version}/download': { statuses: '200 206 302 304 default', headers: 'If-None-Match If-Range Range' },
      'GET /extensions': known,
      'GET /extensions/{name}': known,
      'POST /moderation/reviews/{id}/decision': { statuses: '200 202 default', headers: '' },
      'POST /extensions/{name}/reviews': { statuses: '200 202 default', headers: '' },
      'DELETE /extensions/{name}/uninstall': { statuses: '202 204 default', headers: '' },
      'PUT /submissions/{id}/package': { statuses: '200 default', headers: 'X-Package-Sha256 X-Package-Signature' },
      'GET /submissions/{id}/events': { statuses: '200 204 default', headers: 'Last-Event-ID' },
    })) assert.deepEqual(said.get(operation), expected, operation);
  });

  test('snake_case, times in UTC and ids in order of time everywhere', async () => {
    const paths = ['/extensions', `/extensions/${tenant.extension}`, `/extensions/${tenant.extension}/versions`, '/submissions', `/submissions/${tenant.submissions.review}/checks`, '/moderation/queue', `/moderation/reviews/${tenant.reviewId}`, '/tokens', '/members', '/me'];
    for (const path of paths) {
      const { status, body } = await ask(`GET ${path}`, tenant.tokens.admin);
      assert.equal(status, 200, path);
      walk(body, (name, value) => {
        if (!['manifest', 'changes', 'engines'].includes(name)) assert.match(name, /^[a-z0-9_]*$/, `${path} ${name}`);
        if (/_at$|^at$/.test(name)) assert.match(String(value), TIME, `${path} ${name}`);
        if (/^id$|_id$/.test(name) && typeof value === 'string') assert.match(value, UUID7, `${path} ${name}`);
      });
    }
  });
});

/** Visits every member of a JSON value, but not what packages, comparisons and profiles brought along. */
function walk(value: unknown, visit: (name: string, value: unknown) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, visit));
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    visit(name, member);
    if (!['manifest', 'changes', 'engines', 'policy'].includes(name)) walk(member, visit);
  }
}

describe('extensions', () => {
  test('a detail has a strong ETag and answers 304 to who knows it', async () => {
    const first = await ask(`GET /extensions/${tenant.extension}`);
    const etag = first.headers.get('etag')!;
    assert.match(etag, /^"[0-9a-f]{64}"$/);
    assert.equal(first.body.latest_version, '1.1.0');
    assert.equal(first.body.latest.version, '1.1.0');
    assert.equal(first.body.permissions[0].description, 'Talks to servers');
    const again = await ask(`GET /extensions/${tenant.extension}`, null, undefined, { 'if-none-match': etag });
    assert.deepEqual([again.status, again.text], [304, '']);
    assert.equal((await ask(`GET /extensions/${tenant.extension}`, null, undefined, { 'if-none-match': '"other"' })).status, 200);
  });

  test('a download is immutable, hashed and comes in ranges', async () => {
    const bytes = pack(tenant.extension, '1.1.0', { description: 'alpha-text', keywords: ['alpha-tag'] });
    const hash = createHash('sha256').update(bytes).digest('hex');
    const url = `${tenant.api}/extensions/${tenant.extension}/versions/1.1.0/download`;
    const get = (headers: Record<string, string>) => fetch(url, { headers });
    const whole = await get({});
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), Buffer.from(bytes));
    assert.equal(whole.headers.get('etag'), `"${hash}"`);
    assert.equal(whole.headers.get('x-package-sha256'), hash);
    assert.match(whole.headers.get('cache-control')!, /immutable/);
    for (const [range, from, to] of [['bytes=0-3', 0, 4], ['bytes=5-', 5, bytes.length], ['bytes=-7', bytes.length - 7, bytes.length], ['bytes=1-999999', 1, bytes.length]] as const) {
      const part = await get({ range });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes ${from}-${to - 1}/${bytes.length}`);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), Buffer.from(bytes.subarray(from, to)));
    }
    assert.equal((await get({ 'range': 'bytes=0-3', 'if-range': `"${hash}"` })).status, 206);
    assert.equal((await get({ 'range': 'bytes=0-3', 'if-range': '"other"' })).status, 200);
    assert.equal((await get({ 'if-none-match': `"${hash}"` })).status, 304);
  });

  test('a yanked version is marked, not offered, and still downloads; a quarantined one is 410 with the reason', async () => {
    const { body } = await ask(`GET /extensions/${tenant.extension}/versions`);
    assert.deepEqual(body.data.map((each: any) => [each.version, each.yanked]), [['1.1.0', false], ['1.0.0', true]]);
    assert.equal((await ask(`GET /extensions/${tenant.extension}/versions/1.0.0/download`)).status, 200);
    const gone = await refused(ask(`GET /extensions/${tenant.quarantined}/versions/1.0.0/download`), 410, 'quarantined');
    assert.match(gone.detail, /alpha-reason/);
    assert.deepEqual((await ask(`GET /extensions/${tenant.quarantined}/versions`)).body.data, []);
    await refused(ask(`POST /extensions/${tenant.quarantined}/install`, tenant.tokens.user, { version: '1.0.0' }), 410, 'quarantined');
    await refused(ask(`POST /extensions/${tenant.quarantined}/versions/1.0.0/unyank`, tenant.tokens.publisher, {}), 403, 'forbidden');
    await refused(ask(`DELETE /extensions/${tenant.extension}/versions/1.1.0`, tenant.tokens.publisher2, { reason: 'x' }), 403, 'forbidden');
  });

  test('a change of listing that cannot be carried out now is 503, and still happens later', async () => {
    const held = await souk.tenant('held', AUTOMATIC_PROFILE);
    await published(held, { name: 'held-tool', version: '1.0.0' });
    process.kill(souk.pid('storage')!, 'SIGSTOP');
    try {
      await refused(ask('DELETE /extensions/held-tool/versions/1.0.0', held.tokens.publisher, { reason: 'broken' }, {}, held), 503, 'unavailable');
    } finally {
      process.kill(souk.pid('storage')!, 'SIGCONT');
    }
    for (let tries = 0; ; tries += 1) {
      if ((await ask('GET /extensions/held-tool/versions/1.0.0', null, undefined, {}, held)).body.yanked) break;
      assert.ok(tries < 100, 'it happened');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  test('search filters, sorts and pages; featured and categories are read', async () => {
    const names = async (query: string) => (await ask(`GET /extensions${query}`)).body.data.map((each: any) => each.name);
    for (const sort of ['popular', 'recent', 'rating', 'name', 'relevance']) assert.deepEqual(await names(`?q=alpha&sort=${sort}`), [tenant.extension]);
    assert.deepEqual(await names('?tag=alpha-tag'), [tenant.extension]);
    assert.deepEqual(await names('?category=productivity'), [tenant.extension]);
    for (const query of ['?tag=none', '?category=none', '?compat=none', '?q=zzzzzz']) assert.deepEqual(await names(query), [], query);
    const { meta } = (await ask('GET /extensions?per_page=1&page=2')).body;
    assert.deepEqual(meta, { total: 1, page: 2, per_page: 1, last_page: 1 });
    assert.deepEqual((await ask('GET /extensions/featured')).body.data.map((each: any) => each.name), [tenant.extension]);
    assert.deepEqual((await ask('GET /extensions/categories')).body.data, [{ category: 'productivity', extensions: 1 }]);
  });
});

describe('uploads', () => {
  let open: TestTenant;
  before(async () => {
    open = await souk.tenant('open', AUTOMATIC_PROFILE);
  });
  const send = (bytes: Uint8Array, headers: Record<string, string> = { prefer: 'wait=20' }, more: { token?: string; query?: string; path?: string } = {}) => upload(open, bytes, { headers, ...more });

  test('waiting answers 201, 200 for the same bytes, 409 for other bytes, 422 with the findings', async () => {
    const first = await send(pack('waits', '1.0.0'));
    assert.deepEqual([first.status, first.headers.get('location')], [201, `${open.api}/submissions/${first.body.id}`]);
    const again = await send(pack('waits', '1.0.0'));
    assert.deepEqual([again.status, again.body.id], [200, first.body.id]);
    await refused(send(pack('waits', '1.0.0', { description: 'other bytes' })), 409, 'version-exists');
    const broken = await refused(send(Buffer.from('not an archive')), 422, 'validation-failed');
    assert.ok(broken.findings.length > 0 && broken.submission.status === 'REJECTED');
    await refused(send(pack('waits', '1.1.0'), { prefer: 'wait=20' }, { token: open.tokens.publisher2 }), 409, 'name-taken');
  });

  test('without waiting it is 202, and a key makes it one upload', async () => {
    const headers = { 'idempotency-key': 'one' };
    const first = await send(pack('keyed', '1.0.0'), headers);
    assert.equal(first.status, 202);
    assert.equal((await send(pack('keyed', '1.0.0'), headers)).body.id, first.body.id);
    await refused(send(pack('keyed', '1.1.0'), headers), 422, 'idempotency-key-reused');
    await refused(send(pack('keyed', '1.0.0'), headers, { query: '?channel=nightly' }), 422, 'idempotency-key-reused');
  });

  test('the same bytes for another extension are a conflict, not that submission', async () => {
    await send(pack('mine-a', '1.0.0'));
    await send(pack('mine-b', '1.0.0'));
    await refused(send(pack('mine-a', '1.0.0'), {}, { path: '/extensions/mine-b/versions' }), 409, 'conflict');
  });

  test('a version that differs in build metadata alone is the same version', async () => {
    await send(pack('built', '1.0.0'));
    await refused(send(pack('built', '1.0.0+linux')), 409, 'version-exists');
  });

  test('bytes that are not the announced ones are refused, reserved names too', async () => {
    await refused(send(pack('hashed', '1.0.0'), { 'x-package-sha256': '0'.repeat(64) }), 422, 'hash-mismatch');
    for (const name of ['featured', 'categories', 'me', 'new']) {
      const { body, status } = await send(pack(name, '1.0.0'));
      assert.equal(status, 422, `${name}: ${JSON.stringify(body)}`);
    }
  });

  test('a version goes to the extension that its manifest names', async () => {
    await send(pack('named', '1.0.0'));
    assert.equal((await send(pack('named', '1.1.0'), undefined, { path: '/extensions/named/versions' })).status, 201);
    assert.equal((await send(pack('elsewhere', '1.0.0'), undefined, { path: '/extensions/named/versions' })).status, 422);
    await refused(send(pack('named', '1.2.0'), {}, { path: '/extensions/no-such-name/versions' }), 404, 'not-found');
    await refused(send(pack('named', '1.2.0'), {}, { path: '/extensions/named/versions', token: open.tokens.publisher2 }), 403, 'forbidden');
  });

  test('pre-releases come only when asked for', async () => {
    await send(pack('early', '1.0.0'));
    const { status, body } = await send(pack('early', '2.0.0-beta.1'), { prefer: 'wait=20' }, { query: '?channel=beta' });
    assert.equal(status, 201, JSON.stringify(body));
    const install = async (wish: object) => (await ask('POST /extensions/early/install', open.tokens.user, wish, {}, open)).body.version;
    assert.equal(await install({}), '1.0.0');
    assert.equal(await install({ version: '2.0.0-beta.1' }), '2.0.0-beta.1');
  });

  test('updates show the changelog and the permissions that are added; uninstalling ends them', async () => {
    await published(open, { name: 'grows', version: '1.0.0' });
    await call('POST', `${open.api}/extensions/grows/install`, open.tokens.user, {});
    const next = await upload(open, orchestraPackage({ name: 'grows', version: '1.1.0', permissions: ['network', 'clipboard'] }, { 'CHANGELOG.md': '# 1.1.0\n\nGrew.\n', 'dist/index.js': 'export const activate = ({ clipboard, network }) => network.fetch(clipboard.readText());\n' }), { headers: { prefer: 'wait=20' } });
    assert.equal(next.status, 201, JSON.stringify(next.body));
    const updates = async () => (await ask('GET /updates', open.tokens.user, undefined, {}, open)).body.data.filter((each: any) => each.extension === 'grows');
    const [update] = await updates();
    assert.deepEqual([update.installed, update.latest, update.permissions_added.map((each: any) => each.scope)], ['1.0.0', '1.1.0', ['clipboard']]);
    assert.match(update.changelog, /Grew/);
    assert.equal((await ask('DELETE /extensions/grows/uninstall', open.tokens.user, undefined, {}, open)).status, 204);
    assert.deepEqual(await updates(), []);
    await refused(ask('DELETE /extensions/grows/uninstall', open.tokens.user, undefined, {}, open), 404, 'not-found');
  });

  test('an update adds no permissions that a version had which was taken down', async () => {
    for (const version of ['1.0.0', '1.1.0']) await published(open, { name: 'taken', version, permissions: ['network'] });
    await call('POST', `${open.api}/extensions/taken/install`, open.tokens.user, { version: '1.0.0' });
    await call('POST', `${open.api}/extensions/taken/versions/1.0.0/quarantine`, open.tokens.maintainer, { reason: 'Stole tokens.' });
    const { body } = await ask('GET /updates', open.tokens.user, undefined, {}, open);
    assert.deepEqual(body.data.filter((each: any) => each.extension === 'taken').map((each: any) => [each.latest, each.permissions_added]), [['1.1.0', []]]);
  });

  test('who installed a version that was taken down is told so and why, also when nothing follows it', async () => {
    const told = async () => {
      const [{ body: installs }, { body: updates }] = [await ask('GET /installs?per_page=100', open.tokens.user, undefined, {}, open), await ask('GET /updates', open.tokens.user, undefined, {}, open)];
      const rows = installs.data.map((each: any) => [each.extension, each.version, each.listing, each.listing_reason]);
      return { rows, latest: updates.data.map((each: any) => each.latest), taken: updates.taken_down };
    };
    const rows = [['early', '2.0.0-beta.1', 'listed', null], ['taken', '1.0.0', 'quarantined', 'Stole tokens.']];
    const taken = [{ extension: 'taken', installed: '1.0.0', reason: 'Stole tokens.' }];
    assert.deepEqual(await told(), { rows, latest: ['1.1.0'], taken });
    await call('POST', `${open.api}/extensions/taken/versions/1.1.0/quarantine`, open.tokens.maintainer, { reason: 'Reads mail.' });
    assert.deepEqual(await told(), { rows, latest: [], taken });
    const found = (await ask('GET /takedowns.osv.json?extension=taken', null, undefined, {}, open)).body;
    assert.deepEqual([found.meta.total, found.data.map((each: any) => [each.affected[0].versions[0], each.details])], [2, [['1.1.0', 'Reads mail.'], ['1.0.0', 'Stole tokens.']]]);
    assert.equal((await ask('GET /takedowns.osv.json?extension=early', null, undefined, {}, open)).body.meta.total, 0);
  });
});

describe('submissions', () => {
  test('a draft takes a package, is submitted and withdrawn; a wrong move is 409 with the status', async () => {
    const { publisher } = tenant.tokens;
    const { body: draft } = await ask('POST /submissions', publisher, { display_name: 'Way' });
    const move = (what: string) => ask(`POST /submissions/${draft.id}/${what}`, publisher);
    assert.match((await refused(move('submit'), 409, 'wrong-status')).detail, /DRAFT/);
    const put = async (bytes: Uint8Array, id = draft.id, headers = {}) => {
      const answer = await fetch(`${tenant.api}/submissions/${id}/package`, { method: 'PUT', headers: { 'authorization': `Bearer ${publisher}`, 'content-type': 'application/octet-stream', ...headers }, body: Buffer.from(bytes) });
      return { status: answer.status, body: (await answer.json()) as any };
    };
    const bytes = pack('alpha-way', '1.0.0');
    const [one, two] = await Promise.all([put(bytes), put(bytes)]);
    for (const { status, body } of [one, two, await put(bytes)]) assert.deepEqual([status, body.id, body.status], [200, draft.id, 'SAVED']);
    await refused(put(pack('alpha-way', '1.0.1')), 409, 'wrong-status');
    await refused(put(bytes, draft.id, { 'x-package-signature': `${'A'.repeat(86)}==` }), 409, 'wrong-status');
    const { body: other } = await ask('POST /submissions', publisher, { display_name: 'Other way' });
    const conflict = await refused(put(bytes, other.id), 409, 'conflict');
    assert.equal(conflict.submission_id, draft.id);
    assert.ok(conflict.detail.includes(draft.id));
    assert.match((await refused(move('retry'), 409, 'wrong-status')).detail, /SAVED/);
    assert.equal((await move('withdraw')).body.status, 'WITHDRAWN');
    await refused(put(bytes), 409, 'wrong-status');
    for (const what of ['submit', 'withdraw', 'retry']) assert.equal((await refused(move(what), 409, 'wrong-status')).submission_status, 'WITHDRAWN');
    await refused(ask(`GET /submissions/${draft.id}`, tenant.tokens.publisher2), 404, 'not-found');
    await refused(ask(`POST /submissions/${draft.id}/withdraw`, tenant.tokens.maintainer), 403, 'forbidden');
  });

  test('events are resumed where the client left off', async () => {
    const read = async (headers: Record<string, string>) => [...(await ask(`GET /submissions/${tenant.submissions.published}/events`, tenant.tokens.publisher, undefined, headers)).text.matchAll(/^id: (\d+)$/gm)].map((found) => found[1]!);
    const all = await read({});
    assert.ok(all.length >= 4, all.join());
    assert.deepEqual(await read({ 'last-event-id': all[1]! }), all.slice(2));
    assert.equal((await ask(`GET /submissions/${tenant.submissions.published}/events`, tenant.tokens.publisher, undefined, { 'last-event-id': all.at(-1)! })).status, 204, 'who has seen the end need not come back');
  });

  test('events end with the token that follows them', async () => {
    const { token, id } = (await ask('POST /tokens', tenant.tokens.publisher, { name: 'follows', scopes: ['read'], expires_in_days: 1 })).body;
    const stream = await fetch(`${tenant.api}/submissions/${tenant.submissions.draft}/events`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) });
    assert.equal(stream.status, 200);
    const end = stream.text();
    assert.equal((await ask(`DELETE /tokens/${id}`, tenant.tokens.publisher)).status, 204);
    const from = Date.now();
    await end;
    assert.ok(Date.now() - from < 5_000, 'it ends at once, not at the next heartbeat');
  });
});

describe('moderation', () => {
  test('one holds a review, a stale lease decides nothing, nobody decides on their own', async () => {
    const path = `/moderation/reviews/${tenant.reviewId}`;
    const { admin, maintainer } = tenant.tokens;
    assert.equal((await refused(ask(`POST ${path}/claim`, admin), 409, 'lease-held')).holder, 'maintainer');
    await refused(ask(`POST ${path}/decision`, admin, { decision: 'approve', lease: tenant.lease }), 409, 'lease-stale');
    const { lease } = (await ask(`POST ${path}/claim`, maintainer)).body;
    assert.notEqual(lease, tenant.lease);
    await refused(ask(`POST ${path}/decision`, maintainer, { decision: 'approve', lease: tenant.lease }), 409, 'lease-stale');
    await refused(ask(`POST ${path}/decision`, maintainer, { decision: 'reject', lease }), 400, 'bad-request');
    assert.equal((await ask(`POST ${path}/release`, maintainer, { lease })).status, 204);
    await call('POST', `${tenant.api}/publishers/alpha-labs/members`, tenant.tokens.publisher2, { handle: 'maintainer' });
    await refused(ask(`POST ${path}/claim`, maintainer), 403, 'forbidden');
    const taken = (await ask(`POST ${path}/claim`, admin)).body.lease;
    const done = await ask(`POST ${path}/decision`, admin, { decision: 'reject', reasons: ['quality'], feedback: 'Say more.', lease: taken });
    assert.deepEqual([done.status, done.body.state, done.body.submission.status], [200, 'rejected', 'REJECTED']);
    assert.deepEqual(done.body.submission.feedback, { reasons: ['quality'], text: 'Say more.' });
    await refused(ask(`POST ${path}/claim`, admin), 409, 'conflict');
  });

  test('a decision that a withdrawal overtakes says so at once', async () => {
    const { maintainer, publisher2 } = tenant.tokens;
    const { body: late } = await upload(tenant, pack('alpha-late', '1.0.0'), { token: publisher2, headers: { prefer: 'wait=20' } });
    const { id } = (await ask('GET /moderation/queue', tenant.tokens.admin)).body.data.find((each: any) => each.submission_id === late.id);
    await call('DELETE', `${tenant.api}/publishers/alpha-labs/members/maintainer`, tenant.tokens.admin);
    const { lease } = (await ask(`POST /moderation/reviews/${id}/claim`, maintainer)).body;
    process.kill(souk.pid('review')!, 'SIGSTOP');
    try {
      const decided = ask(`POST /moderation/reviews/${id}/decision`, maintainer, { decision: 'approve', lease });
      await until('it is written down', async () => (await withClient(database.ownerUrl, (client) => client.query('SELECT FROM decision WHERE submission_id = $1', [late.id]))).rowCount === 1);
      const from = Date.now();
      assert.equal((await ask(`POST /submissions/${late.id}/withdraw`, publisher2)).body.status, 'WITHDRAWN');
      const said = await refused(decided, 409, 'conflict');
      assert.ok(Date.now() - from < 3_000);
      assert.deepEqual([said.detail, said.submission_status], ['The review is over: the submission is WITHDRAWN.', 'WITHDRAWN']);
    } finally {
      process.kill(souk.pid('review')!, 'SIGCONT');
      await call('POST', `${tenant.api}/publishers/alpha-labs/members`, publisher2, { handle: 'maintainer' });
    }
  });
});

describe('a blob store that cannot be used', () => {
  test('is 503 for who uploads, downloads or reviews, and says when to come back', async () => {
    const broken = await souk.tenant('broken', OPEN_PROFILE);
    const automatic = await souk.tenant('automatic', AUTOMATIC_PROFILE);
    await published(automatic, { name: 'unread', version: '1.0.0' });
    const { body: review } = await upload(broken, pack('seen', '1.0.0'), { headers: { prefer: 'wait=20' } });
    const { id } = (await ask('GET /moderation/queue', broken.tokens.admin, undefined, {}, broken)).body.data.find((each: any) => each.submission_id === review.id);
    const folder = join(souk.folder, 'blobs');
    await rename(folder, `${folder}-away`);
    await writeFile(folder, 'a file');
    try {
      for (const answer of [
        await upload(broken, pack('unseen', '1.0.0')),
        await ask(`GET /moderation/reviews/${id}/package`, broken.tokens.maintainer, undefined, {}, broken),
        await ask('GET /extensions/unread/versions/1.0.0/download', null, undefined, {}, automatic),
      ]) {
        await refused(Promise.resolve(answer), 503, 'unavailable');
        assert.ok(Number(answer.headers.get('retry-after')) >= 1);
      }
    } finally {
      await rm(folder);
      await rename(`${folder}-away`, folder);
    }
    assert.equal((await upload(broken, pack('unseen', '1.0.0'))).status, 202);
  });
});

describe('accounts', () => {
  test('members leave a publisher, all but the last', async () => {
    const { admin, user, publisher, publisher2 } = tenant.tokens;
    const path = '/publishers/alpha-labs/members';
    const names = async () => (await ask('GET /publishers/alpha-labs', admin)).body.members;
    assert.equal((await ask(`POST ${path}`, publisher2, { handle: 'user' })).status, 200);
    await refused(ask(`DELETE ${path}/publisher2`, publisher), 403, 'forbidden');
    await refused(ask(`DELETE ${path}/publisher2`, user), 403, 'forbidden');
    assert.equal((await ask(`DELETE ${path}/user`, user)).status, 204, 'everybody takes themselves out');
    await refused(ask(`DELETE ${path}/user`, publisher2), 404, 'not-found');
    for (const other of (await names()).filter((handle: string) => handle !== 'publisher2')) assert.equal((await ask(`DELETE ${path}/${other}`, publisher2)).status, 204);
    assert.deepEqual(await names(), ['publisher2']);
    await refused(ask(`DELETE ${path}/publisher2`, publisher2), 409, 'conflict');
    await refused(ask(`DELETE ${path}/publisher2`, admin), 409, 'conflict');
    assert.equal((await ask(`POST ${path}`, publisher2, { handle: 'maintainer' })).status, 200);
    assert.equal((await ask(`DELETE ${path}/maintainer`, admin)).status, 204, 'admins take out whom they must');
    assert.deepEqual(await names(), ['publisher2']);
  });

  test('authors get the part of the profile that a scan decides by, a profile itself, and nothing that is the marketplace\'s own', async () => {
    const { admin, publisher, user } = tenant.tokens;
    const { body: whole } = await ask('GET /profile', admin);
    const { status, body } = await ask('GET /scan-profile', publisher);
    assert.equal(status, 200, JSON.stringify(body));
    const { formats, host, host_versions, categories, permissions, limits, checks, reject_at, score, review } = whole;
    assert.deepEqual(body, { formats, host, host_versions, categories, permissions, limits, checks, reject_at, score, review: { auto_approve: review.auto_approve } });
    assert.equal(Profile.safeParse(body).success, true);
    assert.deepEqual((await ask('GET /scan-profile', admin)).body, body);
    await refused(ask('GET /scan-profile', user), 403, 'forbidden');
    await refused(ask('GET /scan-profile'), 401, 'unauthenticated');
    await refused(ask('GET /profile', publisher), 403, 'forbidden');
  });

  test('each scope and role opens what is its own', async () => {
    const { admin, maintainer, publisher } = tenant.tokens;
    const { body: profile } = await ask('GET /profile', admin);
    await refused(ask('PUT /profile', admin, { ...profile, tier: 'small' }), 403, 'forbidden');
    const reader = (await ask('POST /tokens', maintainer, { name: 'reader', scopes: ['read'], expires_in_days: 1 })).body;
    const yank = `/extensions/${tenant.extension}/versions/1.1.0`;
    await refused(ask(`POST ${yank}/quarantine`, reader.token, { reason: 'no' }), 403, 'forbidden');
    await refused(ask(`POST ${yank}/quarantine`, publisher, { reason: 'no' }), 403, 'forbidden');
    const weak = (await ask('POST /tokens', admin, { name: 'weak', scopes: ['read'], expires_in_days: 1 })).body;
    await refused(ask(`DELETE ${yank}`, weak.token, { reason: 'no' }), 403, 'forbidden');
    await refused(ask(`DELETE /tokens/${tenant.tokenId}`, weak.token), 404, 'not-found');
  });

  test('a profile is written with names that there are, and told which is none', async () => {
    const { admin } = tenant.tokens;
    const { body: profile } = await ask('GET /profile', admin);
    const wrong: [object, string, RegExp][] = [
      [{ formats: ['orchestra', 'nope'] }, '/formats/1', /no format "nope"; there are .*orchestra/],
      [{ checks: { 'no-such-check': { enabled: false } } }, '/checks/no-such-check', /no check "no-such-check"; there are .*native-binary/],
      [{ checks: { package: { enabled: false } } }, '/checks/package', /no check "package"/],
      [{ score: { threats: ['native-binary', 'native-binaries'] } }, '/score/threats/1', /no check "native-binaries"/],
      [{ score: { human_at: 10, reject_at: 5 } }, '/score/reject_at', /below human_at \(10\).*raise reject_at to at least 10 or make it null.*lower human_at to at most 5/],
      [{ score: { reject_at: 5 } }, '/score/reject_at', /below human_at \(6\)/],
      [{ host_versions: ['1.2.3', 'rubbish'] }, '/host_versions/1', /semantic version/],
      [{ host_versions: ['v1.2.3'] }, '/host_versions/0', /semantic version/],
      [{ permissions: { network: { description: '\u202eevil' } } }, '/permissions/network/description', /direction/],
      [{ categories: [' '] }, '/categories/0', /blanks/],
    ];
    for (const [change, pointer, detail] of wrong) {
      const put = await refused(ask('PUT /profile', admin, { ...profile, ...change }), 400, 'bad-request');
      assert.deepEqual(put.errors.map((each: any) => each.pointer), [pointer]);
      assert.match(put.errors[0].detail, detail);
      const made = await refused(asOperator('POST /platform/tenants', { slug: 'slip', name: 'Slip', profile: { ...OPEN_PROFILE, ...change } }), 400, 'bad-request');
      assert.deepEqual(made.errors.map((each: any) => each.pointer), [`/profile${pointer}`]);
    }
    const right = { ...profile, checks: { 'native-binary': { enforced: false } }, score: { threats: ['native-binary'], human_at: 10, reject_at: 10 }, host_versions: ['1.2.3', '1.0.0-beta.1'] };
    assert.equal((await ask('PUT /profile', admin, right)).status, 200);
    assert.equal((await ask('PUT /profile', admin, profile)).status, 200);
  });

  test('a profile that was written is read at once, also by authors', async () => {
    const mine = await souk.tenant('reads');
    const { admin } = mine.tokens;
    for (let n = 1; n <= 60; n += 1) {
      const { body } = await ask('GET /profile', admin, undefined, {}, mine);
      assert.equal((await ask('PUT /profile', admin, { ...body, categories: [`c${n}`] }, {}, mine)).status, 200);
      const [whole, part] = await Promise.all([ask('GET /profile', admin, undefined, {}, mine), ask('GET /scan-profile', mine.tokens.publisher, undefined, {}, mine)]);
      assert.deepEqual([whole.body.categories, part.body.categories], [[`c${n}`], [`c${n}`]]);
    }
  });

  test('a profile that is stored is read whatever it names', async () => {
    const old = await souk.tenant('old');
    await withClient(database.ownerUrl, (client) => client.query(`UPDATE tenant SET profile = profile || '{"formats": ["orchestra", "gone"], "checks": {"gone": {"enabled": true, "enforced": true, "required": false}}, "host_versions": ["edge"], "score": {"human_at": 10, "reject_at": 5, "threats": []}}' WHERE slug = 'old'`));
    const { status, body } = await ask('GET /profile', old.tokens.admin, undefined, {}, old);
    assert.deepEqual([status, body.formats, Object.keys(body.checks), body.host_versions, body.score.reject_at], [200, ['orchestra', 'gone'], ['gone'], ['edge'], 5]);
    const { errors } = await refused(ask('PUT /profile', old.tokens.admin, body, {}, old), 400, 'bad-request');
    assert.ok(errors.some((each: any) => each.pointer === '/score/reject_at'), JSON.stringify(errors));
  });

  test("operators change a tenant's tier, its admins do not", async () => {
    const small = await souk.tenant('small', { ...OPEN_PROFILE, tier: 'standard' });
    const { admin } = small.tokens;
    const profile = async () => (await ask('GET /profile', admin, undefined, {}, small)).body;
    const before = await profile();
    const put = (slug: string, body: unknown) => asOperator(`PUT /platform/tenants/${slug}/tier`, body);
    const done = await put('small', { tier: 'large' });
    assert.deepEqual([done.status, done.body], [200, { slug: 'small', tier: 'large' }]);
    assert.deepEqual(await profile(), { ...before, tier: 'large' }, 'at once, and nothing else');
    assert.equal((await ask('PUT /profile', admin, { ...before, tier: 'large' }, {}, small)).status, 200);
    await refused(ask('PUT /profile', admin, before, {}, small), 403, 'forbidden');
    const { rows } = await withClient(database.ownerUrl, (client) => client.query(`SELECT "from", "to", actor_id FROM event JOIN tenant ON tenant.id = tenant_id WHERE slug = 'small' AND kind = 'tier'`));
    assert.deepEqual(rows, [{ from: 'standard', to: 'large', actor_id: null }]);
    await refused(put('nobody-here', { tier: 'large' }), 404, 'not-found');
    await refused(put('small', { tier: 'huge' }), 400, 'bad-request');
    await refused(ask('PUT /platform/tenants/small/tier', admin, { tier: 'large' }, {}, small), 403, 'forbidden');
  });

  test('what people read shows what it holds: no blanks alone, no control characters, no turned text', async () => {
    const { user, publisher, publisher2 } = tenant.tokens;
    const draft = (display_name: string) => ask('POST /submissions', publisher2, { display_name });
    for (const wrong of ['\u202eevil', '\u2066evil', 'a\u200fb', '   ', '\u200b\u2060', '\u3164', 'a\u0007b', 'a\u001b[31mb', 'a\u0085b', 'two\nlines']) {
      const shown = JSON.stringify(wrong);
      const pointers = async (answer: ReturnType<typeof ask>) => (await refused(answer, 400, 'bad-request')).errors.map((each: any) => each.pointer);
      assert.deepEqual(await pointers(ask('POST /publishers', publisher, { name: 'shown', display_name: wrong })), ['/display_name'], shown);
      assert.deepEqual(await pointers(draft(wrong)), ['/display_name'], shown);
      assert.deepEqual(await pointers(ask('POST /tokens', user, { name: wrong, scopes: ['read'] })), ['/name'], shown);
      assert.deepEqual(await pointers(ask(`POST /extensions/${tenant.extension}/reviews`, user, { rating: 5, title: wrong })), ['/title'], shown);
      assert.deepEqual(await pointers(asOperator('POST /platform/tenants', { slug: 'shown', name: wrong, profile: OPEN_PROFILE })), ['/name'], shown);
      if (wrong.includes('\n')) continue;
      assert.deepEqual(await pointers(ask(`POST /extensions/${tenant.extension}/reviews`, user, { rating: 5, body: wrong })), ['/body'], shown);
      assert.deepEqual(await pointers(ask(`DELETE /extensions/${tenant.extension}/versions/1.1.0`, publisher, { reason: wrong })), ['/reason'], shown);
    }
    for (const right of ['Ada \u{1f468}\u200d\u{1f469}', 'שלום', 'e\u0301', '<b>']) assert.equal((await draft(right)).status, 201, right);
    assert.equal((await ask(`POST /extensions/${tenant.extension}/reviews`, user, { rating: 4, title: '', body: 'two\r\n\tlines' })).status, 200);
  });

  test('a token ends when its time has come', async () => {
    const made = (await ask('POST /tokens', tenant.tokens.user, { name: 'short', scopes: ['read'], expires_in_days: 1 })).body;
    assert.equal((await ask('GET /me', made.token)).status, 200);
    await withClient(database.ownerUrl, (client) => client.query("UPDATE token SET expires_at = now() + interval '300 milliseconds' WHERE id = $1", [made.id]));
    assert.equal((await ask('GET /me', made.token)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await refused(ask('GET /me', made.token), 401, 'unauthenticated');
  });

  test('a token that another one made ends no later than that one; what admins issue has its own time', async () => {
    const { admin, publisher } = tenant.tokens;
    const make = async (token: string, more: object = {}) => (await ask('POST /tokens', token, { name: 'made', scopes: ['read', 'publish'], expires_in_days: 300, ...more })).body;
    const [own] = (await ask('GET /tokens', publisher)).body.data;
    const parent = await make(publisher);
    assert.equal(parent.expires_at, own.expires_at);
    const child = await make(parent.token);
    const grandchild = await make(child.token, { expires_in_days: 1 });
    assert.ok(grandchild.expires_at <= child.expires_at && child.expires_at <= parent.expires_at);
    const issued = await make(admin, { member: 'publisher' });
    assert.ok(Date.parse(issued.expires_at) > Date.now() + 299 * 24 * 3_600_000);
    assert.equal((await ask(`DELETE /tokens/${parent.id}`, publisher)).status, 204);
    for (const { token } of [parent, child, grandchild]) await refused(ask('GET /me', token), 401, 'unauthenticated');
    for (const token of [publisher, issued.token]) assert.equal((await ask('GET /me', token)).status, 200);
  });

  test('a token at a marketplace that does not exist finds nothing', async () => {
    for (const token of [tenant.tokens.user, souk.platformToken, 'souk_abcdefghijklmnopqrstuvwxyz']) {
      const { status } = await fetch(`${souk.url}/t/nowhere/api/v1/extensions`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(status, 404);
    }
  });

  test('a token does what its scopes and role say, until it is revoked', async () => {
    const { admin, user, publisher } = tenant.tokens;
    const made = (await ask('POST /tokens', publisher, { name: 'reader', scopes: ['read'], expires_in_days: 1 })).body;
    assert.match(made.token, /^souk_/);
    assert.ok(!(await ask('GET /tokens', publisher)).text.includes(made.token), 'it is shown once');
    assert.equal((await ask('GET /submissions', made.token)).status, 200);
    await refused(ask('POST /submissions', made.token, { display_name: 'x' }), 403, 'forbidden');
    await refused(ask('POST /tokens', user, { name: 'more', scopes: ['publish'] }), 403, 'forbidden');
    await refused(ask('GET /members', tenant.tokens.maintainer), 403, 'forbidden');
    await refused(ask('GET /moderation/queue', publisher), 403, 'forbidden');
    assert.equal((await ask(`DELETE /tokens/${made.id}`, publisher)).status, 204);
    await refused(ask('GET /me', made.token), 401, 'unauthenticated');
    await refused(ask('GET /me'), 401, 'unauthenticated');
    assert.equal((await ask('GET /me', admin)).body.role, 'admin');
  });

  test('a key\'s id is the hash of its SPKI, and it belongs to one publisher', async () => {
    const pem = newKey();
    const id = createHash('sha256').update(createPublicKey(pem).export({ type: 'spki', format: 'der' })).digest('hex');
    assert.equal((await ask(`POST /publishers/${tenant.publisher}/keys`, tenant.tokens.publisher, { public_key_pem: pem })).body.id, id);
    await refused(ask('POST /publishers/alpha-labs/keys', tenant.tokens.publisher2, { public_key_pem: pem }), 409, 'conflict');
    await refused(ask(`POST /publishers/${tenant.publisher}/keys`, tenant.tokens.publisher2, { public_key_pem: newKey() }), 403, 'forbidden');
    assert.equal((await ask(`DELETE /publishers/${tenant.publisher}/keys/${id}`, tenant.tokens.publisher)).status, 204);
    await refused(ask(`POST /publishers/${tenant.publisher}/keys`, tenant.tokens.publisher, { public_key_pem: pem }), 409, 'conflict');
  });

  test('only who installed rates, once, and may change it', async () => {
    const path = `/extensions/${tenant.extension}/reviews`;
    await refused(ask(`POST ${path}`, tenant.tokens.maintainer, { rating: 1 }), 409, 'conflict');
    assert.equal((await ask(`POST ${path}`, tenant.tokens.user, { rating: 2, title: 'Less', body: '' })).status, 200);
    const { body } = await ask(`GET ${path}`);
    assert.deepEqual(body.data.map((each: any) => [each.member, each.rating, each.title]), [['user', 2, 'Less']]);
  });
});

describe('limits and addresses', () => {
  test('a limit is shown before it is reached, and says when to come back', async () => {
    const tiny = await souk.tenant('tiny', { ...OPEN_PROFILE, rate_limits: { address_per_minute: 3, token_per_minute: 1_000, upload_per_minute: 2 }, quotas: { uploads_per_day: 1, open_submissions: 1 } });
    let last = await ask('GET /extensions', null, undefined, {}, tiny);
    assert.equal(last.headers.get('ratelimit-limit'), '3');
    // A window may begin in between, so that one more round is allowed.
    for (let tries = 0; tries < 8 && last.status === 200; tries += 1) last = await ask('GET /extensions', null, undefined, {}, tiny);
    await refused(Promise.resolve(last), 429, 'rate-limited');
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    assert.equal(last.headers.get('ratelimit-remaining'), '0');
    assert.equal((await ask('GET /extensions', tiny.tokens.user, undefined, {}, tiny)).status, 200);
    assert.equal((await upload(tiny, pack('tiny-a', '1.0.0'))).status, 202);
    await refused(upload(tiny, pack('tiny-b', '1.0.0')), 429, 'quota-exceeded');
  });

  test('a marketplace is found by its host, whatever the path says, and by its path', async () => {
    await call('POST', `${souk.url}/api/v1/platform/tenants`, souk.platformToken, { slug: 'hosted', name: 'Hosted', profile: OPEN_PROFILE, hosts: ['market.example'] });
    const total = (path: string, host: string) => new Promise<number>((resolve, reject) => {
      request(`${souk.url}${path}`, { headers: { host } }, (answer) => answer.on('end', () => resolve(answer.statusCode!)).resume()).once('error', reject).end();
    });
    assert.equal(await total('/api/v1/extensions', 'market.example'), 200);
    assert.equal(await total('/api/v1/extensions', 'MARKET.example'), 200);
    assert.equal(await total('/api/v1/extensions', 'other.example'), 404);
    assert.equal(await total('/t/hosted/api/v1/extensions', 'other.example'), 200);
    assert.equal(await total(`/t/alpha/api/v1/extensions/${tenant.extension}`, 'other.example'), 200);
    assert.equal(await total(`/t/alpha/api/v1/extensions/${tenant.extension}`, 'market.example'), 404);
  });
});

test('every answer above, and every header of its request, is described', async () => {
  const { seen, undescribed: missing } = await undescribed();
  assert.deepEqual(missing, []);
  assert.ok(seen > 200, `${seen} answers were seen`);
});
