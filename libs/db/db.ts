import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Ctx } from '#libs/contracts/context.js';
import type { QueueName } from '#libs/contracts/jobs.js';
import { Prisma, PrismaClient } from './generated/client.js';

/** A transaction in which one tenant's rows exist and no others. */
export type Tx = Prisma.TransactionClient;
export { Prisma };

/** How long a transaction may wait for a connection, and run, in ms. */
const WAIT_MS = 10_000;
const RUN_MS = 20_000;

/** Queues that a running transaction has promised jobs to. */
const promisedTo = new WeakMap<object, Set<QueueName>>();

/** Notes that `tx` promises a job to `queue`, so that the relay is told once it has committed. */
export function notePromise(tx: Tx, queue: QueueName): void {
  promisedTo.get(tx)?.add(queue);
}

export interface Db {
  /**
   * The only door to a tenant's rows: runs `work` in one transaction with row-level security set to the
   * tenant of `ctx`. Throws what `work` throws, and rolls back.
   */
  tenant<T>(ctx: Pick<Ctx, 'tenantId'>, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For the SQL functions that see all tenants (relay, sweep, metrics, finding a tenant); tables are empty here. */
  readonly outside: Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;
  /** Calls `listener` with each queue that a committed transaction of this process has promised jobs to. */
  onPromise(listener: (queue: QueueName) => void): void;
  /** Throws when PostgreSQL does not answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Statements that a connection keeps prepared: planning them takes PostgreSQL longer than running them. */
const MOST_PREPARED = 500;

/** Gives each text of a statement a name, so that it is prepared once for each connection; texts beyond the limit stay without. */
function statementNames(): (query: { sql: string; args: unknown[] }) => string {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    const known = names.get(sql);
    if (known !== undefined || args.length === 0 || names.size >= MOST_PREPARED) return known ?? '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The tenant of the transaction that is being begun. */
const beginning = new AsyncLocalStorage<string>();

/** Sets the tenant in the round trip that begins the transaction. Without one, row-level security shows no rows. pg declares `query` by nine overloads, hence the casts. */
class TenantClient extends pg.Client {
  override query(...given: unknown[]): never {
    const [query, ...rest] = given as [{ text?: string }, ...unknown[]];
    const tenantId = query.text === 'BEGIN' ? beginning.getStore() : undefined;
    const text = tenantId === undefined ? query : { ...query, name: undefined, text: `BEGIN; SELECT set_config('souk.tenant_id', '${tenantId}', true)` };
    return super.query(text as never, ...(rest as [])) as never;
  }
}

/** Opens a pool of at most `connections` connections to PostgreSQL. */
export function openDb(url: string, connections: number): Db {
  const adapter = new PrismaPg({ connectionString: url, max: connections, connectionTimeoutMillis: WAIT_MS, keepAlive: true, Client: TenantClient }, { onPoolError: () => undefined, statementNameGenerator: statementNames() });
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: WAIT_MS, timeout: RUN_MS }, errorFormat: 'minimal' });
  const listeners: ((queue: QueueName) => void)[] = [];
  return {
    async tenant(ctx, work) {
      if (!UUID.test(ctx.tenantId)) throw new TypeError('a tenant is named by its UUID');
      const queues = new Set<QueueName>();
      const run = () =>
        prisma.$transaction((tx) => {
          promisedTo.set(tx, queues);
          return beginning.exit(() => work(tx));
        });
      const result = await beginning.run(ctx.tenantId, run);
      for (const queue of queues) listeners.forEach((listener) => listener(queue));
      return result;
    },
    outside: prisma,
    onPromise: (listener) => void listeners.push(listener),
    ready: async () => void (await prisma.$queryRaw`SELECT 1`),
    close: () => prisma.$disconnect(),
  };
}

/** True when PostgreSQL refused a row because of the named unique or exclusion constraint. */
export function violates(error: unknown, constraint: string): boolean {
  if (!(error instanceof Error)) return false;
  const text = `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? {})}`;
  return text.includes(constraint);
}

/** One event as PostgreSQL announces it. */
export interface Announcement {
  tenant: string;
  kind: string;
  submission?: string | null;
  extension?: string | null;
  to?: string | null;
  /** Id of the event row; absent for tenants. */
  id?: string;
}

export interface Announcements {
  /** Calls `listener` for each announcement, and with null whenever some may have been missed. */
  on(listener: (announcement: Announcement | null) => void): () => void;
  readonly connected: boolean;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;
/** How often the listening connection is asked whether it lives, and how long it may take, in ms: a silent network tells nobody that it is gone. */
const HEARTBEAT_MS = 5_000;

/** Asks again and again until there is no answer in time; then calls `lost`. */
function beat(client: pg.Client, everyMs: number, lost: () => void): void {
  const timer = setTimeout(() => {
    const late = setTimeout(lost, everyMs);
    late.unref();
    client.query('SELECT 1').then(
      () => (clearTimeout(late), beat(client, everyMs, lost)),
      () => (clearTimeout(late), lost()),
    );
  }, everyMs);
  timer.unref();
}

/** Listens to what happens in the database over a connection of its own, and reconnects when it breaks. */
export function listen(url: string, heartbeatMs = HEARTBEAT_MS): Announcements {
  const listeners = new Set<(announcement: Announcement | null) => void>();
  let client: pg.Client | null = null;
  let closed = false;
  let connected = false;
  const tell = (announcement: Announcement | null) => listeners.forEach((listener) => listener(announcement));

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    const lost = () => {
      if (client !== next) return;
      client = null;
      connected = false;
      next.end().catch(() => undefined);
      tell(null);
      if (!closed) setTimeout(() => void connect(), RECONNECT_MS).unref();
    };
    client = next;
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', (message) => tell(JSON.parse(message.payload ?? 'null') as Announcement | null));
    try {
      await next.connect();
      await next.query('LISTEN souk_event');
      connected = true;
      tell(null);
      beat(next, heartbeatMs, lost);
    } catch {
      // The reason shows in readiness, which asks the same server; here only trying again helps.
      lost();
    }
  };
  const first = connect();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get connected() {
      return connected;
    },
    async close() {
      closed = true;
      await first;
      await client?.end();
    },
  };
}
