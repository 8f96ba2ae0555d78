import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileYara } from './compile.js';
import { ruleHashes } from './declarations.js';

const A = 'rule a { strings: $a = "rule b {" $b = /rule c/ $c = { 41 } condition: any of them /* rule d */ }';
const hashOf = (rule: string, source: string) => ruleHashes(source)(rule);

test('a rule says what its declaration says, whatever stands beside it', async () => {
  const source = `import "math"\n// rule e\nprivate rule b { condition: filesize > 3 }\n${A} // rule e\nglobal private rule g { condition: true }`;
  assert.deepEqual(await compileYara([{ name: 'team', source }]), []);
  const alone = hashOf('a', A);
  assert.match(alone!, /^[0-9a-f]{64}$/);
  assert.equal(hashOf('a', `rule z { condition: false } ${A}\n// more\nprivate rule y { condition: true }`), alone);
  for (const changed of [A.replace('any', 'all'), A.replace('41', '42'), A.replace('rule b {', 'rule b ('), `private ${A}`, A.replace('rule a', 'rule a : tag')]) assert.notEqual(hashOf('a', changed), alone, changed);
  for (const name of ['c', 'd', 'e', 'rule', '']) assert.equal(hashOf(name, source), null, name);
});

test('two rules that differ in which patterns they ask for are two', async () => {
  const rule = (asked: string): string => `rule a { strings: $a = "x" $a2 = "y" condition: $a2 at 0 or ${asked} }`;
  const all = ['any of ($a)', 'any of ($a*)', 'any of ($*)', 'for any of them : ($)', 'for any of them : (# > 1)'].map(rule);
  for (const source of all) assert.deepEqual(await compileYara([{ name: 'team', source }]), [], source);
  assert.equal(new Set(all.map((source) => hashOf('a', source))).size, all.length);
});

test('and what the rules say that it stands on: those it names, and global ones', async () => {
  const source = ([b, g, w, other]: string[]) => `private rule b { condition: ${b} } global rule g { condition: ${g} } private rule w { condition: ${w} and b } rule a { condition: w } rule other { condition: ${other} }`;
  const all = ['true', 'true', 'true', 'true'];
  assert.deepEqual(await compileYara([{ name: 'team', source: source(all) }]), []);
  const changed = all.map((_, at) => hashOf('a', source(all.with(at, 'false'))) !== hashOf('a', source(all)));
  assert.deepEqual(changed, [true, true, true, false]);
});

test('however many rules a source has, each is told at once', () => {
  const hashes = ruleHashes(Array.from({ length: 3_000 }, (_, i) => `rule r${i} { condition: r${Math.max(i - 1, 0)} }`).join('\n'));
  for (let i = 0; i < 1_000; i += 1) assert.ok(hashes('r2999'));
});
