import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './misnamed-file.rule.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

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
