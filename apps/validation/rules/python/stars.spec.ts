import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as childProcess } from '../child-process.rule.js';
import { rule as dataLeak } from '../data-leak.rule.js';
import { rule as decodedCode } from '../decoded-code.rule.js';
import { rule as remoteCode } from '../remote-code.rule.js';
import { mayBring } from './stars.js';

const MANIFEST = { dialect: 'comfyvn', entry_points: ['main.py'], original: { routes: [{ path: '/a', entry: 'main.py', callable: 'handle' }] } };
const comfyvn = (code: string) => [{ 'main.py': code }, MANIFEST] as const;

test('good: what Python has built in stays that, after everything of a module was imported', () => {
  const plain = 'import json\n\ndef handle(request):\n    text = str(request.body)\n    print(len(text))\n    return sorted(json.loads(text))\n';
  for (const from of ['subprocess', 'requests', 'os', 'httpx', 'redis', 'pickle', 'builtins']) {
    for (const rule of [remoteCode, dataLeak, decodedCode]) assert.deepEqual(findingsOf(rule, ...comfyvn(`from ${from} import *\n${plain}`)), [], `${rule.id} ${from}`);
  }
  const other = 'from subprocess import *\nfrom tools import *\n\ndef handle(request):\n    return shorten(request.body)\n';
  assert.deepEqual(findingsOf(remoteCode, ...comfyvn(other)), [], 'what another module brought');
});

test('bad: what the module does have is told as before', () => {
  for (const call of ['run(request.body, shell=True)', 'Popen(request.body, shell=True)', 'getoutput(request.body)', 'check_output(request.body, shell=True)']) {
    assert.notDeepEqual(findingsOf(remoteCode, ...comfyvn(`from subprocess import *\n\ndef handle(request):\n    return ${call}\n`)), [], call);
  }
  assert.ok(findingsOf(childProcess, ...comfyvn('from os import *\n\ndef handle(request):\n    return system("id")\n')).some(({ message }) => message.includes('os.system')));
  const own = { 'helpers.py': 'from subprocess import run\n\ndef print(text):\n    return run(text, shell=True)\n', 'main.py': 'from helpers import *\n\ndef handle(request):\n    return print(request.body)\n' };
  assert.notDeepEqual(findingsOf(remoteCode, own, MANIFEST), [], 'a name of its own that Python has as well');
});

test('bad: text that is run is told once', () => {
  const found = findingsOf(decodedCode, ...comfyvn('from subprocess import *\nimport codecs\nexec(codecs.decode("cevag(1)", "rot13"))\n'));
  assert.deepEqual(found.map(({ message }) => /`([\w.]+)`/.exec(message)?.[1]), ['exec']);
});

test('an `open` of its own is brought along', () => {
  assert.deepEqual([mayBring('os', 'open'), mayBring('posix', 'open'), mayBring('requests', 'open'), mayBring('os', 'system'), mayBring('subprocess', 'system')], [true, true, false, true, false]);
});
