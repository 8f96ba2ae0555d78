import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admittedByNpm, admittedByPython, type Admitted } from './affected.js';

const shown = (admitted: Admitted) => (admitted === null ? 'none' : [admitted.how, ...admitted.versions].join(' '));

for (const [range, affected, expected] of [
  ['5.6.1', ['5.6.1'], 'all 5.6.1'],
  ['=5.6.1', ['5.6.1'], 'all 5.6.1'],
  ['v5.6.1', ['5.6.1'], 'all 5.6.1'],
  ['5.6.0', ['5.6.1'], 'none'],
  ['^5.0.0', ['5.6.1'], 'some 5.6.1'],
  ['^4.0.0', ['5.6.1'], 'none'],
  ['^5.0.0', ['>=4.0.0 <7.0.0'], 'all >=4.0.0 <7.0.0'],
  ['1.0.0 || 1.0.1', ['1.0.0', '1.0.1', '9.0.0'], 'all 1.0.0 1.0.1'],
  ['^1.0.0', ['2.0.0-rc.1'], 'none'],
  ['^1.0.0', ['1.5.0-rc.1'], 'some 1.5.0-rc.1'],
  ['*', ['1.0.0'], 'some 1.0.0'],
  ['', ['1.0.0'], 'some 1.0.0'],
  ['latest', ['1.0.0'], 'some 1.0.0'],
  ['latest', [], 'all'],
  ['^1.0.0', [], 'all'],
  ['nightly', ['nightly'], 'all nightly'],
  ['^1.0.0', ['not-a-version'], 'none'],
  [`${'1.0.0 || '.repeat(20)}1.0.0`, ['9.0.0'], 'some 9.0.0'],
] as const) {
  test(`npm: ${range.slice(0, 30) || 'no range'} of ${affected.join(', ') || 'every version'} is ${expected}`, () => assert.equal(shown(admittedByNpm(range, affected)), expected));
}

for (const [specifier, affected, expected] of [
  ['==1.2', ['1.2.0'], 'all 1.2.0'],
  ['== 1.2.0', ['1.2'], 'all 1.2'],
  ['===V1.2', ['1.2'], 'all 1.2'],
  ['==1.2', ['1.3'], 'none'],
  ['==1.2', ['1.3', '<2.0'], 'some <2.0'],
  ['==1.*', ['1.3'], 'some 1.3'],
  ['>=1,<2', ['1.3', '5.0'], 'some 1.3 5.0'],
  ['>=1,!=1.3', ['1.3'], 'none'],
  ['', ['1.3'], 'some 1.3'],
  ['>=1', [], 'all'],
] as const) {
  test(`Python: ${specifier || 'no specifier'} of ${affected.join(', ') || 'every version'} is ${expected}`, () => assert.equal(shown(admittedByPython(specifier, affected)), expected));
}
