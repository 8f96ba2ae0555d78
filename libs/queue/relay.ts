import type { Ctx } from '#libs/contracts/context.js';
import { JOB_QUEUE, QUEUES, type JobName, type JobPayloads, type QueueName } from '#libs/contracts/jobs.js';
import { blockPromise, oldPromises, promiseOwed, takePromises, type Promised } from '#libs/db/outbox.js';
import type { Db } from '#libs/db/db.js';
import { openBackend, type QueueBackend, type SoukQueue } from './backend.js';

/** Promises taken in one go. */
const BATCH = 200;
/** Who enqueues without a promise does not wait longer, in ms. */
const ENQUEUE_MS = 1_000;

export interface RelayOptions {
  queueUrl: string;
  /** How often it looks, in ms. */
  pollMs: number;
  /** How often the sweep runs, in ms; 0 switches it off. */
  sweepMs: number;
  /** A promise this old that is not paid is looked into, in ms. */
  sweepAfterMs: number;
  onError(error: unknown, doing: string): void;
}

/**
 * Carries promises from the outbox to the queues. Every process has one: the process whose transaction promised a
 * job sends it at once, and the service that owns the queue looks for those that were left over by a death in between.
 */
export class Relay {
  readonly backend: QueueBackend;
  private readonly queues = new Map<QueueName, SoukQueue>();
  private readonly paid = new Map<QueueName, string[]>();
  private readonly pumping = new Map<QueueName, Promise<void>>();
  private readonly again = new Set<QueueName>();
  private readonly timers: NodeJS.Timeout[] = [];
  private closed = false;

  constructor(
    private readonly db: Db,
    private readonly options: RelayOptions,
  ) {
    this.backend = openBackend(options.queueUrl);
    db.onPromise((queue) => this.pump(queue));
  }

  /** Begins to look for promises of a queue without being told, and to sweep it: for the service that does its jobs. */
  start(own: QueueName): void {
    const { pollMs, sweepMs } = this.options;
    this.timers.push(setInterval(() => this.pump(own), pollMs));
    if (sweepMs > 0) this.timers.push(setInterval(() => void this.sweep(own), sweepMs));
    this.pump(own);
  }

  queue(name: QueueName): SoukQueue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.backend.queue(name);
      queue.on('error', (error) => this.options.onError(error, `queue ${name}`));
      this.queues.set(name, queue);
      const opened = queue;
      opened.waitUntilReady().catch((error) => this.forget(name, opened, error));
    }
    return queue;
  }

  /** BullMQ keeps a failed first connection to PostgreSQL for ever; the next use opens the queue anew. */
  private forget(name: QueueName, queue: SoukQueue, error: unknown): void {
    if (this.closed) return;
    this.options.onError(error, `opening queue ${name}`);
    if (this.queues.get(name) === queue) this.queues.delete(name);
    queue.close().catch((cause) => this.options.onError(cause, `closing queue ${name}`));
  }

  /** Throws when the queue server does not answer. */
  async ready(): Promise<void> {
    await this.queue('validation').getJobCountByTypes('waiting');
  }

  /** The promised job is done: its promise goes with the next look at the outbox. */
  pay(queue: QueueName, promiseId: string): void {
    const ids = this.paid.get(queue);
    if (ids) ids.push(promiseId);
    else this.paid.set(queue, [promiseId]);
    this.pump(queue);
  }

  /** The promised job gave up: what it is about is blocked with the reason. */
  async block(queue: QueueName, promiseId: string, reason: string, hopeless = false): Promise<void> {
    await blockPromise(this.db, promiseId, reason, hopeless);
    this.pump(queue);
  }

  /** Enqueues without a promise: only for what may be lost. Throws when the queue takes longer than ENQUEUE_MS; it may still arrive. */
  async enqueue<J extends JobName>(ctx: Ctx, job: J, payload: JobPayloads[J]): Promise<void> {
    const envelope = { promiseId: null, tenantId: ctx.tenantId, actorId: ctx.actorId, requestId: ctx.requestId, promisedAt: new Date().toISOString(), payload };
    const late = new Promise<never>((_, reject) => setTimeout(reject, ENQUEUE_MS, new Error('the queue does not answer')).unref());
    await Promise.race([this.queue(JOB_QUEUE[job]).add(job, envelope), late]);
  }

  /** Sends what may be sent of a queue, soon; calls in between are one. */
  pump(queue: QueueName): void {
    if (this.closed) return;
    if (this.pumping.has(queue)) {
      this.again.add(queue);
      return;
    }
    const run = this.send(queue)
      .catch((error) => this.options.onError(error, `relay of ${queue}`))
      .finally(() => {
        this.pumping.delete(queue);
        if (this.again.delete(queue)) this.pump(queue);
      });
    this.pumping.set(queue, run);
  }

  private async send(queue: QueueName): Promise<void> {
    for (;;) {
      const paid = this.paid.get(queue) ?? [];
      this.paid.delete(queue);
      let promises: Promised[];
      try {
        promises = await takePromises(this.db, queue, paid, BATCH);
      } catch (error) {
        this.paid.set(queue, [...paid, ...(this.paid.get(queue) ?? [])]);
        throw error;
      }
      await this.add(queue, promises);
      if (promises.length < BATCH && !this.again.delete(queue)) return;
    }
  }

  /** One by one: on PostgreSQL BullMQ's addBulk makes temporary tables, which cost 15 times what adding one job does (docs/decisions/0003). */
  private async add(queue: QueueName, promises: Promised[]): Promise<void> {
    await Promise.all(promises.map(({ id, job, envelope }) => this.queue(queue).add(job, envelope, { jobId: id })));
  }

  /**
   * Looks into promises that were sent long ago: a job that the queue does not know is sent again under the same id,
   * one that gave up blocks its submission. Then promises again whatever a status owes without a promise.
   */
  async sweep(queue: QueueName): Promise<void> {
    try {
      for (const promise of await oldPromises(this.db, queue, this.options.sweepAfterMs, BATCH)) {
        const state = await this.queue(queue).getJobState(promise.id);
        if (state === 'unknown') await this.add(queue, [promise]);
        else if (state === 'failed') await this.block(queue, promise.id, gaveUp(promise.job, 'the process that ran it ended'));
      }
      if ((await promiseOwed(this.db, this.options.sweepAfterMs)) > 0) (Object.keys(QUEUES) as QueueName[]).forEach((name) => this.pump(name));
    } catch (error) {
      this.options.onError(error, `sweep of ${queue}`);
    }
  }

  /** Sends what is paid, then closes the connections. */
  async close(): Promise<void> {
    this.timers.forEach(clearInterval);
    await Promise.all(this.pumping.values());
    for (const queue of this.paid.keys()) this.pump(queue);
    this.closed = true;
    await Promise.all(this.pumping.values());
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}

/** What a publisher and an operator read when a job's attempts have run out. */
export function gaveUp(job: JobName, reason: string): string {
  return `${job} gave up after ${QUEUES[JOB_QUEUE[job]].attempts} attempts: ${reason}`;
}
