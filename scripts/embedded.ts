import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { readParts } from '#libs/service/config.js';
import { allowServices, migrate } from '../prisma/migrate.js';
import { readJson, writePrivate, type Home, type Secrets } from './home.js';
import { freePort } from './ports.js';
import { startPostgres, type EmbeddedPostgres } from './postgres.js';

const QUEUE_ROLE = 'souk_queue';
/** How long an abandoned PostgreSQL may take to end, in ms. */
const STOP_MS = 30_000;
const RESTART_MS = 500;

/** Where the services find what they need, ready to be used. */
export interface Parts {
  /** The database as its owner. */
  ownerUrl: string;
  /** The database as the role of one service. */
  serviceUrl(service: string): string;
  queueUrl: string;
  blobUrl: string;
  /** Ends what was started here. */
  stop(): Promise<void>;
}

export type Say = (text: string) => void;

/** What the environment gives, and embedded parts for the rest. */
export async function openParts(home: Home, secrets: Secrets, environment: NodeJS.ProcessEnv, say: Say): Promise<Parts> {
  const { DATABASE_URL, QUEUE_URL, BLOB_URL } = readParts(environment);
  const server = DATABASE_URL ? null : await keepPostgres(home, secrets, say);
  try {
    const ownerUrl = DATABASE_URL ?? `${server!.url}/souk`;
    if (server) await createDatabase(`${server.url}/postgres`, 'souk');
    const applied = await migrate(ownerUrl);
    if (applied.length > 0) say(`applied migrations: ${applied.join(', ')}`);
    await allowServices(ownerUrl, secrets.services);
    return {
      ownerUrl,
      serviceUrl: (service) => as(ownerUrl, `souk_${service}`, secrets.services),
      queueUrl: QUEUE_URL ?? (await openQueue(ownerUrl, secrets.services)),
      blobUrl: BLOB_URL ?? pathToFileURL(home.path('blobs')).href,
      stop: async () => server?.stop(),
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

function as(url: string, role: string, password: string, database?: string): string {
  const other = new URL(url);
  other.username = role;
  other.password = password;
  if (database) other.pathname = `/${database}`;
  return other.href;
}

// ---- PostgreSQL ----

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync('/proc/self/cmdline')) return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\0', ' ') : '';
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Ends a PostgreSQL that a killed launcher left running over this folder: two of them would destroy it. */
async function stopAbandoned(dataDir: string, say: Say): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  const running = () => pid > 0 && commandLine(pid).includes('postgres') && commandLine(pid).includes(dataDir);
  if (!running()) return;
  say(`stopping the PostgreSQL of an earlier launcher, process ${pid}`);
  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + STOP_MS; running(); await delay(50)) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL, process ${pid}, still runs over ${dataDir}: stop it`);
  }
}

/** PostgreSQL on the port of the last time when that is free, started again whenever it ends by itself. */
async function keepPostgres(home: Home, secrets: Secrets, say: Say): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  const dataDir = home.path('postgres');
  await stopAbandoned(dataDir, say);
  const stateFile = home.path('state.json');
  const port = await freePort(readJson(stateFile, { postgres_port: 0 }).postgres_port);
  writePrivate(stateFile, { postgres_port: port });
  const start = () => startPostgres({ dataDir, port, password: secrets.postgres, durable: true, logFile: home.path('logs', 'postgres.log') });

  let stopping = false;
  let server = await start();
  const keep = async () => {
    for (;;) {
      await server.ended;
      if (stopping) return;
      say('PostgreSQL ended, starting it again');
      await delay(RESTART_MS);
      if (stopping) return;
      await start().then((next) => (server = next), (error: Error) => say(error.message));
      if (stopping) await server.stop();
    }
  };
  const kept = keep();
  return {
    url: server.url,
    async stop() {
      stopping = true;
      await server.stop();
      await kept;
    },
  };
}

async function query(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // Said by the work as well, which is awaited.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function createDatabase(url: string, name: string, owner?: string): Promise<void> {
  await query(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${owner ? ` OWNER ${client.escapeIdentifier(owner)}` : ''}`);
  });
}

/** A database of its own for BullMQ, whose role sees nothing of the marketplace. Returns its URL. */
async function openQueue(ownerUrl: string, password: string): Promise<string> {
  try {
    await query(ownerUrl, async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [QUEUE_ROLE]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${QUEUE_ROLE} NOSUPERUSER NOCREATEDB NOCREATEROLE`);
      await client.query(`ALTER ROLE ${QUEUE_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    });
    await createDatabase(ownerUrl, QUEUE_ROLE, QUEUE_ROLE);
  } catch (error) {
    throw new Error(`the owner of DATABASE_URL could not make a database for the queue (${(error as Error).message}): set QUEUE_URL`, { cause: error });
  }
  return as(ownerUrl, QUEUE_ROLE, password, QUEUE_ROLE);
}
