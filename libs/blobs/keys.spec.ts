import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkKey, checkPrefix, packageKey, packagePrefix, parseKey, quarantineKey, quarantinePrefix } from './keys.js';

const TENANT = '0198c0de-0000-7000-8000-00000000000a';
const BLOB = '0198c0de-0000-7000-8000-00000000000b';
const SHA256 = 'ab'.repeat(32);

describe('object keys', () => {
  test('have one shape for each area', () => {
    assert.equal(quarantineKey(TENANT, BLOB), `quarantine/${TENANT}/${BLOB}`);
    assert.equal(packageKey(TENANT, SHA256), `packages/${TENANT}/ab/${SHA256}`);
    assert.equal(quarantinePrefix(), 'quarantine/');
    assert.equal(packagePrefix(TENANT), `packages/${TENANT}/`);
  });

  test('lead back to what they were made of', () => {
    assert.deepEqual(parseKey(quarantineKey(TENANT, BLOB)), { area: 'quarantine', tenantId: TENANT, blobId: BLOB });
    assert.deepEqual(parseKey(packageKey(TENANT, SHA256)), { area: 'packages', tenantId: TENANT, sha256: SHA256 });
  });

  test('begin with the prefixes that list them', () => {
    for (const prefix of [quarantinePrefix(), quarantinePrefix(TENANT)]) assert.ok(quarantineKey(TENANT, BLOB).startsWith(checkPrefix(prefix)));
    for (const prefix of [packagePrefix(), packagePrefix(TENANT)]) assert.ok(packageKey(TENANT, SHA256).startsWith(checkPrefix(prefix)));
  });

  test('are not made of anything but lower-case UUIDs and hex', () => {
    for (const wrong of ['', '..', TENANT.toUpperCase(), `${TENANT}/`, `${TENANT}\n`, `../${TENANT}`]) {
      assert.throws(() => quarantineKey(wrong, BLOB), /tenant id that is a lower-case UUID/);
      assert.throws(() => quarantineKey(TENANT, wrong), /blob id that is a lower-case UUID/);
      assert.throws(() => packageKey(wrong, SHA256), /tenant id/);
      assert.throws(() => packagePrefix(wrong), /tenant id/);
    }
    for (const wrong of ['', 'ab', SHA256.toUpperCase(), `${SHA256}0`, `${SHA256}\n`]) assert.throws(() => packageKey(TENANT, wrong), /64 lower-case hex/);
  });

  test('of any other shape are refused', () => {
    const wrong = ['', '/', 'quarantine', `quarantine/${TENANT}`, `quarantine/${TENANT}/..`, `quarantine/${TENANT}/${BLOB}/x`, `/quarantine/${TENANT}/${BLOB}`,
      `quarantine/../packages/${TENANT}/ab/${SHA256}`, `packages/${TENANT}/cd/${SHA256}`, `packages/${TENANT}/${SHA256}`, `other/${TENANT}/${BLOB}`, `quarantine/${TENANT}/${BLOB}\n`];
    for (const key of wrong) {
      assert.equal(parseKey(key), null, key);
      assert.throws(() => checkKey(key), /Not an object key/);
    }
    for (const prefix of ['', '/', '../', 'quarantine', `quarantine/${TENANT}`, 'quarantine/../', `packages/${TENANT}/../`]) {
      assert.throws(() => checkPrefix(prefix), /Not a key prefix/);
    }
  });
});
