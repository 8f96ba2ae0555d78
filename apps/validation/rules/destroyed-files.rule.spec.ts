import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './destroyed-files.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';
const NODE = 'const fs = require("fs"), os = require("os"), path = require("path"); ';

test('bad: everything of somebody is deleted', () => {
  for (const code of [
    'fs.rmSync(os.homedir(), { recursive: true, force: true })',
    'fs.rmSync("/", { recursive: true })',
    'fs.rm(process.env.HOME || process.env.USERPROFILE, { recursive: true }, () => {})',
    'fs.promises.rmdir(path.join(os.homedir(), "Documents"), { recursive: true })',
    'fs.rmSync(process.env.SystemDrive + "\\\\", { recursive: true })',
    'require("rimraf")("C:/Users/ann", () => {})',
  ]) assert.equal(worst(NODE + code), 'critical', code);
});

test('a folder is deleted only when nothing is in it', () => {
  for (const code of [
    'fs.promises.unlink(path.join(os.homedir(), ".config", "tool.json")).then(() => fs.promises.rmdir(path.join(os.homedir(), ".config")))',
    'const { rmdirSync } = fs; rmdirSync(path.join(os.homedir(), "Documents"))',
  ]) assert.equal(worst(NODE + code), 'nothing', code);
  assert.equal(worst('import os\nos.rmdir(os.path.expanduser("~"))', 'a.py'), 'nothing');
  for (const code of [
    'const how = { recursive: true }; fs.rmdirSync(os.homedir(), how)',
    'fs.rmdirSync(...[os.homedir(), { recursive: true }])',
    'fs.rmdirSync.apply(fs, [os.homedir(), { recursive: true }])',
    'fs.rmdirSync.bind(fs, os.homedir())({ recursive: true })',
    'const rmdir = fs.rmSync; rmdir(os.homedir())',
  ]) assert.equal(worst(NODE + code), 'critical', code);
});

test('bad: each file of somebody is deleted, overwritten or renamed', () => {
  for (const code of [
    'for (const name of fs.readdirSync(os.homedir())) fs.rmSync(path.join(os.homedir(), name), { recursive: true })',
    'const walk = (d) => { for (const n of fs.readdirSync(d)) { const p = path.join(d, n); if (fs.statSync(p).isDirectory()) walk(p); else { fs.writeFileSync(p + ".enc", lock(fs.readFileSync(p))); fs.unlinkSync(p) } } }; walk(os.homedir())',
    'for (const name of fs.readdirSync("/home/ann")) fs.writeFileSync("/home/ann/" + name, "")',
    'require("child_process").execFile("rm", ["-rf", os.homedir()])',
    'require("child_process").exec("shred -u " + os.homedir() + "/*")',
  ]) assert.equal(worst(NODE + code), 'high', code);
});

