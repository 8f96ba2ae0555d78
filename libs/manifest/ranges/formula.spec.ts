import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import semver from 'semver';
import { isFormulaRange, isWithinFormula, satisfiesFormula } from './formula.js';

test('the grammar takes whole versions only', () => {
  for (const good of ['*', '1.2.3', '^1.0.0', '~1.2.3', '>=1.0.0 <2.0.0', '=1.0.0', '^1.0.0 || ^2.0.0-rc.1', '1.0.0||2.0.0', ' ^1.0.0 ', '* <2.0.0']) assert.ok(isFormulaRange(good), good);
  for (const bad of ['', ' ', '1', '1.x', '^1', '^1.2', '1.0.0 - 2.0.0', 'v1.0.0', '^v1.0.0', '>= 1.0.0', '^1.0.0 ||', '|| *', '^1.0.0, ^2.0.0', '==1.0.0', 'latest', '~>1.0.0', '1.0.0 '.repeat(22)]) assert.ok(!isFormulaRange(bad), bad);
});

describe('satisfiesFormula', () => {
  const cases: [range: string, inside: string[], outside: string[]][] = [
    ['*', ['0.0.0-0', '1.0.0', '2.0.0-rc.1'], []],
    ['^1.2.3', ['1.2.3', '1.9.0', '1.2.3+build', '2.0.0-rc.1'], ['1.2.2', '1.2.3-rc.1', '2.0.0']],
    ['^0.2.3', ['0.2.3', '0.2.9', '0.3.0-a'], ['0.2.2', '0.3.0', '1.0.0']],
    ['^0.0.3', ['0.0.3', '0.0.4-a'], ['0.0.4', '0.1.0', '0.0.2']],
    ['^1.0.0-beta.2', ['1.0.0-beta.2', '1.0.0-beta.10', '1.0.0'], ['1.0.0-beta.1', '1.0.0-alpha']],
    ['~1.2.3', ['1.2.3', '1.2.99'], ['1.3.0', '1.2.2']],
    ['~0.0.3', ['0.0.3', '0.0.9'], ['0.1.0']],
    ['>=1.0.0 <2.0.0', ['1.0.0', '1.9.9', '2.0.0-0'], ['0.9.9', '2.0.0']],
    ['>1.0.0', ['1.0.1', '1.0.1-0'], ['1.0.0', '1.0.0+b']],
    ['<=1.0.0', ['1.0.0', '0.1.0', '1.0.0-a'], ['1.0.1-0']],
    ['=1.0.0', ['1.0.0', '1.0.0+b'], ['1.0.0-a', '1.0.1']],
    ['1.0.0 || ~3.1.0', ['1.0.0', '3.1.7'], ['1.0.1', '3.2.0']],
    ['>2.0.0 <1.0.0', [], ['1.5.0', '0.5.0', '2.5.0']],
    ['^9007199254740991.0.0', ['9007199254740991.5.0'], ['1.0.0']],
    ['1.x', [], ['1.0.0']],
  ];
  for (const [range, inside, outside] of cases) {
    test(range, () => {
      for (const version of inside) assert.ok(satisfiesFormula(version, range), version);
      for (const version of outside) assert.ok(!satisfiesFormula(version, range), version);
      assert.ok(!satisfiesFormula('latest', range));
    });
  }
});

test('isWithinFormula compares what ranges take', () => {
  const within: [string, string][] = [['^1.2.0', '>=1.0.0'], ['^1.0.0', '*'], ['1.0.0 || 1.5.0', '^1.0.0'], ['>=1.0.0 <3.0.0', '<2.0.0 || >=2.0.0'], ['*', '<=1.0.0 || >1.0.0'], ['>2.0.0 <1.0.0', '1.0.0'], ['^1.0.0', '>=1.0.0 <1.5.0 || >=1.2.0 <4.0.0']];
  const without: [string, string][] = [['>=1.0.0', '^1.0.0'], ['*', '>=0.0.0'], ['>=1.0.0 <3.0.0', '<2.0.0 || >2.0.0'], ['^1.0.0', '>2.0.0 <1.0.0'], ['1.x', '*'], ['*', '1.x']];
  for (const [inner, outer] of within) assert.ok(isWithinFormula(inner, outer), `${inner} in ${outer}`);
  for (const [inner, outer] of without) assert.ok(!isWithinFormula(inner, outer), `${inner} in ${outer}`);
});

const number = fc.nat(3);
const plain = fc.tuple(number, number, number).map((parts) => parts.join('.'));
const comparator = fc.tuple(fc.constantFrom('^', '~', '>=', '<=', '>', '<', '='), plain).map((parts) => parts.join(''));
const range = fc.array(fc.array(comparator, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(' ')), { minLength: 1, maxLength: 2 }).map((groups) => groups.join(' || '));

test('without pre-releases it says what npm says', () => {
  fc.assert(fc.property(plain, range, (version, text) => satisfiesFormula(version, text) === semver.satisfies(version, text)), { numRuns: 500 });
});

test('a range within another one takes no version that the other does not', () => {
  fc.assert(fc.property(range, range, plain, (inner, outer, version) => !isWithinFormula(inner, outer) || !satisfiesFormula(version, inner) || satisfiesFormula(version, outer)), { numRuns: 1000 });
});
