import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './native-binary.rule.js';

const hex = (text: string, length = 64) => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(length)]);

function windowsProgram(headerAt: number): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('MZ');
  bytes.writeUInt32LE(headerAt, 0x3c);
  bytes.write('PE\0\0', 128);
  return bytes;
}

test('bad: programs for every system, whatever their names say', () => {
  assert.deepEqual(said(rule, { 'dist/logo.png': hex('7f454c46') }), ['high dist/logo.png']);
  assert.deepEqual(said(rule, { 'tool.txt': windowsProgram(128) }), ['high tool.txt']);
  for (const magic of ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe00000002', 'bebafeca02000000']) {
    assert.deepEqual(said(rule, { lib: hex(magic) }), ['high lib'], magic);
  }
});

test('bad: native modules of Node.js by name, WebAssembly by content', () => {
  assert.deepEqual(said(rule, { 'build/addon.node': 'anything' }), ['high build/addon.node']);
  assert.deepEqual(said(rule, { 'engine.bin': hex('0061736d01000000') }), ['medium engine.bin']);
  assert.deepEqual(said(rule, { 'main.jsc': hex('8906dec0fa8c33dc') }), ['high main.jsc'], 'compiled by V8');
  assert.deepEqual(said(rule, { 'main.bin': hex('8906dec0fa8c33dc'), 'notes.jsc': 'a text' }), []);
});

test('good: what only looks like a program', () => {
  assert.deepEqual(said(rule, { 'notes.md': 'MZ and ELF and feedface', 'mz.txt': 'MZ'.repeat(60) }), []);
  assert.deepEqual(said(rule, { 'almost.exe': windowsProgram(60_000), 'short.exe': 'MZ' }), []);
  assert.deepEqual(said(rule, { 'Main.class': hex('cafebabe00000041') }), [], 'a Java class starts like a fat Mach-O file');
  assert.deepEqual(said(rule, { 'x.node.js': 'export {}', 'empty': '', 'short': Buffer.from('7f454c', 'hex') }), []);
});
