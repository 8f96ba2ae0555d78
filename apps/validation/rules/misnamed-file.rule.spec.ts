import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './misnamed-file.rule.js';

const hex = (bytes: string) => Buffer.from(bytes, 'hex');
const PNG = hex('89504e470d0a1a0a0000000d49484452');

test('bad: code that is called a picture', () => {
  assert.deepEqual(said(rule, { 'logo.png': 'module.exports = () => run()' }), ['medium logo.png']);
  assert.match(findingsOf(rule, { 'a/FONT.WOFF2': 'x = 1' })[0]?.message ?? '', /by its name this file is woff2, by its content it is text/);
});

test('bad: one kind under the name of another', () => {
  assert.deepEqual(said(rule, { 'a.jpg': PNG, 'b.wasm': PNG, 'c.ico': PNG }), ['medium a.jpg', 'medium b.wasm']);
  assert.match(findingsOf(rule, { 'a.gif': PNG })[0]?.message ?? '', /something else/);
});

test('good: files that are what they say', () => {
  assert.deepEqual(said(rule, { 'a.png': PNG, 'b.gif': 'GIF89a', 'c.svg': '<svg/>', 'd.mp4': Buffer.from('0000001866747970', 'hex') }), []);
});

test('good: empty files, and names that promise nothing', () => {
  assert.deepEqual(said(rule, { 'empty.png': '', 'png': 'x', 'a.png.js': 'x', 'b.bin': 'x' }), []);
});

test('good: a whole picture under the name of another kind, a PNG that was taken for text, a pointer of Git', () => {
  const whole = { png: Buffer.concat([PNG, hex('0000000049454e44ae426082')]), jpeg: hex('ffd8ffe000104a464946ffd9'), gif: Buffer.from('GIF89a;'), webp: Buffer.concat([Buffer.from('RIFF'), hex('08000000'), Buffer.from('WEBPVP8 ')]) };
  for (const [kind, bytes] of Object.entries(whole)) assert.deepEqual(said(rule, { 'a.bmp': bytes }), ['low a.bmp'], kind);
  assert.deepEqual(said(rule, { 'a.png': hex('efbfbd504e470d0a1a0a0000000d') }), ['low a.png']);
  assert.deepEqual(said(rule, { 'a.pdf': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0f'.repeat(32)}\nsize 1234\n` }), ['low a.pdf']);
});

test('bad: what goes on behind the end of such a picture, a picture for a program, more than a pointer', () => {
  const more = Buffer.from(' module.exports = run');
  const png = Buffer.concat([PNG, hex('0000000049454e44ae426082')]);
  for (const bytes of [Buffer.concat([png, more]), Buffer.concat([hex('ffd8ffe0'), hex('ffd9'), more]), Buffer.concat([Buffer.from('RIFF'), hex('04000000'), Buffer.from('WEBP'), more])]) assert.deepEqual(said(rule, { 'a.bmp': bytes }), ['medium a.bmp']);
  assert.deepEqual(said(rule, { 'a.wasm': png, 'b.png': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0f'.repeat(32)}\nsize 1234\nrun()` }), ['medium a.wasm', 'medium b.png']);
});
