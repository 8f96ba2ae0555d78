import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { run, SOUK_ADMIN } from './program.js';

async function admin(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = await run(args, { stdin: Readable.from([]), stdout, stderr, env: { SOUK_TOKEN: 't', SOUK_TENANT: 'alpha' } }, SOUK_ADMIN);
  return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

/** A marketplace in which a rescan ends like this; `asked` are the bodies that came. */
async function rescanning(context: TestContext, note: string | null, counts: { done?: number; no_answer?: number } = {}): Promise<{ url: string; asked: any[] }> {
  const asked: any[] = [];
  const rescan = {
    id: '01900000-0000-7000-8000-000000000000', state: 'done', extension: null, rules: [], dry_run: false, rule_set: null, total: 3, done: note === null ? 3 : 0, matched: 0, no_answer: 0, percent: 100, note, ...counts,
    requested_by: 'admin', requested_at: '2026-01-01T00:00:00Z', finished_at: '2026-01-01T00:00:00Z',
  };
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    if (body !== '') asked.push(JSON.parse(body));
    const answer = request.url!.includes('/results') ? { data: [], meta: { total: 0, page: 1, per_page: 100, last_page: 1 } } : rescan;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The codes that a help lists. */
const codesOf = (help: string) => [...(help.split('Exit codes:\n')[1] ?? '').matchAll(/^ {2}(\d+) +\S/gm)].map(([, code]) => Number(code));

test('every help lists the exit codes that there are, and none of other commands', async () => {
  for (const [args, codes] of [
    [[], [0, 1, 2, 3, 4, 5, 6]],
    [['rescan'], [0, 1, 2, 3, 4, 5, 6]],
    [['rescan', 'start'], [0, 1, 2, 3, 4, 5, 6]],
    [['rescan', 'status'], [0, 1, 2, 3, 4, 5]],
    [['rescan', 'stop'], [2, 3, 4, 5, 6]],
    [['rescan', 'resume'], [0, 1, 2, 3, 4, 5, 6]],
    [['advisories', 'import'], [0, 1, 2, 4, 5, 6]],
    [['advisories', 'list'], [0, 2, 4, 5]],
    [['advisories', 'remove'], [0, 2, 4, 5]],
    [['export-osv'], [0, 2, 4, 5]],
  ] as const) {
    const { exit, out } = await admin(...args, '--help');
    assert.deepEqual([exit, codesOf(out)], [0, codes], out);
    assert.doesNotMatch(out.split('Exit codes:')[1]!, /publish|pack|maintainer|--timeout/, args.join(' '));
  }
});

test('what is not understood points to the help of that very command', async () => {
  for (const [args, path] of [[['nonsense'], 'souk-admin'], [['rescan', '--nonsense'], 'souk-admin rescan'], [['rescan', 'start', '--nonsense'], 'souk-admin rescan start']] as const) {
    const { exit, err } = await admin(...args);
    assert.deepEqual([exit, err.includes(`(${path} --help shows how it is used)`)], [2, true], err);
  }
});

test('a rescan that scans nothing says why, and no state of a rescan', async (context) => {
  const note = 'There is no rule called no-such-rule: nothing was scanned.';
  const { url, asked } = await rescanning(context, note);
  const said = await admin('rescan', 'start', '--url', url, '--rule', 'no-such-rule', '--rules', 'yara');
  assert.deepEqual(said, { exit: 2, out: '', err: `error: ${note}\n` });
  assert.deepEqual(asked, [{ rules: ['no-such-rule', 'yara'], dry_run: false }]);
  const good = await admin('rescan', 'start', '--url', (await rescanning(context, null)).url);
  assert.deepEqual([good.exit, /done 100% 3 of 3 versions/.test(good.out), good.err], [0, true, '']);
});

test('a rescan that has no answer about some versions tells how many, and its exit code says so; what is to be known about it is shown', async (context) => {
  const note = 'The profile switches off or does not enforce yara: what they find is told, and nothing follows from it.';
  for (const command of ['start', 'status']) {
    const said = await admin('rescan', command, '--url', (await rescanning(context, note, { done: 3, no_answer: 2 })).url, ...(command === 'status' ? ['01900000-0000-7000-8000-000000000000'] : []));
    assert.deepEqual([said.exit, said.out.split('\n').slice(0, 2)], [1, ['01900000-0000-7000-8000-000000000000 done 100% 3 of 3 versions, 0 matched, 2 without an answer', note]], said.out);
  }
});
