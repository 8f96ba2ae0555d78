import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';

const TEMPLATE = 'souk_template';
const NO_CLUSTER = 'there is no test database server: run the tests with npm test -- <part of a file name>';

export interface TestDatabase {
  /** As the superuser: sees and changes everything. */
  ownerUrl: string;
  /** As the role of one service. */
  url(role: 'gateway' | 'validation' | 'review' | 'storage' | 'installs'): string;
  /** For BullMQ, which keeps its tables in a schema of its own. */
  queueUrl: string;
  /** Ends its sessions and removes it. */
  drop(): Promise<void>;
}

async function onServer(url: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A migrated database of its own, on the server that `npm test` has started. */
export async function testDatabase(): Promise<TestDatabase> {
  if (!process.env.TEST_DATABASE_URL) throw new Error(NO_CLUSTER);
  const server = new URL('/postgres', process.env.TEST_DATABASE_URL);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const as = (role?: string): string => {
    const url = new URL(`/${name}`, server);
    // The services of the test cluster have the superuser's password.
    if (role) url.username = role;
    return url.href;
  };
  return {
    ownerUrl: as(),
    url: (role) => as(`souk_${role}`),
    queueUrl: as(),
    drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** What to say when a test is skipped because redisUrl() is null. */
export const REDIS_SKIPPED = 'no Redis: install redis-server, or set TEST_REDIS_URL to a server whose databases may be emptied';

/** An empty Redis database that no other test uses, or null when there is no Redis. */
export async function redisUrl(): Promise<string | null> {
  if (!process.env.TEST_REDIS_URL) return null;
  const url = new URL(process.env.TEST_REDIS_URL);
  const redis = new Redis(url.href);
  try {
    const [, databases] = (await redis.config('GET', 'databases')) as [string, string];
    const turn = await redis.incr('souk:test:turn');
    const database = 1 + (turn % (Number(databases) - 1));
    await redis.select(database);
    await redis.flushdb();
    url.pathname = `/${database}`;
    return url.href;
  } finally {
    redis.disconnect();
  }
}
