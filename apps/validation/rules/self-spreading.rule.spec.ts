import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './self-spreading.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "require(\"child_process\").execSync(\"npm publish --access public\")",
    "const pool = \"stratum+tcp://pool.example.org:3333\"",
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    "start(\"xmrig\")",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "fetch(\"https://registry.example/-/whoami\", { headers })",
  ]) assert.equal(worst(code), 'medium', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import subprocess\nsubprocess.run(\"twine upload dist/*\", shell=True)",
    "pool = \"stratum+ssl://pool\"",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "const help = \"Run npm publish when you are done\"",
    "require(\"child_process\").exec(\"npm install\")",
    "fetch(\"https://registry.example/left-pad\")",
    "// stratum+tcp://pool",
    "const stratum = geology.layer(\"tcp\")",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "print(\"twine upload\")",
    "import subprocess\nsubprocess.run(\"twine check dist/*\", shell=True)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: the address alone, in a script that reaches nothing itself', () => {
  assert.equal(worst('const client = require("registry-client"); client.json("/-/whoami", options)'), 'low');
  assert.equal(worst('require("https").get({ host: h, path: "/-/whoami", headers: { authorization: a } })'), 'medium');
});
