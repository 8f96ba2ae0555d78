import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { PIPELINE, STATUSES, type Next, type Status } from '#libs/contracts/pipeline.js';
import { openDb, violates, type Db } from '#libs/db/db.js';
import { transition, type Move } from '#libs/db/transition.js';
import type { Handlers } from '#libs/queue/worker.js';
import { makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';

let rows: Rows;
let db: Db;
let place: Place;

before(async () => {
  rows = await openRows();
  db = openDb(rows.url('validation'), 6);
  place = await makePlace(rows);
});
after(async () => {
  await db?.close();
  await rows?.drop();
});

const move = <S extends Status>(id: string, from: S, to: Next<S>, more: Partial<Move<S>> = {}, by = place) => db.tenant(by.ctx, (tx) => transition(tx, by.ctx, { id, from, to, ...more }));
const row = async (id: string) => (await rows.sql('SELECT * FROM submission WHERE id = $1', [id]))[0];
const trail = async (id: string) => (await rows.sql('SELECT "from", "to" FROM event WHERE submission_id = $1 ORDER BY id', [id])).map(({ from, to }) => `${from} > ${to}`);
const promises = async (id: string) => (await rows.sql('SELECT job FROM outbox WHERE subject = $1', [id])).map(({ job }) => job);

test('the whole journey moves, leaves its trail and promises what each status owes', async () => {
  const id = await makeSubmission(rows, place);
  const journey = [
    ['SAVED', () => move(id, 'DRAFT', 'SAVED'), null],
    ['QUEUED', () => move(id, 'SAVED', 'QUEUED'), 'submission.validate'],
    ['IN_REVIEW', () => move(id, 'QUEUED', 'IN_REVIEW', { reason: 'why', patch: { extension: 'travels', version: '1.0.0', permissions: ['network'] } }), 'review.open'],
    ['APPROVED', () => move(id, 'IN_REVIEW', 'APPROVED'), 'version.publish'],
    ['PUBLISHED', () => move(id, 'APPROVED', 'PUBLISHED'), null],
  ] as const;
  for (const [status, go, owes] of journey) {
    assert.equal(await go(), true, status);
    const now = await row(id);
    assert.deepEqual([now.status, now.owes], [status, owes]);
    if (owes) assert.ok((await promises(id)).includes(owes), owes);
  }
  const { extension, version, permissions } = await row(id);
  assert.deepEqual([extension, version, permissions], ['travels', '1.0.0', ['network']]);
  assert.deepEqual(await trail(id), ['DRAFT > SAVED', 'SAVED > QUEUED', 'QUEUED > IN_REVIEW', 'IN_REVIEW > APPROVED', 'APPROVED > PUBLISHED']);
});

test('a submission that moved already is left alone: no event, no promise', async () => {
  const id = await makeSubmission(rows, place, { status: 'WITHDRAWN' });
  assert.equal(await move(id, 'SAVED', 'QUEUED', { patch: { extension: 'late' } }), false);
  assert.deepEqual([(await row(id)).status, (await row(id)).extension, await trail(id), await promises(id)], ['WITHDRAWN', null, [], []]);
});

test("another tenant's submission is not there", async () => {
  const id = await makeSubmission(rows, place, { status: 'SAVED' });
  assert.equal(await move(id, 'SAVED', 'QUEUED', {}, await makePlace(rows)), false);
  assert.equal((await row(id)).status, 'SAVED');
});

test('of many moves at the same time exactly one is true', async () => {
  const id = await makeSubmission(rows, place, { status: 'SAVED' });
  const moved = await Promise.all([...Array.from({ length: 4 }, () => move(id, 'SAVED', 'QUEUED')), move(id, 'SAVED', 'WITHDRAWN'), move(id, 'SAVED', 'WITHDRAWN')]);
  assert.equal(moved.filter(Boolean).length, 1);
  assert.equal((await trail(id)).length, 1);
});

test('a rollback leaves neither status nor event nor promise, and tells no relay', async () => {
  const id = await makeSubmission(rows, place, { status: 'SAVED' });
  const told: string[] = [];
  db.onPromise((queue) => told.push(queue));
  const work = db.tenant(place.ctx, async (tx) => {
    assert.equal(await transition(tx, place.ctx, { id, from: 'SAVED', to: 'QUEUED' }), true);
    throw new Error('changed my mind');
  });
  await assert.rejects(work, /changed my mind/);
  assert.deepEqual([(await row(id)).status, await trail(id), await promises(id), told], ['SAVED', [], [], []]);
  await move(id, 'SAVED', 'QUEUED');
  assert.deepEqual(told, ['validation']);
});

describe('what only one may have', () => {
  const waits = (columns: Record<string, unknown>) => makeSubmission(rows, place, { status: 'QUEUED', package_sha256: randomUUID(), ...columns });

  test('a version', async () => {
    const [first, second] = [await waits({}), await waits({})];
    const patch = { extension: 'single', version: '1.0.0' };
    assert.equal(await move(first, 'QUEUED', 'IN_REVIEW', { patch }), true);
    await assert.rejects(move(second, 'QUEUED', 'IN_REVIEW', { patch }), (error) => violates(error, 'one_submission_per_version'));
    assert.equal((await row(second)).status, 'QUEUED');
    await move(first, 'IN_REVIEW', 'REJECTED');
    assert.equal(await move(second, 'QUEUED', 'IN_REVIEW', { patch }), true, 'a rejected number may be tried again');
  });

  test('a name', async () => {
    const other = randomUUID();
    await rows.sql(`INSERT INTO publisher (tenant_id, id, name, display_name) VALUES ($1, $2, 'rival', 'Rival')`, [place.ctx.tenantId, other]);
    const [first, second] = [await waits({}), await waits({ publisher_id: other })];
    assert.equal(await move(first, 'QUEUED', 'IN_REVIEW', { patch: { extension: 'named', version: '1.0.0' } }), true);
    await assert.rejects(move(second, 'QUEUED', 'IN_REVIEW', { patch: { extension: 'named', version: '2.0.0' } }), (error) => violates(error, 'one_publisher_per_name'));
    const elsewhere = await makePlace(rows);
    const far = await makeSubmission(rows, elsewhere, { status: 'QUEUED' });
    assert.equal(await move(far, 'QUEUED', 'IN_REVIEW', { patch: { extension: 'named', version: '1.0.0' } }, elsewhere), true, 'another tenant has names of its own');
  });

  test('the same bytes', async () => {
    const [first, second] = [await makeSubmission(rows, place), await makeSubmission(rows, place)];
    const patch = { package_sha256: 'a'.repeat(64) };
    assert.equal(await move(first, 'DRAFT', 'SAVED', { patch }), true);
    await assert.rejects(move(second, 'DRAFT', 'SAVED', { patch }), (error) => violates(error, 'same_bytes_once'));
    await move(first, 'SAVED', 'WITHDRAWN');
    assert.equal(await move(second, 'DRAFT', 'SAVED', { patch }), true);
  });

  test('at the same time: one succeeds, one is refused', async () => {
    const ids = [await waits({}), await waits({})];
    const outcomes = await Promise.allSettled(ids.map((id) => move(id, 'QUEUED', 'IN_REVIEW', { patch: { extension: 'race', version: '1.0.0' } })));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });
});

describe('what the table does not have', () => {
  const legal = STATUSES.flatMap((from) => PIPELINE[from].next.map((to: Status) => ({ from, to, owes: PIPELINE[to].owes })));
  const inSql = (id: string, from: string, to: string, owes: string | null) =>
    db.tenant(place.ctx, (tx) => tx.$queryRaw`SELECT transition(${id}::uuid, ${from}, ${to}, ${owes}, 'validation', ${place.author}::uuid, NULL, 'test', '{}'::jsonb)`);

  test('SQL does not have either: the two tables are one', async () => {
    const order = (moves: unknown[]) => moves.map((move) => JSON.stringify(move)).sort();
    assert.deepEqual(order(await rows.sql('SELECT "from", "to", owes FROM pipeline_moves()')), order(legal));
  });

  test('SQL refuses, and leaves the submission, its trail and its promises alone', async () => {
    const illegal = STATUSES.flatMap((from) => STATUSES.filter((to) => !legal.some((move) => move.from === from && move.to === to)).map((to) => ({ from, to })));
    assert.equal(illegal.length, STATUSES.length ** 2 - legal.length);
    for (const { from, to } of illegal) {
      const id = await makeSubmission(rows, place, { status: from });
      await assert.rejects(inSql(id, from, to, PIPELINE[to].owes), new RegExp(`no submission moves from ${from} to ${to} owing`), `${from} > ${to}`);
      assert.deepEqual([(await row(id)).status, await trail(id), await promises(id)], [from, [], []]);
    }
  });

  test('SQL refuses a legal move that would owe something else', async () => {
    for (const [from, to, owes] of [['SAVED', 'QUEUED', null], ['SAVED', 'QUEUED', 'version.publish'], ['QUEUED', 'REJECTED', 'version.publish']] as const) {
      const id = await makeSubmission(rows, place, { status: from });
      await assert.rejects(inSql(id, from, to, owes), new RegExp(`no submission moves from ${from} to ${to} owing ${owes ?? 'nothing'}`));
      assert.equal((await row(id)).status, from);
    }
  });
});

test('what the table does not have does not compile', () => {
  const legal: Move<'SAVED'> = { id: '', from: 'SAVED', to: 'QUEUED' };
  // @ts-expect-error a submission cannot be published without having been decided
  const skipped: Move<'QUEUED'> = { id: '', from: 'QUEUED', to: 'PUBLISHED' };
  // @ts-expect-error nothing follows an end
  const revived: Move<'REJECTED'> = { id: '', from: 'REJECTED', to: 'QUEUED' };
  // @ts-expect-error nothing withdraws what is decided
  const late: Next<'APPROVED'> = 'WITHDRAWN';
  const open = async () => undefined;
  // @ts-expect-error review.decide has no handler
  const missing: Handlers<'review'> = { 'review.open': open };
  // @ts-expect-error version.publish is not a job of this queue
  const surplus: Handlers<'review'> = { 'review.open': open, 'review.decide': open, 'version.publish': open };
  assert.equal([legal, skipped, revived, late, missing, surplus].length, 6);
});
