import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import * as browser from './deflate.browser.js';
import * as node from './deflate.js';
import { sha256 as sha256InBrowsers } from './sha256.browser.js';

const text = Buffer.from('to be or not to be '.repeat(20_000));
const packed = deflateRawSync(text);

const outcome = (inflated: node.Inflated) => (typeof inflated === 'string' ? inflated : { unpacked: Buffer.from(inflated.unpacked).toString('hex'), consumed: inflated.consumed });

for (const [name, { crc32, inflateRaw, inflateStart }] of Object.entries({ node, browser })) {
  test(`${name}: inflates a whole stream and says where it ended`, () => {
    assert.deepEqual(outcome(inflateRaw(Buffer.concat([packed, Buffer.from('after')]), text.length)), { unpacked: text.toString('hex'), consumed: packed.length });
    assert.deepEqual(outcome(inflateRaw(deflateRawSync(Buffer.alloc(0)), 1)), { unpacked: '', consumed: 2 });
  });

  test(`${name}: says what is wrong with a stream`, () => {
    assert.equal(inflateRaw(packed, text.length - 1), 'too-large');
    assert.equal(inflateRaw(packed.subarray(0, -1), text.length), 'truncated');
    assert.equal(inflateRaw(new Uint8Array(0), 1), 'truncated');
    assert.equal(inflateRaw(Buffer.from([0xff, 0xff]), 1), 'corrupt');
  });

  test(`${name}: the start of a stream is known before its end`, () => {
    assert.deepEqual(Buffer.from(inflateStart(packed.subarray(0, 100))).subarray(0, 19), text.subarray(0, 19));
    assert.deepEqual(Buffer.from(inflateStart(packed)).subarray(0, 512), text.subarray(0, 512));
    assert.equal(inflateStart(Buffer.from([0xff, 0xff])).length, 0);
    assert.equal(inflateStart(new Uint8Array(0)).length, 0);
  });

  test(`${name}: CRC-32 of the customary example`, () => assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926));
}

test('the twins agree on whatever they are given', () => {
  const agree = (bytes: Uint8Array, most: number) => {
    assert.deepEqual(outcome(browser.inflateRaw(bytes, most)), outcome(node.inflateRaw(bytes, most)));
    assert.deepEqual(Buffer.from(browser.inflateStart(bytes)), Buffer.from(node.inflateStart(bytes)));
    assert.equal(browser.crc32(bytes), node.crc32(bytes));
    assert.equal(sha256InBrowsers(bytes), createHash('sha256').update(bytes).digest('hex'));
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 5_000 }), (bytes, most) => {
    agree(bytes, most);
    const good = deflateRawSync(bytes);
    agree(good, most);
    agree(good.subarray(0, good.length - 1), most);
    if (good.length > 3) agree(good.fill(0xa5, 2, 3), most);
  }), { numRuns: 500 });
});
