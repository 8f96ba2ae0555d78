import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { z } from 'zod';
import type { Profile } from '#libs/contracts/profile.js';
import { formats } from '#libs/manifest/formats.js';
import { keyId } from '#libs/manifest/keys.js';
import { DEFAULT_LIMITS as limits } from '#libs/manifest/limits.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { fextpkgWith, OTHER_KEYS, TEST_KEYS } from '#test/support/fextpkgs.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { SOURCES, sourceFiles } from '#test/support/sources.js';
import { SEED_TENANTS } from '../../scripts/profiles.js';

/** Format → the marketplace of a fresh start that takes it. */
const HOME: Record<string, string> = { orchestra: 'orchestra', vsix: 'orchestra', fextpkg: 'formula', 'fextpkg-v1': 'formula', cvnext: 'comfyvn', skypkg: 'skynet' };
const SIGNED: ReadonlySet<string> = new Set(['fextpkg', 'fextpkg-v1', 'cvnext']);
/** Does it run on the host versions 1.4.0 and 0.0.1 of its marketplace? VS Code's range says nothing about Orchestra. */
const RUNS: Record<string, (boolean | null)[]> = { orchestra: [true, false], vsix: [null, null], fextpkg: [true, false], 'fextpkg-v1': [true, false], cvnext: [null, null], skypkg: [null, null] };
const WAIT = { prefer: 'wait=20' };
const PUBLISHER = 'acme';

interface Signed {
  bytes: Uint8Array;
  headers: Record<string, string>;
}

/** A small package of that format, with changes to its source files; the signature is in the package or the headers. */
async function packed(id: string, { version = '1.0.0', privateKey, more = {} }: { version?: string; privateKey?: string; more?: Record<string, string> } = {}): Promise<Signed> {
  const { bytes, detachedSignature } = await formats.get(id)!.pack(sourceFiles({ ...SOURCES[id]!(version), ...more }), { limits, privateKey });
  return { bytes, headers: detachedSignature === null ? {} : { 'x-package-signature': detachedSignature } };
}

