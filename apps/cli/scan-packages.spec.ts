import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Log } from 'sarif';
import { LocalScan } from '#libs/contracts/local-scan.js';
import { CommandLine, type Said } from '#test/support/command-line.js';

const line = new CommandLine();
const souk = (...args: string[]): Promise<Said> => line.run(['scan', ...args]);

test('a signature that lies beside a package has to be there; whose it is, is asked when it is published', async () => {
  const file = await line.packed('fextpkg-v1');
  assert.doesNotMatch((await souk(file)).out, /signature-/);
  await writeFile(`${file}.sig`, 'not one');
  assert.match((await souk(file)).out, /block signature-invalid /);
  await rm(`${file}.sig`);
  const missing = await souk(file);
  assert.equal(missing.exit, 1, missing.out);
  assert.match(missing.out, /block signature-missing [^]*\n {4}help: .*souk pack --private-key.*beside the package/);
  assert.doesNotMatch((await souk(await line.source('fextpkg-v1'), '--format', 'fextpkg-v1')).out, /signature-/, 'a folder is signed when it is published');
});

test('of a manifest that packing writes anew, findings and reasons name the line of the author', async () => {
  const folder = await line.source('skypkg', undefined, { 'extension.json': '{"name": "Hi there", "description": "",\n"version": {"type": "command", "key": "hi",\n  "scopes": ["ban", "kick"]}}', 'code.js': 'return 1;' });
  const profile = line.path('bots.json');
  await writeFile(profile, JSON.stringify({ formats: ['skypkg'], host: 'skynet', permissions: {} }));
  const { out, json } = await souk(folder, '--tenant-profile', profile, '--json');
  const { reasons, findings } = LocalScan.parse(json);
  assert.deepEqual(findings.filter(({ file }) => file === 'extension.json').map(({ line, column }) => [line, column]).sort(), [[3, 14], [3, 14], [3, 21], [3, 21]], out);
  assert.ok(reasons.some((reason) => reason.includes('(extension.json:3)')), out);
});

test('and so of every format that writes it anew', async () => {
  const scenes = await line.source('cvnext', undefined, { 'manifest.json': '{"version": "1.0.0",\n "permissions": [{"scope": "assets.read"},\n  {"scope": "secrets.read"}],\n "id": "demo.toolkit", "name": "Demo", "summary": "Shows."}', 'handlers.py': '' });
  const cells = await line.source('fextpkg', undefined, { 'package.json': '{"name": "demo", "publisher": "acme", "version": "1.0.0", "main": "./dist/extension.js", "browser": "./dist/extension.mjs",\n "permissions": ["ui.commands",\n  "clipboard"],\n "engines": {"formula": "^1.0.0"}}' });
  for (const [folder, file, scope] of [[scenes, 'manifest.json', 'secrets.read'], [cells, 'package.json', 'clipboard']] as const) {
    const { findings } = LocalScan.parse((await souk(folder, '--json')).json);
    const found = findings.filter((each) => each.file === file && each.message.includes(scope));
    assert.ok(found.length > 0 && found.every((each) => each.line === 3), JSON.stringify(findings));
  }
});

test('checks that had nothing to look at are not counted as answered, those that are switched off not at all', async () => {
  const file = line.path('zero.cvnext');
  await writeFile(file, '');
  const { out, exit } = await souk(file);
  assert.equal(exit, 1);
  assert.match(out, /\d+ checks gave no answer \(skipped\): the package could not be read\.\n {4}help: Mend what the package is refused for/);
  assert.match(out, /would be refused: 1 of \d+ checks answered, 1 block\n/);
  const [run] = (JSON.parse((await souk(file, '--sarif')).out) as Log).runs;
  assert.deepEqual([run?.invocations?.[0]?.executionSuccessful, run?.invocations?.[0]?.toolExecutionNotifications?.map(({ level }) => level)], [true, ['note']]);
  const off = line.path('off.json');
  await writeFile(off, JSON.stringify({ formats: ['orchestra'], host: 'orchestra', permissions: { network: { description: 'n' } }, checks: { 'slow-regex': { enabled: false } } }));
  assert.match((await souk(await line.source('orchestra'), '--tenant-profile', off)).out, /: (?!.*checks answered).*, \d+ checks\n/);
});

test('a profile may begin with a byte order mark; options for packing do nothing to a package', async () => {
  const profile = line.path('marked.json');
  await writeFile(profile, `\uFEFF${JSON.stringify({ formats: ['vsix'], host: 'code' })}`);
  const file = line.path('empty.vsix');
  await writeFile(file, '');
  const { exit, err } = await souk(file, '--tenant-profile', profile, '--ignore', '*.map', '--trust', 'verified');
  assert.deepEqual([exit, err], [1, `warning: --trust has no effect: ${file} is a file, and nothing is packed\nwarning: --ignore has no effect: ${file} is a file, and nothing is packed\n`]);
});
