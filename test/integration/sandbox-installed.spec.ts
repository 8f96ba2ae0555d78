import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ENGINES_HERE } from '#test/support/sandbox-engines.js';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
/** What npm puts beside the package, of all that it depends on. */
const PACKAGES = ['@jitl/quickjs-ffi-types', '@jitl/quickjs-wasmfile-release-sync', 'cjs-module-lexer', 'es-module-lexer', 'quickjs-emscripten-core', 'zod'];
const NATIVE = ['isolated-vm', 'node-gyp-build'];
const MAIN = `
  import { ExtensionHost, openSandbox } from 'souk/sandbox';
  const sandbox = await openSandbox({ engine: process.argv[2] });
  const host = new ExtensionHost(sandbox, { api: { rows: [] }, functions: {} });
  await host.start({ version: '1.0.0', files: new Map([['main.js', 'exports.double = (_, n) => 2 * n;']]), entry: 'main.js', granted: [] });
  console.log(JSON.stringify(await host.invoke('double', 21)));
  await host.stop();
  await sandbox.close();
`;

describe('an application that has souk among its packages, with what souk needs beside it', async () => {
  const app = await mkdtemp(join(tmpdir(), 'souk-app-'));
  after(() => rm(app, { recursive: true, force: true }));
  const add = (from: string, to: string): Promise<void> => cp(join(PROJECT, from), join(app, 'node_modules', to), { recursive: true });
  await add('package.json', 'souk/package.json');
  await add('dist/libs/sandbox', 'souk/dist/libs/sandbox');
  for (const name of [...PACKAGES, ...ENGINES_HERE.some(({ skip }) => skip) ? [] : NATIVE]) await add(`node_modules/${name}`, name);
  await writeFile(join(app, 'main.mjs'), MAIN);

  for (const { engine, skip } of ENGINES_HERE) {
    test(`runs extensions with ${engine}`, { skip }, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs', engine], { cwd: app, timeout: 60_000 });
      assert.deepEqual(JSON.parse(stdout), { outcome: 'returned', value: 42 });
    });
  }
});
