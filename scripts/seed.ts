import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Role, TokenScope } from '#libs/contracts/api.js';
import { createPlatformToken } from '../prisma/migrate.js';
import { SEED_TENANTS, type SeedTenant } from './profiles.js';

const HANDLES = ['admin', 'maintainer', 'publisher', 'publisher2', 'user'] as const;
type Handle = (typeof HANDLES)[number];

const ROLE_OF: Record<Handle, Role> = { admin: 'admin', maintainer: 'maintainer', publisher: 'publisher', publisher2: 'publisher', user: 'user' };
const SCOPES_OF: Record<Role, TokenScope[]> = {
  user: ['read', 'install'],
  publisher: ['read', 'install', 'publish'],
  maintainer: ['read', 'install', 'publish', 'review'],
  admin: ['read', 'install', 'publish', 'review', 'admin'],
};
const TOKEN_DAYS = 365;

/** The tokens of a seeded marketplace. While seeding, some are missing. */
export interface Accounts {
  platform_token: string;
  tenants: Record<string, Partial<Record<Handle, string>>>;
}

/** True when nothing is missing. */
export function isComplete(accounts: Accounts): boolean {
  return accounts.platform_token !== '' && SEED_TENANTS.every(({ slug }) => HANDLES.every((handle) => accounts.tenants[slug]?.[handle]));
}

interface Question {
  token: string;
  method: string;
  path: string;
  body?: unknown;
  /** Statuses that are no error. */
  expected: number[];
}

/** Asks the gateway. Throws unless the status is expected. */
type Ask = (question: Question) => Promise<{ status: number; body: unknown }>;

function asking(gateway: string): Ask {
  return async ({ token, method, path, body, expected }) => {
    const response = await fetch(`${gateway}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!expected.includes(response.status)) throw new Error(`seeding: ${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}

/**
 * Completes `accounts` and the marketplace behind `gateway` with what a first start owes: four tenants, their
 * members, publishers and tokens. Calls `keep` whenever a token was added, so that a seeding that was cut
 * short goes on where it stopped. Costs one question a tenant when all is there.
 */
export async function seed(gateway: string, ownerUrl: string, accounts: Accounts, keep: () => void): Promise<void> {
  const ask = asking(gateway);
  if (!(await isPlatformToken(ownerUrl, accounts.platform_token))) {
    accounts.platform_token = await createPlatformToken(ownerUrl, 'launcher');
    keep();
  }
  const { port } = new URL(gateway);
  await Promise.all(SEED_TENANTS.map((tenant) => seedTenant({ ask, ownerUrl, port, accounts, keep }, tenant)));
}

interface Seeding {
  ask: Ask;
  ownerUrl: string;
  /** Of the gateway. */
  port: string;
  accounts: Accounts;
  keep: () => void;
}

async function seedTenant({ ask, ownerUrl, port, accounts, keep }: Seeding, tenant: SeedTenant): Promise<void> {
  const { slug } = tenant;
  const api = `/t/${slug}/api/v1`;
  const tokens = (accounts.tenants[slug] ??= {});
  const known = tokens.admin !== undefined && (await ask({ token: tokens.admin, method: 'GET', path: `${api}/members`, expected: [200, 401, 404] })).status === 200;
  if (known && HANDLES.every((handle) => tokens[handle])) return;

  if (!known) {
    HANDLES.forEach((handle) => delete tokens[handle]);
    const { status, body } = await ask({
      token: accounts.platform_token, method: 'POST', path: '/api/v1/platform/tenants', expected: [201, 409],
      body: { ...tenant, hosts: [`${slug}.localhost`, `${slug}.localhost:${port}`], admin: 'admin' },
    });
    tokens.admin = status === 201 ? (body as { admin: { token: string } }).admin.token : await issueAdminToken(ownerUrl, slug);
    keep();
  }
  const admin = tokens.admin!;
  await ask({ token: admin, method: 'PUT', path: `${api}/members`, expected: [200, 204], body: { members: HANDLES.map((handle) => ({ handle, role: ROLE_OF[handle] })) } });
  for (const [handle, name] of [['publisher', 'Studio'], ['publisher2', 'Labs']] as const) {
    const token = await issueToken(ask, api, admin, handle);
    // Already there: made by an earlier attempt.
    await ask({
      token, method: 'POST', path: `${api}/publishers`, expected: [201, 409],
      body: { name: `${slug}-${name.toLowerCase()}`, display_name: `${tenant.name} ${name}` },
    });
    tokens[handle] = token;
    keep();
  }
  for (const handle of ['maintainer', 'user'] as const) {
    tokens[handle] = await issueToken(ask, api, admin, handle);
    keep();
  }
}

async function issueToken(ask: Ask, api: string, admin: string, handle: Handle): Promise<string> {
  const { body } = await ask({
    token: admin, method: 'POST', path: `${api}/tokens`, expected: [201],
    body: { name: 'seed', scopes: SCOPES_OF[ROLE_OF[handle]], expires_in_days: TOKEN_DAYS, member: handle },
  });
  return (body as { token: string }).token;
}

// ---- what only the owner of the tables can do ----

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // Said by the work as well, which is awaited.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}

async function isPlatformToken(ownerUrl: string, token: string): Promise<boolean> {
  return asOwner(ownerUrl, async (client) => (await client.query('SELECT FROM platform_token WHERE hash = $1', [hashOf(token)])).rowCount === 1);
}

/** For a tenant whose admin's token was lost: it is in one answer only, and that answer did not arrive. */
async function issueAdminToken(ownerUrl: string, slug: string): Promise<string> {
  const token = `souk_${randomBytes(32).toString('base64url')}`;
  await asOwner(ownerUrl, async (client) => {
    // Row-level security binds the owner too: the pipeline's role finds the tenant, then its rows open up.
    await client.query('SET LOCAL ROLE souk_pipeline');
    const found = await client.query<{ id: string }>('SELECT id FROM tenant WHERE slug = $1', [slug]);
    await client.query('RESET ROLE');
    const tenantId = found.rows[0]?.id;
    await client.query("SELECT set_config('souk.tenant_id', $1, true)", [tenantId]);
    const made = await client.query(
      `INSERT INTO token (tenant_id, id, member_id, name, hash, scopes, expires_at)
       SELECT tenant_id, gen_random_uuid(), id, 'seed', $2, $3, now() + make_interval(days => $4)
       FROM member WHERE tenant_id = $1 AND handle = 'admin' AND role = 'admin'`,
      [tenantId, hashOf(token), SCOPES_OF.admin, TOKEN_DAYS],
    );
    if (made.rowCount !== 1) throw new Error(`tenant ${slug} exists, but has no member admin with the role admin: give it one, or start with an empty SOUK_HOME`);
  });
  return token;
}
