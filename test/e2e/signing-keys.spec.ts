import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { after, before, test } from 'node:test';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { AUTOMATIC_PROFILE, startMarketplace, upload, type Marketplace } from '#test/support/marketplace.js';

let database: TestDatabase;
let souk: Marketplace;

before(async () => {
  database = await testDatabase();
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl, environment: { SIGNING_KEY: key } });
});

after(async () => {
  await souk?.stop();
  await database?.drop();
});

const read = async (url: string) => (await (await fetch(url)).json()) as any;

test('anybody can check the signature of a version with the published keys', async () => {
  const tenant = await souk.tenant('signed', AUTOMATIC_PROFILE);
  const uploaded = await upload(tenant, orchestraPackage({ name: 'signed-tool', version: '1.0.0' }), { headers: { prefer: 'wait=20' } });
  assert.equal(uploaded.status, 201);
  const version = await read(`${tenant.api}/extensions/signed-tool/versions/1.0.0`);
  const keys = await read(`${souk.url}/api/v1/signing-keys`);
  const found = keys.data.find(({ id }: { id: string }) => id === version.signature.key_id);
  const key = createPublicKey(found.public_key_pem);
  assert.equal(createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex'), version.signature.key_id);
  const said = (changes: object) => Buffer.from(JSON.stringify({ tenant: 'signed', extension: 'signed-tool', version: '1.0.0', package_sha256: version.package_sha256, ...changes }));
  const value = Buffer.from(version.signature.value, 'base64');
  assert.equal(verify(null, said({}), key, value), true);
  assert.equal(verify(null, said({ version: '1.0.1' }), key, value), false);
  assert.deepEqual(await read(`${tenant.api}/signing-keys`), keys, 'the same below a marketplace');
});
