import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '#test/support/archives.js';
import { parseJson } from '../json.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { comfyvnJson, comfyvnJsonLines, compareCodePoints, pythonFloat } from './comfyvn.js';

const exact = (text: string) => parseJson(bytesOf(text), 'm', DEFAULT_LIMITS, { integers: 'bigint' });

describe('numbers are written as Python writes them', () => {
  const floats: [number, string][] = [
    [1, '1.0'], [-0, '-0.0'], [0, '0.0'], [0.1, '0.1'], [-2.5, '-2.5'], [1e15, '1000000000000000.0'], [9999999999999998, '9999999999999998.0'],
    [1e16, '1e+16'], [1.5e300, '1.5e+300'], [123456789012345680, '1.2345678901234568e+17'], [0.0001, '0.0001'], [0.00001, '1e-05'], [1.234e-5, '1.234e-05'], [1e-7, '1e-07'], [5e-324, '5e-324'],
  ];
  for (const [value, text] of floats) test(text, () => assert.equal(pythonFloat(value), text));

  test('whole numbers keep every digit, and 1 is not 1.0', () => {
    assert.equal(comfyvnJson(exact('[1, 1.0, 1e0, -0, -0.0, 12345678901234567890123]')), '[1,1.0,1.0,0,-0.0,12345678901234567890123]');
  });

  test('every double reads back as itself', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => assert.ok(Object.is(Number(pythonFloat(value)), value))), { numRuns: 2_000 });
  });
});

test('only ASCII comes out', () => {
  assert.equal(comfyvnJson('"\\/\b\f\n\r\t\u0001\u007fé😀\u2028'), '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\\u00e9\\ud83d\\ude00\\u2028"');
});

test('members are sorted by code point: what lies beyond the surrogates comes last', () => {
  assert.equal(comfyvnJson({ '😀': 1n, '\uffff': 2n, b: 3n, B: 4n, ba: 5n, '': 6n }), '{"":6,"B":4,"b":3,"ba":5,"\\uffff":2,"\\ud83d\\ude00":1}');
  assert.ok(compareCodePoints('a😀', 'a\uffff') > 0 && compareCodePoints('a\uffff', 'a😀') < 0 && compareCodePoints('😀', '😁') < 0);
});

test('on lines', () => {
  assert.equal(comfyvnJsonLines({ b: [], a: { c: [1n, { d: null }], e: {} } }), '{\n  "a": {\n    "c": [\n      1,\n      {\n        "d": null\n      }\n    ],\n    "e": {}\n  },\n  "b": []\n}\n');
});

const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'binary' }), fc.bigInt(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'), tie('value'), { maxKeys: 5 }),
}));

test('both forms read back as the same value', () => {
  const keeps = (value: unknown) => !/\\u0000|[^ -~\n]/.test(comfyvnJson(value));
  fc.assert(fc.property(anything.value.filter(keeps), (value) => {
    const dense = comfyvnJson(value);
    assert.match(dense, /^[ -~]*$/);
    assert.equal(comfyvnJson(exact(dense)), dense);
    assert.equal(comfyvnJson(exact(comfyvnJsonLines(value))), dense);
  }), { numRuns: 500 });
});

test('order by code points is the order of the bytes in UTF-8', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(fc.property(text, text, (a, b) => assert.equal(Math.sign(compareCodePoints(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))), { numRuns: 2_000 });
});
