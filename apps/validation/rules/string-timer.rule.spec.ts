import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './string-timer.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "setTimeout(\"a()\")",
    "setInterval(\"a(\" + b + \")\", 9)",
    "window.setTimeout(`a(${b})`)",
    "const t = \"a()\"; setTimeout(t)",
    "const later = setTimeout; later(\"a()\", 5)",
    "Reflect.apply(setTimeout, null, [\"a()\"])",
  ]) assert.equal(worst(code), 'high', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "setTimeout(() => run(\"x\"), 5); setTimeout(run, 5); setTimeout(a + b, 5)",
    "import { setTimeout } from \"node:timers/promises\"; setTimeout(\"5\")",
    "function f(setTimeout) { setTimeout(\"x\") }",
    "queue.setTimeout(\"5s\")",
  ]) assert.equal(worst(code), 'nothing', code);
});
