import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HastyTimers } from './timers.js';

test('timers of a recording come in their order, those that start later too', () => {
  const timers = new HastyTimers(10);
  timers.start(1, 3_600_000);
  timers.start(2, 5);
  timers.start(3, 5);
  timers.start(4, 1);
  timers.stop(4);
  assert.deepEqual([timers.take(), timers.take()], [2, 3]);
  timers.start(5, 10);
  assert.deepEqual([timers.take(), timers.take(), timers.take(), timers.size], [5, 1, null, 0]);
});

test('one that starts itself again has an end', () => {
  const timers = new HastyTimers(3);
  const taken = [];
  for (let next: number | null = 1; next !== null; next = timers.take()) {
    taken.push(next);
    timers.start(1, 10);
  }
  assert.equal(taken.length, 4);
});
