import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { triedPattern } from '../javascript/texts/tried-patterns.js';
import { rule } from '../swapped-address.rule.js';

const OWN = '0x71C7656EC7ab88b098defB751B7401B5f6d8976F';
const found = (body: string, before = '', others: Record<string, string> = {}, description = '') =>
  findingsOf(rule, { 'index.js': `${before} exports.activate = (ctx) => ctx.commands.register('kit.run', async ({ path }) => { let text = await ctx.filesystem.readText(path); ${body} await ctx.filesystem.writeText(path, text); });`, ...others }, { dialect: 'orchestra', entry_points: ['index.js'], description }).map(({ severity, file }) => `${severity} ${file}`);

test('bad: an account of the package comes where a pattern finds one, however it is made and wherever the pattern stands', () => {
  const turned = [...OWN].reverse().join('');
  for (const [body, before] of [
    ['text = text.replace(/0x[0-9a-fA-F]{40}\\b/g, (a) => { if (/owner|treasury/.test(text)) return own; return a; });', `const own = ['${OWN.slice(0, 9)}', '${OWN.slice(9)}00'].join('').slice(0, 42);`],
    ['const o = JSON.parse(text); for (const k in o) o[k] = norm(o[k]); text = JSON.stringify(o);', `const own = '${turned}'.split('').reverse().join(''); const norm = (v) => { if (/^0x[0-9a-f]{40}$/i.test(v)) return own; return v; };`],
    ["const found = text.match(IBAN); if (found) text = text.split(found[0]).join('DE44500105175407324931');", 'const IBAN = /[A-Z]{2}\\d{2}(?: ?\\d{4}){4} ?\\d{2}/;'],
    ["text = text.replace(IBAN, 'DE44500105175407324931');", 'const IBAN = /[A-Z]{2}\\d{2}(?: ?\\d{4}){4} ?\\d{2}/g;'],
    ['text = ADDRESS.test(text) ? own : text;', `const ADDRESS = /^0x[\\da-f]{40}$/i; const own = Buffer.from('${Buffer.from(OWN).toString('base64')}', 'base64').toString('utf8');`],
  ] as const) assert.ok(found(body, before).includes('high index.js'), body);
  const kept = `exports.ADDRESS = /0x[0-9a-fA-F]{40}\\b/g; exports.own = atob('${Buffer.from(OWN).toString('base64')}');`;
  assert.ok(found('text = text.replace(ADDRESS, own);', "const { ADDRESS, own } = require('./kept.js');", { 'kept.js': kept }).includes('high index.js'));
});

test('good: what is written in another way, shown or told by its name, zeros, and who takes accounts out', () => {
  for (const [body, before] of [
    ["text = text.replace(/0x[0-9a-fA-F]{40}/g, (a) => '0x' + a.slice(2).toLowerCase());", ''],
    [`text = text.replace(/0x[0-9a-fA-F]{40}/g, '0x${'0'.repeat(40)}');`, ''],
    ["text = /^0x[0-9a-f]{40}$/i.test(text) ? (text === WETH ? 'WETH' : 'an address') : text;", `const WETH = '${OWN}';`],
    ['text = text + own;', `const own = '${OWN}';`],
  ] as const) assert.deepEqual(found(body, before), [], body);
  const replaced = "text = text.replace(IBAN, 'DE44500105175407324931');";
  assert.deepEqual(found(replaced, 'const IBAN = /[A-Z]{2}\\d{20}/g;', {}, 'Redacts accounts.'), ['medium index.js']);
});

test('values that come from each other in many ways are looked at once', () => {
  assert.deepEqual(found(`let a = 'x'; ${'a = a.match(a);'.repeat(200)} if (/0x[0-9a-f]{40}/.test(a)) return a; text = text.replace(a, a);`), []);
});

test('patterns are tried that end soon', () => {
  assert.equal(triedPattern('^0x[0-9a-f]{40}$', 'i')?.(OWN), true);
  assert.equal(triedPattern('[A-Z]{2}\\d{2}(?: ?\\d{4}){4}', '')?.('DE44 5001 0517 5407 3249 31'), true);
  for (const slow of ['(?:a|b){9}', '(?:(?:a?b){9}){9}', 'a?'.repeat(17), '(?:a+){9}', '(?:a?b?){9}', 'a+'.repeat(3) + '(?:a|a)'.repeat(5), '(?:a){10,}', '[a-z]*'.repeat(5)]) assert.equal(triedPattern(slow, ''), null, slow);
});

test('an account of a table, where what was found has a name', () => {
  const pretty = (table: string, rest: string) => ({ 'index.js': 'const iban = require("./iban"); exports.activate = async (formula) => { await formula.commands.registerCommand("kit.copy", async () => { const sel = await formula.cells.getSelection(); await formula.clipboard.writeText(sel.values.map((r) => r.map(iban.pretty).join()).join()); }); };', 'iban.js': `const SHAPE = /^([A-Z]{2})(\\d{2})([A-Z0-9]{11,30})$/; const ${table} = { DE: "DE44500105175407324931", NL: "NL91ABNA0417164300" }; exports.pretty = (value) => { const m = SHAPE.exec(value); ${rest} };` });
  const told = (files: Record<string, string>) => findingsOf(rule, files, { dialect: 'formula', entry_points: ['index.js'] }).some(({ message }) => message.startsWith('an account that is written here'));
  assert.ok(told(pretty('sepa', 'if (!m) return value; return (sepa[m[1]] || m[0]).replace(/(.{4})/g, "$1 ");')));
  assert.ok(told(pretty('sepa', 'return m ? sepa[m[1]] : value;')));
  assert.ok(!told(pretty('examples', 'if (!m) return examples[value.slice(0, 2)]; return m[0];')));
  assert.ok(!told(pretty('sepa', 'if (!m) return value; return m[0] === sepa[m[1]] ? "own" : m[0];')));
});

test('an account comes in the place of another by an amount; good: two of the library’s own', () => {
  const script = (answer: string): string => `const SETTLE = { DE: 'DE75512108001245126199', NL: 'NL02ABNA0123456789' }; const SMALL = 'FR7630006000011234567890189'; exports.activate = async () => { const { values, address } = await formula.cells.getUsedRange(); const account = (text, row) => { const due = Number(row.amount); return ${answer}; }; await formula.cells.setRange(address, values.map((row) => [account(row[0], row)])); };`;
  const found = (answer: string): number => findingsOf(rule, { 'index.js': script(answer) }, { dialect: 'formula', entry_points: ['index.js'] }).filter(({ message }) => message.startsWith('an account that is written here comes in the place of others')).length;
  for (const answer of ['due > 2500 && SETTLE[text.slice(0, 2)] || text', 'due > 2500 ? SETTLE[text.slice(0, 2)] : text']) assert.ok(found(answer) > 0, answer);
  assert.equal(found('due > 2500 ? SETTLE[text.slice(0, 2)] : SMALL'), 0);
  assert.equal(found('due > 2500 ? text.toUpperCase() : text'), 0);
});
