import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_FINDINGS, Report } from './report.js';

const seen = (severity: 'low' | 'high') => ({ severity, message: severity, help: '' });

test('keeps what fits, worst first', () => {
  const report = new Report('some-rule');
  report.add(seen('low'));
  report.add(seen('high'));
  assert.deepEqual(report.findings().map(({ rule, severity }) => `${rule} ${severity}`), ['some-rule high', 'some-rule low']);
});

test('counts what does not fit, and never lets the harmless crowd out the bad', () => {
  const report = new Report('some-rule');
  for (let i = 0; i < 500; i++) report.add(seen('low'));
  report.add(seen('high'));
  const findings = report.findings();
  assert.equal(findings.length, MOST_FINDINGS + 1);
  assert.equal(findings[0]?.severity, 'high');
  assert.equal(findings.at(-1)?.message, 'and 451 more of this kind');
  assert.equal(findings.at(-1)?.severity, 'low');
});

test('what does not fit stays as bad as it is', () => {
  const report = new Report('some-rule');
  for (let i = 0; i < 51; i++) report.add(seen('high'));
  report.add(seen('low'));
  assert.deepEqual(report.findings().at(-1), { ...report.findings()[0], message: 'and 2 more of this kind', help: 'Fix the ones shown first, then check again.' });
});
