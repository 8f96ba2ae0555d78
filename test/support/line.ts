import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { openDb, type Db } from '#libs/db/db.js';
import { transition } from '#libs/db/transition.js';
import { Relay, type RelayOptions } from '#libs/queue/relay.js';
import { QueueWorker, type Handler, type JobOutcome } from '#libs/queue/worker.js';
import { makePlace, makeSubmission, openRows, type Place, type Rows } from './rows.js';

/** Longer than the lock of a job whose worker was killed (QUEUES). */
const PATIENCE_MS = 90_000;

/** Looks every few ms until `look` gives something true; throws when it does not in a minute and a half. */
export async function until<T>(what: string, look: () => Promise<T> | T): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(10)) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
  }
}

type Validate = Handler<'submission.validate'>;

/** One queue with everything around it: database, relay, workers. Jobs are submissions that owe `submission.validate`. */
export interface Line {
  rows: Rows;
  db: Db;
  place: Place;
  relay: Relay;
  queueUrl: string;
  /** One for each run of a job. */
  outcomes: JobOutcome[];
  /** Jobs whose lock was lost, each as `<job id> <how>`. */
  lost: string[];
  /** Another process' relay; closed with the line. */
  anotherRelay(): Relay;
  /** Promises a job, which the relay sends at once unless it is closed. Returns the submission. */
  submit(): Promise<string>;
  /** A started worker. */
  work(handler: Validate, relay?: Relay): QueueWorker<'validation'>;
  submission(id: string): Promise<{ status: string; owes: string | null; blocked: string | null }>;
  /** Resolves when no promise is left. */
  paid(): Promise<void>;
  /** Promises of the outbox that were sent; resolves when there are so many. Returns their ids. */
  sent(count: number): Promise<string[]>;
  /** What waits for its next try is tried now. */
  hurry(): Promise<void>;
  /** Drains and closes everything; throws when a promise is left or an error went unseen. */
  close(): Promise<void>;
}

/** `queueUrl` gets the database, for queues that live in it. */
export async function openLine(queueUrl: (rows: Rows) => Promise<string>): Promise<Line> {
  const rows = await openRows();
  const db = openDb(rows.url('validation'), 6);
  const place = await makePlace(rows);
  const outcomes: JobOutcome[] = [];
  const lost: string[] = [];
  const errors: string[] = [];
  const onError = (error: unknown, doing: string) => void errors.push(`${doing}: ${String(error)}`);
  const url = await queueUrl(rows);
  const options: RelayOptions = { queueUrl: url, pollMs: 60_000, sweepMs: 0, sweepAfterMs: 0, onError };
  const relays: Relay[] = [];
  const workers: QueueWorker<'validation'>[] = [];
  const anotherRelay = (): Relay => {
    const relay = new Relay(db, options);
    relays.push(relay);
    return relay;
  };
  const relay = anotherRelay();
  return {
    rows, db, place, relay, queueUrl: url, outcomes, lost, anotherRelay,
    async submit() {
      const id = await makeSubmission(rows, place, { status: 'SAVED' });
      assert.ok(await db.tenant(place.ctx, (tx) => transition(tx, place.ctx, { id, from: 'SAVED', to: 'QUEUED' })));
      return id;
    },
    work(handler, by = relay) {
      const worker = new QueueWorker('validation', by, { 'submission.validate': handler }, {
        ran: (_, outcome) => void outcomes.push(outcome),
        error: onError,
        lostLock: (_, jobId, how) => void lost.push(`${jobId} ${how}`),
      });
      workers.push(worker);
      worker.start();
      return worker;
    },
    submission: async (id) => (await rows.sql('SELECT status, owes, blocked FROM submission WHERE id = $1', [id]))[0],
    paid: async () => void (await until('every promise is paid', async () => (await rows.sql('SELECT FROM outbox')).length === 0)),
    async sent(count) {
      const look = async () => (await rows.sql('SELECT id FROM outbox WHERE sent_at IS NOT NULL')).map(({ id }) => id as string);
      const known = async (ids: string[]) => (await Promise.all(ids.map((id) => relay.queue('validation').getJobState(id)))).every((state) => state !== 'unknown');
      return until(`${count} promises are sent`, async () => {
        const ids = await look();
        return ids.length === count && (await known(ids)) ? ids : null;
      });
    },
    async hurry() {
      const waiting = await relay.queue('validation').getDelayed();
      await Promise.all(waiting.map((job) => job.promote()));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.drain(10)));
      await Promise.all(relays.map((each) => each.close()));
      const left = await rows.sql('SELECT job, subject, sent_at FROM outbox');
      await db.close();
      // BullMQ's last connections to PostgreSQL end after its close has resolved; cut off by the drop they would be errors.
      await until('every connection has ended', async () => (await rows.sql(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`)).length === 0);
      await rows.drop();
      assert.deepEqual([left, errors], [[], []]);
    },
  };
}
