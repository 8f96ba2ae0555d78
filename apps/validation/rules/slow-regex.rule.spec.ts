import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './slow-regex.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "/^(a+)+$/.test(x)",
    "const r = /(\\w+\\s?)*$/",
    "x.match(/^(([a-z])+.)+[A-Z]([a-z])+$/)",
    "/(.*,)*x/.exec(y)",
  ]) assert.equal(worst(code), 'medium', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "/^(a+b)+$/.test(x)",
    "/\\((\\d+)\\)*/.test(x)",
    "/^(?:[a-z]+\\.)+[a-z]+$/.test(x)",
    "// /(a+)+$/\nconst s = \"(a+)+$\"",
    "/a+b+c+/.test(x)",
  ]) assert.equal(worst(code), 'nothing', code);
});
