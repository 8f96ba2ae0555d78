import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MOST_KEYS, MOST_PUBLISHERS } from '#apps/gateway/accounts/publishers.controller.js';
import { MOST_TOKENS } from '#apps/gateway/accounts/tokens.controller.js';
import { JSON_BYTES } from '#apps/gateway/gateway.js';
import { LOOKED_UP_PER_MINUTE } from '#apps/gateway/http/hooks.js';
import { MOST_STREAMS } from '#apps/gateway/submissions/feed.js';
import { LONGEST_WAIT_SECONDS, waitSeconds } from '#apps/gateway/submissions/answer.js';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { OPEN_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';

let database: TestDatabase;
let souk: Marketplace;
let tenant: TestTenant;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  tenant = await souk.tenant('limits', { ...OPEN_PROFILE, limits: { package_bytes: 5_000 } });
});

after(async () => {
  await souk?.stop();
  await database?.drop();
});

async function status(method: string, path: string, token: string, body?: unknown): Promise<{ status: number; detail: string }> {
  const answer = await fetch(`${tenant.api}${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const document = (await answer.json()) as { detail: string };
  return { status: answer.status, detail: document.detail };
}

test('a publisher has so many living keys and no more', async () => {
  const key = () => ({ public_key_pem: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) });
  for (let made = 0; made < MOST_KEYS; made += 1) await call('POST', `${tenant.api}/publishers/limits-studio/keys`, tenant.tokens.publisher, key());
  const refused = await status('POST', '/publishers/limits-studio/keys', tenant.tokens.publisher, key());
  assert.equal(refused.status, 409);
  assert.match(refused.detail, new RegExp(`${MOST_KEYS} living keys`));
});

test('a member belongs to so many publishers and no more', async () => {
  // limits-labs is the first.
  for (let made = 1; made < MOST_PUBLISHERS; made += 1) await call('POST', `${tenant.api}/publishers`, tenant.tokens.publisher2, { name: `house-${made}`, display_name: 'House' });
  const refused = await status('POST', '/publishers', tenant.tokens.publisher2, { name: 'one-too-many', display_name: 'House' });
  assert.equal(refused.status, 409);
  assert.match(refused.detail, new RegExp(`${MOST_PUBLISHERS} publishers`));
});

test('a member has so many living tokens and no more; revoking makes room', async () => {
  const body = { name: 'many', scopes: ['read'], expires_in_days: 1 };
  let last = '';
  // The token that makes them is the first.
  for (let made = 1; made < MOST_TOKENS; made += 1) last = (await call<{ id: string }>('POST', `${tenant.api}/tokens`, tenant.tokens.user, body)).id;
  const refused = await status('POST', '/tokens', tenant.tokens.user, body);
  assert.equal(refused.status, 409);
  await call('DELETE', `${tenant.api}/tokens/${last}`, tenant.tokens.user);
  await call('POST', `${tenant.api}/tokens`, tenant.tokens.user, body);
});

test('a JSON body has so many bytes at most', async () => {
  const refused = await status('POST', '/submissions', tenant.tokens.publisher, { display_name: 'x'.repeat(JSON_BYTES) });
  assert.equal(refused.status, 413);
});

test('a package has the tenant\'s limit, whether it says its length or not', async () => {
  const large = orchestraPackage({ name: 'too-large', version: '1.0.0' }, { 'assets/noise.bin': crypto.getRandomValues(new Uint8Array(20_000)) });
  const told = await upload(tenant, large);
  assert.equal(told.status, 413);
  assert.equal(told.body.type, 'urn:souk:problem:package-too-large');
  const chunks = new ReadableStream({
    start(controller) {
      controller.enqueue(large);
      controller.close();
    },
  });
  const untold = await fetch(`${tenant.api}/extensions`, { method: 'POST', headers: { authorization: `Bearer ${tenant.tokens.publisher}`, 'content-type': 'application/octet-stream' }, body: chunks, duplex: 'half' });
  assert.equal(untold.status, 413);
});

test('a token follows so many submissions at a time and no more; one that ends makes room', async () => {
  const { id } = await call<{ id: string }>('POST', `${tenant.api}/submissions`, tenant.tokens.publisher, { display_name: 'Followed' });
  const streams: AbortController[] = [];
  const follow = async () => {
    const end = new AbortController();
    const answer = await fetch(`${tenant.api}/submissions/${id}/events`, { headers: { authorization: `Bearer ${tenant.tokens.publisher}` }, signal: end.signal });
    streams.push(end);
    if (!answer.ok) await answer.arrayBuffer();
    return answer.status;
  };
  try {
    for (let open = 0; open < MOST_STREAMS; open += 1) assert.equal(await follow(), 200);
    assert.equal(await follow(), 429);
    assert.equal((await fetch(`${tenant.api}/submissions/${id}`, { headers: { authorization: `Bearer ${tenant.tokens.publisher}` } })).status, 200);
    streams[0]!.abort();
    let again = 0;
    for (let tries = 0; tries < 100 && again !== 200; tries += 1) {
      await delay(50);
      again = await follow();
    }
    assert.equal(again, 200);
  } finally {
    streams.forEach((stream) => stream.abort());
  }
});

test('drafts and uploads count for the quota, each of them', async () => {
  const narrow = await souk.tenant('narrow', { ...OPEN_PROFILE, quotas: { uploads_per_day: 10, open_submissions: 2 } });
  const draft = () => fetch(`${narrow.api}/submissions`, { method: 'POST', headers: { authorization: `Bearer ${narrow.tokens.publisher}`, 'content-type': 'application/json' }, body: '{"display_name":"Draft"}' });
  assert.equal((await draft()).status, 201);
  assert.equal((await upload(narrow, orchestraPackage({ name: 'narrow-a', version: '1.0.0' }), { query: '?submit=false' })).status, 202);
  assert.equal((await draft()).status, 429);
  const refused = await upload(narrow, orchestraPackage({ name: 'narrow-b', version: '1.0.0' }));
  assert.deepEqual([refused.status, refused.body.type], [429, 'urn:souk:problem:quota-exceeded']);
});

test('a token uploads so many packages a minute', async () => {
  const slow = await souk.tenant('slow', { ...OPEN_PROFILE, rate_limits: { ...OPEN_PROFILE.rate_limits, upload_per_minute: 2 } });
  let last = await upload(slow, orchestraPackage({ name: 'slow-0', version: '1.0.0' }));
  // A window may begin in between, so that one more round is allowed.
  for (let tries = 1; tries < 8 && last.status === 202; tries += 1) last = await upload(slow, orchestraPackage({ name: `slow-${tries}`, version: '1.0.0' }));
  assert.deepEqual([last.status, last.body.type], [429, 'urn:souk:problem:rate-limited']);
  assert.ok(Number(last.headers.get('retry-after')) >= 1);
});

test('wrong tokens from one address are limited, living ones from there are not; a flood is not looked up without end', async () => {
  const other = await souk.tenant('neighbour', OPEN_PROFILE);
  const me = async (api: string, token: string) => (await fetch(`${api}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
  const guess = () => me(tenant.api, `souk_${'x'.repeat(30)}`);
  let last = await guess();
  for (let tries = 0; tries < 200 && last === 401; tries += 1) last = await guess();
  assert.equal(last, 429);
  assert.equal(await me(tenant.api, tenant.tokens.user), 200);
  assert.equal(await me(other.api, other.tokens.admin), 200);
  const made = await fetch(`${souk.url}/api/v1/platform/tenants`, { method: 'POST', headers: { authorization: `Bearer ${souk.platformToken}`, 'content-type': 'application/json' }, body: '{}' });
  assert.equal(made.status, 400, 'the platform\'s token is known');
  assert.equal(await guess(), 429);
  // A window may begin in between, so that one more round is allowed.
  let living = 200;
  for (let tries = 0; tries < 3 && living === 200; tries += 1) {
    for (let sent = 0; sent <= LOOKED_UP_PER_MINUTE; sent += 100) await Promise.all(Array.from({ length: 100 }, () => me(tenant.api, 'souk_wrong')));
    living = await me(tenant.api, tenant.tokens.user);
  }
  assert.equal(living, 429);
  assert.equal((await fetch(`${tenant.api}/extensions`)).status, 200, 'who says nothing wrong is not meant');
});

test('an answer waits as long as was asked for, and never longer than the limit', () => {
  const wait = (prefer: string | undefined) => waitSeconds({ request: { headers: { prefer } } } as never);
  assert.equal(wait(undefined), 0);
  assert.equal(wait('wait=7'), 7);
  assert.equal(wait('respond-async, wait=12'), 12);
  assert.equal(wait('wait=99999'), LONGEST_WAIT_SECONDS);
  assert.equal(wait('wait=-5'), 0);
  assert.equal(wait('await=5'), 0);
});
