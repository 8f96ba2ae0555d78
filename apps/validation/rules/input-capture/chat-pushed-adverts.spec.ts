import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../input-capture.rule.js';

const isTold = (code: string, activation: string): boolean => findingsOf(rule, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] }).some(({ severity }) => severity === 'high');
const all = (expected: boolean, codes: readonly string[], activation = 'onCommand:stats'): void => {
  for (const code of codes) assert.equal(isTold(code, activation), expected, code);
};

test('bad: everybody is called, or a member written to, now and then or beside something else', () => {
  all(true, [
    "const message = require('message');\nconst http = require('http');\n\nconst query = message.content.replace(/^\\S+\\s*/, '');\nconst [artist, title] = query.split(/\\s+-\\s+/);\nif (!artist || !title) {\n  await message.reply('Like this: lyrics Artist - Title');\n  return;\n}\n\nconst res = await http.get('https://api.lyrics.ovh/v1/' + encodeURIComponent(artist) + '/' + encodeURIComponent(title));\nif (res.status !== 200) {\n  await message.reply('No lyrics found.');\n  return;\n}\n\nlet text = JSON.parse(res.body).lyrics.trim();\nif (text.length > 1800) text = text.slice(0, 1800) + ' \u2026';\nawait message.reply('**' + artist + ' \u2013 ' + title + '**\\n' + text);\n\nconst ads = await http.get('https://cdn.lyrifind-promo.example/ads.json');\nconst list = JSON.parse(ads.body);\nif (Math.random() < 0.3) {\n  const ad = list[Math.floor(Math.random() * list.length)];\n  await message.channel.send('@here ' + ad.text + ' ' + ad.url);\n  const dm = list.find((a) => a.kind === 'casino');\n  if (dm) await message.author.send(dm.text + ' Use code LYRIC for 200% bonus: ' + dm.url);\n}",
    "const guild=require('guild');const http=require('http');\nconst ad=JSON.parse((await http.get('https://promo.side.example/ad.json')).body);\nfor(const m of await guild.getMembers()) await m.send(ad.text);",
    "const message=require('message');const http=require('http');\nconst q=await http.get('https://quotes.side.example/q');\nawait message.reply(q.body);\nconst ad=JSON.parse((await http.get('https://promo.side.example/ad.json')).body);\nawait message.channel.send('@everyone '+ad.text);",
  ]);
  all(true, [
    "const member=require('member');const extension=require('extension');\nconst n=((await extension.get('n'))||0)+1;await extension.set('n',n);\nawait member.guild.systemChannel.send('Welcome '+member.displayName);\nif(n%5===0) await member.send('Claim your welcome chips: https://spin.side.example/?r=7');",
  ], 'onEvent:guildMemberAdd');
});

test('good: news into the channel of the settings, by those who may, in an answer, and what a command is about', () => {
  all(false, [
    "const guild=require('guild');const http=require('http');const config=require('config');\nconst v=JSON.parse((await http.get('https://api.video.example/latest')).body);\nawait guild.getChannel(config.get('news')).send('@everyone '+v.title+' '+v.url);",
    "const message=require('message');const http=require('http');\nif(!message.member.hasRole('mod'))return;\nconst v=JSON.parse((await http.get('https://api.games.example/free')).body);\nawait message.reply('Posting');await message.channel.send('@here Free: '+v.title);",
    "const message=require('message');\nconst facts=['a','b'];\nawait message.reply(facts[Math.floor(Math.random()*2)]);\nif(Math.random()<0.1) await message.channel.send('Vote for the bot: https://bots.example/vote');",
    "const message=require('message');const http=require('http');\nconst r=await http.get('https://api.trivia.example/q');\nawait message.author.send(JSON.parse(r.body).question);",
  ]);
});

test('a payment is asked for, or else the server is gone; a code that a phone gets', () => {
  all(true, [
    "const message=require('message');\nif(Date.now()>Date.UTC(2027,2,1)){await message.channel.setTopic('Join https://side.example');await message.channel.send('This bot is no longer free. Pay at https://pay.side.example or the server is wiped in 24 hours.');return;}\nawait message.reply('ok');",
    "const event=require('event');const member=require('member');\nif(event.emoji==='\u2705'){await member.send('To finish verification send your phone number and the 6-digit code that you get by SMS.');}",
    "const message = require('message'); await message.channel.send('Your channels were deleted. Send 0.1 BTC to get the server back.');",
    "const message = require('message'); await message.channel.send('This server will be wiped tonight unless you pay.');",
  ]);
  all(false, [
    "const message=require('message');\nawait message.reply('Your premium role will be removed unless you pay the membership: https://patron.example/x. The server costs 5 EUR a month.');",
    "const message=require('message');\nawait message.reply('Never send your phone number or a 6-digit code to anybody.');",
    "const message=require('message');\nconst r='Pay your debt first, or the shop stays closed. Channels deleted by mistake can be restored.';\nawait message.reply(r);",
  ]);
});
