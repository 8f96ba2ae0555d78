import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '#apps/cli/program.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { until } from '#test/support/line.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { call, OPEN_PROFILE, startMarketplace, type Marketplace, type TestTenant } from '#test/support/marketplace.js';

// One story from the first file to the uninstall: each test goes on where the one before it stopped.
let database: TestDatabase;
let souk: Marketplace;
let tenant: TestTenant;
let home: string;
let made: string;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  tenant = await souk.tenant('story', { ...OPEN_PROFILE, permissions: { ...OPEN_PROFILE.permissions, notifications: { description: 'Shows notifications', risk: 'low' } } });
  home = await mkdtemp(join(tmpdir(), 'souk-cli-'));
  made = join(home, 'made');
});
after(async () => {
  await souk?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

type Who = keyof TestTenant['tokens'];
interface Said {
  exit: number;
  out: string;
  err: string;
}

/** Runs souk as somebody, without a terminal, or with one at which `typed` is typed. */
async function as(who: Who | null, args: string[], typed?: string): Promise<Said> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Readable.from(typed === undefined ? [] : [typed]);
  if (typed !== undefined) for (const stream of [stdin, stderr]) Object.assign(stream, { isTTY: true });
  const env = { NO_COLOR: '1', SOUK_URL: souk.url, SOUK_TENANT: tenant.slug, SOUK_CLI_HOME: join(home, who ?? 'nobody'), ...(who && { SOUK_TOKEN: tenant.tokens[who] }) };
  const exit = await run(args, { stdin: stdin as never, stdout, stderr, env });
  return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

/** Ends the test with what was said unless the exit code is this one. */
function ends(said: Said, exit: number): Said {
  assert.equal(said.exit, exit, `${said.out}\n${said.err}`);
  return said;
}

async function manifest(change: Record<string, unknown>): Promise<void> {
  const file = join(made, 'package.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }, null, 2));
}

/** Publishes what is in the folder while a maintainer takes and approves it. */
async function publishApproved(): Promise<Said> {
  const publishing = as('publisher', ['publish', made, '--timeout', '60']);
  await until('a review waits', async () => JSON.parse((await as('maintainer', ['review', 'next', '--json'])).out).review);
  ends(await as('maintainer', ['review', 'approve', '--feedback', 'Well done.']), 0);
  return publishing;
}

test('not logged in: 4; not understood: 2; nobody there: 5', async () => {
  ends(await as(null, ['init', 'story-tool', '--dir', made]), 0);
  ends(await as(null, ['publish', made]), 4);
  ends(await as(null, ['review', 'next']), 4);
  ends(await as('user', ['publish', made]), 4);
  ends(await as('publisher', ['publish', made, '--no-such-option']), 2);
  ends(await as('publisher', ['publish', join(home, 'nothing-here')]), 2);
  ends(await as('publisher', ['whoami', '--url', 'http://127.0.0.1:1']), 5);
  ends(await as(null, ['info', 'story-tool', '--tenant', 'no-such-tenant']), 2);
  ends(await as('publisher', ['whoami', '--tenant', 'no-such-tenant']), 2);
});

test('the real program logs in from standard input and says who it is', async () => {
  const program = (args: string[], input = '') =>
    new Promise<Said>((resolve) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('../../apps/cli/main.js', import.meta.url)), ...args], { env: { PATH: process.env.PATH, SOUK_CLI_HOME: join(home, 'login') }, stdio: 'pipe' });
      const said = { out: '', err: '' };
      child.stdout.on('data', (text) => (said.out += text));
      child.stderr.on('data', (text) => (said.err += text));
      child.once('close', (exit) => resolve({ exit: exit ?? -1, ...said }));
      child.stdin.end(input);
    });
  ends(await program(['--url', souk.url, '--tenant', tenant.slug, 'login', '--token-stdin'], 'souk_wrongwrongwrongwrongwrong'), 4);
  ends(await program(['--url', souk.url, '--tenant', tenant.slug, 'login', '--token-stdin'], tenant.tokens.publisher), 0);
  const { out } = ends(await program(['whoami', '--json']), 0);
  assert.deepEqual([JSON.parse(out).handle, JSON.parse(out).publishers], ['publisher', ['story-studio']]);
});

