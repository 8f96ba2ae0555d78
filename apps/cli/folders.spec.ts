import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommandLine } from '#test/support/command-line.js';
import { makeFolder } from './folders.js';
import { Home } from './home.js';

const line = new CommandLine();
/** A folder that is there and takes no other, for Linux alone. */
const CLOSED = { skip: process.platform !== 'linux', timeout: 20_000 };

test('a folder is made with those around it, each with the mode, and once', async (context) => {
  const home = await mkdtemp(join(tmpdir(), 'souk-folders-'));
  context.after(() => rm(home, { recursive: true, force: true }));
  const deep = join(home, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep, 0o700), makeFolder(deep, 0o700)]);
  assert.equal((await stat(join(home, 'a'))).mode & 0o777, 0o700);
  await makeFolder(deep);
  await writeFile(join(home, 'file'), '');
  await symlink('nowhere', join(home, 'link'));
  await assert.rejects(makeFolder(join(home, 'file')), /file is not a folder$/);
  await assert.rejects(makeFolder(join(home, 'file', 'x')), /file is not a folder$/);
  await assert.rejects(makeFolder(join(home, 'link')), /link cannot be made: file already exists$/);
});

test('where none can be made, a command says so and ends with 2', CLOSED, async () => {
  const { exit, err } = await line.run(['init', 'hello', '--dir', '/proc/hello']);
  assert.equal(exit, 2);
  await assert.rejects(new Home('/proc/hello').change(() => {}), /^Failure: the folder \/proc\/hello cannot be made: /);
  assert.match(err, /^error: the folder \/proc\/hello\S* cannot be made: .*\n {2}Name another, where you may write\.\n$/);
});
