import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './inline-wasm.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "WebAssembly.instantiate(Buffer.from(x, \"base64\"))",
    "const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); run(bytes)",
    "const wasm = \"AGFzbQEAAAABBgFgAX8Bf\"; load(wasm)",
  ]) assert.equal(worst(code), 'medium', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "WebAssembly.instantiateStreaming(fetch(\"./a.wasm\"))",
    "const magic = [0, 97, 115, 110]; const name = \"AGFz\"",
    "WebAssembly.compile(await readFile(\"a.wasm\"))",
    "const a = [0, 1, 2, 3]",
  ]) assert.equal(worst(code), 'nothing', code);
});
