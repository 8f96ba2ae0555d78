import assert from 'node:assert/strict';
import { UnrecoverableError } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { QUEUES } from '#libs/contracts/jobs.js';
import { unblock } from '#libs/db/outbox.js';
import { transition } from '#libs/db/transition.js';
import { Hopeless, type Handler } from '#libs/queue/worker.js';
import { REDIS_SKIPPED, redisUrl } from '#test/support/cluster.js';
import { openLine, until, type Line } from '#test/support/line.js';

/** A lock so short that it runs out within a test, in ms. */
const SHORT_LOCK_MS = 400;
/** How long a look for work takes that is under way, in ms. */
const LAST_LOOK_MS = 500;

const BACKENDS = {
  PostgreSQL: {
    skip: false as const,
    url: async ({ queueUrl }: { queueUrl: string }) => queueUrl,
    holder: async ({ rows }: Line, id: string, token: string): Promise<string> => {
      const [was] = await rows.sql('SELECT lock_token FROM bullmq.job WHERE id = $1', [id]);
      await rows.sql('UPDATE bullmq.job SET lock_token = $2 WHERE id = $1', [id, token]);
      return was.lock_token;
    },
  },
  Redis: {
    skip: process.env.TEST_REDIS_URL ? (false as const) : REDIS_SKIPPED,
    url: async () => (await redisUrl())!,
    holder: async ({ queueUrl }: Line, id: string, token: string): Promise<string> => {
      const redis = new Redis(queueUrl);
      const was = await redis.call('SET', `souk:validation:${id}:lock`, token, 'GET', 'PX', 60_000);
      redis.disconnect();
      return String(was);
    },
  },
};

