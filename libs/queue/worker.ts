import { UnrecoverableError, type Job } from 'bullmq';
import type { Ctx } from '#libs/contracts/context.js';
import { QUEUES, type JobEnvelope, type JobName, type JobPayloads, type JobsOf, type QueueName } from '#libs/contracts/jobs.js';
import { gaveUp, type Relay } from './relay.js';
import type { SoukWorker } from './backend.js';

/**
 * Does one job. Resolves with the job done or nothing left to do; a throw is tried again. May run twice for one
 * promise, also at the same time: what it changes goes through `transition` or is keyed by its ids.
 */
export type Handler<J extends JobName> = (ctx: Ctx, payload: JobPayloads[J]) => Promise<void>;

/** One handler for each job of a queue: a missing or surplus one does not compile. */
export type Handlers<Q extends QueueName> = { readonly [J in JobsOf<Q>]: Handler<J> };

export type JobOutcome = 'done' | 'retried' | 'gave-up';

/** How a worker lost a job that it had not ended: it could not hold the lock, or the lock ran out and the job waits again. Either way the job may run twice. */
export const LOCK_LOSSES = ['not-renewed', 'stalled'] as const;

export interface Observer {
  /** One run of a job ended; times in seconds. */
  ran(job: JobName, outcome: JobOutcome, queuedSeconds: number, workedSeconds: number, error: unknown): void;
  error(error: unknown, doing: string): void;
  /** A job's lock is gone before its end; `stalled` is seen by whoever looks first, also for a process that died. */
  lostLock(queue: QueueName, jobId: string, how: (typeof LOCK_LOSSES)[number]): void;
}

/** A job that cannot succeed however often it is tried; blocks at once with the message. */
export class Hopeless extends UnrecoverableError {}

/** Waiting before a worker that could not be opened is opened anew, in ms. */
const REOPEN_MS = 500;

/** Works on a queue until stopped. */
export class QueueWorker<Q extends QueueName> {
  private worker: SoukWorker | null = null;
  private draining = false;

  constructor(
    private readonly queue: Q,
    private readonly relay: Relay,
    private readonly handlers: Handlers<Q>,
    private readonly observer: Observer,
  ) {}

  start(): void {
    const seen = (error: Error) => this.observer.error(error, `worker of ${this.queue}`);
    const worker = this.relay.backend.worker(this.queue, (job) => this.run(job));
    this.worker = worker;
    // BullMQ says each failed renewal a second time, as an error without the job's id in a field.
    worker.on('error', (error) => error.message.startsWith('could not renew lock for job ') || seen(error));
    worker.on('lockRenewalFailed', (jobIds) => jobIds.forEach((id) => this.observer.lostLock(this.queue, id, 'not-renewed')));
    worker.on('stalled', (jobId) => this.observer.lostLock(this.queue, jobId, 'stalled'));
    worker.on('failed', (job, error) => {
      if (job) this.failed(job, error).catch((cause) => this.observer.error(cause, `blocking after ${job.name}`));
    });
    worker
      .waitUntilReady()
      .then(() => worker.run(), (error) => this.reopen(worker, error))
      .catch(seen);
  }

  /** BullMQ keeps a failed first connection to PostgreSQL for ever, so a worker that could not be opened gives way to a new one. */
  private async reopen(worker: SoukWorker, error: unknown): Promise<void> {
    if (this.draining) return;
    this.observer.error(error, `opening the worker of ${this.queue}`);
    setTimeout(() => this.draining || this.start(), REOPEN_MS);
    await worker.close(true);
  }

  /** Takes no more jobs and waits for those that run, at most `seconds`; what is cut off runs again elsewhere. */
  async drain(seconds: number): Promise<void> {
    this.draining = true;
    const worker = this.worker;
    if (!worker) return;
    const closing = worker.close();
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, seconds * 1000, 'late').unref());
    if ((await Promise.race([closing, late])) === 'late') {
      this.observer.error(new Error(`jobs still ran after ${seconds} s and were cut off`), `draining ${this.queue}`);
      // BullMQ goes on waiting for them; the end of the process cuts them off.
      closing.catch((error) => this.observer.error(error, `draining ${this.queue}`));
    }
  }

  private async run(job: Job<JobEnvelope, void, JobName>): Promise<void> {
    const { promiseId, tenantId, actorId, requestId, payload } = job.data;
    const handler = (this.handlers as Readonly<Partial<Record<JobName, Handler<JobName>>>>)[job.name];
    if (!handler) throw new Hopeless(`no handler for ${job.name} in this release`);
    const started = Date.now();
    await handler({ tenantId, actorId, requestId }, payload);
    if (promiseId) this.relay.pay(this.queue, promiseId);
    this.observer.ran(job.name, 'done', (started - job.timestamp) / 1000, (Date.now() - started) / 1000, null);
  }

  private async failed(job: Job<JobEnvelope, void, JobName>, error: Error): Promise<void> {
    const last = error instanceof UnrecoverableError || error.name === 'UnrecoverableError' || job.attemptsMade >= QUEUES[this.queue].attempts;
    const worked = job.processedOn === undefined ? 0 : (Date.now() - job.processedOn) / 1000;
    this.observer.ran(job.name, last ? 'gave-up' : 'retried', ((job.processedOn ?? Date.now()) - job.timestamp) / 1000, worked, error);
    if (!last || !job.data.promiseId) return;
    await this.relay.block(this.queue, job.data.promiseId, error instanceof Hopeless ? error.message : gaveUp(job.name, `see the log of request ${job.data.requestId}`), error instanceof Hopeless);
  }
}
