import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KNOWN_MALICIOUS_CHECK } from '#apps/validation/check.js';
import { openScanner } from '#apps/validation/scan/scanner.js';
import type { Scanner, ScannerOptions } from '#apps/validation/scan/scanner.js';
import { decide } from '#apps/validation/verdict.js';
import { CHECKS } from '#libs/contracts/checks.js';
import { Profile } from '#libs/contracts/profile.js';
import { hostilePackage, orchestraPackage, tarEntry } from '#test/support/archives.js';
import { PLAIN_PROFILE } from '#test/support/scan-package.js';

const MISBEHAVING = new URL('../support/scan-misbehaving.js', import.meta.url);
const GOOD = orchestraPackage();
const MARKETPLACE = ['marketplace', 'known-malicious'].map((check) => ({ check, version: 1, outcome: 'passed' as const, durationMs: 0, findings: [], detail: null }));
const deed = (name: string) => Buffer.from(name);

const open: Scanner[] = [];
async function scanner(options: Partial<ScannerOptions> = {}): Promise<Scanner> {
  const opened = await openScanner({ children: 1, ...options });
  open.push(opened);
  return opened;
}
after(() => Promise.all(open.map((each) => each.close())));

const isGone = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && false;
  } catch {
    return true;
  }
};

describe('packages', async () => {
  const pool = await scanner();

  test('a good one passes, and every check leaves a run', async () => {
    const report = await pool.scan('a', GOOD, PLAIN_PROFILE);
    assert.ok(report.kind === 'scanned');
    assert.deepEqual(report.runs.map(({ check, outcome }) => `${check} ${outcome}`).sort(), ['package', ...CHECKS.filter((check) => check !== KNOWN_MALICIOUS_CHECK)].map((check) => `${check} ${check === 'network-use' ? 'found' : 'passed'}`).sort(), 'it asks a server, which is told and no more');
    assert.deepEqual(report.package.files.map(({ path }) => path), ['README.md', 'dist/index.js', 'package.json']);
    assert.equal(report.package.manifest.name, 'demo-tool');
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'pass');
  });

  test('a bad one is found out, with file and line', async () => {
    const bytes = orchestraPackage({ scripts: { postinstall: 'node x' } }, { 'dist/x.js': '\n\nconst e = eval;\ne(input)', '.env': 'DB_PASSWORD=fQ3vR8zL1xWk' });
    const report = await pool.scan('a', bytes, PLAIN_PROFILE);
    assert.ok(report.kind === 'scanned');
    const found = report.runs.flatMap((run) => run.findings).map(({ rule, file, line }) => `${rule} ${file}:${line}`);
    assert.deepEqual(found.filter((each) => !each.startsWith('lifecycle')).sort(), ['dynamic-code dist/x.js:4', 'hidden-file .env:null', 'network-use dist/index.js:2']);
    assert.ok(found.some((each) => each.startsWith('lifecycle-script package.json:')));
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
  });

  test('one that cannot be read is refused with its reason', async () => {
    const report = await pool.scan('a', hostilePackage(tarEntry({ name: '../escape', body: 'x' })), PLAIN_PROFILE);
    assert.ok(report.kind === 'refused' && report.code !== '' && report.message !== '');
    assert.equal(decide(report, PLAIN_PROFILE).verdict, 'reject');
  });

  test('one that is nested to bring a parser down is refused by its rule, and the child lives', async () => {
    const before = pool.pids;
    const report = await pool.scan('a', orchestraPackage({}, { 'dist/index.js': '['.repeat(500_000) }), PLAIN_PROFILE);
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'reject');
    assert.deepEqual(pool.pids.filter((pid) => before.includes(pid)), before);
  });

  test('a check that the profile switches off does not run', async () => {
    const report = await pool.scan('a', GOOD, Profile.parse({ ...PLAIN_PROFILE, checks: { 'dynamic-code': { enabled: false } } }));
    assert.ok(report.kind === 'scanned' && !report.runs.some((run) => run.check === 'dynamic-code'));
  });
});

