import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditions, objections, objectionsToPackage, worst, type Circumstances } from './approval.js';
import { Profile } from './profile.js';
import { SEVERITIES, type Severity } from './severity.js';

const found = (counts: Partial<Record<Severity, number>> = {}) => ({ ...Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])), ...counts }) as Record<Severity, number>;
const GOOD: Circumstances = { verdict: 'pass', findings: found(), unanswered: 0, newPermissions: [], rulesChanged: false, first: false, tooSmall: false, publisher: { trusted: true, published: 3, rejected: 0, quarantined: 0 } };
const profile = (autoApprove: object = {}) => Profile.parse({ formats: ['orchestra'], host: 'orchestra', review: { auto_approve: autoApprove } });

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
  ['a breaking version that is not major', { tooSmall: true }, /its version does not say so/, null],
  ['what was scanned before rules changed', { rulesChanged: true }, /rules changed since it was scanned/, null],
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

test('what a package alone tells is told without the marketplace; the rest stands as conditions', () => {
  const bad = { verdict: 'pass', findings: found({ medium: 1 }) } as const;
  assert.deepEqual(objectionsToPackage(bad, profile()), objections({ ...GOOD, ...bad }, profile()));
  assert.deepEqual(objectionsToPackage(bad, profile({ max_severity: 'medium' })), []);
  assert.equal(conditions(profile({ min_published: 4 })).length, 7);
  assert.deepEqual(conditions(profile({ publishers: 'everybody', first_version: true, new_permissions: true })), ['the rules stay what it was scanned with', 'no version of the publisher was quarantined', 'its version says so where it breaks what worked before']);
});
