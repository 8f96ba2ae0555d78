import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BlobMissing, BlobsUnavailable } from '#libs/blobs/store.js';
import { Problem } from '#libs/service/problems.js';
import { parseRange } from '../extensions/download.js';
import { matches } from './etag.js';
import { ProblemFilter } from './problem.filter.js';
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

describe('an error that nobody expected', () => {
  /** The status and Retry-After of what is answered. */
  const answered = (thrown: unknown) => {
    const said: Record<string, unknown> = {};
    const reply: any = { raw: {}, code: (status: number) => ((said['status'] = status), reply), headers: (more: object) => (Object.assign(said, more), reply), header: () => reply, removeHeader: () => reply, type: () => reply, send: () => reply };
    const http = { getRequest: () => ({ id: 'r-1', url: '/x', method: 'GET', raw: {} }), getResponse: () => reply };
    new ProblemFilter({ error: () => undefined } as never).catch(thrown, { switchToHttp: () => http } as never);
    return [said['status'], said['retry-after']];
  };
  const system = (code: string) => Object.assign(new Error(`${code}: not now, write`), { code });

  test('is 503 and says when to come back where a disk or a server does not do its part', () => {
    for (const code of ['ENOSPC', 'ENOTDIR', 'EIO', 'EROFS', 'EDQUOT', 'ENOENT', 'EACCES', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']) assert.deepEqual(answered(system(code)), [503, '2'], code);
    for (const message of ["Can't reach database server at 127.0.0.1:5432", 'Server has closed the connection.', 'the database system is starting up']) {
      assert.deepEqual(answered(new Error(`\nRaw query failed. Code: \`N/A\`. Message: \`${message}\``)), [503, '2'], message);
    }
    assert.deepEqual(answered(new BlobsUnavailable('S3 could not put x: SlowDown')), [503, '2']);
    assert.deepEqual(answered(new Error('outer', { cause: new Error('inner', { cause: system('EIO') }) })), [503, '2'], 'whichever cause says it');
  });

  test('is 500 where trying again helps nothing', () => {
    for (const error of [new Error('AUDIOCAST: x is not a function'), new TypeError('undefined'), new BlobMissing('packages/x'), 'a text']) assert.deepEqual(answered(error), [500, undefined], String(error));
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
