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

test('in an extension that stays active, counts start anew after each deadlineMs', () => {
  let now = 0;
  const meter = new Meter({ ...SANDBOX_LIMITS, hostCalls: 1, deadlineMs: 100 }, () => now);
  meter.call('[]');
  now = 99;
  assert.throws(() => meter.call('[]'), /more than 1 calls of host functions within 100 ms/);
  now = 100;
  meter.call('[]');
});

test('a refusal is told once until counts start anew', () => {
  const meter = new Meter(SANDBOX_LIMITS);
  assert.deepEqual(['a', 'a', 'b'].map((text) => meter.refusal(text)), [true, false, true]);
  meter.begin();
  assert.ok(meter.refusal('a'));
});

test('what nobody called may take its share of a core for ever, and more for a while', () => {
  let now = 0;
  const meter = new Meter({ ...SANDBOX_LIMITS, backgroundShare: 0.25, deadlineMs: 100 }, () => now);
  const after = (ms: number, taken: number): boolean => {
    now += ms;
    return meter.background(taken);
  };
  for (let i = 0; i < 100; i++) assert.ok(after(40, 10));
  assert.ok(after(4_000, 100));
  assert.ok(!after(40, 11));
  assert.ok(after(400, 99));
});

test('a console that is full stays silent after it said so', () => {
  const meter = new Meter({ ...SANDBOX_LIMITS, consoleLines: 1, consoleChars: 10 });
  assert.deepEqual(['a', 'b', 'c'].map((text) => meter.line(text)), ['a', '… the rest is left out', null]);
  meter.begin();
  assert.deepEqual(['x'.repeat(12), 'b'].map((text) => meter.line(text)), [`${'x'.repeat(10)} … the rest is left out`, null]);
});
