import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelOf, firstThatMayBreak, isGreater, isPrerelease, isRange, isVersion, isWithin, latest, mayBreak, satisfies } from './versions.js';

test('isVersion takes semantic versions exactly as written in the standard', () => {
  for (const good of ['0.0.0', '1.2.3', '1.2.3-beta.1', '1.0.0+build.5', '1.0.0-rc.1+x.y', '10.20.30']) assert.ok(isVersion(good), good);
  for (const bad of ['', '1', '1.2', 'v1.2.3', '=1.2.3', ' 1.2.3', '1.2.3 ', '01.2.3', '1.2.3-01', '1.2.3-', '1.2.3.4', 'latest', `1.0.0-${'x'.repeat(50)}`]) assert.ok(!isVersion(bad), bad);
});

test('isRange takes npm ranges and nothing empty', () => {
  for (const good of ['*', '>=0.1.0', '^1.2', '1.x || >=2.5.0', '1.0.0 - 2.0.0']) assert.ok(isRange(good), good);
  for (const bad of ['', '  ', 'soon', '>>1', '>=1.0.0 '.repeat(20)]) assert.ok(!isRange(bad), bad);
});

test('channels and precedence', () => {
  assert.ok(isPrerelease('1.0.0-rc.1'));
  assert.equal(channelOf('1.0.0+a-b'), 'stable');
  assert.equal(channelOf('1.0.0-0'), 'prerelease');
  assert.ok(isGreater('1.0.0', '1.0.0-rc.1'));
  assert.ok(isGreater('1.0.0-rc.10', '1.0.0-rc.9'));
  assert.ok(!isGreater('1.0.0+b', '1.0.0+a'));
});

test('latest leaves pre-releases out unless asked', () => {
  const versions = ['1.9.0', '2.0.0-beta.2', '1.10.0', '2.0.0-beta.10'];
  assert.equal(latest(versions), '1.10.0');
  assert.equal(latest(versions, { prerelease: true }), '2.0.0-beta.10');
  assert.equal(latest(['1.0.0-a']), null);
  assert.equal(latest([]), null);
});

test('satisfies leaves pre-releases out unless asked', () => {
  assert.ok(satisfies('1.5.0', '^1.0.0'));
  assert.ok(!satisfies('1.5.0-beta', '^1.0.0'));
  assert.ok(satisfies('1.5.0-beta', '^1.0.0', { prerelease: true }));
});

test('isWithin compares ranges', () => {
  assert.ok(isWithin('^1.2.0', '>=1.0.0'));
  assert.ok(!isWithin('>=1.0.0', '^1.2.0'));
});

test('mayBreak follows semantic versioning', () => {
  const may = [['1.2.3', '2.0.0'], ['0.2.3', '0.3.0'], ['0.0.3', '0.0.4'], ['1.0.0-rc.1', '1.0.0-rc.2'], ['2.0.0-rc.1', '2.0.0'], ['1.2.3', '2.0.0-rc.1']];
  const mayNot = [['1.2.3', '1.3.0'], ['1.2.3', '1.2.4'], ['0.2.3', '0.2.4'], ['1.2.3', '1.2.3+build'], ['1.2.3+a', '1.9.0'], ['1.0.0', '1.1.0-rc.1'], ['1.0', '2.0.0'], ['1.0.0', '2']];
  assert.deepEqual(may.filter(([before, after]) => !mayBreak(before!, after!)), []);
  assert.deepEqual(mayNot.filter(([before, after]) => mayBreak(before!, after!)), []);
});

test('the first version that may break what worked with another', () => {
  assert.deepEqual(['1.2.3', '0.2.3', '0.0.3'].map(firstThatMayBreak), ['2.0.0', '0.3.0', '0.0.4']);
  for (const before of ['1.2.3', '0.2.3', '0.0.3']) assert.ok(mayBreak(before, firstThatMayBreak(before)));
});
