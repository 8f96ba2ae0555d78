import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sha256 } from '#libs/manifest/sha256.js';
import { packFolder } from './package-files.js';
import { run } from './program.js';

const ME = { handle: 'publisher', role: 'publisher', scopes: ['publish'], publishers: ['studio'], tenant: 'orchestra' };

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'souk-cli-'));
  context.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Runs souk with a home of its own and no terminal. */
async function souk(home: string, args: string[], input = ''): Promise<{ exit: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = await run(['--home', home, ...args], { stdin: Readable.from([input]), stdout, stderr, env: {} });
  return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

async function marketplace(context: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer souk_good') {
      response.writeHead(401, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ type: 'urn:souk:problem:unauthenticated', title: 'A valid token is needed', status: 401, detail: 'dead\u001b[2J', instance: '/', request_id: 'r-1', errors: [{ pointer: '/a', detail: 'b' }] }));
    } else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('what is not understood ends with 2, help with 0', async (context) => {
  const home = await folder(context);
  for (const args of [['nonsense'], ['yank', 'a', '1.0.0'], ['review', 'reject'], ['publish', '--timeout', 'x'], ['info', 'a', '--url', 'ftp://x'], ['init', 'Not A Name'], ['install', 'a@latest', '--yes', '--token', 't'], ['uninstall', '../x'], ['pack', home], ...[['status'], ['search'], ['review', 'list']].map((list) => [...list, '--page', '0', '--token', 't']), ['publish', join(home, 'missing'), '--token', 't']]) {
    assert.equal((await souk(home, args)).exit, 2, args.join(' '));
  }
  const { exit, out } = await souk(home, ['publish', '--help']);
  assert.equal(exit, 0);
  assert.match(out, /--idempotency-key/);
  assert.match(out, /Exit codes:\n {2}0 {2}published, or accepted/);
  assert.match((await souk(home, ['--help'])).out, /Exit codes:\n {2}0[^]*\n {2}65 pack/);
  assert.match((await souk(home, ['scan', '--help'])).out, /Exit codes:\n {2}0 {2}it passes\n {2}1 {2}it would be refused\n {2}2[^]*\n {2}3 {2}a maintainer would look/);
});

test('what souk-admin does is pointed to, and only that', async (context) => {
  const home = await folder(context);
  for (const name of ['rescan', 'export-osv']) assert.match((await souk(home, [name, 'start'])).err, new RegExp(`^error: unknown command '${name}'[^]*\\n${name} is a command of souk-admin: souk-admin ${name} --help\\n$`));
  assert.doesNotMatch((await souk(home, ['nonsense'])).err, /souk-admin/);
});

test('with --json, what was not understood is answered as any other error', async (context) => {
  const home = await folder(context);
  const said = async (...args: string[]) => JSON.parse((await souk(home, args)).out).error;
  assert.deepEqual(await said('verify', '--json'), { help: null, detail: "missing required argument 'file'", exit_code: 2 });
  assert.deepEqual((await said('search', '--bogus', '--json')).detail, "unknown option '--bogus'");
  assert.deepEqual((await said('--json', 'frob')).detail, "unknown command 'frob'");
  assert.deepEqual(await said('rescan', '--json'), { help: 'rescan is a command of souk-admin: souk-admin rescan --help', detail: "unknown command 'rescan'", exit_code: 2 });
  assert.deepEqual((await said('--json')).detail, 'no command was given');
  assert.match((await said('publish', '--timeout', 'x', '--json')).detail, /^option '--timeout <seconds>' argument 'x' is invalid\. /);
});

test('a manifest in the place of a package is told, and its folder named', async (context) => {
  const home = await folder(context);
  await souk(home, ['init', 'demo', '--dir', join(home, 'made')]);
  for (const command of ['scan', 'publish']) {
    const { exit, err } = await souk(home, [command, join(home, 'made', 'package.json'), '--token', 't', '--tenant', 'orchestra']);
    assert.deepEqual([exit, err.includes(`package.json is the manifest of an extension, and no package\n  Name its folder: ${join(home, 'made')}\n`)], [2, true], err);
  }
});

test('an output that cannot be written is one line and no verdict: 5', async () => {
  const full = await open('/dev/full', 'w');
  try {
    for (const program of ['main', 'admin']) {
      const child = spawn(process.execPath, [fileURLToPath(new URL(`./${program}.js`, import.meta.url)), '--help'], { stdio: ['ignore', full.fd, 'pipe'] });
      let said = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 5, said);
      assert.match(said, /^error: the output cannot be written: ENOSPC.*\n$/);
    }
  } finally {
    await full.close();
  }
});

