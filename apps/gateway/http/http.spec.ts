import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Problem } from '#libs/service/problems.js';
import { parseRange } from '../extensions/download.js';
import { matches } from './etag.js';
import { addressKey } from './rate-limits.js';
import { cutTenant } from './request.js';

describe('the address that is counted', () => {
  test('is the address itself for IPv4, also inside of IPv6', () => {
    for (const ip of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:192.0.2.7']) assert.equal(addressKey(ip), '192.0.2.7');
  });

  test('is the network of 64 bits for IPv6, however it is written', () => {
    for (const ip of ['2001:db8::1', '2001:db8:0:0:ffff::', '2001:0DB8:0000:0000:1:2:3:4', '2001:db8::5:6:7:8']) assert.equal(addressKey(ip), '2001:db8:0:0', ip);
    assert.equal(addressKey('2001:db8:0:1::1'), '2001:db8:0:1');
    assert.equal(addressKey('::1'), '0:0:0:0');
    assert.equal(addressKey('fe80::1%eth0'), 'fe80:0:0:0');
  });
});

describe('If-None-Match', () => {
  test('compares weakly, in lists, and takes a star', () => {
    for (const header of ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', '*', ' * ']) assert.equal(matches(header, '"a"'), true, header);
    for (const header of ['', '"b"', 'a', '"ab"', '"A"']) assert.equal(matches(header, '"a"'), false, header);
  });
});

describe('a range', () => {
  test('is from first to last, from a place on, or the end', () => {
    assert.deepEqual(parseRange('bytes=0-0', 10), { start: 0, end: 0 });
    assert.deepEqual(parseRange('bytes=2-5', 10), { start: 2, end: 5 });
    assert.deepEqual(parseRange('bytes=2-', 10), { start: 2, end: 9 });
    assert.deepEqual(parseRange('bytes=2-999', 10), { start: 2, end: 9 });
    assert.deepEqual(parseRange('bytes=-3', 10), { start: 7, end: 9 });
    assert.deepEqual(parseRange('bytes=-99', 10), { start: 0, end: 9 });
  });

  test('is ignored when it is of another kind or several', () => {
    for (const header of ['', 'bytes=', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=0-1,3-4', 'bytes=0-1x', `bytes=${'9'.repeat(16)}-`]) assert.equal(parseRange(header, 10), null, header);
  });

  test('outside of the package, or backwards, is 416 and says the size', () => {
    for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=5-2']) {
      assert.throws(() => parseRange(header, 10), (error) => error instanceof Problem && error.status === 416 && error.more.headers?.['content-range'] === 'bytes */10', header);
    }
    assert.throws(() => parseRange('bytes=0-', 0), Problem);
  });
});

describe('the tenant in the path', () => {
  const cut = (url: string | undefined) => {
    const raw: Parameters<typeof cutTenant>[0] = { ...(url !== undefined && { url }) };
    return [cutTenant(raw), raw.tenantSlug, raw.writtenUrl];
  };

  test('is cut off and kept', () => {
    assert.deepEqual(cut('/t/acme/api/v1/extensions?q=1'), ['/api/v1/extensions?q=1', 'acme', '/t/acme/api/v1/extensions?q=1']);
    assert.deepEqual(cut('/t/acme'), ['/', 'acme', '/t/acme']);
    assert.deepEqual(cut('/t/acme?x=1'), ['/?x=1', 'acme', '/t/acme?x=1']);
  });

  test('is left alone where there is none', () => {
    for (const url of ['/', '/api/v1/x', '/t/', '/t//x', '/team/a', '/x/t/acme']) assert.deepEqual(cut(url), [url, undefined, url]);
    assert.equal(cut(undefined)[0], '/');
  });
});
