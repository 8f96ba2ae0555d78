import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { exportsOf, LONGEST_EXPORT, MOST_EXPORTS } from './exports.js';

const of = (code: string, more: Record<string, string> = {}) => exportsOf(packageOf({ 'dist/index.js': code, ...more }, { entry_points: ['dist/index.js', ...Object.keys(more)] }));

test('the names that entry points export, of both kinds of modules, sorted', () => {
  assert.deepEqual(of('export function deactivate() {}\nexport const activate = 1, api = 2;'), ['activate', 'api', 'deactivate']);
  assert.deepEqual(of('exports.run = 1;\nmodule.exports.activate = 2;'), ['activate', 'run']);
  assert.deepEqual(of('export { a as b };const a = 1;', { 'other.mjs': 'export default 1;' }), ['b', 'default']);
  assert.deepEqual(of('start();'), []);
});

test('what the text does not tell is not known, rather than nothing', () => {
  for (const code of ['export * from "./a.js";', 'export*from"./a.js"', 'module.exports = require("./a.js");', 'export {']) assert.equal(of(code), null, code);
});

test('as many names as people write, and no longer ones', () => {
  const many = (count: number) => `export const ${Array.from({ length: count }, (_, at) => `a${at} = 1`).join(', ')};`;
  assert.deepEqual([of(many(MOST_EXPORTS))?.length, of(many(MOST_EXPORTS + 1))], [MOST_EXPORTS, null]);
  assert.deepEqual([of(`export const ${'a'.repeat(LONGEST_EXPORT)} = 1;`)?.length, of(`export const ${'a'.repeat(LONGEST_EXPORT + 1)} = 1;`)], [1, null]);
});
