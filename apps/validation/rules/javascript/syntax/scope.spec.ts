import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scope } from './scope.js';

test('a name of several scopes is found from each, also where one declares it later', () => {
  const script = new Scope(null, null, true);
  const [outer, other] = [new Scope(script, null, true), new Scope(script, null, true)];
  const inner = new Scope(outer, null, true);
  script.declare('a', null);
  other.declare('a', null);
  assert.deepEqual([script, outer, inner, other].map((scope) => scope.find('a') === script.own('a')), [true, true, true, false]);
  assert.equal(other.find('a'), other.own('a'));
  outer.declare('a', null);
  assert.equal(inner.find('a'), outer.own('a'), 'not what was found before');
  assert.equal(script.find('b'), null);
  inner.declare('b', null);
  assert.deepEqual([inner.find('b'), outer.find('b')], [inner.own('b'), null]);
});