test('bad: the same in Python', () => {
  for (const code of [
    'import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.home())',
    'import os, shutil\nshutil.rmtree(os.path.expanduser("~"), ignore_errors=True)',
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
  for (const code of [
    'import os\nhome = os.environ["HOME"]\nfor folder, _, names in os.walk(home):\n    for name in names:\n        os.remove(os.path.join(folder, name))',
    'from pathlib import Path\nfor path in Path.home().iterdir():\n    path.write_bytes(b"")',
    'import subprocess, os\nsubprocess.run(["rm", "-rf", os.path.expanduser("~")])',
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test('good: what an extension made itself', () => {
  for (const code of [
    'fs.rmSync(path.join(os.tmpdir(), "demo"), { recursive: true })',
    'fs.rmSync(fs.mkdtempSync(path.join(os.tmpdir(), "demo-")), { recursive: true })',
    'fs.rmSync(path.join(os.homedir(), ".cache", "demo"), { recursive: true })',
    'fs.rmSync(`${process.env.HOME}/.demo`, { recursive: true })',
    'function* old(d) { for (const name of fs.readdirSync(d)) yield path.join(d, name) } for (const p of old(path.join(os.homedir(), ".demo"))) fs.unlinkSync(p)',
    'function* old(d) { yield path.join(d, ".demo") } for (const p of old(os.homedir())) fs.rmSync(p)',
    'const root = path.join(os.homedir(), ".demo"); for (const name of fs.readdirSync(root)) fs.unlinkSync(path.join(root, name))',
    'require("rimraf").sync("node_modules"); require("rimraf").sync(path.resolve("dist"))',
    'fs.rmSync("/tmp/demo/", { recursive: true }); fs.rmSync("*"); fs.rmSync("")',
    'fs.rmSync(path.join(context.storagePath, "/"), { recursive: true })',
    'const join = (...parts) => { let all = ""; for (const part of parts) all += "/" + part; return all || "/" }; fs.unlinkSync(join(a, b))',
    'fs.unlinkSync(process.argv[2] || "/")',
  ]) assert.equal(worst(NODE + code), 'nothing', code);
});

test('good: the home folder is only read, or a file is put there', () => {
  for (const code of [
    'for (const name of fs.readdirSync(os.homedir())) show(fs.readFileSync(path.join(os.homedir(), name)))',
    'fs.writeFileSync(path.join(os.homedir(), ".demorc"), "{}"); fs.unlinkSync(path.join(os.homedir(), ".demorc"))',
    'for (const name of fs.readdirSync(dotfiles)) fs.copyFileSync(path.join(dotfiles, name), path.join(os.homedir(), name)); for (const name of fs.readdirSync(dotfiles)) fs.unlinkSync(path.join(os.homedir(), name))',
    'require("child_process").spawn("ls", ["-l", os.homedir()]); require("child_process").exec("du -sh " + os.homedir())',
    'const home = { rmSync(path) { log(path) } }; home.rmSync("/")',
    '// fs.rmSync(os.homedir(), { recursive: true })',
  ]) assert.equal(worst(NODE + code), 'nothing', code);
});

test('good: the same in Python', () => {
  for (const code of [
    'import shutil, tempfile\nshutil.rmtree(tempfile.mkdtemp())',
    'import shutil\nfrom pathlib import Path\nshutil.rmtree(Path.home() / ".cache" / "demo")',
    'import os\nfor folder, _, names in os.walk("build"):\n    for name in names:\n        os.remove(os.path.join(folder, name))',
    'import os\nfor name in os.listdir(os.path.expanduser("~")):\n    with open(os.path.join(os.path.expanduser("~"), name)) as file:\n        print(file.read())',
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('in a large script, what is written may have nothing to do with the folder', () => {
  const write = `${NODE}for (const name of fs.readdirSync("/home/ann")) fs.writeFileSync("/home/ann/" + name, "");`;
  assert.deepEqual([worst(write), worst(`${write} /* ${'x'.repeat(50_000)} */`)], ['high', 'medium']);
});

test('what is deleted or started in some countries only', () => {
  const ZONE = 'const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; ';
  for (const code of ['if (zone === "Europe/Moscow") fs.rmSync(path.join(process.cwd(), "src"), { recursive: true })', 'if (/^Asia/.test(zone) || zone === "Asia/Tehran") require("child_process").exec("x")']) {
    assert.equal(worst(NODE + ZONE + code), 'high', code);
    assert.equal(worst(`${NODE}${ZONE}${code} /* ${'x'.repeat(50_000)} */`), 'nothing', 'in a bundle, everything is together');
  }
  for (const code of ['fs.rmSync(path.join(process.cwd(), "dist"), { recursive: true }); print(zone)', 'print(zone === "Europe/Berlin")']) assert.equal(worst(NODE + ZONE + code), 'nothing', code);
  assert.equal(worst(`${NODE}const ZONES = ["Europe/Berlin"]; fs.rmSync(path.join(process.cwd(), "dist"), { recursive: true })`), 'nothing');
});

test('files of folders, where a server says in which country the computer is', () => {
  const wipe = (host: string, more = '') => `${NODE}const walk = (d) => { for (const n of fs.readdirSync(d)) fs.writeFileSync(d + "/" + n, "x") }; fetch("https://${host}/json").then((r) => r.json()).then((a) => { if (a.country_name === "X") walk(a.dir) })${more}`;
  for (const host of ['api.ipgeolocation.example', 'ip-api.example', 'ipwho.example']) assert.equal(worst(wipe(host)), 'high', host);
  assert.equal(worst(wipe('api.shipping.example')), 'nothing', 'countries to send parcels to');
  assert.equal(worst(wipe('ip-api.example').replace('country_name', 'city')), 'nothing', 'nobody asks for the country');
  assert.equal(worst(`${NODE}fetch("https://ip-api.example/json").then((r) => r.json()).then((a) => fs.writeFileSync("country.json", a.country_name))`), 'nothing', 'no folder is listed');
});

test('the same into each file of a list, where a server says in which country the computer is', () => {
  const each = (loop: string) => `${NODE}fetch("https://ip-api.example/json").then((r) => r.json()).then((a) => { const text = "x"; const files = require("./walk")("/"); if (a.country_name === "X") ${loop} })`;
  for (const loop of ['for (const f of files) fs.writeFileSync(f, text)', 'files.forEach((f) => fs.writeFile(path.resolve(f), text, () => {}))']) assert.equal(worst(each(loop)), 'high', loop);
  for (const loop of [
    'for (const f of files) fs.writeFileSync(f, text.replace("x", f))', 'for (const f of files) { const made = render(f); fs.writeFileSync(f, made) }', 'fs.writeFileSync("country.txt", text)', 'files.forEach((f) => fs.writeFileSync("list.txt", text))',
  ]) assert.equal(worst(each(loop)), 'nothing', loop);
  assert.equal(worst(each('for (const f of files) fs.writeFileSync(f, text)').replace('ip-api', 'shop')), 'nothing', 'nobody asks where it is');
});

test('bad: files of a folder are encrypted, and the originals deleted', () => {
  const each = (body: string) => `const fs = require("fs"), crypto = require("crypto"); function lock(dir) { for (const name of fs.readdirSync(dir)) { const full = dir + "/" + name; ${body} } }`;
  assert.equal(worst(each('const c = crypto.createCipheriv("aes-256-cbc", key, iv); fs.writeFileSync(full + ".locked", c.update(fs.readFileSync(full))); fs.unlinkSync(full);')), 'high');
  for (const code of [
    each('const c = crypto.createCipheriv("aes-256-cbc", key, iv); fs.writeFileSync(full + ".enc", c.update(fs.readFileSync(full)));'),
    `${each('if (old(full)) fs.unlinkSync(full);')} function backup(file) { const c = crypto.createCipheriv("aes-256-cbc", key, iv); send(c.update(fs.readFileSync(file))) }`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('what is put behind a path is its end', () => {
  for (const code of [
    'class Store { constructor(file) { this.path = file } async compact() { const own = this.path; this.path += "~"; await this.write(); this.path = own; fs.rmSync(this.path) } }',
    'function swap(file) { file += "~"; fs.rmSync(file, { recursive: true }) }',
  ]) assert.equal(worst(NODE + code), 'nothing', code);
  for (const code of [
    'let p = ""; p += os.homedir(); fs.rmSync(p, { recursive: true })',
    'let p = "/"; p += "home"; fs.rmSync(p, { recursive: true })',
    'function wipe(p) { p += os.homedir(); fs.rmSync(p, { recursive: true }) }',
    'let p = ""; p += "~"; require("rimraf")(p, () => {})',
    'class A { constructor() { this.p = os.homedir(); this.p += "/Documents"; fs.rmSync(this.p, { recursive: true }) } }',
    'class A { run() { this.p += os.homedir(); fs.rmSync(this.p, { recursive: true }) } }',
    'const o = { p: "/ho" }; o.p += "me"; fs.rmSync(o.p, { recursive: true })',
  ]) assert.equal(worst(NODE + code), 'critical', code);
});

test('a page that stops answering for visitors who speak one language', () => {
  for (const code of [
    'export function start(win) { if (!/^xx\\b/.test(win.navigator.language)) return; setTimeout(() => { win.document.body.style.pointerEvents = "none" }, 500) }',
    'function start() { const [lang] = navigator.languages; if (lang.startsWith("xx")) { document.documentElement.style.visibility = "hidden" } }',
    'const start = () => { const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; if (zone === "Europe/Nowhere") { const a = new Audio(from); a.loop = true; a.play() } }',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'function lock() { document.body.style.pointerEvents = "none" } export const isRtl = () => /^(?:ar|he)/.test(navigator.language)',
    'function start() { const lang = navigator.language; if (open) document.body.style.pointerEvents = "none"; title.textContent = texts[lang] }',
    'function start() { if (navigator.language.startsWith("he")) document.body.style.direction = "rtl" }',
    'function start() { if (navigator.language === "en") { banner.style.display = "none" } }',
    'function play(src) { const a = new Audio(src); a.loop = true; a.play() } const lang = navigator.language === "de" ? de : en',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('all files below a folder get the same text', () => {
  const walk = (each: string): string => `${NODE} const NOTE = "gone"; function walk(d) { for (const n of fs.readdirSync(d)) { const p = path.join(d, n); if (fs.lstatSync(p).isDirectory()) walk(p); else { ${each} } } } walk(path.resolve("../"));`;
  assert.equal(worst(walk('fs.writeFileSync(p, NOTE)')), 'high');
  for (const each of ['const t = fs.readFileSync(p, "utf8"); fs.writeFileSync(p, t.replace(/\\s+$/gm, ""))', 'fs.writeFileSync(p, banner(p))', 'fs.writeFileSync("list.txt", NOTE)']) assert.equal(worst(walk(each)), 'nothing', each);
});

test('the folder in which somebody works, by a program that asks before', () => {
  const create = "const fs = require('fs-extra'); const inquirer = require('inquirer'); module.exports = async (name) => { const to = require('path').resolve(process.cwd(), name || '.'); const { ok } = await inquirer.prompt([{ name: 'ok' }]); if (ok) await fs.remove(to) }";
  const bin = "const { program } = require('commander'); program.action((name) => require('./create')(name))";
  const severity = (files: Record<string, string>, scripts = {}) => findingsOf(rule, files, { original: { scripts } })[0]?.severity;
  assert.equal(severity({ 'create.js': create, 'bin.js': bin }), 'low');
  for (const library of ['meow', 'yargs/yargs', 'cac']) assert.equal(severity({ 'create.js': create, 'bin.js': bin.replace('commander', library) }), 'low', library);
  assert.equal(severity({ 'create.js': create.replace("'inquirer'", "'./ask'"), 'bin.js': bin }), 'high', 'it asks nothing');
  assert.equal(severity({ 'create.js': create, 'bin.js': bin }, { postinstall: 'node bin.js' }), 'high', 'nobody started it');
  assert.equal(severity({ 'create.js': create, 'index.js': "require('./create')('')" }), 'high', 'nobody said what to do');
});

test('the folder in which somebody works, as a whole', () => {
  const worstOf = (text: string) => findingsOf(rule, { 'a.js': `const fs = require("fs"), path = require("path"); ${text}` })[0]?.severity ?? 'nothing';
  for (const text of ['fs.rmSync(process.cwd(), { recursive: true, force: true })', 'let d = process.cwd(); for (let i = 0; i < 4; i++) { fs.rmSync(d, { recursive: true }); d = path.dirname(d) }', 'const root = path.resolve(process.env.INIT_CWD, ".."); fs.rm(root, { recursive: true }, done)', 'require("rimraf").sync(path.join(process.cwd()))']) assert.equal(worstOf(text), 'high', text);
  for (const text of ['fs.rmSync(path.join(process.cwd(), "dist"), { recursive: true })', 'fs.rmSync(path.resolve(process.cwd(), process.argv[2]), { recursive: true })', 'fs.rmSync(path.join(process.cwd(), "..", "out"), { recursive: true })', 'fs.readdirSync(process.cwd())']) assert.equal(worstOf(text), 'nothing', text);
});
