import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#libs/service/config.js';
import { nestLogger, type Logger } from '#libs/service/logger.js';
import { Metrics } from '#libs/service/metrics.js';
import { DB } from '#libs/service/service.module.js';
import { answerRemembered, Listings } from './extensions/listings.js';
import { addHooks, requestId } from './http/hooks.js';
import { refuseMalformed } from './http/malformed.js';
import { OpenapiController } from './http/openapi.controller.js';
import { describe } from './http/openapi.js';
import { ProblemFilter, refuseAddress } from './http/problem.filter.js';
import { RateLimits } from './http/rate-limits.js';
import { cutTenant, setPublicUrl } from './http/request.js';
import { Tenants } from './http/tenants.js';

/** A JSON body at most, in bytes; packages are streamed and have the tenant's limit. */
export const JSON_BYTES = 1024 * 1024;
/** A silent client is let go after so long, in ms. */
const IDLE_MS = 60_000;
const REQUEST_MS = 15 * 60_000;

/** The gateway's Nest application, listening. */
export async function createGateway(module: DynamicModule, config: Config, logger: Logger): Promise<NestFastifyApplication> {
  setPublicUrl(config.PUBLIC_URL);
  const adapter = new FastifyAdapter({
    trustProxy: (_address: string, hop: number) => hop < config.TRUST_PROXY,
    bodyLimit: JSON_BYTES,
    genReqId: requestId,
    rewriteUrl: cutTenant,
    connectionTimeout: IDLE_MS,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseMalformed,
    frameworkErrors: refuseAddress,
    // Node would refuse them without a body; addHooks does.
    http: { requireHostHeader: false },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: nestLogger(logger), bodyParser: true });
  const problems = app.get(ProblemFilter);
  app.setGlobalPrefix('api/v1');
  app.useGlobalFilters(problems);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  for (const type of ['application/octet-stream', 'application/gzip', 'application/x-gzip']) fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  const listings = app.get(Listings);
  addHooks(fastify, { db: app.get(DB), tenants: app.get(Tenants), limits: app.get(RateLimits), metrics: app.get(Metrics), answered: (request, reply) => answerRemembered(listings, request, reply) });
  app.get(OpenapiController).document = Buffer.from(JSON.stringify(describe(app)));
  await app.listen(config.PORT, config.HOST);
  logger.info({ url: await app.getUrl() }, 'listening');
  return app;
}
