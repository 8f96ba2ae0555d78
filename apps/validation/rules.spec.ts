import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { CHECKS } from '#libs/contracts/checks.js';
import { KNOWN_MALICIOUS_CHECK, SANDBOX_CHECK, YARA_CHECK } from './check.js';
import { MARKETPLACE_CHECK } from './marketplace.js';
import { RULES } from './rules.js';
import { WHY } from './why.js';
import type { Rule } from './check.js';

const folder = new URL('./rules/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.rule.js'));

test('the registry, the promised checks and the folder are the same', () => {
  const ids = files.map((name) => name.replace(/\.rule\.js$/, '')).sort();
  assert.deepEqual(RULES.map((rule) => rule.id).sort(), ids);
  assert.deepEqual(CHECKS.filter((check) => check !== SANDBOX_CHECK && check !== YARA_CHECK && check !== KNOWN_MALICIOUS_CHECK).sort(), ids);
});

test('the id of a rule is the name of its file', async () => {
  for (const name of files) {
    const { rule } = (await import(new URL(name, folder).href)) as { rule: Rule };
    assert.equal(`${rule.id}.rule.js`, name);
    assert.ok(rule.version >= 1 && rule.title !== '', name);
  }
});

test('every check says why its findings matter, in one sentence of its own', () => {
  const checks = [...CHECKS, MARKETPLACE_CHECK, 'package'];
  assert.deepEqual([...WHY.keys()].sort(), checks.sort());
  for (const [check, why] of WHY) assert.ok(/^[A-Z].{30,200}\.$/.test(why) && !why.includes('. '), check);
  assert.equal(new Set(WHY.values()).size, WHY.size);
});