describe('a child that misbehaves is a result, and the scanner lives', () => {
  const cases: [string, string, RegExp][] = [
    ['hang', 'timed-out', /no answer within/],
    ['silence', 'timed-out', /no answer within/],
    ['heap', 'memory', /heap/],
    ['exit', 'crashed', /ended with code 0/],
    ['abort', 'crashed', /SIGABRT/],
    ['throw', 'crashed', /ended with code/],
    ['garbage', 'crashed', /not a report/],
    ['lie', 'crashed', /not a report/],
    ['hasty', 'crashed', /not asked/],
    ['blind', 'crashed', /had not opened/],
    ['other', 'crashed', /not asked/],
    ['failed', 'crashed', /a bug of the reader/],
  ];
  for (const [name, reason, detail] of cases) {
    test(name, async () => {
      const pool = await scanner({ program: MISBEHAVING, timeoutMs: reason === 'timed-out' ? 300 : 20_000, memoryMb: 32 });
      const report = await pool.scan('a', deed(name), PLAIN_PROFILE);
      assert.ok(report.kind === 'dead', JSON.stringify(report));
      assert.equal(report.reason, reason);
      assert.match(report.detail, detail);
      assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
      assert.equal((await pool.scan('a', deed('refuse'), PLAIN_PROFILE)).kind, 'refused');
    });
  }

  for (const [name, reason, detail, told] of [
    ['stop', 'timed-out', /no answer within/, []],
    ['halfway', 'timed-out', /no answer within/, ['package']],
    ['again', 'crashed', /not asked|without being asked/, []],
    ['twice', 'crashed', /not asked|without being asked/, ['package']],
  ] as const) {
    test(`${name}: what it told before stays`, async () => {
      const pool = await scanner({ program: MISBEHAVING, timeoutMs: reason === 'timed-out' ? 300 : 20_000 });
      const report = await pool.scan('a', deed(name), PLAIN_PROFILE);
      assert.ok(report.kind === 'scanned' && report.died !== null, JSON.stringify(report));
      assert.equal(report.died.reason, reason);
      assert.match(report.died.detail, detail);
      assert.deepEqual([report.package.manifest.name, report.package.hosts, report.runs.map(({ check }) => check)], ['halfway', null, [...told, 'sandbox-run']]);
      assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
      assert.equal((await pool.scan('a', deed('refuse'), PLAIN_PROFILE)).kind, 'refused');
    });
  }

  test('one whose rules take all memory: what it is, and what was told before, is known, however large what it was told with', async () => {
    const pool = await scanner({ memoryMb: 60 });
    const large = Array.from({ length: 20 }, (_, at) => [`dist/large${at}.json`, `"${randomBytes(40_000).toString('hex')}"`]);
    const report = await pool.scan('a', orchestraPackage({}, { ...Object.fromEntries(large), 'dist/x.js': `export const r = [${'``,'.repeat(1_500_000)}];\n` }), PLAIN_PROFILE);
    assert.ok(report.kind === 'scanned' && report.died?.reason === 'memory', JSON.stringify(report).slice(0, 500));
    assert.equal(report.package.manifest.name, 'demo-tool');
    assert.equal(report.package.files.length, 24);
    const outcomes = new Map(decide(report, PLAIN_PROFILE, MARKETPLACE).runs.map(({ check, outcome }) => [check, outcome]));
    assert.deepEqual(['package', 'sandbox-run', 'unparseable-script'].map((check) => outcomes.get(check)), ['passed', 'passed', 'crashed']);
  });

  test('memory outside of the heap', { skip: process.platform !== 'linux' }, async () => {
    const pool = await scanner({ program: MISBEHAVING, rssMb: 200 });
    const report = await pool.scan('a', deed('buffers'), PLAIN_PROFILE);
    assert.ok(report.kind === 'dead' && report.reason === 'memory', JSON.stringify(report));
  });

  test('killed from outside, in the middle of a scan', async () => {
    const pool = await scanner({ program: MISBEHAVING });
    const [pid] = pool.pids;
    const scan = pool.scan('a', deed('hang'), PLAIN_PROFILE);
    process.kill(pid ?? 0, 'SIGKILL');
    const report = await scan;
    assert.ok(report.kind === 'dead' && report.reason === 'crashed' && /SIGKILL/.test(report.detail), JSON.stringify(report));
  });

  test('killed while it waits: nobody notices', async () => {
    const pool = await scanner();
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    while (pool.pids.length > 0) await sleep(5);
    assert.equal((await pool.scan('a', GOOD, PLAIN_PROFILE)).kind, 'scanned');
  });
});

