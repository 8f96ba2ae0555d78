import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PackageError } from './manifest.js';
import { STRICT, Tolerance } from './tolerance.js';

const error = (code: string) => new PackageError(code, `${code} happened`, 'a.txt', 'Do it again.');

test('compat mode keeps the named refusals as warnings, and throws all others', () => {
  const tolerance = new Tolerance('compat', new Set(['gray']));
  tolerance.refuse(error('gray'));
  assert.deepEqual(tolerance.warnings, [{ code: 'gray', message: 'gray happened', path: 'a.txt' }]);
  assert.throws(() => tolerance.refuse(error('bad')), { code: 'bad' });
  assert.equal(tolerance.warnings.length, 1);
});

test('strict mode throws them all', () => {
  for (const tolerance of [STRICT, new Tolerance('strict', new Set(['gray']))]) {
    assert.throws(() => tolerance.refuse(error('gray')), { code: 'gray' });
    assert.deepEqual(tolerance.warnings, []);
  }
});
