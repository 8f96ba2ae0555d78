import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { TIER_SHARE } from '#libs/contracts/profile.js';
import { openDb, type Db } from '#libs/db/db.js';
import { takePromises } from '#libs/db/outbox.js';
import { OPEN_PROFILE } from '#test/support/marketplace.js';
import { makePlace, openRows, type Place, type Rows } from '#test/support/rows.js';

let rows: Rows;
let db: Db;
before(async () => {
  rows = await openRows();
  db = openDb(rows.url('validation'), 8);
});
afterEach(() => rows.sql('TRUNCATE outbox'));
after(async () => {
  await db?.close();
  await rows?.drop();
});

type Tier = keyof typeof TIER_SHARE;
const place = (tier: Tier) => makePlace(rows, { ...OPEN_PROFILE, tier });

/** As the transactions of so many uploads would have left them. */
async function flood({ ctx }: Place, count: number): Promise<void> {
  await rows.sql(
    `INSERT INTO outbox (tenant_id, id, queue, job, subject, payload, request_id, created_at)
     SELECT $1, uuidv7(), 'validation', 'submission.validate', gen_random_uuid(), '{}', 'test', clock_timestamp() FROM generate_series(1, $2)`,
    [ctx.tenantId, count],
  );
}

const take = (limit: number, paid: string[] = []) => takePromises(db, 'validation', paid, limit);
const inFlight = async ({ ctx }: Place) => Number((await rows.sql('SELECT count(*) AS n FROM outbox WHERE tenant_id = $1 AND sent_at IS NOT NULL', [ctx.tenantId]))[0].n);

test("one tenant's thousand do not hold up another's one", async () => {
  const [a, b] = [await place('standard'), await place('standard')];
  await flood(a, 1_000);
  await flood(b, 1);
  const taken = await take(200);
  const at = taken.findIndex(({ envelope }) => envelope.tenantId === b.ctx.tenantId);
  assert.ok(at >= 0 && at <= 1, `b's promise is number ${at} of ${taken.length}`);
  assert.equal(taken.length, TIER_SHARE.standard.beside + 1);
});

test("comes next even when the flood has filled its share before", async () => {
  const [a, b] = [await place('standard'), await place('standard')];
  await flood(a, 1_000);
  assert.equal((await take(200)).length, TIER_SHARE.standard.alone);
  await flood(b, 1);
  assert.deepEqual((await take(200)).map(({ envelope }) => envelope.tenantId), [b.ctx.tenantId]);
});

test('a share grows again once the others have nothing left, in whatever queue', async () => {
  const [a, b] = [await place('standard'), await place('standard')];
  await flood(a, 100);
  await flood(b, 1);
  const [one, two] = await take(200);
  assert.deepEqual(await take(200, [one!.envelope.tenantId === a.ctx.tenantId ? one!.id : two!.id]).then((taken) => taken.map(({ envelope }) => envelope.tenantId)), [a.ctx.tenantId]);
  await rows.sql("UPDATE outbox SET queue = 'storage' WHERE tenant_id = $1", [b.ctx.tenantId]);
  assert.deepEqual(await take(200), []);
  await rows.sql('DELETE FROM outbox WHERE tenant_id = $1', [b.ctx.tenantId]);
  assert.equal((await take(200)).length, TIER_SHARE.standard.alone - 1);
});

test('paying makes room for as many, oldest first', async () => {
  const a = await place('large');
  await flood(a, 40);
  const oldest = (await rows.sql('SELECT id FROM outbox ORDER BY created_at, id')).map(({ id }) => id);
  const first = await take(200);
  assert.deepEqual(first.map(({ id }) => id), oldest.slice(0, TIER_SHARE.large.alone));
  assert.deepEqual(await take(200), []);
  const second = await take(200, first.slice(0, 3).map(({ id }) => id));
  assert.deepEqual(second.map(({ id }) => id), oldest.slice(TIER_SHARE.large.alone, TIER_SHARE.large.alone + 3));
  assert.equal(await inFlight(a), TIER_SHARE.large.alone);
});

test('tenants take turns', async () => {
  const three = [await place('large'), await place('large'), await place('large')];
  for (const each of three) await flood(each, 10);
  const taken = (await take(30)).map(({ envelope }) => envelope.tenantId);
  assert.equal(taken.length, 3 * TIER_SHARE.large.beside);
  for (let turn = 0; turn < TIER_SHARE.large.beside; turn += 1) assert.equal(new Set(taken.slice(turn * 3, turn * 3 + 3)).size, 3, `turn ${turn}`);
});

test('relays that choose at the same time never exceed a share, nor send twice', async () => {
  for (const tier of ['small', 'standard', 'large'] as const) {
    const a = await place(tier);
    await flood(a, 300);
    const taken = (await Promise.all(Array.from({ length: 6 }, () => take(200)))).flat();
    assert.equal(taken.length, TIER_SHARE[tier].alone, tier);
    assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
    assert.equal(await inFlight(a), TIER_SHARE[tier].alone);
    await rows.sql('TRUNCATE outbox');
  }
});
