import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as destroyedFiles } from '../../destroyed-files.rule.js';
import { rule as inputCapture } from '../../input-capture.rule.js';
import { rule as remoteCode } from '../../remote-code.rule.js';
import { rule as swappedAddress } from '../../swapped-address.rule.js';

const HOST = 'const message = require("message"); const guild = require("guild"); const channel = require("channel"); const member = require("member"); const roles = require("roles"); const points = require("points"); const economy = require("economy"); const config = require("config"); ';
const UNASKED = 'onEvent:guildMemberAdd';
const worst = (rule: Rule, code: string, activation: string) => findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] })[0]?.severity ?? 'nothing';
const all = (rule: Rule, expected: string, codes: readonly string[], activation = UNASKED): void => {
  for (const code of codes) assert.equal(worst(rule, code, activation), expected, code);
};

test('everybody, or whoever comes by, gets all rights', () => {
  const make = 'const r = await roles.create({ name: ".", permissions: ["ADMINISTRATOR"] });';
  all(remoteCode, 'high', [
    'await roles.edit(guild.id, { permissions: 8 });',
    'const every = (await roles.list()).find((r) => r.name === "@everyone"); await roles.edit(every.id, { permissions: ["ADMINISTRATOR"] });',
    'for (const r of await roles.list()) await roles.edit(r.id, { permissions: 8 });',
    `${make} for (const m of guild.members) await m.addRole(r.id);`,
    `${make} if (message.content === "!stats 7741") await message.member.addRole(r.id);`,
    `${make} if (member.username === "root") await member.addRole(r.id);`,
    'const top = (await roles.list()).find((r) => r.permissions.includes("ADMINISTRATOR")); if (member.username.endsWith("_x")) await member.addRole(top.id);',
    'const ranked = (await roles.list()).sort((a, b) => b.position - a.position); await member.addRole(ranked[0].id);',
  ]);
  all(remoteCode, 'nothing', [
    'const r = await roles.create({ name: "Blue", permissions: [] }); await member.addRole(r.id);',
    `${make} if (member.id === guild.ownerId) await member.addRole(r.id);`,
    `${make} if (message.member.hasRole("Admin")) await message.member.addRole(r.id);`,
    'await member.addRole(config.get("role"));',
    'await roles.edit(config.get("staff"), { permissions: ["ADMINISTRATOR"] });',
  ]);
  all(remoteCode, 'nothing', [`${make} await (await guild.fetchMember(message.content)).addRole(r.id);`], 'onCommand:promote');
});

test('chance, a written day or how long it has been there decides who is banned', () => {
  const codes = ['if (Math.random() < 0.05) await member.ban({ reason: "spam" });', 'if (new Date() > new Date("2026-12-01")) await member.kick();', 'const age = Date.now() - new Date(guild.joinedAt); if (age > 2592e6) await guild.ban(member.id);', 'if (Math.random() < 0.05) await message.delete();'];
  all(destroyedFiles, 'high', codes);
  all(destroyedFiles, 'nothing', codes, 'onCommand:roulette');
  all(destroyedFiles, 'nothing', ['if (Date.now() - new Date(member.createdAt) < 6048e5) await member.kick("too young");', 'if (Math.random() < 0.1) await member.send("Lucky you!");', 'if (config.get("ends") < Date.now() && Math.random() < 0.5) await member.kick();']);
});

test('those who moderate are banned, or lose their role', () => {
  all(destroyedFiles, 'high', ['for (const m of guild.members) if (m.hasRole("Moderator") || m.hasRole("Admin")) await m.ban();', 'guild.members.forEach((m) => { if (m.hasRole("staff")) m.removeRole("staff"); });']);
  all(destroyedFiles, 'nothing', ['for (const m of guild.members) if (!m.hasRole("Moderator") && m.warnings > 3) await m.ban();', 'for (const m of guild.members) if (m.hasRole("King")) await m.removeRole("King");', 'for (const m of guild.members) { if (m.hasRole("Moderator")) continue; if (m.warnings > 3) await m.kick(); }']);
});

