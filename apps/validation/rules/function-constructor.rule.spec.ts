import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './function-constructor.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "a.constructor.constructor(\"return process\")()",
    "[][\"filter\"][\"constructor\"](`alert(1)`)()",
    "(() => {}).constructor(\"x\" + y)",
    "\"\".sub.constructor(\"x\")",
    "const C = (async function () {}).constructor; new C(\"x\")",
    "Object.getPrototypeOf(function* () {}).constructor(\"x\")",
    "const { constructor } = () => {}; constructor(\"x\")",
    "function f() {} f.constructor(\"x\")",
    "class A {} A[\"const\" + \"ructor\"](\"x\")",
    "parseInt.constructor(\"x\")",
  ]) assert.equal(worst(code), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "a.constructor.name; new this.constructor(x)",
    "function f(a) { return new a.constructor(\"x\") }",
    "obj.constructor === Object",
    "class A { constructor() { super(\"x\") } }",
    "const text = \"a.constructor.constructor(1)\"",
  ]) assert.equal(worst(code), 'nothing', code);
});
