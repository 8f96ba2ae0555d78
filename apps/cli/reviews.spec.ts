import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { run } from './program.js';

const AT = '2026-01-01T00:00:00Z';
const ID = '01900000-0000-7000-8000-000000000001';
const none = { added: [], removed: [] };
const files = Array.from({ length: 30 }, (_, at) => ({ path: `dist/${at}.js`, size: 1, sha256: 'a'.repeat(64) }));

const SUBMISSION = {
  id: ID, status: 'IN_REVIEW', publisher: 'p', display_name: 'De\u202emo', extension: 'demo', version: '1.0.0', channel: null, format: null, package_sha256: null, package_size: null,
  manifest: { display_name: 'De\u202emo', description: 'First.\nSecond.' }, permissions: [], findings: null, verdict: null, blocked: null, feedback: null, timeline: [], queue_position: 1, created_at: AT, updated_at: AT,
};
const DETAIL = {
  id: ID, state: 'open', submission_id: ID, extension: 'demo', version: '1.0.0', publisher: 'p', reasons: [], head_start_hours: 0, opened_at: AT, due_at: AT, overdue: false, lease: null,
  submission: SUBMISSION, findings: [], scanned_with: null, rules_changed: ['The YARA rules team were added (SHA-256 aaaaaaaaaaaa…).'], history: [],
  checks: [{ check: 'sandbox-run', version: 1, outcome: 'passed', duration_ms: 1, findings: 0, detail: 'called fetch', enforced: true, required: true, at: AT }],
  changes: { against: null, first: true, new_findings: [], permissions: none, engines: [], entry_points: none, activation: none, contributes: none, exports: none, hosts: none, native_files: none, host_versions: none, dependencies: [], too_small: null, breaking: [], files: { added: files, removed: [], changed: [] } },
};

/** A marketplace with one open review: the calls that it got, and souk as its maintainer. */
async function maintainer(context: TestContext, changes: object = {}) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url!.replace(/^.*\/moderation/, '')}`);
    const answer = request.url!.endsWith('/claim') ? { review_id: ID, lease: '7', expires_at: AT, rules_changed: [] } : request.url!.includes('/queue') ? { data: [], meta: { total: 7, page: 2, per_page: 100, last_page: 1 } } : request.url!.includes('/flagged') ? { data: [], meta: { total: 0, page: 1, per_page: 1, last_page: 1 } } : { ...DETAIL, changes: { ...DETAIL.changes, ...changes } };
    if (request.url!.endsWith('/reviews/demo')) response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ type: 'urn:souk:problem:bad-request', title: 'T', status: 400, detail: 'D', instance: '/', request_id: '', errors: [{ pointer: '/id', detail: 'Invalid UUID' }] }));
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = await mkdtemp(join(tmpdir(), 'souk-reviews-'));
  context.after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(home, { recursive: true, force: true });
  });
  const souk = async (...args: string[]): Promise<{ exit: number; out: string; err: string }> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const env = { SOUK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, SOUK_TENANT: 'orchestra', SOUK_TOKEN: 't', SOUK_CLI_HOME: home };
    const exit = await run(['review', ...args], { stdin: Readable.from([]), stdout, stderr, env });
    return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  };
  return { calls, souk };
}

test('any review can be looked at without a claim, and claimed by its id', async (context) => {
  const { calls, souk } = await maintainer(context);
  assert.equal((await souk('show')).exit, 2);
  const { exit, out } = await souk('show', ID);
  assert.deepEqual([exit, calls], [0, [`GET /reviews/${ID}`]]);
  assert.match(out, /; nobody has claimed it\n/);
  assert.match(out, new RegExp(`take it: souk review claim ${ID}\\n$`));
  const claimed = await souk('claim', ID);
  assert.deepEqual([claimed.exit, calls.slice(-2)], [0, [`POST /reviews/${ID}/claim`, `GET /reviews/${ID}`]], 'what is shown is what was claimed');
  assert.match(claimed.out, /; yours until [^]*decide: souk review approve \|/);
  assert.equal((await souk('release')).exit, 0);
  assert.equal(calls.at(-1), `POST /reviews/${ID}/release`);
});

test('a review shows what users will read, what ran, and few of many files', async (context) => {
  const { souk } = await maintainer(context);
  const { out } = await souk('show', ID);
  assert.match(out, /\nshown as: De\\u\{202e\}mo\n {4}First\.\n {4}Second\.\n/);
  assert.match(out, /\nrun in the sandbox: called fetch\n/);
  assert.match(out, /\nrules changed: The YARA rules team were added \(SHA-256 a{12}…\)\.\n/);
  assert.deepEqual([out.match(/^ {2}\+ dist/gm)?.length, /\n {2}… and 10 more: see --json\n/.test(out)], [20, true]);
  assert.equal(JSON.parse((await souk('show', ID, '--json')).out).review.changes.files.added.length, 30);
});

test('a name in the place of an id is answered with where ids are', async (context) => {
  const { souk } = await maintainer(context);
  const { exit, err } = await souk('show', 'demo');
  assert.deepEqual([exit, /\n {2}Write an id, as souk status, souk review list /.test(err)], [2, true], err);
});

test('a page behind the last does not say that nothing waits', async (context) => {
  const { souk } = await maintainer(context);
  assert.equal((await souk('list', '--page', '2')).out, 'there is no page 2: 7 open, and the last page is 1\n');
});

test('a review names everything that an update changes', async (context) => {
  const pair = (what: string) => ({ added: [`${what}-in`], removed: [`${what}-out`] });
  const { souk } = await maintainer(context, {
    against: '1.0.0', permissions: pair('scope'), entry_points: pair('entry'), activation: pair('event'), contributes: pair('commands x'), exports: pair('name'), hosts: pair('host'), native_files: pair('native'), host_versions: pair('2.0.0'),
    dependencies: [{ name: 'left', before: null, after: '1 (optional)' }], engines: [{ name: 'orchestra', before: '^1.0.0', after: null }], too_small: 'Needs 2.0.0.', breaking: ['It breaks.'],
    files: { added: [], removed: [], changed: [{ path: 'package.json', size_before: 302, size_after: 302, sha256_before: `${'a'.repeat(12)}${'0'.repeat(52)}`, sha256_after: 'b'.repeat(64) }] },
  });
  const { out } = await souk('show', ID);
  const shown = out.split('\n');
  assert.deepEqual(shown.slice(shown.indexOf('against 1.0.0:') + 1, shown.indexOf('run in the sandbox: called fetch')), [
    '  Needs 2.0.0.', '  breaking It breaks.', '  new permission scope-in', '  permission given up scope-out', '  new server host-in', '  server not named any more host-out', '  new native file native-in', '  native file gone native-out',
    '  dependency left: none -> 1 (optional)', '  now for 2.0.0-in too', '  no longer for 2.0.0-out', '  engine orchestra: ^1.0.0 -> none', '  new entry point entry-in', '  entry point gone entry-out', '  new activation event-in', '  activation gone event-out',
    '  new contribution commands x-in', '  contribution gone commands x-out', '  new export name-in', '  export gone name-out', '  ~ package.json 302 B -> 302 B, sha256 aaaaaaaaaaaa -> bbbbbbbbbbbb',
  ]);
});
