import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isGreater, isVersion } from '../versions.js';
import { integerVersion, isSkynetRange, satisfiesSkynet, versionInteger } from './skynet.js';

const integer = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

test('integers become versions and come back', () => {
  assert.equal(integerVersion(7), '7.0.0');
  assert.equal(versionInteger('7.0.0'), 7);
  fc.assert(fc.property(integer, (n) => isVersion(integerVersion(n)) && versionInteger(integerVersion(n)) === n));
});

test('order stays', () => {
  fc.assert(fc.property(integer, integer, (a, b) => isGreater(integerVersion(a), integerVersion(b)) === a > b));
});

test('what Skynet does not count has no version', () => {
  for (const n of [0, -1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) assert.throws(() => integerVersion(n), RangeError);
  for (const version of ['1.0.1', '1.1.0', '0.0.0', '01.0.0', '1.0.0-a', '1.0.0+a', '1', '', '9007199254740992.0.0']) assert.equal(versionInteger(version), null, version);
});

test('a range is all versions or one', () => {
  assert.deepEqual(['*', '1', '42'].map(isSkynetRange), [true, true, true]);
  for (const range of ['', '0', '01', '-1', '1.0.0', '^1', '>=1', ' 1', '9007199254740992']) assert.equal(isSkynetRange(range), false, range);
  assert.ok(satisfiesSkynet('3.0.0', '*') && satisfiesSkynet('3.0.0', '3'));
  assert.ok(!satisfiesSkynet('3.0.0', '4') && !satisfiesSkynet('3.1.0', '*') && !satisfiesSkynet('30.0.0', '3'));
});
