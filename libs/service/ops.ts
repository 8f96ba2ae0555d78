import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** A dependency that takes longer than this to answer is down, in ms. */
const READY_TIMEOUT_MS = 2_000;

export interface Readiness {
  /** Set once the process is told to stop. */
  draining: boolean;
  /** Name of a dependency → throws when it is down. */
  readonly dependencies: Map<string, () => Promise<void>>;
}

async function down(readiness: Readiness): Promise<string[]> {
  const asked = [...readiness.dependencies].map(async ([name, ask]) => {
    const late = new Promise<never>((_, reject) => setTimeout(reject, READY_TIMEOUT_MS, new Error('no answer')).unref());
    try {
      await Promise.race([ask(), late]);
      return null;
    } catch {
      return name;
    }
  });
  return (await Promise.all(asked)).filter((name) => name !== null);
}

async function answer(path: string, readiness: Readiness, metrics: Metrics): Promise<[number, string, string]> {
  if (path === '/health/live') return [200, 'application/json', '{"status":"live"}'];
  if (path === '/metrics') return [200, metrics.registry.contentType, await metrics.render()];
  if (path !== '/health/ready') return [404, 'application/json', '{"status":"unknown path"}'];
  if (readiness.draining) return [503, 'application/json', '{"status":"draining"}'];
  const missing = await down(readiness);
  return missing.length === 0 ? [200, 'application/json', '{"status":"ready"}'] : [503, 'application/json', JSON.stringify({ status: 'not ready', down: missing })];
}

/** Serves /health/live, /health/ready and /metrics. Resolves once it listens. */
export async function serveOps(at: { host: string; port: number }, readiness: Readiness, metrics: Metrics, logger: Logger): Promise<Server> {
  const server = createServer((request, response) => {
    answer((request.url ?? '').split('?', 1)[0]!, readiness, metrics)
      .catch((error): [number, string, string] => {
        logger.error({ err: error }, 'ops request failed');
        return [503, 'application/json', '{"status":"error"}'];
      })
      .then(([status, type, body]) => response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(at.port, at.host, resolve));
  logger.info({ port: (server.address() as AddressInfo).port }, 'health and metrics');
  return server;
}