test('what the checks refuse ends with 1 and names file and line', async () => {
  await manifest({ permissions: ['notifications', 'telepathy'] });
  const { out } = ends(await as('publisher', ['publish', made]), 1);
  assert.match(out, /package\.json(:\d+)* block unknown-permission .*telepathy/);
  assert.match(out, /refused: 1 block/);
  await manifest({ permissions: ['notifications'] });
  await writeFile(join(made, 'dist/bad.js'), '\n\nchildProcess();\neval(input);\n');
  const withCode = as('publisher', ['publish', made, '--json', '--timeout', '60']);
  const review: any = await until('a review waits', async () => JSON.parse((await as('maintainer', ['review', 'next', '--json'])).out).review);
  assert.match(ends(await as('publisher', ['status', review.submission_id]), 0).out, /^A maintainer looks because .*it is the first version of the extension.*\.\nplace 1 in the queue$/m);
  const fetched = JSON.parse(ends(await as('maintainer', ['review', 'package', '--out', home, '--json']), 0).out);
  assert.deepEqual([fetched.sha256, sha256(await readFile(fetched.file))], [review.submission.package_sha256, review.submission.package_sha256]);
  assert.match(ends(await as(null, ['inspect', fetched.file]), 0).out, /dist\/bad\.js/);
  ends(await as('publisher', ['review', 'package', review.id, '--out', home, '--force']), 4);
  ends(await as('maintainer', ['review', 'reject', '--feedback', 'Remove eval.']), 0);
  ends(await as('maintainer', ['review', 'package', review.id, '--out', home, '--force']), 6);
  const events = ends(await withCode, 1).out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(events.map(({ event }) => event).slice(0, 2), ['packed', 'uploaded']);
  const { findings, submission, exit_code: exit } = events.at(-1);
  assert.deepEqual([exit, submission.status, submission.feedback.text], [1, 'REJECTED', 'Remove eval.']);
  assert.ok(findings.some((finding: any) => finding.rule === 'dynamic-code' && finding.file === 'dist/bad.js' && finding.line === 4));
  await rm(join(made, 'dist/bad.js'));
});

test('publish shows each stage and ends with 0 once a maintainer approved', async () => {
  const { out } = ends(await publishApproved(), 0);
  const stages = ['packed', 'uploaded', 'queued', 'in review', 'approved', 'published'].map((word) => out.search(new RegExp(`^${word}`, 'm')));
  assert.ok(stages.every((at, i) => at >= 0 && (i === 0 || at > stages[i - 1]!)), out);
  ends(await as('maintainer', ['review', 'next']), 0);
  assert.equal(JSON.parse((await as('maintainer', ['review', 'next', '--json'])).out).review, null);
  ends(await as('maintainer', ['review', 'approve']), 2);
});

test('the same bytes again are the same version; other bytes under its number end with 6', async () => {
  ends(await as('publisher', ['publish', made]), 0);
  await writeFile(join(made, 'README.md'), '# Another text\n');
  ends(await as('publisher', ['publish', made]), 6);
  ends(await as('publisher2', ['publish', made]), 6);
});

const shown = async (): Promise<any> => JSON.parse(ends(await as('user', ['list', '--verify', '--json']), 0).out).data;

