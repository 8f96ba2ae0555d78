import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** What the examples of the README take from the application around them. */
const AROUND = `
  declare const text: string, files: Map<string, string>, others: Map<string, string>, table: Map<unknown, unknown>, api: HostApi;
  declare function display(value: unknown): void;
  declare function log(level: ConsoleLine['level'], text: string): void;
  declare function tell(version: string, reason: Outcome): void;
`;

describe('an application that has souk among its packages, with what souk needs beside it', async () => {
  const app = await mkdtemp(join(tmpdir(), 'souk-app-'));
  after(() => rm(app, { recursive: true, force: true }));
  const add = (from: string, to: string): Promise<void> => cp(join(PROJECT, from), join(app, 'node_modules', to), { recursive: true });
  await add('package.json', 'souk/package.json');
  for (const part of ['sandbox', 'manifest/modules']) await add(`dist/libs/${part}`, `souk/dist/libs/${part}`);
  for (const name of [...PACKAGES, ...ENGINES_HERE.some(({ skip }) => skip) ? [] : NATIVE]) await add(`node_modules/${name}`, name);
  await writeFile(join(app, 'main.mjs'), MAIN);

  test('compiles the examples of the README, strictly and without the types of anything else', async () => {
    const readme = await readFile(join(PROJECT, 'libs/sandbox/README.md'), 'utf8');
    const examples = [...readme.matchAll(/```ts\n([^]*?)```/g)].map((match) => match[1] ?? '');
    assert.equal(examples.length, 2);
    const compile = async (code: string): Promise<string> => {
      await writeFile(join(app, 'main.mts'), `import { ExtensionHost } from 'souk/sandbox';\nimport type { ConsoleLine, HostApi, Outcome } from 'souk/sandbox';\n${AROUND}${code}`);
      const compiler = [join(PROJECT, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', '', 'main.mts'];
      return promisify(execFile)(process.execPath, compiler, { cwd: app, timeout: 60_000 }).then(({ stdout }) => stdout, ({ stdout }: { stdout: string }) => stdout);
    };
    assert.equal(await compile(examples.join('\n')), '');
    assert.match(await compile(examples.join('\n').replace("granted: ['cells.read']", 'granted: 5')), /^main\.mts\(\d+,\d+\): error TS2322: Type 'number' is not assignable to type 'readonly string\[\]'/);
  });

  for (const { engine, skip } of ENGINES_HERE) {
    test(`runs extensions with ${engine}`, { skip }, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs', engine], { cwd: app, timeout: 60_000 });
      assert.deepEqual(JSON.parse(stdout), { outcome: 'returned', value: 42 });
    });
  }
});
