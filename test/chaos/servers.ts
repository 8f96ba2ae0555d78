import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { allowServices, migrate } from '../../prisma/migrate.js';
import { freePort } from '../../scripts/ports.js';
import { startPostgres } from '../../scripts/postgres.js';

/** How long a query of the harness may wait for a server that is being restarted, in ms. */
const PATIENCE_MS = 60_000;

export type Backend = 'postgres' | 'redis';

/** PostgreSQL, Redis and the blob folder of one run, each of which can be broken. */
export interface Servers {
  readonly ownerUrl: string;
  readonly queueUrl: string;
  readonly blobFolder: string;
  serviceUrl(service: string): string;
  /** As the superuser; waits for a server that is being restarted. */
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  /** `shutdown` ends sessions and flushes; `crash` ends at once, so that the next start recovers from the log. */
  restartPostgres(how: 'shutdown' | 'crash'): Promise<void>;
  /** The queue forgets every job: FLUSHALL, or TRUNCATE on PostgreSQL. */
  emptyQueue(): Promise<void>;
  /** Redis is stopped for a while and comes back empty. */
  stopRedis(ms: number): Promise<void>;
  /** Every access to a blob fails for a while: a file stands where the folder was. */
  breakBlobs(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startServers(backend: Backend): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'souk-chaos-'));
  const blobFolder = join(folder, 'blobs');
  mkdirSync(blobFolder);
  const password = randomBytes(18).toString('base64url');
  const options = { dataDir: join(folder, 'postgres'), port: await freePort(), password, durable: true, logFile: join(folder, 'postgres.log') };
  let postgres = await startPostgres(options);
  const redis = backend === 'redis' ? await redisServer(folder) : null;
  const ownerUrl = `${postgres.url}/souk`;
  const queueDatabase = `${postgres.url}/souk_queue`;
  const stop = async (): Promise<void> => {
    await redis?.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await query(`${postgres.url}/postgres`, 'CREATE DATABASE souk');
    await query(`${postgres.url}/postgres`, 'CREATE DATABASE souk_queue');
    await migrate(ownerUrl);
    await allowServices(ownerUrl, password);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ownerUrl,
    queueUrl: redis?.url ?? queueDatabase,
    blobFolder,
    serviceUrl: (service) => Object.assign(new URL(ownerUrl), { username: `souk_${service}` }).href,
    sql: <T>(text: string, values?: unknown[]) => patiently(() => query(ownerUrl, text, values)) as Promise<T[]>,
    async restartPostgres(how) {
      if (how === 'shutdown') await postgres.stop();
      else {
        process.kill(postgres.pid, 'SIGQUIT');
        await postgres.ended;
      }
      postgres = await startPostgres(options);
    },
    emptyQueue: async () => void (await (redis ? redis.flush() : patiently(() => query(queueDatabase, 'TRUNCATE bullmq.job CASCADE')))),
    async stopRedis(ms) {
      await redis?.stop();
      await delay(ms);
      await redis?.start();
    },
    async breakBlobs(ms) {
      renameSync(blobFolder, `${blobFolder}.away`);
      writeFileSync(blobFolder, '');
      await delay(ms);
      rmSync(blobFolder);
      renameSync(`${blobFolder}.away`, blobFolder);
    },
    stop,
  };
}

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // Said by the query as well, which is awaited.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Tries again while the server is away. What PostgreSQL itself refuses is thrown. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(100)) {
    try {
      return await work();
    } catch (error) {
      const refused = /^(?:2|4)/.test((error as { code?: string }).code ?? '');
      if (refused || Date.now() > deadline) throw error;
    }
  }
}

async function redisServer(folder: string) {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', 'maxmemory-policy': 'noeviction', dir: folder };
  let server: ChildProcess;
  let ended: Promise<void>;
  const start = async (): Promise<void> => {
    server = spawn('redis-server', Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), { detached: true, stdio: 'ignore' });
    ended = new Promise((resolve, reject) => server.once('exit', () => resolve()).once('error', reject));
    await Promise.race([once(url, (client) => client.ping()), ended.then(() => Promise.reject(new Error('redis-server ended')))]);
  };
  await start();
  return {
    url,
    start,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
    flush: () => once(url, (client) => client.flushall()),
  };
}

async function once(url: string, work: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  // Said by the command as well, which is awaited.
  client.on('error', () => undefined);
  try {
    await work(client);
  } finally {
    client.disconnect();
  }
}
