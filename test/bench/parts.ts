import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { orchestraPackage } from '#test/support/archives.js';
import { startMarketplace, type Marketplace } from '#test/support/marketplace.js';
import { allowServices, migrate } from '../../prisma/migrate.js';
import { freePort } from '../../scripts/ports.js';
import { startPostgres } from '../../scripts/postgres.js';
import { TEST_SERVERS } from '../../scripts/test-servers.js';

export type Backend = 'postgres' | 'redis';

export interface Stage {
  souk: Marketplace;
  /** As the superuser. */
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Process id of the database server. */
  postgresPid: number;
  folder: string;
  stop(): Promise<void>;
}

/** The whole marketplace on a durable PostgreSQL of its own, with its jobs on `backend`. Null, having said why, when that is not installed. */
export async function openStage(backend: Backend): Promise<Stage | null> {
  const folder = mkdtempSync(join(tmpdir(), 'souk-bench-'));
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    const redis = backend === 'redis' ? await TEST_SERVERS.find(({ variable }) => variable === 'TEST_REDIS_URL')!.start(folder) : null;
    if (redis && 'missing' in redis) {
      skipped(`jobs on Redis: ${redis.missing}`);
      await stop();
      return null;
    }
    if (redis) stops.push(redis.stop);
    const password = randomBytes(18).toString('base64url');
    const server = await startPostgres({ dataDir: join(folder, 'postgres'), port: await freePort(), password, durable: true, logFile: join(folder, 'postgres.log') });
    stops.push(() => server.stop());
    const ownerUrl = `${server.url}/postgres`;
    await migrate(ownerUrl);
    await allowServices(ownerUrl, password);
    const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
    stops.push(() => pool.end());
    const as = (role: string) => Object.assign(new URL(ownerUrl), { username: `souk_${role}` }).href;
    const souk = await startMarketplace({ ownerUrl, serviceUrl: as, queueUrl: redis?.url ?? ownerUrl });
    stops.push(() => souk.stop());
    return { souk, query: async (sql, values) => (await pool.query(sql, values)).rows, postgresPid: server.pid, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says on standard error, where nobody overlooks it, what is not measured. */
export function skipped(what: string): void {
  process.stderr.write(`\n*** NOT MEASURED *** ${what}\n\n`);
}

/** A package that passes the checks, of about so many bytes, which no compression makes smaller. */
export function packageOf(name: string, version: string, bytes: number): Uint8Array {
  return orchestraPackage({ name, version }, { 'assets/noise.bin': randomBytes(bytes - 1_000) });
}

/** The value below which `share` of the values lie. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]!;
}
