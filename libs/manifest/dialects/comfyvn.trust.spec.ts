import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sha256 } from '../sha256.js';
import { STRICT, Tolerance } from '../tolerance.js';
import { comfyvnPayload } from './comfyvn.payload.js';
import { checkRoutes, checkTrust, DEFAULT_ALLOWLIST, filesDigest, mergeAllowlist, signedBytes, TRUST_TOLERATED } from './comfyvn.trust.js';

const BARE = { id: 'demo.extension', name: 'Demo', version: '1.0.0', description: 'd' };
const signing = { manifestName: 'manifest.json', tolerance: STRICT };
const payloadOf = (trust: Record<string, unknown>, more: Record<string, unknown> = {}) => comfyvnPayload({ ...BARE, ...more, trust });
const lenient = () => new Tolerance('compat', new Set(TRUST_TOLERATED));

describe('global routes', () => {
  const withRoute = (path: string, level: string, expose = 'global') => payloadOf({ level }, { routes: [{ path, entry: 'h.py', callable: 'f', expose }] });
  const check = (path: string, level = 'verified', tolerance = STRICT) => checkRoutes(withRoute(path, level), DEFAULT_ALLOWLIST, tolerance);

  for (const path of ['/api/modder/x', 'api/modder/x', '/api/modder/', '/api/hooks/a/{id}', '/api/extensions/y', '/ws/modder', '/ws/modder/x']) test(`${path} is allowed`, () => check(path));
  for (const path of ['/api/system', '/api/modder', '/ws', '/', '/ws/Modder', '/api/modderx/y', 'ws//modder']) test(`${path} is not allowed`, () => assert.throws(() => check(path), { code: 'route-global', path: '/routes/0/path' }));
  for (const path of ['/ws/modderEvil', 'ws/modderEvil', '/ws/modder-x/y', '/api/modder//x', '/api/modder/./x', '/api/modder/%2e%2e/x', '/api/modder/\\x', '/ws/modder/.']) {
    test(`${path} only begins like an allowed one`, () => {
      assert.throws(() => check(path), { code: 'route-segment', path: '/routes/0/path' });
      const tolerance = lenient();
      check(path, 'verified', tolerance);
      assert.deepEqual(tolerance.warnings.map(({ code }) => code), ['route-segment']);
    });
  }
  test('none for unverified packages, in either way of reading', () => {
    assert.throws(() => check('/api/modder/x', 'unverified'), { code: 'route-global' });
    assert.throws(() => check('/api/modder/x', 'unverified', lenient()), { code: 'route-global' });
  });
  test('routes of the extension itself are free', () => checkRoutes(withRoute('/anything', 'unverified', 'extension'), DEFAULT_ALLOWLIST, STRICT));

  test('further prefixes are added, by level', () => {
    const allowlist = mergeAllowlist({ unverified: ['/api/open/'], verified: ['/api/more'] });
    assert.deepEqual(allowlist['verified'], [...DEFAULT_ALLOWLIST['verified']!, '/api/more']);
    checkRoutes(withRoute('/api/open/x', 'unverified'), allowlist, STRICT);
    checkRoutes(withRoute('/api/modder/x', 'verified'), allowlist, STRICT);
    assert.throws(() => checkRoutes(withRoute('/api/moreover', 'verified'), allowlist, STRICT), { code: 'route-segment' });
    assert.throws(() => checkRoutes(withRoute('/api/open/x', 'verified'), allowlist, STRICT), { code: 'route-global' });
    assert.deepEqual(mergeAllowlist(), DEFAULT_ALLOWLIST);
  });
});

describe('digests in trust.signature', () => {
  const hex = sha256(signedBytes(payloadOf({})));
  const base64 = Buffer.from(hex, 'hex').toString('base64');

  test('it is over the payload without the signature and its type', () => {
    assert.equal(sha256(signedBytes(payloadOf({ signature: 'x', signature_type: 'sha256' }))), hex);
    assert.notEqual(sha256(signedBytes(payloadOf({ reason: 'x' }))), hex);
    assert.match(Buffer.from(signedBytes(payloadOf({}))).toString(), /"trust":\{"level":"unverified"\}/);
  });

  const written: Record<string, unknown>[] = [{ signature: hex }, { signature: hex.toUpperCase() }, { signature: `sha256:${hex}` }, { signature: `SHA256:${hex}` }, { signature: `sha256:${base64}` }, { signature: base64 }, { signature: base64, signature_type: 'sha256' }, { signature: hex, signature_type: ' SHA256 ' }];
  for (const trust of written) test(`taken: ${JSON.stringify(trust)}`, () => checkTrust(payloadOf(trust), [], signing));

  const refused: [code: string, trust: Record<string, unknown>][] = [
    ['signature-invalid', { signature: hex.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }],
    ['signature-invalid', { signature: hex, reason: 'added later' }],
    ['signature-invalid', { signature: 'sha256:00' }],
    ['signature-invalid', { signature: 'x', signature_type: 'sha256' }],
    ['signature-form', { signature: 'zz' }],
    ['signature-form', { signature: Buffer.from('short').toString('base64') }],
    ['signature-algorithm', { signature: hex, signature_type: 'md5' }],
    ['signature-form', { signature: 'zz', signature_type: 'ed25519' }],
    ['signature-form', { signature: hex, signature_type: 'ed25519' }],
  ];
  for (const [code, trust] of refused) {
    test(`refused: ${JSON.stringify(trust)} as ${code}, in either way of reading`, () => {
      for (const tolerance of [STRICT, lenient()]) assert.throws(() => checkTrust(payloadOf(trust), [], { manifestName: 'manifest.json', tolerance }), { name: 'PackageError', code });
    });
  }

  test('verified asks for a key: a digest or nothing is not enough', () => {
    const signed = { level: 'verified', signature: sha256(signedBytes(payloadOf({ level: 'verified' }))) };
    for (const trust of [{ level: 'verified' }, signed]) {
      assert.throws(() => checkTrust(payloadOf(trust), [], signing), { code: 'trust-unsigned', path: '/trust/level' });
      const tolerance = lenient();
      checkTrust(payloadOf(trust), [], { manifestName: 'manifest.json', tolerance });
      assert.deepEqual(tolerance.warnings.map(({ code }) => code), ['trust-unsigned']);
    }
    checkTrust(payloadOf({}), [], signing);
  });
});

test('the digest of the files leaves out the manifest, and does not depend on their order', () => {
  const rows = [{ path: 'b', sha256: 'x', size: 1 }, { path: 'a', sha256: 'y', size: 2 }, { path: 'manifest.json', sha256: 'z', size: 3 }];
  assert.equal(filesDigest(rows, 'manifest.json'), sha256(Buffer.from('[{"path":"a","sha256":"y","size":2},{"path":"b","sha256":"x","size":1}]')));
  assert.equal(filesDigest(rows.toReversed(), 'manifest.json'), filesDigest(rows, 'manifest.json'));
});
