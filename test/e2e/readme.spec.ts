import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { startMarketplace, type Marketplace } from '#test/support/marketplace.js';
import { SEED_TENANTS } from '../../scripts/profiles.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const LIMIT_MS = 180_000;
/** What npm tells its children, which the npx of a terminal does not have. */
const OF_NPM = /^npm_/i;

let database: TestDatabase;
let souk: Marketplace;
let home: string;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'souk-readme-'));
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  const { tokens } = await souk.tenant('orchestra', SEED_TENANTS.find(({ slug }) => slug === 'orchestra')!.profile);
  // As the launcher writes it.
  writeFileSync(join(home, 'credentials.json'), JSON.stringify({ base_url: souk.url, platform_token: souk.platformToken, tenants: { orchestra: tokens } }));
});

after(async () => {
  await souk?.stop();
  await database?.drop();
  if (home) rmSync(home, { recursive: true, force: true });
});

/** The code of the only block that README.md marks so. */
function block(marker: string): string {
  const found = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```sh ([\w-]+)\n(.*?)^```$/gms)].filter(([, name]) => name === marker);
  assert.equal(found.length, 1, `README.md has one block marked ${marker}`);
  return found[0]![2]!;
}

/** Runs a block as a terminal in the clone would. Its temporary files stay in the folder of this test. */
async function paste(code: string): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_NPM.test(name) && !name.startsWith('SOUK_'));
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const shell = spawn('bash', ['-c', code], { cwd: ROOT, env: { ...Object.fromEntries(inherited), PATH: path, SOUK_HOME: home, TMPDIR: home, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const output of [shell.stdout, shell.stderr]) output.on('data', (chunk) => (said += chunk));
  const late = setTimeout(() => process.kill(-shell.pid!, 'SIGKILL'), LIMIT_MS);
  const status = await new Promise((resolve, reject) => shell.once('error', reject).once('close', (code, signal) => resolve(signal ?? code)));
  clearTimeout(late);
  assert.equal(status, 0, said);
  return said;
}

/** What no step of a walkthrough may say. */
const WRONG = /^error:|^curl: |SyntaxError|TypeError|command not found|No such file/m;

test('the walkthrough with the command line ends with an installed extension', async () => {
  const said = await paste(block('cli-walkthrough'));
  assert.doesNotMatch(said, WRONG);
  const name = /^(hello-\d+) 0\.1\.0 is published, no findings$/m.exec(said)?.[1];
  assert.ok(name, said);
  assert.match(said, new RegExp(`^${name} 0\\.1\\.0 by `, 'm'));
  assert.match(said, new RegExp(`^installed ${name} 0\\.1\\.0 in `, 'm'));
});

test('the walkthrough with curl ends with the announced bytes', async () => {
  const said = await paste(block('curl-walkthrough'));
  assert.doesNotMatch(said, WRONG);
  const name = /^(curl-\d+) is the package that was announced$/m.exec(said)?.[1];
  assert.ok(name, said);
  assert.match(said, /^[0-9a-f-]{36} is IN_REVIEW\napproved\nPUBLISHED\n/m);
  assert.match(said.trimEnd().split('\n').at(-1)!, new RegExp(`'${name} 1\\.0\\.0'`));
});

test('the walkthrough with packages ends with what an update changes', async () => {
  const said = await paste(block('package-walkthrough'));
  assert.doesNotMatch(said, WRONG);
  assert.match(said, /^signature valid by key [0-9a-f]{64}$/m);
  assert.match(said, /^demo\.hello 1\.0\.0 -> 1\.1\.0\nnew permissions:\n.*hooks\.listen/m);
});
