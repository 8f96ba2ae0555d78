import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unanswered } from './unanswered.js';

const check = (name: string, outcome: string, detail: string | null = null) => ({ check: name, version: 1, outcome, duration_ms: 1, findings: 0, detail, enabled: name !== 'off', enforced: true, required: true });
const DEAD = 'the scan ended early (memory): the process had more than 900 MB';

test('a reason is told once, however many checks have it, with what to do', () => {
  const dead = Array.from({ length: 62 }, (_, at) => check(`c${at}`, 'crashed', DEAD));
  const [one, ...others] = unanswered([check('package', 'passed'), check('off', 'skipped'), ...dead, check('known-malicious', 'missing', 'beyond 500')]);
  assert.equal(one?.why, `62 checks gave no answer (crashed): ${DEAD}.`);
  assert.match(one.help, /says nothing about the package.*Scan again; .*smaller or leave it out\.$/);
  assert.deepEqual(others.map(({ why, help }) => [why, help.includes('Scan again')]), [['The check known-malicious gave no answer (missing): beyond 500.', false]]);
  assert.deepEqual(unanswered([check('a', 'crashed'), check('b', 'crashed')]).map(({ why }) => why), ['The checks a, b gave no answer (crashed): no reason was given.']);
  assert.deepEqual(unanswered([check('package', 'found'), check('off', 'skipped', 'the profile switches it off')]), []);
  assert.deepEqual(unanswered([check('package', 'found'), check('a', 'skipped', 'the package could not be read')]), [{ why: 'The check a gave no answer (skipped): the package could not be read.', help: 'Mend what the package is refused for, and scan again.', isFault: false }]);
  assert.ok(one.isFault);
});
