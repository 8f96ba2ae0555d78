import { Profile } from '#libs/contracts/profile.js';
import { Prisma, type Db, type Tx } from './db.js';

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  profile: Profile;
}

/** The tenant that claims `host`, else the one called `slug`, else null. */
export async function findTenant(db: Db, host: string | null, slug: string | null): Promise<Tenant | null> {
  const rows = await db.outside.$queryRaw<(Omit<Tenant, 'profile'> & { profile: unknown })[]>(Prisma.sql`SELECT * FROM tenant_find(${host}, ${slug})`);
  const row = rows[0];
  return row ? { ...row, profile: Profile.parse(row.profile) } : null;
}

/** The profile of the transaction's tenant. */
export async function readProfile(tx: Tx): Promise<Profile> {
  const row = await tx.tenant.findFirstOrThrow({ select: { profile: true } });
  return Profile.parse(row.profile);
}

/** The same, unchanged until the transaction ends: for who writes it by what it is. */
export async function lockProfile(tx: Tx): Promise<Profile> {
  await tx.$executeRaw`SELECT 1 FROM tenant FOR UPDATE`;
  return readProfile(tx);
}

/** Ids of all tenants. */
export async function tenantIds(db: Db): Promise<string[]> {
  const rows = await db.outside.$queryRaw<{ id: string }[]>`SELECT * FROM tenant_ids()`;
  return rows.map((row) => row.id);
}

export interface TokenOwner {
  token_id: string;
  hash: Uint8Array;
  scopes: string[];
  member_id: string;
  handle: string;
  role: string;
}

/** The living token of a tenant with this hash; null when there is none. The caller compares the hash in constant time. */
export async function findToken(db: Db, tenantId: string, hash: Uint8Array): Promise<TokenOwner | null> {
  const rows = await db.outside.$queryRaw<TokenOwner[]>(Prisma.sql`SELECT * FROM token_find(${tenantId}::uuid, ${hash})`);
  return rows[0] ?? null;
}

/** True when a platform operator's token has this hash. */
export async function isPlatformToken(db: Db, hash: Uint8Array): Promise<boolean> {
  const rows = await db.outside.$queryRaw<{ known: boolean }[]>(Prisma.sql`SELECT platform_token_known(${hash}) AS known`);
  return rows[0]!.known;
}
