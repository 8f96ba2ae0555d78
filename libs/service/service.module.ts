import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type BeforeApplicationShutdown, type Provider } from '@nestjs/common';
import { openBlobs } from '#libs/blobs/blobs.js';
import type { Blobs } from '#libs/blobs/store.js';
import { JOB_QUEUE, type JobName, type QueueName } from '#libs/contracts/jobs.js';
import { openDb, type Db } from '#libs/db/db.js';
import { Relay } from '#libs/queue/relay.js';
import { LOCK_LOSSES, QueueWorker, type Handlers, type Observer } from '#libs/queue/worker.js';
import type { Config } from './config.js';
import type { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import type { Readiness } from './ops.js';

export const CONFIG = Symbol('config');
export const DB = Symbol('db');
export const BLOBS = Symbol('blobs');
export const LOGGER = Symbol('logger');
export const READINESS = Symbol('readiness');

/** Closes what the process holds open, last of all. */
class Clients implements OnApplicationShutdown {
  constructor(
    private readonly db: Db,
    private readonly relay: Relay,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.relay.close();
    await this.db.close();
  }
}

/** What surrounds every process: database, blobs, relay, log, metrics, readiness; closed in the right order. */
@Module({})
export class ServiceModule {
  /** `queues` are those whose jobs this process does; none for the gateway. */
  static async with(config: Config, logger: Logger, metrics: Metrics, queues: readonly QueueName[]): Promise<DynamicModule> {
    const readiness: Readiness = { draining: false, dependencies: new Map() };
    const blobs = await openBlobs(config.BLOB_URL);
    const db = openDb(config.DATABASE_URL, config.DATABASE_CONNECTIONS);
    const relay = new Relay(db, {
      queueUrl: config.QUEUE_URL,
      pollMs: config.RELAY_POLL_MS,
      sweepMs: config.SWEEP_INTERVAL_MS,
      sweepAfterMs: config.SWEEP_AFTER_MS,
      onError: (error, doing) => unseen(logger, metrics, error, doing),
    });
    readiness.dependencies.set('database', () => db.ready());
    readiness.dependencies.set('queue', () => relay.ready());
    readiness.dependencies.set('blobs', () => blobs.ready());
    if (queues.length > 0) metrics.watchQueues(db, queues);
    const values: [symbol | typeof Relay | typeof Metrics, unknown][] = [[CONFIG, config], [DB, db], [BLOBS, blobs], [LOGGER, logger], [READINESS, readiness], [Relay, relay], [Metrics, metrics]];
    const providers: Provider[] = values.map(([provide, useValue]) => ({ provide, useValue }));
    return { module: ServiceModule, global: true, providers: [...providers, { provide: Clients, useFactory: () => new Clients(db, relay) }], exports: values.map(([token]) => token) };
  }
}

/** An error that no caller sees: logged once and counted. */
export function unseen(logger: Logger, metrics: Metrics, error: unknown, doing: string): void {
  metrics.errors.inc({ doing });
  logger.error({ err: error, doing }, 'failed');
}

/** Starts and drains the worker of a queue with the application. */
class WorkerHost<Q extends QueueName> implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queue: Q,
    private readonly worker: QueueWorker<Q>,
    private readonly relay: Relay,
    private readonly drainSeconds: number,
  ) {}

  onApplicationBootstrap(): void {
    this.worker.start();
    this.relay.start(this.queue);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.drain(this.drainSeconds);
  }
}

/** The worker of `queue` as a provider; `handlers` gets the instances of `inject`. */
export function provideWorker<Q extends QueueName, A extends unknown[]>(queue: Q, inject: { [K in keyof A]: new (...args: never[]) => A[K] }, handlers: (...injected: A) => Handlers<Q>): Provider {
  return {
    provide: `worker of ${queue}`,
    inject: [Relay, Metrics, LOGGER, CONFIG, ...inject],
    useFactory: (relay: Relay, metrics: Metrics, logger: Logger, config: Config, ...injected: unknown[]) => {
      for (const how of LOCK_LOSSES) metrics.locksLost.inc({ queue, how }, 0);
      return new WorkerHost(queue, new QueueWorker(queue, relay, handlers(...(injected as A)), observer(metrics, logger)), relay, config.DRAIN_SECONDS);
    },
  };
}

function observer(metrics: Metrics, logger: Logger): Observer {
  return {
    ran(job: JobName, outcome, queuedSeconds, workedSeconds, error) {
      metrics.jobs.inc({ queue: JOB_QUEUE[job], job, outcome });
      metrics.jobQueued.observe({ job }, queuedSeconds);
      metrics.jobWorked.observe({ job }, workedSeconds);
      if (error) logger[outcome === 'gave-up' ? 'error' : 'warn']({ err: error, job, outcome }, 'job failed');
    },
    error: (error, doing) => unseen(logger, metrics, error, doing),
    lostLock(queue, jobId, how) {
      metrics.locksLost.inc({ queue, how });
      logger.warn({ queue, jobId, how }, 'job lost its lock');
    },
  };
}

export type { Blobs, Config, Db, Logger };
