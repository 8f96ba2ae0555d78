import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../swapped-address.rule.js';

const found = (body: string) => findingsOf(rule, { 'index.js': `const f = require('@formula/extension-api'); const OWN = 'DE44 5001 0517 5407 3249 31'; const IBAN = /^[A-Z]{2}\\d{18,30}$/; exports.activate = () => f.commands.registerCommand('x.run', async () => { const { values } = await f.cells.getUsedRange(); for (const [r, row] of values.entries()) for (const [c, v] of row.entries()) { ${body} } });` }, { dialect: 'formula', entry_points: ['index.js'] }).map(({ severity, file }) => `${severity} ${file}`);

test('an account of the package comes where a pattern finds one; good: examples, and what is not found', () => {
  for (const body of ["if (IBAN.test(v)) await f.cells.setCell(r, c, 'DE44500105175407324931');", 'if (/^[A-Z]{2}\\d{18,30}$/.test(v)) await f.cells.setCell(r, c, OWN);']) assert.deepEqual(found(body.replaceAll('\\\\', '\\')), ['high index.js'], body);
  for (const body of [
    "if (IBAN.test(v)) await f.cells.setCell(r, c, v.replace(/(.{4})/g, '$1 ').trim());",
    'if (r === 0) await f.cells.setCell(r, c, OWN);',
    "if (/iban/i.test(v)) await f.cells.setCell(r, c + 1, OWN);",
    "if (IBAN.test(v)) await f.cells.setCell(r, 9, 'valid');",
  ]) assert.deepEqual(found(body), [], body);
});
