import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsOf, SANDBOX_LIMITS } from './limits.js';

test('limits that no engine or clock can keep are refused by their names', () => {
  assert.deepEqual(limitsOf({ hostCalls: 0, deadlineMs: 2 ** 31 - 1, backgroundShare: 0.5 }), { ...SANDBOX_LIMITS, hostCalls: 0, deadlineMs: 2 ** 31 - 1, backgroundShare: 0.5 });
  for (const [given, said] of [
    [{ deadlineMs: Infinity }, /^RangeError: limits\.deadlineMs: Infinity is no whole number from 1 to 2147483647$/],
    [{ deadlineMs: 2 ** 31 }, /deadlineMs/], [{ drainMs: 0 }, /drainMs/], [{ deadlineMs: '5000' }, /deadlineMs/],
    [{ memoryMb: 1 }, /memoryMb: 1 is no whole number from 8 to 2048/], [{ memoryMb: 4_096 }, /memoryMb/],
    [{ hostCalls: -1 }, /hostCalls/], [{ hostCalls: 1.5 }, /hostCalls/], [{ timers: Number.NaN }, /timers/], [{ backgroundShare: 2 }, /backgroundShare: 2 is no number from 0 to 1/],
    [{ memory: 64 }, /limits\.memory: there is no such limit; there are memoryMb, /],
  ] as const) assert.throws(() => limitsOf(given as never), said);
});
