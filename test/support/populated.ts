import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type pg from 'pg';
import { orchestraPackage } from './archives.js';
import { OPEN_PROFILE, call, upload, type Marketplace, type TestTenant } from './marketplace.js';
import { withClient } from '../../prisma/migrate.js';

/** Policy approves what a trusted publisher uploads; everything else waits for a maintainer. */
const PROFILE = { ...OPEN_PROFILE, review: { rescan: 'review' as const, auto_approve: { publishers: 'trusted' as const, first_version: true, new_permissions: true, max_severity: 'medium' as const } } };

/** A tenant in which everything has happened that can. Every name in it begins with its slug. */
export interface Populated extends TestTenant {
  /** Published 1.0.0 (yanked) and 1.1.0, featured, installed, rated. */
  extension: string;
  /** Published 1.0.0, quarantined. */
  quarantined: string;
  submissions: Record<'published' | 'review' | 'draft' | 'saved' | 'rejected', string>;
  reviewId: string;
  /** The maintainer's lease on the review. */
  lease: string;
  publisher: string;
  keyId: string;
  tokenId: string;
  /** Done, with one version flagged and another one dismissed. */
  rescanId: string;
  publicKeyPem: string;
  /** Of an imported record. */
  advisoryId: string;
}

export async function populated(souk: Marketplace, slug: string): Promise<Populated> {
  const tenant = await souk.tenant(slug, PROFILE);
  const { api, tokens } = tenant;
  const publisher = `${slug}-studio`;
  await call('PUT', `${api}/publishers/${publisher}/trust`, tokens.admin, { trusted: true });
  await call('PUT', `${api}/members`, tokens.admin, { members: [{ handle: `${slug}-guest`, role: 'user' }] });
  const names = { extension: `${slug}-tool`, quarantined: `${slug}-bad` };
  const first = await published(tenant, { name: names.extension, version: '1.0.0', description: `${slug}-text`, keywords: [`${slug}-tag`] });
  await published(tenant, { name: names.extension, version: '1.1.0', description: `${slug}-text`, keywords: [`${slug}-tag`] });
  await published(tenant, { name: names.quarantined, version: '1.0.0' });
  await call('POST', `${api}/extensions/${names.quarantined}/versions/1.0.0/quarantine`, tokens.maintainer, { reason: `${slug}-reason` });
  await call('POST', `${api}/extensions/${names.extension}/install`, tokens.user, { version: '1.0.0', client_id: `${slug}-client` });
  await call('POST', `${api}/extensions/${names.extension}/reviews`, tokens.user, { rating: 4, title: `${slug}-title`, body: `${slug}-body` });
  await call('DELETE', `${api}/extensions/${names.extension}/versions/1.0.0`, tokens.publisher, { reason: `${slug}-reason` });
  await call('PUT', `${api}/extensions/${names.extension}/featured`, tokens.admin, { featured: true });
  const review = await upload(tenant, orchestraPackage({ name: `${slug}-lab`, version: '1.0.0' }), { token: tokens.publisher2, headers: { prefer: 'wait=20', 'idempotency-key': `${slug}-key` } });
  assert.equal(review.body.status, 'IN_REVIEW', JSON.stringify(review.body));
  const rejected = await upload(tenant, Buffer.from(`${slug} is not an archive`), { headers: { prefer: 'wait=20' } });
  assert.equal(rejected.status, 422, JSON.stringify(rejected.body));
  const saved = await upload(tenant, orchestraPackage({ name: `${slug}-saved`, version: '1.0.0' }), { query: '?submit=false' });
  const draft = await call<{ id: string }>('POST', `${api}/submissions`, tokens.publisher, { display_name: `${slug}-draft` });
  const queue = await call<{ data: { id: string }[] }>('GET', `${api}/moderation/queue`, tokens.maintainer);
  const reviewId = queue.data[0]!.id;
  const { lease } = await call<{ lease: string }>('POST', `${api}/moderation/reviews/${reviewId}/claim`, tokens.maintainer);
  const rescanId = await rescanned(tenant);
  const advisoryId = `MAL-${slug}-0123456789ab`;
  await call('POST', `${api}/advisories`, tokens.admin, { records: [{ id: advisoryId, modified: '2026-01-01T00:00:00Z', summary: `${slug}-text`, affected: [{ package: { ecosystem: 'npm', name: `${slug}-malware` } }] }] });
  const publicKeyPem = newKey();
  const key = await call<{ id: string }>('POST', `${api}/publishers/${publisher}/keys`, tokens.publisher, { public_key_pem: publicKeyPem });
  const token = await call<{ id: string }>('POST', `${api}/tokens`, tokens.user, { name: `${slug}-token`, scopes: ['read'] });
  return {
    ...tenant, ...names, reviewId, lease, publisher, keyId: key.id, tokenId: token.id, rescanId, publicKeyPem, advisoryId,
    submissions: { published: first.id, review: review.body.id, draft: draft.id, saved: saved.body.id, rejected: rejected.body.submission.id },
  };
}

