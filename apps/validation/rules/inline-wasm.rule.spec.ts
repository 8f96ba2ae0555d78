import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './inline-wasm.rule.js';
import { rule as opaqueText } from './opaque-text.rule.js';

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

/** Bytes that look random and are the same in every run. */
const noise = (length: number): Buffer => Buffer.concat(Array.from({ length: Math.ceil(length / 64) }, (_, index) => createHash('sha512').update(String(index)).digest())).subarray(0, length);
const section = (id: number, content: Buffer): Buffer => Buffer.concat([Buffer.from([id, (content.length & 0x7f) | 0x80, content.length >> 7]), content]);
const HEAD = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const script = (packed: Buffer): string => `!function(e){eval("quire".replace(/^/,"re"));e.wasm="${packed.toString('base64')}"}(exports)`;

test('a module that is compressed as well is told of as one, and is no opaque text', () => {
  const module = Buffer.concat([HEAD, section(1, noise(40)), section(0, Buffer.from('name')), section(10, noise(600))]);
  for (const packed of [deflateSync(module), deflateSync(module, { level: 9 }), gzipSync(module)]) assert.deepEqual([worst(script(packed)), findingsOf(opaqueText, { 'a.js': script(packed) }).length], ['medium', 0]);
  const payload = Buffer.concat([Buffer.from('require("child_process").exec(x);'), noise(600)]);
  for (const attack of [payload, Buffer.concat([HEAD, payload]), Buffer.concat([module, payload]), Buffer.concat([HEAD, section(1, noise(40)), section(0, payload)])]) {
    assert.deepEqual([worst(script(deflateSync(attack))), findingsOf(opaqueText, { 'a.js': script(deflateSync(attack)) })[0]?.severity], ['nothing', 'high']);
  }
});
