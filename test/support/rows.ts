import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { z } from 'zod';
import type { Ctx } from '#libs/contracts/context.js';
import { Profile } from '#libs/contracts/profile.js';
import { testDatabase, type TestDatabase } from './cluster.js';
import { OPEN_PROFILE } from './marketplace.js';
import { packageOf } from './scan-package.js';

/** One tenant's people, as a test that needs no gateway sees them. */
export interface Place {
  ctx: Ctx;
  /** Member of the publisher. */
  author: string;
  maintainer: string;
  publisher: string;
}

/** A database of its own with a session that sees and changes every row. */
export interface Rows extends TestDatabase {
  sql<T = any>(text: string, values?: unknown[]): Promise<T[]>;
}

export async function openRows(): Promise<Rows> {
  const database = await testDatabase();
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  return {
    ...database,
    sql: async (text, values) => (await client.query(text, values)).rows,
    async drop() {
      await client.end();
      await database.drop();
    },
  };
}

/** A tenant with a publisher, its author and a maintainer. */
export async function makePlace({ sql }: Rows, profile: z.input<typeof Profile> = OPEN_PROFILE): Promise<Place> {
  const [tenantId, author, maintainer, publisher] = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string];
  await sql('INSERT INTO tenant (id, slug, name, profile) VALUES ($1::uuid, $1::text, $1::text, $2)', [tenantId, Profile.parse(profile)]);
  await sql(`INSERT INTO member (tenant_id, id, handle, role) VALUES ($1, $2, 'author', 'publisher'), ($1, $3, 'maintainer', 'maintainer')`, [tenantId, author, maintainer]);
  await sql(`INSERT INTO publisher (tenant_id, id, name, display_name) VALUES ($1, $2, 'studio', 'Studio')`, [tenantId, publisher]);
  await sql('INSERT INTO publisher_member (tenant_id, publisher_id, member_id) VALUES ($1, $2, $3)', [tenantId, publisher, author]);
  return { ctx: { tenantId, actorId: author, requestId: 'test' }, author, maintainer, publisher };
}

export async function makeMember({ sql }: Rows, { ctx }: Place, handle: string): Promise<string> {
  const id = randomUUID();
  await sql(`INSERT INTO member (tenant_id, id, handle, role) VALUES ($1, $2, $3, 'user')`, [ctx.tenantId, id, handle]);
  return id;
}

/** A submission with these columns, at DRAFT unless they say otherwise. Returns its id. */
export async function makeSubmission({ sql }: Rows, { ctx, author, publisher }: Place, columns: Record<string, unknown> = {}): Promise<string> {
  const row: Record<string, unknown> = { tenant_id: ctx.tenantId, id: randomUUID(), publisher_id: publisher, submitted_by: author, ...columns };
  const names = Object.keys(row);
  await sql(`INSERT INTO submission (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`, Object.values(row));
  return row['id'] as string;
}

/** The columns of a submission whose package passed the checks. */
export function checked(bytes: Uint8Array, name: string, version: string, blobId: string) {
  return {
    extension: name, version, format: 'orchestra', channel: 'stable', blob_id: blobId, package_size: bytes.length,
    package_sha256: createHash('sha256').update(bytes).digest('hex'), manifest: packageOf({}, { name, version }).manifest,
  };
}

/** A published version that nobody uploaded. */
export async function makeVersion(rows: Rows, place: Place, name: string, version: string): Promise<void> {
  const { tenantId } = place.ctx;
  const columns = checked(Buffer.from(`${name} ${version}`), name, version, randomUUID());
  const submission = await makeSubmission(rows, place, { ...columns, status: 'PUBLISHED' });
  await rows.sql(
    `INSERT INTO extension (tenant_id, name, publisher_id, display_name, description, compat, search_text) VALUES ($1, $2, $3, $2, '', 'native', $2) ON CONFLICT DO NOTHING`,
    [tenantId, name, place.publisher],
  );
  await rows.sql(
    `INSERT INTO version (tenant_id, extension, version, channel, prerelease, submission_id, format, package_sha256, package_size, manifest)
     VALUES ($1, $2, $3, 'stable', false, $4, 'orchestra', $5, $6, $7)`,
    [tenantId, name, version, submission, columns.package_sha256, columns.package_size, columns.manifest],
  );
}
