import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as remoteCode } from '../remote-code.rule.js';

const found = (files: Record<string, string>): string[] => findingsOf(remoteCode, files, { dialect: 'vscode', entry_points: ['index.js'] }).map(({ severity, file, message }) => `${severity} ${file}: ${message}`);
const RUN = /(?:high|critical) \S+: .*(?:what a server answered, or was asked, is run as code|runs what a server answered)/;
const KEPT = /high \S+: what a server answered, or was asked, is written into a script/;

test('what is asked for at a path: the function behind it hears it, and none that may be the name itself', () => {
  const tools = "const fs = require('fs'); const shelf = require('shelf')(); const run = (text) => eval(text); ";
  assert.match(found({ 'index.js': `${tools} shelf.get('/run', (request) => run(request.body));` }).join(), RUN);
  assert.deepEqual(found({ 'index.js': `${tools} const about = (what) => shelf.get(what); about('/'); about(run); run(fs.readFileSync('tool.config.js', 'utf8'));` }), []);
});

test('what is read at the path of a script is no path', () => {
  const log = (to: string): string => `const files = require('files'); const path = require('path'); const got = require('got'); const at = path.resolve(process.cwd(), 'tool.config.js'); const config = require(at); const out = files.open(${to}); exports.activate = async () => { const { body } = await got('https://state.example.org/now'); out.write(body); };`;
  for (const to of ['at', "path.join(config.folder, 'hooks.js')"]) assert.match(found({ 'index.js': log(to) }).join(), KEPT, to);
  for (const to of ['config.log', "files.readConfig(at).log"]) assert.deepEqual(found({ 'index.js': log(to) }), [], to);
});

test('a class that is exported, and the object which stood there before', () => {
  const log = "const files = require('files'); class Log { constructor(options) { this.options = options; } open() { return files.open(OPENED); } } module.exports = Log;";
  const start = "const Log = require('./log'); const path = require('path'); const got = require('got'); const log = new Log({ entry: path.join(__dirname, 'main.js') }); exports.activate = async () => { const { body } = await got('https://state.example.org/now'); log.open().write(body); };";
  assert.match(found({ 'index.js': start, 'log.js': log.replace('OPENED', 'this.options.entry') }).join(), KEPT);
  assert.deepEqual(found({ 'index.js': start, 'log.js': log.replace('OPENED', 'this.place') }), []);
});

test('modules that one function of a bundler makes of all that are loaded', () => {
  const made = "var define = Object.defineProperty; var mark = (target) => define(target, '__esModule', { value: true }); var names = Object.getOwnPropertyNames; var star = (target, from, desc) => { for (let key of names(from)) if (key !== 'default') define(target, key, { get: () => from[key], enumerable: !(desc = Object.getOwnPropertyDescriptor(from, key)) || desc.enumerable }); return target; }; var load = (from) => star(mark(define(from != null ? Object.create(Object.getPrototypeOf(from)) : {}, 'default', { value: from, enumerable: true })), from); ";
  const bundle = (source: string): string => `${made} var net = load(require('undici')); var store = load(require('./store')); exports.activate = async () => { const reply = await net.request('https://state.example.org/now'); report(reply.statusCode); new Function(${source})(); };`;
  const store = "exports.source = () => require('fs').readFileSync('a.txt', 'utf8');";
  assert.match(found({ 'index.js': bundle('await reply.body.text()'), 'store.js': store }).join(), RUN);
  assert.deepEqual(found({ 'index.js': bundle('store.source()'), 'store.js': store }), []);
});