test('without a login: 4; without a marketplace: 5; without anybody to ask: 2', async (context) => {
  const home = await folder(context);
  assert.equal((await souk(home, ['whoami'])).exit, 4);
  assert.equal((await souk(home, ['whoami', '--url', 'http://127.0.0.1:1', '--token', 't'])).exit, 5);
  const asked = await souk(home, ['install', 'demo', '--token', 't']);
  assert.deepEqual([asked.exit, /--yes/.test(asked.err)], [2, true]);
  assert.equal((await souk(home, ['login'])).exit, 2);
});

test('login checks and keeps the token for its address only, logout forgets it', async (context) => {
  const home = await folder(context);
  const url = await marketplace(context, (request, response) => {
    assert.equal(request.url, '/t/orchestra/api/v1/me');
    response.end(JSON.stringify(ME));
  });
  const bad = await souk(home, ['--url', url, '--tenant', 'orchestra', 'login', '--token-stdin'], 'souk_bad\n');
  assert.equal(bad.exit, 4);
  assert.match(bad.err, /^error: A valid token is needed: dead\\u\{1b\}\[2J\n {2}\/a: b\n[^]*request r-1\n$/);
  assert.equal((await souk(home, ['--url', url, '--tenant', 'orchestra', 'login', '--token-stdin'], 'souk_good\n')).exit, 0);
  assert.equal((await stat(join(home, 'config.json'))).mode & 0o777, 0o600);
  const who = await souk(home, ['whoami', '--json']);
  assert.deepEqual([who.exit, JSON.parse(who.out)], [0, { address: `${url}/t/orchestra`, ...ME }]);
  assert.equal((await souk(home, ['whoami', '--tenant', 'formula'])).exit, 4);
  assert.equal((await souk(home, ['logout'])).exit, 0);
  assert.doesNotMatch(await readFile(join(home, 'config.json'), 'utf8'), /souk_good/);
});

test('a description of several lines is shown whole by info, and by search its beginning on one line', async (context) => {
  const home = await folder(context);
  const item = {
    name: 'demo', display_name: 'Demo', description: `One.\nTwo. ${'long '.repeat(100)}`, publisher: { name: 'p', display_name: 'P', trusted: false }, compat: 'native', license: null, categories: [], tags: [], latest_version: '1.0.0',
    latest_prerelease: null, downloads: 0, installs: 0, rating: { average: 0, count: 0 }, featured: false, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
  };
  const url = await marketplace(context, (request, response) => {
    const detail = { ...item, latest: null, readme: null, permissions: [], homepage: null, repository: null, icon: null };
    response.end(JSON.stringify(request.url!.includes('?') ? { data: [item], meta: { total: 1, page: 1, per_page: 20, last_page: 1 } } : detail));
  });
  const at = ['--url', url, '--tenant', 'orchestra', '--token', 'souk_good'];
  assert.match((await souk(home, [...at, 'info', 'demo'])).out, /\nOne\.\nTwo\. (long )+long\nlatest/);
  assert.match((await souk(home, [...at, 'search', 'demo'])).out, /\n {4}One\. Two\. (long )+(?:long|lon|lo|l)?…\n1 found, page 1 of 1\n$/);
});

test('a failure is one JSON document with --json', async (context) => {
  const { exit, out, err } = await souk(await folder(context), ['whoami', '--json']);
  assert.deepEqual([exit, JSON.parse(out).error.exit_code, err], [4, 4, '']);
});

test('init, pack and a local install work without a marketplace, and list finds changes', async (context) => {
  const home = await folder(context);
  const [made, packed] = [join(home, 'made'), join(home, 'demo.tar.gz')];
  assert.equal((await souk(home, ['init', 'demo', '--dir', made])).exit, 0);
  assert.equal((await souk(home, ['init', 'demo', '--dir', made])).exit, 2);
  assert.equal((await souk(home, ['pack', made, '-o', packed])).exit, 0);
  assert.equal((await souk(home, ['pack', made, '-o', packed])).exit, 2);
  assert.equal((await souk(home, ['pack', made, '-o', packed, '--force'])).exit, 0);
  const installed = await souk(home, ['install', packed, '--yes', '--json', '--tenant', 'orchestra']);
  assert.equal(installed.exit, 0);
  assert.equal(JSON.parse(installed.out).folder, join(home, 'extensions/orchestra/demo'));
  assert.equal((await souk(home, ['list', '--verify', '--tenant', 'orchestra'])).exit, 0);
  await rm(join(home, 'extensions/orchestra/demo/dist/index.js'));
  const changed = await souk(home, ['list', '--verify', '--tenant', 'orchestra']);
  assert.deepEqual([changed.exit, /missing: dist\/index\.js/.test(changed.out)], [7, true]);
  assert.equal((await souk(home, ['uninstall', 'demo', '--tenant', 'orchestra'])).exit, 0);
});

/** A marketplace that offers one package as `demo` of that version and with these permissions, whatever is in it. */
async function offering(context: TestContext, bytes: Uint8Array, claimed: { version: string; permissions: string[]; sha256?: string }): Promise<string> {
  const time = '2026-01-01T00:00:00Z';
  const explained = claimed.permissions.map((scope) => ({ scope, description: `may use ${scope}`, risk: 'low' }));
  const announced = { extension: 'demo', version: claimed.version, format: 'orchestra', package_sha256: claimed.sha256 ?? sha256(bytes), package_size: bytes.length, download_url: '', signature: null };
  const url = await marketplace(context, (request, response) => {
    const offered = { ...announced, download_url: `${url}/t/orchestra/api/v1/bytes` };
    const latest = { ...offered, channel: 'stable', prerelease: false, listing: 'listed', yanked: false, listing_reason: null, permissions: claimed.permissions, engines: {}, compatibility: [], changelog: 'Better.', downloads: 0, publisher_key_id: null, package_signature: null, published_at: time };
    if (request.url!.endsWith('/bytes')) response.end(bytes);
    else if (request.url!.endsWith('/install')) response.end(JSON.stringify({ ...offered, permissions: explained }));
    else response.end(JSON.stringify({
      name: 'demo', display_name: 'Demo', description: '', publisher: { name: 'p', display_name: 'P', trusted: false }, compat: 'native', license: null, categories: [], tags: [],
      latest_version: claimed.version, latest_prerelease: null, downloads: 0, installs: 0, rating: { average: 0, count: 0 }, featured: false, created_at: time, updated_at: time,
      latest, readme: null, permissions: explained,
    }));
  });
  return url;
}

test('install takes exactly what was announced and agreed to, and update shows what is new', async (context) => {
  const home = await folder(context);
  const made = join(home, 'made');
  await souk(home, ['init', 'demo', '--dir', made]);
  const { bytes } = await packFolder(made);
  const honest = { version: '0.1.0', permissions: ['notifications'] };
  const install = async (claimed: typeof honest & { sha256?: string }) => {
    const url = await offering(context, bytes, claimed);
    return souk(home, ['install', 'demo', '--yes', '--url', url, '--token', 'souk_good', '--tenant', 'orchestra']).then((result) => ({ ...result, url }));
  };
  for (const lie of [{ ...honest, version: '0.2.0' }, { ...honest, permissions: [] }, { ...honest, sha256: 'a'.repeat(64) }]) {
    assert.equal((await install(lie)).exit, 7, JSON.stringify(lie));
    await assert.rejects(readdir(join(home, 'extensions/orchestra/demo')), { code: 'ENOENT' });
  }
  const { exit, err, url } = await install(honest);
  assert.equal(exit, 0);
  assert.match(err, /low +notifications +may use notifications/);
  const again = await souk(home, ['update', '--dry-run', '--json', '--url', url, '--token', 'souk_good', '--tenant', 'orchestra']);
  assert.deepEqual([again.exit, JSON.parse(again.out)], [0, { data: [], taken_down: [] }]);
});

test('update never changes anything without consent', async (context) => {
  const home = await folder(context);
  const [made, file] = [join(home, 'made'), join(home, 'demo.tar.gz')];
  await souk(home, ['init', 'demo', '--dir', made]);
  await souk(home, ['pack', made, '-o', file]);
  await souk(home, ['install', file, '--yes', '--tenant', 'orchestra']);
  const url = await offering(context, await readFile(file), { version: '0.2.0', permissions: ['network', 'notifications'] });
  const to = ['demo', '--url', url, '--token', 'souk_good', '--tenant', 'orchestra'];
  assert.equal((await souk(home, ['update', ...to])).exit, 2);
  const shown = await souk(home, ['update', '--dry-run', '--json', ...to]);
  assert.deepEqual(JSON.parse(shown.out).data, [{
    name: 'demo', installed: '0.1.0', latest: '0.2.0', permissions_added: [{ scope: 'network', description: 'may use network', risk: 'low' }], changelog: 'Better.', state: 'available',
  }]);
  assert.equal(JSON.parse((await souk(home, ['list', '--json', '--tenant', 'orchestra'])).out).data[0].version, '0.1.0');
});
