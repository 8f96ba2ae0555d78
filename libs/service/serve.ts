import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import type { QueueName } from '#libs/contracts/jobs.js';
import { readConfig, type Config } from './config.js';
import { nestLogger, openLogger, type Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { serveOps, type Readiness } from './ops.js';
import { BLOBS, READINESS, ServiceModule, type Blobs } from './service.module.js';

/** Over the drain, in ms: what must end then is ended. */
const LAST_SECONDS_MS = 5_000;

export interface Service {
  name: string;
  /** The queues whose jobs this process does; none for the gateway. */
  queues: readonly QueueName[];
  module(config: Config): DynamicModule;
  /** Makes the Nest application; default is one without HTTP. */
  create?(module: DynamicModule, config: Config, logger: Logger): Promise<INestApplicationContext>;
}

/** Runs a process from start to SIGTERM: configuration, application, health and metrics, drain. */
export async function serve(service: Service): Promise<void> {
  const config = readConfig();
  const logger = openLogger(service.name, config.LOG_LEVEL);
  const fatal = (error: unknown) => {
    logger.fatal({ err: error }, 'unexpected error, ending');
    process.exit(1);
  };
  process.once('uncaughtException', fatal);
  process.once('unhandledRejection', fatal);

  const metrics = new Metrics();
  const module = service.module(config);
  module.imports = [await ServiceModule.with(config, logger, metrics, service.queues), ...(module.imports ?? [])];
  const create = service.create ?? ((root) => NestFactory.createApplicationContext(root, { logger: nestLogger(logger) }));
  const app = await create(module, config, logger);
  await app.get<Blobs>(BLOBS).prepare();
  await app.init();
  const readiness = app.get<Readiness>(READINESS);
  const ops = await serveOps({ host: config.OPS_HOST, port: config.OPS_PORT }, readiness, metrics, logger);
  logger.info({ pid: process.pid }, `${service.name} is up`);

  const stop = async (signal: string) => {
    if (readiness.draining) return;
    readiness.draining = true;
    logger.info({ signal }, 'draining');
    setTimeout(() => fatal(new Error('the drain took too long')), config.DRAIN_SECONDS * 1000 + LAST_SECONDS_MS).unref();
    await app.close();
    ops.close();
    logger.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM').catch(fatal));
  process.on('SIGINT', () => void stop('SIGINT').catch(fatal));
  // Started by the launcher: when it is gone, this process has nobody to end it.
  if (process.send) process.once('disconnect', () => void stop('disconnect').catch(fatal));
}
