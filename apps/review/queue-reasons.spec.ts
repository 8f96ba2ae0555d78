import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Circumstances } from '#libs/contracts/approval.js';
import { SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import { queueReasons, reputation } from './queue-reasons.js';

const found = (counts: Partial<Record<Severity, number>> = {}) => ({ ...Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])), ...counts }) as Record<Severity, number>;
const GOOD: Circumstances = { verdict: 'pass', findings: found(), unanswered: 0, newPermissions: [], rulesChanged: false, first: false, tooSmall: false, publisher: { trusted: true, published: 3, rejected: 0, quarantined: 0 } };
const sum = (it: Circumstances) => queueReasons(it).reduce((total, { hours }) => total + hours, 0);

test('reputation begins at 0, stays within -1 and 1 and falls deepest with a quarantine', () => {
  const of = (published: number, rejected: number, quarantined = 0) => reputation({ trusted: false, published, rejected, quarantined });
  assert.equal(of(0, 0), 0);
  assert.ok(of(5, 0) > of(1, 0) && of(1, 0) > 0);
  assert.ok(of(0, 1) < 0 && of(3, 0, 1) < of(3, 1));
  for (const value of [of(10_000, 0), of(0, 10_000), of(0, 0, 10_000)]) assert.ok(Math.abs(value) < 1);
});

test('what gave no answer is a risk like a high finding; both are one', () => {
  const risk = (it: Partial<Circumstances>) => queueReasons({ ...GOOD, ...it }).filter(({ reason }) => reason === 'risk').map(({ hours, text }) => `${hours} ${text}`);
  assert.deepEqual([{}, { unanswered: 1 }, { unanswered: 63 }, { findings: found({ high: 1 }) }, { findings: found({ block: 1 }), unanswered: 2 }].map(risk), [
    [],
    ['12 A check gave no answer: users wait for an answer on what may be dangerous.'],
    ['12 63 checks gave no answer: users wait for an answer on what may be dangerous.'],
    ['12 The worst finding is high: users wait for an answer on what may be dangerous.'],
    ['12 The worst finding is block, and 2 checks gave no answer: users wait for an answer on what may be dangerous.'],
  ]);
});

test('risk, new permissions, updates, trust and reputation move a review forward, and say so', () => {
  const plain = { ...GOOD, first: true, publisher: { trusted: false, published: 0, rejected: 0, quarantined: 0 } };
  assert.deepEqual(queueReasons(plain).map(({ reason }) => reason), ['reputation']);
  for (const change of [{ findings: found({ high: 1 }) }, { unanswered: 1 }, { newPermissions: ['network'] }, { first: false }, { publisher: { ...plain.publisher, trusted: true } }, { publisher: { ...plain.publisher, published: 9 } }]) {
    assert.ok(sum({ ...plain, ...change }) > sum(plain), JSON.stringify(change));
  }
  assert.ok(sum({ ...plain, publisher: { ...plain.publisher, rejected: 9 } }) < sum(plain));
  assert.ok(queueReasons(GOOD).every(({ text }) => text.length > 10));
});
