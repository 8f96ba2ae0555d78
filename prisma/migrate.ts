import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { readMigrateConfig } from '#libs/service/config.js';

const SERVICE_ROLES = ['souk_gateway', 'souk_validation', 'souk_review', 'souk_storage', 'souk_installs'];

/** The folder that holds package.json: compiled files live one level deeper than their sources. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function migrations(): Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList'] {
  const baseDir = join(ROOT, 'prisma', 'migrations');
  const folders = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: folders.map((path) => ({
      path,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') } },
    })),
  };
}

/**
 * The adapter cuts scripts at every semicolon, also inside of function bodies. PostgreSQL itself takes a script
 * whole, as one transaction.
 */
class WholeScripts extends PrismaPg {
  private readonly opened: { dispose(): Promise<void> }[] = [];

  constructor(private readonly url: string) {
    super({ connectionString: url });
  }

  /** Ends the sessions that the engine leaves open. */
  async close(): Promise<void> {
    for (const adapter of this.opened.splice(0)) await adapter.dispose();
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.opened.push(adapter);
    adapter.executeScript = async (script) => void (await withClient(this.url, (client) => client.query(script)));
    return adapter;
  }
}

/** Runs `work` with Prisma's schema engine on a database, as the table owner. */
export async function withSchemaEngine<T>(ownerUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const schema = readFileSync(join(ROOT, 'prisma', 'schema.prisma'), 'utf8');
  const factory = new WholeScripts(ownerUrl);
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  let engine: SchemaEngine | null = null;
  try {
    engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, bound);
    return await work(engine);
  } catch (error) {
    // The engine tells an error that is not of PostgreSQL by its number only.
    const id = /^External error id#(\d+)/.exec((error as Error).message)?.[1];
    throw (id !== undefined && bound.errorRegistry.consumeError(Number(id))?.error) || error;
  } finally {
    engine?.free();
    await factory.close();
  }
}

/** Applies the migrations that are missing. Returns their names. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  return withSchemaEngine(ownerUrl, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrations(), filters: { externalTables: [], externalEnums: [] } });
    return appliedMigrationNames;
  });
}

/** Lets the five service roles log in with `password`. They belong to the whole database server. */
export async function allowServices(ownerUrl: string, password: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    for (const role of SERVICE_ROLES) {
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
  });
}

/** Makes a token for a platform operator and stores its hash. The token is returned once. */
export async function createPlatformToken(ownerUrl: string, name: string): Promise<string> {
  const token = `souk_${randomBytes(32).toString('base64url')}`;
  await withClient(ownerUrl, (client) =>
    client.query('INSERT INTO platform_token (hash, name) VALUES ($1, $2)', [createHash('sha256').update(token).digest(), name]),
  );
  return token;
}

/** Runs `work` with one connection, and closes it. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The migrate job: `node dist/prisma/migrate.js [--platform-token NAME]`. Prints the platform token, once, when one is asked for. */
async function run(args: string[]): Promise<void> {
  const { databaseUrl, servicePassword } = readMigrateConfig();
  const at = args.indexOf('--platform-token');
  if (at >= 0) {
    console.log(await createPlatformToken(databaseUrl, args[at + 1] ?? 'platform'));
    return;
  }
  const applied = await migrate(databaseUrl);
  if (servicePassword !== undefined) await allowServices(databaseUrl, servicePassword);
  console.log(applied.length === 0 ? 'the database is up to date' : `applied: ${applied.join(', ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await run(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message.trim());
    process.exitCode = 1;
  });
}