test('install shows what it may do, checks the hash, and list knows it', async () => {
  ends(await as('user', ['install', 'no-such-extension', '--yes']), 2);
  ends(await as('user', ['install', 'story-tool']), 2);
  const declined = ends(await as('user', ['install', 'story-tool'], 'n\n'), 1);
  assert.match(declined.err, /notifications {2}Shows notifications/);
  assert.deepEqual(await shown(), []);
  const { out } = ends(await as('user', ['install', 'story-tool', '--yes', '--json']), 0);
  const { sha256, folder } = JSON.parse(out);
  const announced = await call<any>('GET', `${tenant.api}/extensions/story-tool/versions/0.1.0`, null);
  assert.equal(sha256, announced.package_sha256);
  assert.ok((await readdir(folder)).includes('dist'));
  const [row] = await shown();
  assert.deepEqual([row.name, row.version, row.state, row.permissions], ['story-tool', '0.1.0', 'ok', ['notifications']]);
  const installs = await until('the marketplace knows', async () => (await call<any>('GET', `${tenant.api}/installs`, tenant.tokens.user)).data.length === 1);
  assert.ok(installs);
});

test('bytes that rotted in the store are neither served nor installed', async () => {
  const folder = join(souk.folder, 'blobs');
  const { package_sha256: sha256 } = await call<any>('GET', `${tenant.api}/extensions/story-tool/versions/0.1.0`, null);
  const file = (await readdir(folder, { recursive: true })).map((path) => join(folder, path)).find((path) => path.endsWith(sha256))!;
  const bytes = await readFile(file);
  const broken = Buffer.from(bytes);
  broken[20]! ^= 1;
  // A gateway that has just started remembers no package.
  await souk.kill('gateway');
  await writeFile(file, broken);
  await souk.ready();
  ends(await as('publisher2', ['install', 'story-tool', '--yes']), 5);
  assert.deepEqual(JSON.parse((await as('publisher2', ['list', '--json'])).out).data, []);
  await writeFile(file, bytes);
  assert.equal((await shown())[0].state, 'ok');
});

test('update asks, and shows the permissions that are new', async () => {
  await manifest({ version: '0.2.0', permissions: ['network', 'notifications'] });
  await writeFile(join(made, 'dist/index.js'), 'export async function activate({ network, notifications }) {\n  notifications.show(await network.fetch("news"));\n}\n');
  ends(await publishApproved(), 0);
  ends(await as('user', ['update']), 2);
  const declined = ends(await as('user', ['update'], 'n\n'), 0);
  assert.match(declined.err, /story-tool 0\.1\.0 -> 0\.2\.0[^]*new permissions:\n +medium +network {2}Talks to servers[^]*Update story-tool\?/);
  assert.equal((await shown())[0].version, '0.1.0');
  ends(await as('user', ['update'], 'y\n'), 0);
  assert.deepEqual([(await shown())[0].version, (await shown())[0].permissions], ['0.2.0', ['network', 'notifications']]);
  assert.match(ends(await as('user', ['update', '--yes']), 0).out, /everything is up to date/);
});

