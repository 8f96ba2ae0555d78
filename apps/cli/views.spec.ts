import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Submission } from '#libs/contracts/api.js';
import { pageLine } from './pages.js';
import type { Shown } from './text.js';
import { feedbackLines, findingLines, journeyLine, scannedLines, stepLines, type Finding } from './views.js';

const AT = '2026-01-01T00:00:00Z';
const plain = (lines: readonly Shown[]): string[] => lines.map((line) => line.render(false));

function finding(severity: Finding['severity'], rule: string): Finding {
  return { check: rule, rule, severity, file: 'a.js', line: 1, column: 1, message: 'm', evidence: null, why: null, help: '' };
}

function submission(change: Record<string, unknown>) {
  return Submission.parse({
    id: '01900000-0000-7000-8000-000000000000', status: 'REJECTED', publisher: 'p', display_name: null, extension: 'demo', version: '1.0.0', channel: null, format: null, package_sha256: null,
    package_size: null, manifest: null, permissions: [], findings: null, verdict: null, blocked: null, feedback: null, timeline: [], queue_position: null, created_at: AT, updated_at: AT, ...change,
  });
}

test('findings are shown the worst first, those of one severity in their order', () => {
  const lines = plain(findingLines([finding('info', 'a'), finding('block', 'b'), finding('high', 'c'), finding('block', 'd')]));
  assert.deepEqual(lines.map((line) => line.split(' ').slice(1, 3).join(' ')), ['block b', 'block d', 'high c', 'info a']);
});

test('why findings matter is said once for those of a check', () => {
  const lines = plain(findingLines([{ ...finding('high', 'a'), why: 'It hurts.', help: 'Stop.' }, { ...finding('high', 'a'), why: 'It hurts.', help: 'Stop.' }, finding('info', 'b')]));
  assert.deepEqual(lines.map((line) => line.trim()), ['a.js:1:1 high a m', 'why: It hurts.', 'help: Stop.', 'a.js:1:1 high a m', 'help: Stop.', 'a.js:1:1 info b m']);
});

test('what came to a verdict is shown with its limits, as far as the scan wrote it down', () => {
  const scanned = { rule_set: 'r'.repeat(64), yara: [{ name: 'team', sha256: 'a'.repeat(64) }], engines: {}, score: 7, policy: { reject_at: 'block' as const, score: { human_at: 5, reject_at: 40, threats: [] } }, duration_ms: 1, at: AT };
  assert.deepEqual(plain(scannedLines(scanned)), [`scanned ${AT} with rule set ${scanned.rule_set}, score 7 (a maintainer looks from 5, rejected from 40, block findings reject)`, `  YARA rules team, sha256 ${scanned.yara[0]!.sha256}`]);
  assert.deepEqual(plain(scannedLines({ ...scanned, yara: null, score: null, policy: null })), [`scanned ${AT} with rule set ${scanned.rule_set}`]);
  assert.deepEqual(scannedLines(null), []);
});

test('why the checks refused it is said once, below the journey', () => {
  const reasons = ['a: first.', 'b: second.'];
  const refused = submission({ verdict: { verdict: 'reject', reasons } });
  const step = { status: 'REJECTED', at: AT, actor: null, reason: reasons.join(' ') };
  assert.deepEqual(plain(stepLines(step, refused.verdict)), ['rejected']);
  assert.equal(journeyLine(step, refused).render(false).trimEnd(), `  ${AT}  rejected`);
  assert.deepEqual(plain(feedbackLines(refused)), ['  - a: first.', '  - b: second.']);
});

test('so is what a maintainer said; what is said nowhere else stays in the journey, on one line', () => {
  const rejected = submission({ feedback: { reasons: ['unclear'], text: 'Say\nmore.' } });
  assert.equal(journeyLine({ status: 'REJECTED', at: AT, actor: 'mia', reason: 'unclear Say\nmore.' }, rejected).render(false), `  ${AT}  rejected   mia`);
  const approved = { status: 'APPROVED', at: AT, actor: 'mia', reason: 'Well\ndone.' };
  assert.equal(journeyLine(approved, submission({ status: 'PUBLISHED' })).render(false), `  ${AT}  approved   mia: Well done.`);
  assert.deepEqual(plain(stepLines(approved, null)), ['approved      by mia: Well done.']);
});

test('a page behind the last is no empty list', () => {
  const lines = [1, 9].map((page) => pageLine({ total: 7, page, last_page: 1 }, 'open').render(false));
  assert.deepEqual(lines, ['7 open, page 1 of 1', 'there is no page 9: 7 open, and the last page is 1']);
});
