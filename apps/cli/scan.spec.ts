import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { LocalScan } from '#libs/contracts/local-scan.js';
import { orchestraManifestOf } from '#test/support/archives.js';
import { run } from './program.js';

const GOOD = 'export function activate(host) {\n  host.commands.register("demo.run", () => host.network.fetch("https://api.example.org/v1"));\n}\n';
const BAD = 'export function activate(host) {\n  const run = eval;\n  run(atob(host.text));\n  return host.secrets.get("token");\n}\n';

let home: string;
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'souk-scan-'));
});
after(() => rm(home, { recursive: true, force: true }));

async function extension(name: string, code: string, manifest: Record<string, unknown> = {}): Promise<string> {
  const folder = join(home, name);
  for (const [path, content] of Object.entries({ 'package.json': JSON.stringify(orchestraManifestOf(manifest)), 'dist/index.js': code })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function souk(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = await run(['--home', home, 'scan', ...args], { stdin: Readable.from(['']), stdout, stderr, env: {} });
  return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('a good folder passes with 0, and says what it uses', async () => {
  const { exit, out } = await souk(await extension('good', GOOD));
  assert.equal(exit, 0, out);
  assert.match(out, /used +network {2}dist\/index\.js:2:/);
  assert.match(out, /servers that the code names: api\.example\.org/);
  assert.match(out, /run in the sandbox: dist\/index\.js returned in \d+ ms, called network\.fetch/);
  assert.match(out, /demo-tool 1\.2\.3 passes: .*\d+ checks\n$/);
});

test('a bad one is refused with 1: place, excerpt, why and what to do', async () => {
  const { exit, out } = await souk(await extension('bad', BAD));
  assert.equal(exit, 1);
  assert.match(out, /dist\/index\.js:4:\d+ block undeclared-permission .*`secrets`/);
  assert.match(out, / {4}\| .*host\.secrets\.get/);
  assert.match(out, /help: Add "secrets" to the permissions/);
  assert.match(out, /inconclusive network +dist\/index\.js:3:/);
  assert.ok(out.indexOf(' block ') < out.indexOf(' info ') || !out.includes(' info '), 'worst first');
  assert.match(out, /would be refused: .*\n( {2}- .*\n)+$/);
});

test('one that a human has to see ends with 3, what is no command with 2', async () => {
  const endless = await souk(await extension('secret', `${GOOD}export const key = "AKIA${'Z7Q2M4X9K1B8V5N3'}";\nexport const token = "ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}";\n`));
  assert.equal(endless.exit, 3, endless.out);
  assert.match(endless.out, /would wait for a human/);
  assert.equal((await souk(join(home, 'nothing'))).exit, 2);
  const good = await extension('good', GOOD);
  assert.equal((await souk(good, '--json', '--sarif')).exit, 2);
  const file = join(home, 'profile.json');
  await writeFile(file, '{');
  assert.match((await souk(good, '--tenant-profile', file)).err, /is not JSON/);
  await writeFile(file, '{"formats": []}');
  const wrong = await souk(good, '--tenant-profile', file);
  assert.deepEqual([wrong.exit, /\/formats: /.test(wrong.err), /\/host: /.test(wrong.err)], [2, true, true]);
});

test('a tenant profile decides, as in the service', async () => {
  const file = join(home, 'profile.json');
  const profile = { formats: ['orchestra'], host: 'orchestra', permissions: {}, reserved_names: ['demo-tool'] };
  await writeFile(file, JSON.stringify(profile));
  const { exit, out } = await souk(await extension('good', GOOD), '--tenant-profile', file, '--json');
  const scan = LocalScan.parse(JSON.parse(out));
  assert.deepEqual([exit, scan.verdict], [1, 'reject']);
  assert.deepEqual(scan.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule).sort(), ['name-reserved', 'unknown-permission']);
});

test('a file that is no package is refused with its reason', async () => {
  const file = join(home, 'x.tar.gz');
  await writeFile(file, 'not an archive');
  const { exit, out } = await souk(file);
  assert.deepEqual([exit, /format-unknown/.test(out)], [1, true]);
});
