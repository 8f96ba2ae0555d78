import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { scriptsOf } from './scripts.js';

test('a script of nothing but data calls, loads and makes nothing, and names what is its own', () => {
  const isData = (text: string): boolean | undefined => scriptsOf(packageOf({ 'a.js': text }))[0]?.mentions?.isData;
  for (const text of ['export default ["row", -1, { a: `b`, "c": null, d: [[undefined]] }];', 'const rows = [1];\nexport { rows, rows as default };', 'export const a = 1, b = [a];', "'use strict';\nexports.rows = module.exports = { 'a': [] };", 'module.exports.rows = rows; var rows = [true];']) assert.equal(isData(text), true, text);
  for (const text of ['export default [].map(go)', 'export default []; go();', 'export default [window]', 'export default { [name]: 1 }', 'exports[name] = 1;', 'export default { get: () => 1 }', 'export default { get a() { return 1; } }', "export * from './b.js';", "export { a } from './b.js';", "import './b.js'; export default [1];", 'window.rows = [1];', 'rows = [1];', 'export default `${name}`', 'export default [...rows]', 'export default import("./b.js")', 'export default new Rows()', 'export default class {}', 'export const { a } = [];', 'export default tag`a`']) assert.equal(isData(text), false, text);
});
