import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { JobName } from '#libs/contracts/jobs.js';
import { openDb, type Db } from '#libs/db/db.js';
import { blockPromise, promise, takePromises } from '#libs/db/outbox.js';
import { makePlace, openRows, type Place, type Rows } from '#test/support/rows.js';

let rows: Rows;
let db: Db;
let place: Place;
before(async () => {
  rows = await openRows();
  db = openDb(rows.url('gateway'), 4);
});
beforeEach(async () => {
  await rows.sql('TRUNCATE outbox');
  place = await makePlace(rows);
});
after(async () => {
  await db?.close();
  await rows?.drop();
});

const promises = () => rows.sql('SELECT id, sent_at FROM outbox');

async function sent(job: 'version.list' | 'review.decide'): Promise<string> {
  const id = randomUUID();
  await db.tenant(place.ctx, (tx) => (job === 'version.list' ? promise(tx, place.ctx, job, id, { changeId: id }) : promise(tx, place.ctx, job, id, { decisionId: id })));
  const [taken] = await takePromises(db, job === 'version.list' ? 'storage' : 'review', [], 1);
  assert.equal(taken!.job, job satisfies JobName);
  return taken!.id;
}

test('what somebody decided begins anew when it gave up, for no status would promise it again', async () => {
  for (const job of ['version.list', 'review.decide'] as const) {
    const id = await sent(job);
    await blockPromise(db, id, 'gave up', false);
    const [left] = await promises();
    assert.equal(left.sent_at, null, job);
    assert.notEqual(left.id, id, 'under a new id, which the queue does not know as failed');
    await rows.sql('TRUNCATE outbox');
  }
});

test('unless it is hopeless: then it is told and forgotten', async () => {
  const id = await sent('version.list');
  await blockPromise(db, id, 'there is nothing like it', true);
  assert.deepEqual(await promises(), []);
  const events = await rows.sql('SELECT kind, "to", reason FROM event WHERE tenant_id = $1', [place.ctx.tenantId]);
  assert.deepEqual(events, [{ kind: 'blocked', to: 'version.list', reason: 'there is nothing like it' }]);
});
