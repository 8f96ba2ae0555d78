import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, encodeBase64 } from './rfc4648.js';

test('what is encoded comes back, as Node writes it', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
    assert.deepEqual(decodeBase64(encodeBase64(bytes)), bytes);
  }));
});

test('more than one chunk', () => {
  const bytes = new Uint8Array(100_001).map((_, at) => at * 7);
  assert.deepEqual(decodeBase64(encodeBase64(bytes)), bytes);
});

test('no other text for the same bytes is taken', () => {
  assert.deepEqual(decodeBase64('/+8='), new Uint8Array([0xff, 0xef]));
  for (const text of ['/+8', '_-8=', '/+9=', '/+8=\n', ' /+8=', '/=8=', '/+8=====', '=', '====', 'A===', 'AA=A', 'é+8=', '/+8=/+8=', 'AAAA    ', 'A A A A ', 'AA AA AA=', 'AA AAA ==', '\tAAAA\n\r\f', 'AAA ', 'AA =']) assert.equal(decodeBase64(text), null, text);
});

test('white space anywhere is refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), fc.array(fc.tuple(fc.nat(), fc.constantFrom(' ', '\n', '\t', '\r', '\f')), { minLength: 1, maxLength: 8 }), (bytes, spaces) => {
    const text = spaces.reduce((before, [at, space]) => before.slice(0, at % (before.length + 1)) + space + before.slice(at % (before.length + 1)), encodeBase64(bytes));
    assert.equal(decodeBase64(text), null);
  }), { numRuns: 2_000 });
});
