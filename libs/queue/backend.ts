import { Queue, Worker, type ConnectionOptions, type JobsOptions, type Processor } from 'bullmq';
import { createPostgresBackend, withBackend, type PostgresConnectionOptions } from 'bullmq';
import { QUEUES, type JobEnvelope, type JobName, type QueueName } from '#libs/contracts/jobs.js';

/** Looking for jobs whose worker died, in ms. */
const STALLED_INTERVAL_MS = 5_000;
/** Deaths of workers that one job may see: a killed process is not the job's fault, a job that kills is stopped by its attempts. */
const MAX_STALLED = 20;
/** Pool of one queue or worker on PostgreSQL. */
const POSTGRES_CONNECTIONS = 4;

export type SoukQueue = Queue<JobEnvelope, void, JobName>;
export type SoukWorker = Worker<JobEnvelope, void, JobName>;

/** Makes queues and workers on Redis or PostgreSQL, whichever the URL names. */
export interface QueueBackend {
  queue(name: QueueName): SoukQueue;
  worker(name: QueueName, work: Processor<JobEnvelope, void, JobName>): SoukWorker;
}

function jobOptions(name: QueueName): JobsOptions {
  const policy = QUEUES[name];
  return {
    attempts: policy.attempts,
    backoff: { type: 'exponential', delay: policy.backoffMs, jitter: 0.5 },
    removeOnComplete: true,
    removeOnFail: { age: policy.keepFailedSeconds },
  };
}

function workerOptions(name: QueueName) {
  const policy = QUEUES[name];
  return { autorun: false, concurrency: policy.concurrency, lockDuration: policy.lockMs, stalledInterval: STALLED_INTERVAL_MS, maxStalledCount: MAX_STALLED };
}

/** `redis://…`, `rediss://…` or `postgres://…`; anything else throws without showing the value. */
export function openBackend(url: string): QueueBackend {
  if (/^rediss?:/.test(url)) return redisBackend(url);
  if (/^postgres(ql)?:/.test(url)) return postgresBackend(url);
  throw new Error('QUEUE_URL must begin with redis://, rediss:// or postgres://');
}

function redisBackend(url: string): QueueBackend {
  const connection: ConnectionOptions = { url, maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 100, 1_000) };
  return {
    queue: (name) => new Queue(name, { connection, prefix: 'souk', defaultJobOptions: jobOptions(name) }),
    worker: (name, work) => new Worker(name, work, { connection, prefix: 'souk', ...workerOptions(name) }),
  };
}

function postgresBackend(url: string): QueueBackend {
  const connection: PostgresConnectionOptions = { connectionString: url, max: POSTGRES_CONNECTIONS, migrate: true, keepAlive: true };
  const on = withBackend(createPostgresBackend);
  return {
    queue: (name) => new on.Queue(name, { connection, defaultJobOptions: jobOptions(name) }) as unknown as SoukQueue,
    worker: (name, work) => new on.Worker(name, work, { connection, ...workerOptions(name) }) as unknown as SoukWorker,
  };
}
