import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './minified-code.rule.js';

const long = `var a=[${Array.from({ length: 200 }, (_, index) => `"k${index}"`).join(',')}];`;

test('shown: a line that nobody writes', () => {
  assert.deepEqual(said(rule, { 'dist/a.js': `// banner\n${long}` }), ['info dist/a.js:2']);
  assert.deepEqual(said(rule, { 'a.mjs': `export default ()=>{${'run();'.repeat(100)}}` }), ['info a.mjs:1']);
});

test('good: long files of short lines, long lines of data', () => {
  assert.deepEqual(said(rule, { 'a.js': 'run();\n'.repeat(1_000), 'b.js': '' }), []);
  assert.deepEqual(said(rule, { 'a.json': long, 'a.css': 'a{b:c}'.repeat(200) }), []);
});
