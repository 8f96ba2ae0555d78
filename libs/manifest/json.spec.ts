import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { INTEGER_DIGITS, parseJson } from './json.js';
import { DEFAULT_LIMITS } from './limits.js';
import { PackageError } from './manifest.js';

const parse = (text: string | Uint8Array, limits = DEFAULT_LIMITS) => parseJson(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'x.json', limits);

const REFUSED: [code: string, text: string | Uint8Array, place?: string][] = [
  ['json-encoding', new Uint8Array([0x22, 0xff, 0x22])],
  ['json-bom', '\uFEFF{}'],
  ['json-syntax', ''],
  ['json-syntax', '{"a":1,}', 'x.json:1:8'],
  ['json-syntax', '[1,]'],
  ['json-syntax', '[1 2]'],
  ['json-syntax', '{"a" 1}'],
  ['json-syntax', '{} x', 'x.json:1:4'],
  ['json-syntax', '{a:1}'],
  ['json-syntax', "{'a':1}"],
  ['json-syntax', '// no\n{}'],
  ['json-syntax', '"a\nb"'],
  ['json-syntax', '"open'],
  ['json-syntax', '"open\\'],
  ['json-syntax', '"\\x41"'],
  ['json-syntax', '01'],
  ['json-syntax', '+1'],
  ['json-syntax', '.5'],
  ['json-syntax', '1.'],
  ['json-syntax', 'NaN'],
  ['json-syntax', 'nul'],
  ['json-syntax', 'truex'],
  ['json-number', '1e999'],
  ['json-duplicate-key', '{\n  "a": 1,\n  "a": 2\n}', 'x.json:3:3'],
  ['json-duplicate-key', '{"a":1,"\\u0061":2}'],
  ['json-duplicate-key', '[{"b":{"c":1,"c":1}}]'],
  ['json-proto', '{"a":{"__proto__":{}}}'],
  ['json-proto', '{"\\u005f_proto__":1}'],
  ['json-string', '"\\u0000"'],
  ['json-string', '"\\ud800"'],
  ['json-too-deep', '['.repeat(65) + ']'.repeat(65)],
];

describe('parseJson refuses', () => {
  for (const [code, text, place] of REFUSED) {
    test(`${JSON.stringify(typeof text === 'string' ? text.slice(0, 30) : [...text])} as ${code}`, () => {
      assert.throws(() => parse(text), (error) => error instanceof PackageError && error.code === code && (place === undefined || error.message.startsWith(`${place}: `)));
    });
  }

  test('too many members, in whatever objects', () => {
    assert.throws(() => parse('[{"a":1},{"b":2},{"c":3}]', { ...DEFAULT_LIMITS, json_keys: 2 }), { code: 'json-too-many-keys' });
  });
});

test('parseJson takes constructor and prototype as plain members', () => {
  const value = parse('{"constructor":1,"prototype":2,"hasOwnProperty":3}') as Record<string, unknown>;
  assert.deepEqual(Object.entries(value), [['constructor', 1], ['prototype', 2], ['hasOwnProperty', 3]]);
});

test('parseJson reads to the highest depth that a profile can allow', () => {
  const depth = DEFAULT_LIMITS.json_depth * 50;
  assert.doesNotThrow(() => parse('[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2), { ...DEFAULT_LIMITS, json_depth: depth }));
});

test('parseJson agrees with JSON.parse on every value', () => {
  const clean = fc.jsonValue({ maxDepth: 6 }).filter((value) => !/__proto__|\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)));
  fc.assert(fc.property(clean, fc.constantFrom(undefined, 2), (value, indent) => {
    const text = JSON.stringify(value, null, indent);
    assert.deepEqual(parse(text), JSON.parse(text));
  }), { numRuns: 300 });
});

test('parseJson throws nothing but PackageError, and never takes what JSON.parse refuses', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '1', '-', '.', 'e', 'true', 'null', ' ', '\n', '\u0001', '__proto__', 'é'), { maxLength: 20 });
  fc.assert(fc.property(pieces, (parts) => {
    const text = parts.join('');
    try {
      assert.deepEqual(parse(text), JSON.parse(text));
    } catch (error) {
      assert.ok(error instanceof PackageError, String(error));
    }
  }), { numRuns: 3_000 });
});

test('members named __proto__ can be left out and told', () => {
  let told = 0;
  const value = parseJson(new TextEncoder().encode('{"__proto__":{"a":1},"b":{"__proto__":[2],"\\u005f_proto__":3},"c":4}'), 'x.json', DEFAULT_LIMITS, { dropProto: () => (told += 1) });
  assert.deepEqual(value, { b: {}, c: 4 });
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(told, 3);
});

test('whole numbers can be read exactly, the others as ever', () => {
  const exact = (text: string) => parseJson(new TextEncoder().encode(text), 'x.json', DEFAULT_LIMITS, { integers: 'bigint' });
  assert.deepEqual(exact('[1, -0, 12345678901234567890123, 1.0, 1e2, -2.5]'), [1n, 0n, 12345678901234567890123n, 1, 100, -2.5]);
  assert.equal(String(exact('9'.repeat(INTEGER_DIGITS))).length, INTEGER_DIGITS);
  assert.throws(() => exact('9'.repeat(INTEGER_DIGITS + 1)), { code: 'json-number' });
  assert.throws(() => exact('1e400'), { code: 'json-number' });
  assert.throws(() => exact('[1,2'), { code: 'json-syntax' });
});
