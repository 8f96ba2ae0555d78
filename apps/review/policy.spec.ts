import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Profile } from '#libs/contracts/profile.js';
import { SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import { objections, queueReasons, reputation, worst, type Circumstances } from './policy.js';

const found = (counts: Partial<Record<Severity, number>> = {}) => ({ ...Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])), ...counts }) as Record<Severity, number>;
const GOOD: Circumstances = { verdict: 'pass', findings: found(), newPermissions: [], first: false, publisher: { trusted: true, published: 3, rejected: 0, quarantined: 0 } };
const profile = (autoApprove: object = {}) => Profile.parse({ formats: ['orchestra'], host: 'orchestra', review: { auto_approve: autoApprove } });
const sum = (it: Circumstances) => queueReasons(it).reduce((total, { hours }) => total + hours, 0);

test('an update of a trusted publisher without findings is approved by policy', () => {
  assert.deepEqual(objections(GOOD, profile()), []);
});

for (const [what, change, words, allowing] of [
  ['checks that ask for a human', { verdict: 'needs-human' }, /human/, null],
  ['a publisher who is not trusted', { publisher: { ...GOOD.publisher, trusted: false } }, /not trusted/, { publishers: 'everybody' }],
  ['a first version', { first: true }, /first version/, { first_version: true }],
  ['new permissions', { newPermissions: ['network'] }, /network/, { new_permissions: true }],
  ['a finding above the limit', { findings: found({ info: 4, medium: 1 }) }, /finding is medium/, { max_severity: 'medium' }],
  ['a bad finding', { findings: found({ high: 1 }) }, /finding is high/, null],
  ['a quarantined version', { publisher: { ...GOOD.publisher, quarantined: 1 } }, /quarantined/, null],
] as const) {
  test(`policy leaves ${what} to a maintainer${allowing ? ', unless the profile says otherwise' : ' whatever the profile says'}`, () => {
    const it = { ...GOOD, ...change } as Circumstances;
    const against = objections(it, profile());
    assert.equal(against.length, 1);
    assert.match(against[0]!, words);
    const generous = profile(allowing ?? { publishers: 'everybody', first_version: true, new_permissions: true, max_severity: 'medium' });
    assert.equal(objections(it, generous).length, allowing ? 0 : 1);
  });
}

test('a marketplace may review everything, and may ask for a history', () => {
  assert.deepEqual(objections(GOOD, profile({ publishers: 'nobody' })), ['this marketplace reviews everything']);
  assert.deepEqual(objections(GOOD, profile({ min_published: 3 })), []);
  assert.equal(objections(GOOD, profile({ min_published: 4 })).length, 1);
});

test('the worst finding is the worst, not the most frequent', () => {
  assert.equal(worst(found()), null);
  assert.equal(worst(found({ info: 9, low: 3, critical: 1 })), 'critical');
});

test('reputation begins at 0, stays within -1 and 1 and falls deepest with a quarantine', () => {
  const of = (published: number, rejected: number, quarantined = 0) => reputation({ trusted: false, published, rejected, quarantined });
  assert.equal(of(0, 0), 0);
  assert.ok(of(5, 0) > of(1, 0) && of(1, 0) > 0);
  assert.ok(of(0, 1) < 0 && of(3, 0, 1) < of(3, 1));
  for (const value of [of(10_000, 0), of(0, 10_000), of(0, 0, 10_000)]) assert.ok(Math.abs(value) < 1);
});

test('risk, new permissions, updates, trust and reputation move a review forward, and say so', () => {
  const plain = { ...GOOD, first: true, publisher: { trusted: false, published: 0, rejected: 0, quarantined: 0 } };
  assert.deepEqual(queueReasons(plain).map(({ reason }) => reason), ['reputation']);
  for (const change of [{ findings: found({ high: 1 }) }, { newPermissions: ['network'] }, { first: false }, { publisher: { ...plain.publisher, trusted: true } }, { publisher: { ...plain.publisher, published: 9 } }]) {
    assert.ok(sum({ ...plain, ...change }) > sum(plain), JSON.stringify(change));
  }
  assert.ok(sum({ ...plain, publisher: { ...plain.publisher, rejected: 9 } }) < sum(plain));
  assert.ok(queueReasons(GOOD).every(({ text }) => text.length > 10));
});