for (const [name, { skip, url, holder }] of Object.entries(BACKENDS)) {
  describe(`promises over ${name}`, { skip }, () => {
    let line: Line;
    beforeEach(async () => {
      line = await openLine(url);
    });
    afterEach(() => line.close());

    const retry = (id: string) => line.db.tenant(line.place.ctx, (tx) => unblock(tx, line.place.ctx, id));
    const reject: Handler<'submission.validate'> = async (ctx, { submissionId }) => void (await line.db.tenant(ctx, (tx) => transition(tx, ctx, { id: submissionId, from: 'QUEUED', to: 'REJECTED' })));
    const nothing: Handler<'submission.validate'> = async () => undefined;

    test('a promised job is done, its promise goes and the submission owes nothing more', async () => {
      const seen: unknown[] = [];
      line.work(async (ctx, payload) => void seen.push([ctx, payload]));
      const id = await line.submit();
      await line.paid();
      assert.deepEqual(seen, [[line.place.ctx, { submissionId: id }]]);
      assert.deepEqual(await line.submission(id), { status: 'QUEUED', owes: null, blocked: null });
      assert.deepEqual(line.outcomes, ['done']);
      assert.equal(await line.relay.queue('validation').count(), 0);
    });

    test('many jobs of two workers and two relays are each done once', async () => {
      const runs = new Map<string, number>();
      const count: Handler<'submission.validate'> = async (ctx, payload) => {
        runs.set(payload.submissionId, (runs.get(payload.submissionId) ?? 0) + 1);
        await reject(ctx, payload);
      };
      line.work(count);
      line.work(count, line.anotherRelay());
      const ids = await Promise.all(Array.from({ length: 60 }, () => line.submit()));
      await line.paid();
      assert.deepEqual([...runs.keys()].sort(), [...ids].sort());
      assert.ok([...runs.values()].every((times) => times === 1));
    });

    test('a throw is tried again until it is done', async () => {
      let tries = 0;
      line.work(async () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
      });
      const id = await line.submit();
      await until('it is done', async () => {
        await line.hurry();
        return line.outcomes.includes('done');
      });
      await line.paid();
      assert.deepEqual(line.outcomes, ['retried', 'retried', 'done']);
      assert.equal((await line.submission(id)).blocked, null);
    });

    test('when the attempts run out the submission is blocked with a reason, and one call tries again', async () => {
      let broken = true;
      line.work(async () => {
        if (broken) throw new Error('the secret is hunter2');
      });
      const id = await line.submit();
      const { blocked, owes } = await until('it is blocked', async () => {
        await line.hurry();
        const now = await line.submission(id);
        return now.blocked ? now : null;
      });
      assert.match(blocked!, /^submission\.validate gave up after 5 attempts: /);
      assert.doesNotMatch(blocked!, /hunter2/);
      assert.equal(owes, 'submission.validate');
      assert.deepEqual(line.outcomes, [...Array.from({ length: QUEUES.validation.attempts - 1 }, () => 'retried'), 'gave-up']);
      await line.paid();
      await line.relay.sweep('validation');
      assert.equal((await line.rows.sql('SELECT FROM outbox')).length, 0, 'the sweep leaves alone what is blocked');
      broken = false;
      assert.equal(await retry(id), true);
      assert.equal(await retry(id), false);
      await line.paid();
      await until('it owes nothing', async () => (await line.submission(id)).owes === null);
      assert.deepEqual(await line.submission(id), { status: 'QUEUED', owes: null, blocked: null });
      const kinds = (await line.rows.sql('SELECT kind FROM event WHERE submission_id = $1 ORDER BY id', [id])).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['transition', 'blocked', 'retried']);
    });

    test('what is hopeless is blocked at once, with its own words', async () => {
      line.work(async () => {
        throw new Hopeless('upload it again');
      });
      const id = await line.submit();
      await until('it is blocked', async () => (await line.submission(id)).blocked);
      assert.equal((await line.submission(id)).blocked, 'upload it again');
      assert.deepEqual(line.outcomes, ['gave-up']);
    });

    test('a job of a name that this release does not know is blocked, not lost', async () => {
      const id = await line.submit();
      const [promiseId] = await line.sent(1);
      const queue = line.relay.queue('validation');
      const { data } = (await queue.getJob(promiseId!))!;
      await queue.remove(promiseId!);
      await queue.add('review.open', data);
      line.work(nothing);
      await until('it is blocked', async () => (await line.submission(id)).blocked);
      assert.match((await line.submission(id)).blocked!, /no handler for review\.open/);
    });

    test('a job that is delivered twice does no harm', async () => {
      const id = await line.submit();
      const [promiseId] = await line.sent(1);
      const queue = line.relay.queue('validation');
      const { data } = (await queue.getJob(promiseId!))!;
      await queue.add('submission.validate', data, { jobId: `again-${promiseId}` });
      line.work(reject);
      await until('both have run', () => line.outcomes.length === 2);
      await line.paid();
      assert.deepEqual(line.outcomes, ['done', 'done']);
      assert.equal((await line.rows.sql(`SELECT FROM event WHERE submission_id = $1 AND "to" = 'REJECTED'`, [id])).length, 1);
    });

    test('a job that the queue lost is sent again by the sweep', async () => {
      const id = await line.submit();
      const [promiseId] = await line.sent(1);
      await line.relay.queue('validation').remove(promiseId!);
      line.work(reject);
      await line.relay.sweep('validation');
      await line.paid();
      assert.equal((await line.submission(id)).status, 'REJECTED');
    });

    test('a job that waits is not sent again by the sweep', async () => {
      await line.submit();
      await line.sent(1);
      await line.relay.sweep('validation');
      assert.equal(await line.relay.queue('validation').getJobCountByTypes('waiting'), 1);
      line.work(reject);
      await line.paid();
      assert.deepEqual(line.outcomes, ['done']);
    });

    test('a job that gave up in a process that then died is blocked by the sweep', async () => {
      const id = await line.submit();
      const [promiseId] = await line.sent(1);
      const dying = line.relay.backend.worker('validation', async () => {
        throw new UnrecoverableError('last words');
      });
      dying.on('error', () => undefined);
      void dying.run();
      await until('it failed', async () => (await line.relay.queue('validation').getJobState(promiseId!)) === 'failed');
      await dying.close();
      assert.equal((await line.submission(id)).blocked, null);
      await line.relay.sweep('validation');
      assert.match((await line.submission(id)).blocked!, /the process that ran it ended/);
      line.work(reject);
      await retry(id);
      await line.paid();
      assert.equal((await line.submission(id)).status, 'REJECTED');
    });

    test('what a status owes and nobody promised is promised by the sweep', async () => {
      const id = await line.submit();
      const [promiseId] = await line.sent(1);
      await line.rows.sql('DELETE FROM outbox');
      await line.relay.queue('validation').remove(promiseId!);
      line.work(reject);
      await line.relay.sweep('validation');
      await until('it is rejected', async () => (await line.submission(id)).status === 'REJECTED');
      await line.paid();
    });

    test('draining waits for what runs, and takes nothing more', async () => {
      const order: string[] = [];
      let finish = (): void => undefined;
      const running = new Promise<void>((resolve) => (finish = resolve));
      const worker = line.work(async (ctx, payload) => {
        order.push('begun');
        await running;
        await reject(ctx, payload);
        order.push('done');
      });
      const first = await line.submit();
      await until('it has begun', () => order.length === 1);
      const drained = worker.drain(20).then(() => order.push('drained'));
      // A look for work that was under way when it began to drain may still find some.
      await delay(LAST_LOOK_MS);
      const second = await line.submit();
      await line.sent(2);
      finish();
      await drained;
      assert.deepEqual(order, ['begun', 'done', 'drained']);
      assert.equal((await line.submission(first)).status, 'REJECTED');
      assert.equal((await line.submission(second)).status, 'QUEUED');
      line.work(reject);
      await line.paid();
    });

    test('a lock that cannot be renewed, because another one has the job, is told with the job', async (t) => {
      t.mock.property(QUEUES.validation as { lockMs: number }, 'lockMs', SHORT_LOCK_MS);
      let finish = (): void => undefined;
      const running = new Promise<void>((resolve) => (finish = resolve));
      line.work(() => running);
      await line.submit();
      const [promiseId] = await line.sent(1);
      await until('it runs', async () => (await line.relay.queue('validation').getJobState(promiseId!)) === 'active');
      assert.deepEqual(line.lost, []);
      const token = await holder(line, promiseId!, 'another one');
      await until('the loss is told', () => line.lost.length > 0);
      await holder(line, promiseId!, token);
      finish();
      await line.paid();
      assert.deepEqual([...new Set(line.lost)], [`${promiseId} not-renewed`]);
    });

    test('a job whose worker is gone is told as stalled by the one who finds it, and is done', async (t) => {
      const short = t.mock.property(QUEUES.validation as { lockMs: number }, 'lockMs', SHORT_LOCK_MS);
      const gone = line.relay.backend.worker('validation', () => new Promise(() => undefined));
      gone.on('error', () => undefined);
      void gone.run();
      await line.submit();
      const [promiseId] = await line.sent(1);
      await until('it runs', async () => (await line.relay.queue('validation').getJobState(promiseId!)) === 'active');
      await gone.close(true);
      short.mock.restore();
      line.work(reject);
      await line.paid();
      assert.deepEqual([line.lost, line.outcomes], [[`${promiseId} stalled`], ['done']]);
    });

    test('what was promised while no process ran is found at the next start', async () => {
      await line.relay.close();
      const id = await line.submit();
      const relay = line.anotherRelay();
      line.work(reject, relay);
      relay.start('validation');
      await line.paid();
      assert.equal((await line.submission(id)).status, 'REJECTED');
    });
  });
}