describe('every format goes through the whole marketplace', () => {
  let database: TestDatabase;
  let souk: Marketplace;

  before(async () => {
    database = await testDatabase();
    souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  });
  after(async () => {
    await souk?.stop();
    await database?.drop();
  });

  /** A marketplace as the seed makes it, where policy decides at once, with the publisher of the test packages. */
  async function tenantFor(slug: string, host: string, changes: z.input<typeof Profile> | object = {}): Promise<TestTenant> {
    const { profile } = SEED_TENANTS.find((seeded) => seeded.slug === host)!;
    const { review, quotas, rate_limits, tier } = AUTOMATIC_PROFILE;
    const tenant = await souk.tenant(slug, { ...profile, review, quotas, rate_limits, tier, host_versions: ['1.4.0', '0.0.1'], ...changes });
    await call('POST', `${tenant.api}/publishers`, tenant.tokens.publisher, { name: PUBLISHER, display_name: 'Acme' });
    return tenant;
  }

  const addKey = (tenant: TestTenant, publicKey: string) => call<any>('POST', `${tenant.api}/publishers/${PUBLISHER}/keys`, tenant.tokens.publisher, { public_key_pem: publicKey });
  const publish = (tenant: TestTenant, { bytes, headers }: Signed, publisher = PUBLISHER) => upload(tenant, bytes, { query: `?publisher=${publisher}`, headers: { ...WAIT, ...headers } });
  /** Status and rules of a refusal. */
  async function refusal(tenant: TestTenant, signed: Signed, publisher = PUBLISHER): Promise<unknown[]> {
    const { status, body } = await publish(tenant, signed, publisher);
    return [status, body.submission?.status, ...(body.findings ?? []).filter((finding: any) => finding.severity === 'block').map((finding: any) => finding.rule)];
  }

  for (const id of formats.keys()) {
    test(`${id}: published, downloaded, installed, updated`, async () => {
      const tenant = await tenantFor(`takes-${id}`, HOME[id]!);
      const privateKey = SIGNED.has(id) ? TEST_KEYS.privateKey : undefined;
      if (privateKey !== undefined) await addKey(tenant, TEST_KEYS.publicKey);
      const first = await packed(id, { privateKey });
      const { status, body } = await publish(tenant, first);
      assert.equal(status, 201, JSON.stringify(body));
      const place = `${tenant.api}/extensions/${body.extension}`;
      const shown = await call<any>('GET', `${place}/versions/1.0.0`, null);
      assert.deepEqual([shown.format, shown.package_sha256, shown.package_size], [id, sha256(first.bytes), first.bytes.length]);
      assert.equal(shown.publisher_key_id, privateKey === undefined ? null : keyId(TEST_KEYS.publicKey));
      assert.equal(shown.package_signature, first.headers['x-package-signature'] ?? null);
      assert.deepEqual(shown.compatibility, ['1.4.0', '0.0.1'].map((host_version, at) => ({ host_version, runs: RUNS[id]![at] })));
      const answer = await fetch(`${place}/versions/1.0.0/download`);
      assert.equal(sha256(new Uint8Array(await answer.arrayBuffer())), sha256(first.bytes));
      assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${body.extension}-1.0.0${formats.get(id)!.extension}"`);
      await call('POST', `${place}/install`, tenant.tokens.user, { host_version: '1.4.0' });
      assert.equal((await publish(tenant, await packed(id, { version: '2.0.0', privateKey }))).status, 201);
      const { data } = await call<any>('GET', `${tenant.api}/updates`, tenant.tokens.user);
      assert.deepEqual(data.map((update: any) => [update.extension, update.installed, update.latest]), [[body.extension, '1.0.0', '2.0.0']]);
      const found = await call<any>('GET', `${tenant.api}/extensions?q=demo`, null);
      assert.deepEqual(found.data.map((extension: any) => extension.name), [body.extension]);
    });
  }

  test('signatures that are missing, of another key, or of a revoked one', async () => {
    const tenant = await tenantFor('signatures', 'formula');
    const own = { privateKey: TEST_KEYS.privateKey };
    assert.deepEqual(await refusal(tenant, await packed('fextpkg', own)), [422, 'REJECTED', 'signature-invalid'], 'the publisher has no key yet');
    const { id } = await addKey(tenant, TEST_KEYS.publicKey);
    assert.deepEqual(await refusal(tenant, await packed('fextpkg', { privateKey: OTHER_KEYS.privateKey })), [422, 'REJECTED', 'signature-invalid']);
    assert.deepEqual(await refusal(tenant, { bytes: fextpkgWith({ signature: null }), headers: {} }), [422, 'REJECTED', 'signature-missing']);
    const old = await packed('fextpkg-v1', own);
    assert.deepEqual(await refusal(tenant, { ...old, headers: {} }), [422, 'REJECTED', 'signature-missing']);
    assert.deepEqual(await refusal(tenant, await packed('fextpkg-v1', { privateKey: OTHER_KEYS.privateKey })), [422, 'REJECTED', 'signature-invalid']);
    const malformed = await publish(tenant, { ...old, headers: { 'x-package-signature': 'AAAA' } });
    assert.deepEqual([malformed.status, malformed.body.errors[0].pointer], [400, '/x-package-signature']);
    assert.equal((await publish(tenant, old)).status, 201, 'the same bytes, now with their signature');
    await call('DELETE', `${tenant.api}/publishers/${PUBLISHER}/keys/${id}`, tenant.tokens.publisher);
    assert.deepEqual(await refusal(tenant, await packed('fextpkg-v1', { ...own, version: '2.0.0' })), [422, 'REJECTED', 'signature-invalid']);
  });

  test('a package of a draft brings its signature as well', async () => {
    const tenant = await tenantFor('drafts', 'formula');
    await addKey(tenant, TEST_KEYS.publicKey);
    const draft = await call<any>('POST', `${tenant.api}/submissions`, tenant.tokens.publisher, { display_name: 'Demo', publisher: PUBLISHER });
    const { bytes, headers } = await packed('fextpkg-v1', { privateKey: TEST_KEYS.privateKey });
    const attached = await fetch(`${tenant.api}/submissions/${draft.id}/package`, { method: 'PUT', headers: { authorization: `Bearer ${tenant.tokens.publisher}`, 'content-type': 'application/octet-stream', ...headers }, body: Buffer.from(bytes) });
    assert.equal(attached.status, 200);
    await call('POST', `${tenant.api}/submissions/${draft.id}/submit`, tenant.tokens.publisher);
    const { body } = await publish(tenant, { bytes, headers });
    assert.deepEqual([body.id, body.status], [draft.id, 'PUBLISHED']);
  });

  test('a publisher publishes what names it, and what its host lists', async () => {
    const formula = await tenantFor('named', 'formula');
    await addKey(formula, TEST_KEYS.publicKey);
    const own = { privateKey: TEST_KEYS.privateKey };
    assert.deepEqual(await refusal(formula, await packed('fextpkg', { ...own, more: { 'run.sh': 'true\n' } })), [422, 'REJECTED', 'file-type-not-allowed']);
    assert.deepEqual(await refusal(formula, await packed('fextpkg', own), 'named-studio'), [422, 'REJECTED', 'publisher-mismatch', 'signature-invalid']);
    const orchestra = await tenantFor('named-too', 'orchestra');
    assert.deepEqual(await refusal(orchestra, await packed('vsix'), 'named-too-studio'), [422, 'REJECTED', 'publisher-mismatch']);
  });

  test('a format that the marketplace does not take', async () => {
    const tenant = await tenantFor('narrow', 'comfyvn');
    for (const id of ['orchestra', 'vsix', 'skypkg']) assert.deepEqual(await refusal(tenant, await packed(id)), [422, 'REJECTED', 'format-not-taken'], id);
  });

  test('an update that breaks and does not say so waits for a human by the default policy', async () => {
    const tenant = await tenantFor('careful', 'orchestra', { review: { auto_approve: { publishers: 'everybody', first_version: true } } });
    const quiet = (version: string, contributes: object) => {
      const manifest = { ...JSON.parse(SOURCES['orchestra']!(version)['package.json']!), permissions: [], contributes };
      return packed('orchestra', { version, more: { 'package.json': JSON.stringify(manifest), 'dist/extension.js': 'exports.activate = () => {};\n', 'dist/extension.mjs': '' } });
    };
    assert.equal((await publish(tenant, await quiet('1.0.0', { commands: [{ command: 'demo.hello', title: 'Hello' }] }))).status, 201);
    const { status, body } = await publish(tenant, await quiet('1.1.0', {}));
    assert.deepEqual([status, body.status, body.findings.medium], [202, 'IN_REVIEW', 1]);
    const { data } = await call<any>('GET', `${tenant.api}/submissions/${body.id}/findings`, tenant.tokens.publisher);
    assert.ok(data.some((finding: any) => finding.rule === 'breaking-change' && /commands demo\.hello/.test(finding.message)), JSON.stringify(data));
    assert.equal((await publish(tenant, await quiet('2.0.0', {}))).status, 201);
  });
});
