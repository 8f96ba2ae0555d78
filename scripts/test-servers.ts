import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { allowServices, migrate } from '../prisma/migrate.js';
import { freePort, isFree } from './ports.js';
import { startPostgres } from './postgres.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const REDIS_READY_MS = 10_000;
const REDIS_DATABASES = 4096;

/** A server for the tests, told to them by an environment variable. */
export interface TestServer {
  variable: string;
  /** The URL, or why there is none. */
  start(folder: string): Promise<{ url: string; stop(): Promise<void> } | { missing: string }>;
}

const isInstalled = (program: string): boolean => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** PostgreSQL with the migrated template that test/support/cluster.ts copies. */
const database: TestServer = {
  variable: 'TEST_DATABASE_URL',
  async start(folder) {
    const password = randomBytes(18).toString('base64url');
    const server = await startPostgres({ dataDir: join(folder, 'postgres'), port: await freePort(), password, durable: false, logFile: join(folder, 'postgres.log') });
    try {
      await query(`${server.url}/postgres`, 'CREATE DATABASE souk_template');
      await migrate(`${server.url}/souk_template`);
      await allowServices(`${server.url}/souk_template`, password);
      await query(`${server.url}/postgres`, 'ALTER DATABASE souk_template WITH ALLOW_CONNECTIONS false');
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { url: server.url, stop: () => server.stop() };
  },
};

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Redis without persistence. */
const redis: TestServer = {
  variable: 'TEST_REDIS_URL',
  async start(folder) {
    if (!isInstalled('redis-server')) return { missing: 'redis-server is not installed' };
    const port = await freePort();
    const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', 'maxmemory-policy': 'noeviction', databases: REDIS_DATABASES, dir: folder };
    const server = spawn('redis-server', Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), { detached: true, stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    const stop = async () => {
      server.kill('SIGTERM');
      await ended;
    };
    const deadline = Date.now() + REDIS_READY_MS;
    while (!(await answersPing(port))) {
      if (server.exitCode !== null || Date.now() > deadline) {
        await stop();
        throw new Error('redis-server was started and does not answer');
      }
      await delay(20);
    }
    return { url: `redis://127.0.0.1:${port}`, stop };
  },
};

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

/** Ceph's S3 gateway. */
const s3: TestServer = {
  variable: 'TEST_S3_URL',
  async start(folder) {
    if (!isInstalled('radosgw')) return { missing: 'no S3 server is installed, see scripts/s3-server.sh' };
    const script = join(ROOT, 'scripts', 's3-server.sh');
    const place = join(folder, 's3');
    const { status, stdout, stderr } = await output(script, ['start', place, String(await twoFreePorts())]);
    if (status !== 0) throw new Error(`the S3 server did not start: ${stderr}`);
    return { url: stdout.trim(), stop: async () => void (await output(script, ['stop', place])) };
  },
};

/** The first of two ports in a row that are free. */
async function twoFreePorts(): Promise<number> {
  const port = await freePort();
  return (await isFree(port + 1)) ? port : twoFreePorts();
}

function output(program: string, args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  // A group of its own: Ctrl-C must not end it half way.
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += chunk));
  child.stderr.on('data', (chunk) => (said.stderr += chunk));
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (status) => resolve({ status, ...said })));
}

export const TEST_SERVERS: TestServer[] = [database, redis, s3];
