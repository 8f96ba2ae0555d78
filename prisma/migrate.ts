import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

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
  constructor(private readonly url: string) {
    super({ connectionString: url });
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => void (await withClient(this.url, (client) => client.query(script)));
    return adapter;
  }
}

/** Prisma's schema engine on a database, as the table owner. */
export async function schemaEngine(ownerUrl: string): Promise<SchemaEngine> {
  const schema = readFileSync(join(ROOT, 'prisma', 'schema.prisma'), 'utf8');
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(ownerUrl));
  return SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter);
}

/** Applies the migrations that are missing. Returns their names. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const engine = await schemaEngine(ownerUrl);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrations(), filters: { externalTables: [], externalEnums: [] } });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
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

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
