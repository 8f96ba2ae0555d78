import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { QUEUES, type QueueName } from '#libs/contracts/jobs.js';
import { queueDepth } from '#libs/db/outbox.js';
import { submissionCounts } from '#libs/db/submissions.js';
import type { Db } from '#libs/db/db.js';

const JOB_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HTTP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
/** Counts over whole tables are asked for at most this often, in ms. */
const COUNT_EVERY_MS = 15_000;

/** What every process counts, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  readonly jobs = new Counter({ name: 'souk_jobs_total', help: 'Runs of jobs by outcome', labelNames: ['queue', 'job', 'outcome'], registers: [this.registry] });
  readonly jobQueued = new Histogram({ name: 'souk_job_queued_seconds', help: 'Time in the queue before a run', labelNames: ['job'], buckets: JOB_SECONDS, registers: [this.registry] });
  readonly jobWorked = new Histogram({ name: 'souk_job_worked_seconds', help: 'Time of a run', labelNames: ['job'], buckets: JOB_SECONDS, registers: [this.registry] });
  readonly locksLost = new Counter({ name: 'souk_job_locks_lost_total', help: 'Jobs whose lock was gone before their end, and that run again', labelNames: ['queue', 'how'], registers: [this.registry] });
  readonly http = new Histogram({ name: 'souk_http_request_seconds', help: 'HTTP requests', labelNames: ['method', 'route', 'status'], buckets: HTTP_SECONDS, registers: [this.registry] });
  readonly errors = new Counter({ name: 'souk_errors_total', help: 'Errors that no caller saw, by what was being done', labelNames: ['doing'], registers: [this.registry] });
  readonly rateLimited = new Counter({ name: 'souk_rate_limited_total', help: 'Requests refused by a rate limit', labelNames: ['limit'], registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Depth and age of queues for each tenant, asked for when Prometheus asks. */
  watchQueues(db: Db, queues: readonly QueueName[]): void {
    const depth = new Gauge({ name: 'souk_queue_depth', help: 'Promised jobs that are not done', labelNames: ['queue', 'tenant', 'state'], registers: [this.registry] });
    const age = new Gauge({ name: 'souk_queue_age_seconds', help: 'Age of the oldest promised job that is not done', labelNames: ['queue', 'tenant'], registers: [this.registry] });
    const workers = new Gauge({ name: 'souk_queue_concurrency', help: 'Jobs that this process does at a time', labelNames: ['queue'], registers: [this.registry] });
    for (const queue of queues) workers.set({ queue }, QUEUES[queue].concurrency);
    this.collectors.push(async () => {
      depth.reset();
      age.reset();
      for (const queue of queues) {
        for (const row of await queueDepth(db, queue)) {
          depth.set({ queue, tenant: row.tenant, state: 'waiting' }, Number(row.waiting));
          depth.set({ queue, tenant: row.tenant, state: 'in_flight' }, Number(row.in_flight));
          age.set({ queue, tenant: row.tenant }, row.oldest_seconds);
        }
      }
    });
  }

  /** Submissions by status for each tenant. */
  watchSubmissions(db: Db): void {
    const count = new Gauge({ name: 'souk_submissions', help: 'Submissions by status', labelNames: ['tenant', 'status', 'blocked'], registers: [this.registry] });
    let counted = 0;
    this.collectors.push(async () => {
      if (Date.now() - counted < COUNT_EVERY_MS) return;
      counted = Date.now();
      count.reset();
      for (const row of await submissionCounts(db)) count.set({ tenant: row.tenant, status: row.status, blocked: String(row.blocked) }, Number(row.count));
    });
  }

  private readonly collectors: (() => Promise<void>)[] = [];

  /** The text that Prometheus reads. */
  async render(): Promise<string> {
    await Promise.all(this.collectors.map((collect) => collect()));
    return this.registry.metrics();
  }
}
