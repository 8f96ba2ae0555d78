import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '#test/support/archives.js';
import { parseJson } from '../json.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { formulaJson, formulaJsonBytes } from './formula.js';

const cases: [value: unknown, text: string][] = [
  [{ b: 1, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"b":1}'],
  [{ 10: 1, 9: 2, a: 3, A: 4, é: 5, '': 6 }, '{"":6,"10":1,"9":2,"A":4,"a":3,"é":5}'],
  [{ '\u{1F389}': 1, '\uFF5E': 2 }, '{"\u{1F389}":1,"\uFF5E":2}'],
  [[1.0, -0, 1e21, 1e-7, 123456789012345680000, 0.1], '[1,0,1e+21,1e-7,123456789012345680000,0.1]'],
  ['line\u2028\n\t\u0007"\\/\u007f', '"line\u2028\\n\\t\\u0007\\"\\\\/\u007f"'],
  ['\uDC00x\uD800', '"\\udc00x\\ud800"'],
  [{ a: undefined, b: null, c: true }, '{"b":null,"c":true}'],
  [[undefined, []], '[null,[]]'],
  [{}, '{}'],
];

for (const [value, text] of cases) test(text, () => assert.equal(formulaJson(value), text));

test('in UTF-8 without byte order mark or line break', () => assert.deepEqual(formulaJsonBytes({ é: '✓' }), bytesOf('{"é":"✓"}')));

test('the order of members does not count, and what is written is read as the same', () => {
  const key = fc.string({ unit: 'binary', maxLength: 6 }).filter((name) => name !== '__proto__' && !/\0|\p{Cs}/u.test(name));
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !/\0|\p{Cs}/u.test(value));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 4 })),
  }));
  const reversed = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(reversed);
    return typeof item === 'object' && item !== null ? Object.fromEntries(Object.entries(item).toReversed().map(([name, member]) => [name, reversed(member)])) : item;
  };
  fc.assert(fc.property(value, (item) => {
    const written = formulaJson(item);
    assert.equal(formulaJson(reversed(item)), written);
    assert.equal(formulaJson(parseJson(bytesOf(written), 'x.json', DEFAULT_LIMITS)), written);
  }), { numRuns: 300 });
});