describe('children', () => {
  test('belong to one tenant, however the scans are mixed', async () => {
    const pool = await scanner({ children: 2, warm: 1 });
    const tenants = new Map<number, Set<string>>();
    const scan = async (tenant: string) => {
      await pool.scan(tenant, GOOD, PLAIN_PROFILE);
      for (const [pid, owner] of pool.owners) tenants.set(pid, (tenants.get(pid) ?? new Set()).add(owner));
    };
    await Promise.all(Array.from({ length: 24 }, (_, i) => scan(`tenant ${i % 3}`)));
    assert.deepEqual([...new Set([...tenants.values()].map((owners) => owners.size))], [1]);
    assert.equal(new Set([...tenants.values()].flatMap((owners) => [...owners])).size, 3);
  });

  test('are had in turns: who scans many does not keep another waiting, and rescans let both go first', async () => {
    const pool = await scanner({ program: MISBEHAVING, children: 1 });
    const ended: string[] = [];
    const scan = (tenant: string, patient = false) => pool.scan(tenant, deed('late'), PLAIN_PROFILE, { patient }).then(() => void ended.push(patient ? 'rescan' : tenant));
    for (const tenant of ['many', 'other', 'one']) await scan(tenant);
    ended.length = 0;
    await Promise.all([scan('many'), scan('other'), scan('c', true), scan('many'), scan('many'), scan('many'), scan('one')]);
    assert.ok(ended.indexOf('one') < ended.lastIndexOf('many') - 1 && ended.at(-1) === 'rescan', ended.join());
  });

  test('are not all one tenant\'s: where its packages stall them, another\'s scan has one besides', async () => {
    const pool = await scanner({ program: MISBEHAVING, children: 2, timeoutMs: 3_000 });
    let stalled = 0;
    const stall = () => pool.scan('a', deed('hang'), PLAIN_PROFILE).then(() => void stalled++);
    const stalling = [stall(), stall(), stall(), pool.scan('a', deed('refuse'), PLAIN_PROFILE, { patient: true })];
    for (const tenant of ['b', 'b', 'c']) assert.equal((await pool.scan(tenant, deed('refuse'), PLAIN_PROFILE)).kind, 'refused');
    assert.deepEqual([stalled, [...pool.owners.values()].sort()], [0, ['a', 'a', 'b', 'c']], 'and it has none itself');
    await Promise.all(stalling);
  });

  test('are replaced after their share of packages', async () => {
    const pool = await scanner({ maxPackages: 2 });
    const [first] = pool.pids;
    for (let i = 0; i < 2; i++) await pool.scan('a', GOOD, PLAIN_PROFILE);
    assert.ok(first !== undefined && !pool.pids.includes(first));
    assert.equal((await pool.scan('a', GOOD, PLAIN_PROFILE)).kind, 'scanned');
  });

  test('cannot reach files, programs, the environment; nor the network where the kernel helps', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const pool = await scanner({ program: new URL('../support/scan-curious.js', import.meta.url) });
    const report = await pool.scan('a', deed(String((server.address() as AddressInfo).port)), PLAIN_PROFILE);
    server.close();
    assert.ok(report.kind === 'dead');
    assert.equal(report.detail, pool.isolation.includes('network namespace') ? '[]' : '["network"]');
  });

  test('that do not come up are an error of the service, not of a package', async () => {
    await assert.rejects(openScanner({ children: 1, program: new URL('../support/scan-broken.js', import.meta.url) }), /does not start: .*/);
  });
});

describe('where no child starts', () => {
  test('a scan waits for one that does, and the scanner says that it is not ready; in the end the scan is for another time', async () => {
    const program = new URL(`../support/scan-startable-${randomBytes(4).toString('hex')}.js`, import.meta.url);
    const mend = () => writeFile(program, "import './scan-misbehaving.js';\n");
    await mend();
    try {
      const pool = await scanner({ program, warm: 0, startMs: 20_000 });
      const hasty = await scanner({ program, warm: 0, startMs: 1 });
      for (const each of [pool, hasty]) {
        await each.ready();
        await each.scan('a', deed('refuse'), PLAIN_PROFILE);
      }
      await rm(program);
      // A child of another tenant has to start.
      await assert.rejects(hasty.scan('b', deed('refuse'), PLAIN_PROFILE), /does not start/);
      await assert.rejects(hasty.ready(), /does not start/);
      const waiting = pool.scan('b', deed('refuse'), PLAIN_PROFILE);
      await sleep(1_500);
      await assert.rejects(pool.ready(), /does not start/);
      await mend();
      assert.equal((await waiting).kind, 'refused');
      await Promise.all([pool.ready(), hasty.ready()]);
    } finally {
      await rm(program, { force: true });
    }
  });
});

describe('closing', () => {
  test('rejects what runs and what waits, so that it is done again, and leaves no process', async () => {
    const pool = await openScanner({ children: 1, program: MISBEHAVING });
    const scans = [pool.scan('a', deed('hang'), PLAIN_PROFILE), pool.scan('b', deed('hang'), PLAIN_PROFILE)];
    const settled = Promise.allSettled(scans);
    await sleep(0);
    const { pids } = pool;
    await pool.close();
    for (const result of await settled) assert.ok(result.status === 'rejected' && /closing/.test(String(result.reason)));
    await assert.rejects(pool.scan('a', deed('refuse'), PLAIN_PROFILE), /closing/);
    assert.ok(pids.length > 0 && pids.every(isGone));
  });
});