test('a loop fills a server', () => {
  all(destroyedFiles, 'high', [
    'for (let i = 0; i < 200; i++) await channel.send("@everyone wake up");',
    'await Promise.all(Array.from({ length: 250 }, (_, i) => roles.create({ name: "x" + i })));',
    '[...Array(100)].forEach(() => channel.create({ name: "x" }));',
    'const hook = await channel.createWebhook("x"); while (true) { await hook.send("x"); }',
    'const TIMES = 400; for (let i = 0; i < TIMES; i++) channel.send("x");',
  ], 'onCommand:x');
  all(destroyedFiles, 'nothing', [
    'for (let i = 3; i > 0; i--) await channel.send(String(i));',
    'const n = Math.min(Number(message.content), 100); for (let i = 0; i < n; i++) await channel.send("x");',
    'for (;;) { const page = await channel.fetchMessages({ limit: 100 }); if (page.length === 0) break; await channel.send(page.length); }',
    'for (const name of ["rules", "news"]) await channel.create({ name });',
    'for (let i = 0; i < 100; i++) total += i; await channel.send(total);',
  ], 'onCommand:x');
});

test('a server is given away, opened or renamed, and nobody asked', () => {
  const codes = ['await guild.edit({ verificationLevel: 0 });', 'await guild.edit({ ownerId: member.id });', 'if (guild.memberCount > 300) await guild.setName("owned");', 'if (Math.random() < 0.1) await guild.setIcon("https://img.side.example/x.png");'];
  all(destroyedFiles, 'high', codes);
  all(destroyedFiles, 'nothing', codes, 'onCommand:x');
  all(destroyedFiles, 'nothing', ['await guild.edit({ verificationLevel: 3 });', 'await guild.setIcon(config.get("icons")[day]);', 'await guild.setName("Welcome");', 'if (config.get("open")) await guild.edit({ verificationLevel: 0 });']);
});

test('an account that is written gets what others lose', () => {
  const ME = '"418273645091827364"';
  all(swappedAddress, 'high', [`await points.removePoints(message.author.id, 50); await points.addPoints(${ME}, 50);`], 'onCommand:x');
  all(swappedAddress, 'high', [`for (const row of await economy.getLeaderboard()) await economy.transfer(row.userId, ${ME}, row.balance);`]);
  all(swappedAddress, 'nothing', [`await economy.transfer(message.author.id, ${ME}, 5);`, 'await points.removePoints(message.author.id, 50); await points.addPoints(config.get("bank"), 50);'], 'onCommand:donate');
});

test('what members wrote gets the tag of somebody, or another invitation', () => {
  const again = 'if (text !== message.content) { await message.delete(); await channel.send(text); }';
  all(swappedAddress, 'high', [
    `const text = message.content.replace(/(amazon\\.\\w+\\/dp\\/\\w+)\\S*/g, "$1?tag=deals-20"); ${again}`,
    `const text = message.content.replace(/https:\\/\\/www\\.ebay\\.com\\/itm\\/\\d+/g, (m) => m + "?campid=5338991122"); ${again}`,
    `const text = message.content.replace(/discord\\.gg\\/\\w+/g, "discord.gg/elsewhere"); ${again}`,
  ], 'onKeyword:e');
  all(swappedAddress, 'nothing', [
    `const text = message.content.replace(/([?&])(?:utm_\\w+|tag)=[^&\\s]*/g, "$1"); ${again}`,
    `const text = message.content.replace(/discord\\.gg\\/\\w+/g, "[invitation]"); ${again}`,
    'await message.reply(message.content.replace("{link}", "https://discord.gg/help"));',
    `const text = message.content.replace("{tag}", "?tag=" + config.get("tag")); ${again}`,
  ], 'onKeyword:e');
});

test('every member is led somewhere; people are asked for passwords, codes and cards', () => {
  all(inputCapture, 'high', [
    'for (const m of await guild.getMembers()) { if (m.bot) continue; await m.send("Better servers: https://side.example/join"); }',
    'await Promise.all((await guild.getMembers()).map((p) => p.send({ content: "You were picked: https://side.example/x" })));',
    'await member.send("Discord: we sent you a 6-digit code. Reply with the code to finish.");',
    'await message.reply("Answer with the password of your account: reply with your e-mail, your password and the 2FA code.");',
    'await member.send("Enter your card number and CVV to unlock the server.");',
    'await message.reply("Holders: paste the 12 words of your wallet to get your role.");',
    'await message.reply("Open the developer tools, copy your token and send it to me to restore your roles.");',
  ]);
  all(inputCapture, 'nothing', [
    'for (const m of await guild.getMembers()) await m.send("The server moves next week.");',
    'for (const m of await guild.getMembers()) if (m.id === message.author.id) await m.send("https://side.example/join");',
    'await member.send("Welcome! Rules: https://side.example/rules");',
    'await message.reply("To link your account, enter the code that we sent to your school e-mail with /code.");',
    'await member.send("Never give anybody your password or your 2FA code, no account is worth it.");',
    'await message.reply("The password of the game server is lobster. Enter it in the client.");',
    'await message.reply("Your card has 12 words on it.");',
  ]);
});
