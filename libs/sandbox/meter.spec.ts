import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SANDBOX_LIMITS, isShallowJson } from './limits.js';
import { Meter } from './meter.js';

test('the numbers of seed 002', () => {
  assert.equal(SANDBOX_LIMITS.memoryMb, 128);
  assert.equal(SANDBOX_LIMITS.deadlineMs, 5_000);
});

test('depth counts brackets outside of strings', () => {
  assert.ok(isShallowJson('[[1],{"a":[]}]', 3));
  assert.ok(!isShallowJson('[[1],{"a":[]}]', 2));
  assert.ok(isShallowJson('["[[[[", "\\"[[["]', 1));
});

test('an invocation starts with counts of its own', () => {
  const meter = new Meter({ ...SANDBOX_LIMITS, hostCalls: 1 });
  meter.call('[]');
  assert.throws(() => meter.call('[]'), /more than 1 calls/);
  meter.begin();
  meter.call('[]');
});

test('a console that is full stays silent after it said so', () => {
  const meter = new Meter({ ...SANDBOX_LIMITS, consoleLines: 1, consoleChars: 10 });
  assert.deepEqual(['a', 'b', 'c'].map((text) => meter.line(text)), ['a', '… the rest is left out', null]);
  meter.begin();
  assert.deepEqual(['x'.repeat(12), 'b'].map((text) => meter.line(text)), [`${'x'.repeat(10)} … the rest is left out`, null]);
});