test('update tells first that an installed version was taken down and why, and ends with 1 while it stays', async () => {
  ends(await as('maintainer', ['install', 'story-tool@0.1.0', '--yes']), 0);
  await call('POST', `${tenant.api}/extensions/story-tool/versions/0.1.0/quarantine`, tenant.tokens.maintainer, { reason: 'steals tokens' });
  const seen = ends(await as('maintainer', ['update', '--dry-run', '--json']), 1);
  assert.match(seen.err, /^warning: story-tool 0\.1\.0 was quarantined: steals tokens\n[^]*0\.1\.0 -> 0\.2\.0/);
  const { data, taken_down: [found] } = JSON.parse(seen.out);
  assert.deepEqual([data[0].state, found.name, found.version, found.still_installed], ['available', 'story-tool', '0.1.0', true]);
  assert.match(found.reason, /steals tokens/);
  const declined = ends(await as('maintainer', ['update'], 'n\n'), 1);
  assert.match(declined.out, /story-tool 0\.1\.0 was taken down and is still installed; remove it: souk uninstall story-tool, or install 0\.2\.0 in its place: souk install story-tool@0\.2\.0$/m);
  const updated = ends(await as('maintainer', ['update', '--yes']), 0);
  assert.match(updated.err, /^warning: story-tool 0\.1\.0 was quarantined: steals tokens$/m);
  assert.doesNotMatch(updated.out, /uninstall/);
  assert.match(ends(await as(null, ['versions', 'story-tool']), 0).out, /^0\.2\.0 [^]*^0\.1\.0 {2}taken down \d{4}-\d\d-\d\d: steals tokens$/m);
  await call('POST', `${tenant.api}/extensions/story-tool/versions/0.2.0/quarantine`, tenant.tokens.maintainer, { reason: 'it does as well' });
  const nothing = ends(await as('maintainer', ['update', 'story-tool', '--yes']), 1);
  assert.match(nothing.err, /^warning: story-tool 0\.2\.0 was quarantined: it does as well\nwarning: story-tool has no version that can be installed$/m);
  assert.match(nothing.out, /^story-tool 0\.2\.0 was taken down and is still installed; remove it: souk uninstall story-tool$/m);
  assert.doesNotMatch(nothing.out, /up to date/);
  const versions = JSON.parse(ends(await as(null, ['versions', 'story-tool', '--json']), 0).out);
  assert.deepEqual([versions.data, versions.taken_down.map(({ version, reason }: any) => [version, reason])], [[], [['0.2.0', 'it does as well'], ['0.1.0', 'steals tokens']]]);
  for (const version of ['0.1.0', '0.2.0']) await call('POST', `${tenant.api}/extensions/story-tool/versions/${version}/restore`, tenant.tokens.maintainer, { reason: 'it does not' });
  assert.match(ends(await as('maintainer', ['update', '--yes']), 0).out, /everything is up to date/);
  assert.doesNotMatch(ends(await as(null, ['versions', 'story-tool']), 0).out, /taken down/);
});

test('yank takes it out of the listing for newcomers', async () => {
  ends(await as('publisher2', ['yank', 'story-tool', '0.2.0', '--reason', 'not mine']), 4);
  ends(await as('publisher', ['yank', 'story-tool', '0.2.0', '--reason', 'broken on Mondays']), 0);
  const versions = JSON.parse(ends(await as('user', ['versions', 'story-tool', '--json']), 0).out);
  assert.match(JSON.stringify(versions), /broken on Mondays/);
  ends(await as('publisher2', ['install', 'story-tool', '--yes']), 0);
  const [row] = JSON.parse((await as('publisher2', ['list', '--json'])).out).data;
  assert.equal(row.version, '0.1.0');
});

test('the bytes of a version that was quarantined say so when they are published again, and end with 1', async () => {
  await call('POST', `${tenant.api}/extensions/story-tool/versions/0.2.0/quarantine`, tenant.tokens.maintainer, { reason: 'reads mail' });
  const { out } = ends(await as('publisher', ['publish', made, '--json']), 1);
  const { submission } = JSON.parse(out.trim().split('\n').at(-1)!);
  assert.deepEqual([submission.status, submission.listing, submission.listing_reason], ['PUBLISHED', 'quarantined', 'reads mail']);
  assert.match(ends(await as('publisher', ['status', submission.id]), 0).out, /^since then quarantined: reads mail$/m);
  await call('POST', `${tenant.api}/extensions/story-tool/versions/0.2.0/restore`, tenant.tokens.maintainer, { reason: 'it did not' });
  ends(await as('publisher', ['publish', made]), 0);
});

test('uninstall removes it here and there', async () => {
  ends(await as('user', ['uninstall', 'story-tool']), 0);
  assert.deepEqual(await shown(), []);
  await until('the marketplace knows', async () => (await call<any>('GET', `${tenant.api}/installs`, tenant.tokens.user)).data.length === 0);
  ends(await as('user', ['uninstall', 'story-tool']), 2);
});