/** The YARA rules that each of them has in the end. */
export const YARA_NOTHING = 'rule nothing { condition: false }';

/** Adds a YARA rule that every package matches and rescans with it. Returns the rescan. */
async function rescanned({ api, tokens, slug }: TestTenant): Promise<string> {
  await call('PUT', `${api}/yara-rules/${slug}-rule`, tokens.admin, { source: 'rule everything { meta: severity = "critical" condition: filesize > 0 }' });
  const rescan = await call<{ id: string; state: string }>('POST', `${api}/rescans`, tokens.admin, { rules: ['yara'] });
  for (let tries = 0; ; tries += 1) {
    const { state } = await call<{ state: string }>('GET', `${api}/rescans/${rescan.id}`, tokens.admin);
    if (state === 'done') break;
    assert.ok(tries < 200, 'the rescan has no end');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const flagged = await call<{ data: { id: string; extension: string }[] }>('GET', `${api}/moderation/flagged`, tokens.maintainer);
  await call('POST', `${api}/moderation/flagged/${flagged.data[0]!.id}/dismiss`, tokens.maintainer, { reason: `${slug}-reason` });
  await call('DELETE', `${api}/yara-rules/${slug}-rule`, tokens.admin);
  await call('PUT', `${api}/yara-rules/${slug}-rule`, tokens.admin, { source: YARA_NOTHING });
  return rescan.id;
}

/** Uploads a package that policy publishes at once. Returns its submission. */
export async function published(tenant: TestTenant, manifest: Record<string, unknown>, query = ''): Promise<{ id: string }> {
  const { status, body } = await upload(tenant, orchestraPackage(manifest), { query, headers: { prefer: 'wait=20' } });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** A new Ed25519 public key in PEM. */
export function newKey(): string {
  return String(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
}

/** Tables whose rows belong to a tenant, with the column that says to which. */
export async function tenantTables(client: pg.Client): Promise<{ table: string; column: string }[]> {
  const { rows } = await client.query(`SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND (c.column_name = 'tenant_id' OR (c.table_name = 'tenant' AND c.column_name = 'id')) ORDER BY 1`);
  return rows;
}

/** All rows of a tenant by table, once no promised job is left that could change them. */
export async function rowsOf(ownerUrl: string, slug: string): Promise<Record<string, unknown[]>> {
  return withClient(ownerUrl, async (client) => {
    await settled(client);
    const { rows: [tenant] } = await client.query('SELECT id FROM tenant WHERE slug = $1', [slug]);
    const rows: Record<string, unknown[]> = {};
    for (const { table, column } of await tenantTables(client)) {
      const found = await client.query(`SELECT to_jsonb(t) AS row FROM "${table}" t WHERE "${column}" = $1 ORDER BY to_jsonb(t)::text`, [tenant.id]);
      rows[table] = found.rows.map(({ row }) => row);
    }
    return rows;
  });
}

async function settled(client: pg.Client): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await client.query('SELECT count(*)::int AS promised FROM outbox');
    if (rows[0].promised === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('promised jobs are left over');
}
