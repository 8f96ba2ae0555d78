import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { TIER_SHARE } from '#libs/contracts/profile.js';
import { openDb, type Db } from '#libs/db/db.js';
import { promise, promiseOwed, takePromises } from '#libs/db/outbox.js';
import { OPEN_PROFILE } from '#test/support/marketplace.js';
import { makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';

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

/** Another publisher of the same marketplace. */
async function neighbour(of: Place): Promise<Place> {
  const publisher = randomUUID();
  await rows.sql(`INSERT INTO publisher (tenant_id, id, name, display_name) VALUES ($1, $2::uuid, $2::text, 'Another')`, [of.ctx.tenantId, publisher]);
  return { ...of, publisher };
}

/** Submits so many packages, one after the other, and returns their ids. */
async function submit(of: Place, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const submissionId = await makeSubmission(rows, of, { status: 'QUEUED' });
    await db.tenant(of.ctx, (tx) => promise(tx, of.ctx, 'submission.validate', submissionId, { submissionId }));
    ids.push(submissionId);
  }
  return ids;
}

/** Pays what is in flight until nothing waits; the submissions in the order in which they were taken. */
async function drain(): Promise<unknown[]> {
  const order: unknown[] = [];
  for (let taken = await take(1); taken.length > 0; taken = await take(1, taken.map(({ id }) => id))) order.push(...taken.map(({ envelope }) => (envelope.payload as { submissionId: string }).submissionId));
  return order;
}

test('a hundred packages of one publisher do not stand before the only one of another', async () => {
  const flooding = await place('small');
  const [other, third] = [await neighbour(flooding), await neighbour(flooding)];
  const many = await submit(flooding, 100);
  const [second] = await submit(other, 1);
  const two = await submit(third, 2);
  assert.deepEqual(await drain(), [many[0], second, two[0], many[1], two[1], ...many.slice(2)]);
});

test('a turn that has passed is not held against who comes again, and a sweep gives no better place', async () => {
  const flooding = await place('small');
  const many = await submit(flooding, 3);
  assert.deepEqual(await drain(), many);
  const [again] = await submit(flooding, 1);
  const [other] = await submit(await neighbour(flooding), 1);
  assert.deepEqual(await drain(), [again, other], 'nothing of the publisher waits any more');
  const [first, lost] = await submit(flooding, 2);
  await rows.sql("DELETE FROM outbox WHERE subject = $1", [lost]);
  await rows.sql("UPDATE submission SET owes = 'submission.validate', updated_at = clock_timestamp() - interval '1 hour' WHERE id = $1", [lost]);
  assert.equal(await promiseOwed(db, 1_000), 1);
  const [later] = await submit(await neighbour(flooding), 1);
  assert.deepEqual(await drain(), [first, later, lost]);
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
