import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './environment-read.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "JSON.stringify(process.env)",
    "const e = process.env; Object.keys(e)",
    "send({ ...process.env })",
    "for (const k in process.env) log(k)",
    "const { env } = process; save(env)",
    "import p from \"node:process\"; save(p.env)",
  ]) assert.equal(worst(code), 'medium', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import os\ndump(os.environ)",
    "from os import environ as e\nfor k in e: print(k)",
  ]) assert.equal(worst(code, 'a.py'), 'medium', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "const home = process.env.HOME; use(process.env[\"PATH\"])",
    "const { PORT } = process.env",
    "spawn(\"x\", { env: process.env })",
    "import.meta.env; app.env; save(config.env)",
    "// JSON.stringify(process.env)",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import os\nos.environ[\"HOME\"]; os.environ.get(\"X\")",
    "environ = {}\nsave(environ)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});
