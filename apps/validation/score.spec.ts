import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '#libs/contracts/checks.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { CheckRun } from './check.js';
import { RULES } from './rules.js';
import { CAPABILITIES, scoreOf } from './score.js';

/** What honest extensions do as well, by the codes of the catalogue. */
const CAPABILITY_CODES = ['ARC-06', 'EXE-01', 'EXE-04', 'EXE-05', 'EXE-07', 'EXE-10', 'OBF-11', 'NET-01', 'DAT-01', 'MAN-05', 'JSQ-01', 'JSQ-02'];

function run(check: string, ...found: [severity: Severity, file?: string][]): CheckRun {
  const findings = found.map(([severity, file = 'a.js']) => ({ rule: check, severity, file, line: 1, column: 1, message: '', evidence: null, help: '' }));
  return { check, version: 1, outcome: 'found', durationMs: 1, findings, detail: null };
}

test('threats add up, each check once by its worst finding', () => {
  assert.deepEqual(scoreOf([run('string-array', ['medium'], ['high'], ['high', 'b.js']), run('hex-numbers', ['medium'])]), { points: 9, explanation: 'score 9 = string-array 6 (high) + hex-numbers 3 (medium)', uncounted: null });
});

test('capabilities count once, and one more in the file of a threat', () => {
  const capabilities = [run('child-process', ['high', 'b.js']), run('dynamic-code', ['medium'])];
  const uncounted = 'Not counted: dynamic-code (medium). Of what code can do, as honest extensions do too, only the strongest counts, here child-process.';
  assert.deepEqual(scoreOf(capabilities), { points: 2, explanation: 'score 2 = child-process 2 (high)', uncounted });
  assert.equal(scoreOf([...capabilities, run('opaque-text', ['medium', 'c.js'])]).points, 5);
  assert.deepEqual(scoreOf([...capabilities, run('opaque-text', ['medium', 'b.js'])]), { points: 6, explanation: 'score 6 = opaque-text 3 (medium) + child-process 2 (high) + 1 (together in b.js)', uncounted });
});

test('in a large file, things are together by chance', () => {
  const runs = [run('child-process', ['high', 'b.js']), run('opaque-text', ['medium', 'b.js'])];
  assert.equal(scoreOf(runs, { large: new Set(['b.js']) }).points, 5);
  assert.equal(scoreOf([...runs, run('dynamic-code', ['high', 'a.js']), run('hex-numbers', ['medium', 'a.js'])], { large: new Set(['a.js']) }).points, 9);
});

test('a marketplace may count a capability as a threat', () => {
  const runs = [run('native-binary', ['high']), run('child-process', ['high', 'b.js'])];
  assert.equal(scoreOf(runs).points, 2);
  assert.deepEqual(scoreOf(runs, { alsoThreats: ['native-binary'] }), { points: 8, explanation: 'score 8 = native-binary 6 (high) + child-process 2 (high)', uncounted: 'child-process counts no more because it says what the code can do, as honest extensions do too.' });
});

test('minified code and hints count for nothing', () => {
  assert.deepEqual(scoreOf([run('minified-code', ['info']), run('look-alike-name', ['low']), run('opaque-text', ['low'])]), { points: 0, explanation: null, uncounted: null });
});

test('every finding from medium on is named, whether it counts or not', () => {
  const checks = [...CHECKS];
  const { explanation, uncounted } = scoreOf(checks.map((check, at) => run(check, [(['medium', 'high', 'critical', 'block'] as const)[at % 4]!])));
  for (const check of checks) assert.match(`${explanation} ${uncounted}`, new RegExp(`[ :] ?${check} (?:\\d+ )?\\(`));
});

test('the capabilities are those of the catalogue', () => {
  assert.deepEqual([...CAPABILITIES].filter((check) => !(CHECKS as readonly string[]).includes(check)), []);
  assert.deepEqual([...CAPABILITIES].sort(), RULES.filter(({ code }) => CAPABILITY_CODES.includes(code)).map(({ id }) => id).sort());
});
