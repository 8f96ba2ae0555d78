import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ListJob } from '#apps/storage/list.job.js';
import { RecallJob } from '#apps/storage/recall.job.js';
import { CHUNK_VERSIONS, RescanJob } from '#apps/validation/rescan.job.js';
import { openScanner, PATIENT_NICENESS, type Scanner } from '#apps/validation/scan/scanner.js';
import { openBlobs, type Blobs } from '#libs/blobs/blobs.js';
import { packageKey } from '#libs/blobs/keys.js';
import { CHECKS } from '#libs/contracts/checks.js';
import { policyThatCounts, Profile, TIER_SHARE } from '#libs/contracts/profile.js';
import { openDb, type Db } from '#libs/db/db.js';
import { takePromises } from '#libs/db/outbox.js';
import { orchestraPackage } from '#test/support/archives.js';
import { AUTOMATIC_PROFILE } from '#test/support/marketplace.js';
import { PLAIN_PROFILE } from '#test/support/scan-package.js';
import { checked, makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';

const MARKER = 'rule marker { meta: severity = "critical" strings: $a = "MARKER" condition: $a }';
const MISBEHAVING = new URL('../support/scan-misbehaving.js', import.meta.url);

let rows: Rows;
let place: Place;
let folder: string;
let blobs: Blobs;
let [validation, storage]: Db[] = [];
let scanner: Scanner;
let job: RescanJob;

before(async () => {
  rows = await openRows();
  folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
  blobs = await openBlobs(`file://${folder}`);
  await blobs.prepare();
  [validation, storage] = [openDb(rows.url('validation'), 3), openDb(rows.url('storage'), 3)];
  scanner = await openScanner({ children: 1 });
  job = new RescanJob(validation, blobs, scanner);
});
beforeEach(async () => void (place = await makePlace(rows, AUTOMATIC_PROFILE)));
after(async () => {
  await scanner?.close();
  await Promise.all([validation?.close(), storage?.close()]);
  await rows?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A published version with its bytes, as its own scan left it. Returns its submission. */
async function published(name: string, files: Record<string, string> = {}, version = '1.0.0'): Promise<string> {
  const bytes = orchestraPackage({ name, version }, files);
  const { tenantId } = place.ctx;
  const columns = checked(bytes, name, version, randomUUID());
  await blobs.put(packageKey(tenantId, columns.package_sha256), [bytes] as never, { maxBytes: 1e6 });
  const submission = await makeSubmission(rows, place, { ...columns, status: 'PUBLISHED' });
  await rows.sql(`INSERT INTO extension (tenant_id, name, publisher_id, display_name, description, compat, search_text, latest_version) VALUES ($1, $2, $3, $2, '', 'native', $2, $4) ON CONFLICT DO NOTHING`, [tenantId, name, place.publisher, version]);
  await rows.sql(
    `INSERT INTO version (tenant_id, extension, version, channel, prerelease, submission_id, format, package_sha256, package_size, manifest) VALUES ($1, $2, $3, 'stable', false, $4, 'orchestra', $5, $6, $7)`,
    [tenantId, name, version, submission, columns.package_sha256, columns.package_size, columns.manifest],
  );
  return submission;
}

/** The marketplace's YARA rules from now on, as the gateway would write them. */
async function rule(source = MARKER): Promise<void> {
  const text = [place.ctx.tenantId, createHash('sha256').update(source).digest('hex'), place.maintainer];
  await rows.sql(`INSERT INTO yara_version (tenant_id, name, sha256, source, written_by) VALUES ($1, 'team', $2, $4, $3) ON CONFLICT DO NOTHING`, [...text, source]);
  await rows.sql(`INSERT INTO yara_rule (tenant_id, name, sha256, written_by) VALUES ($1, 'team', $2, $3) ON CONFLICT (tenant_id, name) DO UPDATE SET sha256 = EXCLUDED.sha256`, text);
}

/** What its own scan found in bad-tool, and which YARA rules it searched with. */
async function found(submission: string, severity: string, position = 0, source = MARKER): Promise<void> {
  const { tenantId } = place.ctx;
  await rows.sql(`INSERT INTO finding (tenant_id, id, submission_id, "check", rule, severity, file, message, evidence, help, position) VALUES ($1, $2, $3, 'yara', 'yara/team/marker', $4, 'a.txt', '', 'MARKER', '', $5)`, [tenantId, randomUUID(), submission, severity, position]);
  const yara = JSON.stringify([{ name: 'team', sha256: createHash('sha256').update(source).digest('hex') }]);
  await rows.sql(`INSERT INTO scan (tenant_id, submission_id, rule_set, engines, yara, duration_ms) VALUES ($1, $2, '', '{}', $3, 1) ON CONFLICT DO NOTHING`, [tenantId, submission, yara]);
}

/** A wish that the gateway has taken; carried out by storage. */
async function listed(to: string, requestedBy: string): Promise<void> {
  const changeId = randomUUID();
  await rows.sql(`INSERT INTO listing_change (tenant_id, id, extension, version, "to", reason, requested_by) VALUES ($1, $2, 'bad-tool', '1.0.0', $3, 'because', $4)`, [place.ctx.tenantId, changeId, to, requestedBy]);
  await new ListJob(storage!).run(place.ctx, { changeId });
}

const dismissed = (result: string) => rows.sql(`INSERT INTO rescan_dismissal (tenant_id, result_id, reason, dismissed_by) VALUES ($1, $2, 'known', $3)`, [place.ctx.tenantId, result, place.maintainer]);

async function wish(columns: Record<string, unknown> = {}): Promise<string> {
  const row = { tenant_id: place.ctx.tenantId, id: randomUUID(), rules: ['yara'], dry_run: false, requested_by: place.maintainer, ...columns };
  const names = Object.keys(row);
  await rows.sql(`INSERT INTO rescan (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`, Object.values(row));
  return row.id;
}

const policy = (rescan: string, more: object = {}) => rows.sql('UPDATE tenant SET profile = $2 WHERE id = $1', [place.ctx.tenantId, { ...AUTOMATIC_PROFILE, ...more, review: { rescan } }]);
const run = (rescanId: string, chunk = 0) => job.run(place.ctx, { rescanId, chunk });
const progress = async (id: string) => (await rows.sql('SELECT chunk, total, done, matched, no_answer, note, finished_at IS NOT NULL AS finished FROM rescan_progress WHERE rescan_id = $1', [id]))[0];
const results = async (id: string) => rows.sql('SELECT id, extension, version, outcome, action, findings, runs FROM rescan_result WHERE rescan_id = $1 ORDER BY extension, version', [id]);
const outcomes = async (id: string) => (await results(id)).map(({ extension, outcome, action }) => `${extension} ${outcome} ${action}`);
const promises = async () => rows.sql('SELECT job, payload FROM outbox WHERE tenant_id = $1 ORDER BY created_at', [place.ctx.tenantId]);
const listing = async (name: string) => (await rows.sql('SELECT listing, listing_reason FROM version WHERE tenant_id = $1 AND extension = $2', [place.ctx.tenantId, name]))[0];

/** A maintainer has approved it, with its findings before their eyes. */
async function approved(submission: string): Promise<void> {
  const review = randomUUID();
  await rows.sql(`INSERT INTO review (tenant_id, id, submission_id, state, reasons, head_start, place_at, due_at, changes) VALUES ($1, $2, $3, 'approved', '[]', 0, now(), now(), '{}')`, [place.ctx.tenantId, review, submission]);
  await rows.sql(`INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, fence) VALUES ($1, $2, $3, $4, $5, 'approve', '{}', 1)`, [place.ctx.tenantId, randomUUID(), review, submission, place.maintainer]);
}

/** Rescans, then carries out the recalls that were promised. */
async function rescanned(columns: Record<string, unknown> = {}): Promise<string> {
  const id = await wish(columns);
  await run(id);
  for (const { job: name, payload } of await promises()) if (name === 'version.recall') await new RecallJob(storage!).run(place.ctx, payload);
  await rows.sql('DELETE FROM outbox WHERE tenant_id = $1', [place.ctx.tenantId]);
  return id;
}

/** Bytes that the runs of one result may take in the database, compressed; ten thousand versions are rescanned often. */
const MOST_RUNS_BYTES = 5_000;

describe('every version once', () => {
  test('with all of today\'s rules, in order, with what they were', async () => {
    for (const name of ['b-tool', 'a-tool']) await published(name);
    const id = await wish({ rules: [] });
    await run(id);
    assert.deepEqual(await progress(id), { chunk: 0, total: 2, done: 2, matched: 0, no_answer: 0, note: null, finished: true });
    assert.deepEqual(await outcomes(id), ['a-tool clean none', 'b-tool clean none']);
    const [row] = await rows.sql('SELECT rule_set, yara, engines, duration_ms, verdict, reasons, score, policy, runs, pg_column_size(runs) AS runs_size FROM rescan_result WHERE rescan_id = $1', [id]);
    assert.deepEqual([row.verdict, row.reasons.length > 0, row.score, row.policy], ['pass', true, 0, policyThatCounts(Profile.parse(AUTOMATIC_PROFILE))]);
    assert.deepEqual(row.runs.map(({ check }: { check: string }) => check).sort(), ['package', ...CHECKS].sort(), 'also those that passed');
    assert.ok(row.runs_size < MOST_RUNS_BYTES, `${row.runs_size} bytes`);
    assert.match(row.rule_set, /^[0-9a-f]{64}$/);
    assert.ok(row.engines.node && row.duration_ms > 0);
    assert.deepEqual(row.yara, []);
  });

  test('a chunk hands on to the next one; repeats, also at the same time and later, do nothing twice', async () => {
    const names = Array.from({ length: CHUNK_VERSIONS + 2 }, (_, i) => `tool-${String(i).padStart(2, '0')}`);
    for (const name of names) await published(name);
    const id = await wish();
    await run(id);
    await run(id);
    assert.deepEqual([(await progress(id)).chunk, (await progress(id)).done], [1, CHUNK_VERSIONS]);
    assert.deepEqual((await promises()).map(({ payload }) => payload), [{ rescanId: id, chunk: 1 }]);
    await run(id, 1);
    await Promise.all([run(id), run(id, 1), run(id, 2)]);
    const beside = await wish();
    await Promise.all([run(beside), run(beside)]);
    await run(beside, 1);
    assert.deepEqual([(await progress(beside)).done, (await results(beside)).length], [names.length, names.length]);
    assert.deepEqual(await progress(id), { chunk: 1, total: names.length, done: names.length, matched: 0, no_answer: 0, note: null, finished: true });
    assert.deepEqual((await results(id)).map(({ extension }) => extension), names);
  });

  test('a death between two versions continues where it was', async () => {
    for (const name of ['a-tool', 'b-tool', 'c-tool']) await published(name);
    const id = await wish();
    let reads = 0;
    const dying = { ...blobs, read: (key: string, most: number) => ((reads += 1) === 2 ? Promise.reject(new Error('died')) : blobs.read(key, most)) } as Blobs;
    await assert.rejects(new RescanJob(validation!, dying, scanner).run(place.ctx, { rescanId: id, chunk: 0 }), /died/);
    assert.deepEqual([(await progress(id)).done, await outcomes(id)], [1, ['a-tool clean none']]);
    await run(id);
    assert.deepEqual([await progress(id), (await results(id)).length], [{ chunk: 0, total: 3, done: 3, matched: 0, no_answer: 0, note: null, finished: true }, 3]);
  });

  test('stopped, it does nothing and hands on nothing; set free, it goes on', async () => {
    await published('a-tool');
    const id = await wish({ stopped: true });
    await run(id);
    assert.deepEqual([await progress(id), await promises()], [undefined, []]);
    await rows.sql('UPDATE rescan SET stopped = false WHERE id = $1', [id]);
    await run(id);
    assert.equal((await progress(id)).finished, true);
  });

  test('only the extension that was named, and nothing that was published after the wish', async () => {
    for (const name of ['a-tool', 'b-tool']) await published(name);
    const [one, early] = [await wish({ extension: 'b-tool' }), await wish({ requested_at: new Date(0) })];
    await run(one);
    await run(early);
    assert.deepEqual([await outcomes(one), await outcomes(early), (await progress(early)).finished], [['b-tool clean none'], [], true]);
  });

  test('a rule that does not exist is said, not passed', async () => {
    await published('a-tool');
    const id = await wish({ rules: ['yara', 'no-such-rule'] });
    await run(id);
    assert.match((await progress(id)).note, /no rule called no-such-rule/);
    assert.deepEqual(await outcomes(id), []);
  });
});

describe('behind everything else', () => {
  test('a patient scan waits until nobody else does', async () => {
    const order: string[] = [];
    const scan = (what: string, patient: boolean) => scanner.scan(place.ctx.tenantId, orchestraPackage(), PLAIN_PROFILE, { patient }).then(() => order.push(what));
    await Promise.all([scan('first', false), scan('patient', true), scan('second', false), scan('third', false)]);
    assert.deepEqual(order, ['first', 'second', 'third', 'patient']);
  });

  test('in processes that let others go first; those of submissions do not', async () => {
    const own = await openScanner({ children: 2 });
    const scan = (patient: boolean) => own.scan(place.ctx.tenantId, orchestraPackage({}, { 'dist/index.js': 'exports.activate = () => {};' }), PLAIN_PROFILE, { patient });
    await scan(false);
    const before = new Set(own.owners.keys());
    await scan(true);
    await scan(false);
    const patient = [...own.owners.keys()].filter((pid) => !before.has(pid));
    assert.deepEqual([[...before].map((pid) => getPriority(pid)), patient.map((pid) => getPriority(pid))], [[getPriority()], [PATIENT_NICENESS]]);
    const threads = await readdir(`/proc/${patient[0]}/task`);
    assert.deepEqual(new Set(threads.map((thread) => getPriority(Number(thread)))), new Set([PATIENT_NICENESS]), 'also its other threads');
    await own.close();
  });

  test('one tenant\'s rescan does not make another tenant\'s share smaller; its submissions do', async () => {
    await rows.sql('DELETE FROM outbox');
    const other = await makePlace(rows);
    await rows.sql(`UPDATE tenant SET profile = jsonb_set(profile, '{tier}', '"standard"') WHERE id = $1`, [place.ctx.tenantId]);
    const promised = (tenant: string, queue: string) => rows.sql(`INSERT INTO outbox (tenant_id, id, queue, job, subject, payload, request_id) VALUES ($1, gen_random_uuid(), $2, 'x', gen_random_uuid(), '{}', 'test')`, [tenant, queue]);
    for (let i = 0; i < 6; i += 1) await promised(place.ctx.tenantId, 'validation');
    await promised(other.ctx.tenantId, 'rescan');
    const taken = async () => {
      const found = await takePromises(validation!, 'validation', [], 100);
      await rows.sql('UPDATE outbox SET sent_at = NULL');
      return found.length;
    };
    assert.equal(await taken(), TIER_SHARE.standard.alone);
    await promised(other.ctx.tenantId, 'review');
    assert.equal(await taken(), TIER_SHARE.standard.beside);
    await rows.sql('DELETE FROM outbox');
  });
});

describe('no answer is never clean', () => {
  test('a package that is gone, or is another one', async () => {
    for (const name of ['a-tool', 'b-tool']) await published(name);
    const [a, b] = await rows.sql('SELECT package_sha256 AS sha256 FROM version WHERE tenant_id = $1 ORDER BY extension', [place.ctx.tenantId]);
    await blobs.remove(packageKey(place.ctx.tenantId, a.sha256));
    await blobs.put(packageKey(place.ctx.tenantId, b.sha256), [Buffer.from('swapped')] as never, { maxBytes: 1e6 });
    const id = await wish();
    await run(id);
    assert.deepEqual(await outcomes(id), ['a-tool no-answer none', 'b-tool no-answer none']);
    assert.deepEqual((await results(id)).map(({ runs }) => runs[0].detail), ['Its package is not in the store.', 'The stored package is not the one that was published.']);
  });

  test('a package that has grown, or is a folder by now: the versions behind it are looked at', async () => {
    for (const name of ['a-tool', 'b-tool', 'c-tool']) await published(name);
    const [a, b] = await rows.sql('SELECT package_sha256 AS sha256 FROM version WHERE tenant_id = $1 ORDER BY extension', [place.ctx.tenantId]);
    await appendFile(join(folder, packageKey(place.ctx.tenantId, a.sha256)), 'x');
    await rm(join(folder, packageKey(place.ctx.tenantId, b.sha256)));
    await mkdir(join(folder, packageKey(place.ctx.tenantId, b.sha256)));
    const id = await wish();
    await run(id);
    assert.deepEqual(await outcomes(id), ['a-tool no-answer none', 'b-tool no-answer none', 'c-tool clean none']);
    assert.deepEqual((await results(id)).slice(0, 2).map(({ runs }) => runs[0].detail), ['The stored package is not the one that was published.', 'Its package is not in the store.']);
    assert.deepEqual(await progress(id), { chunk: 0, total: 3, done: 3, matched: 0, no_answer: 2, note: null, finished: true });
  });

  test('a version that cannot be looked at now is named in the note until it was', async () => {
    for (const name of ['a-tool', 'b-tool']) await published(name);
    const id = await wish();
    let reads = 0;
    const failing = { ...blobs, read: (key: string, most: number) => ((reads += 1) === 2 ? Promise.reject(new Error('no store')) : blobs.read(key, most)) } as Blobs;
    await assert.rejects(new RescanJob(validation!, failing, scanner).run(place.ctx, { rescanId: id, chunk: 0 }), /no store/);
    assert.deepEqual(await progress(id), { chunk: 0, total: 2, done: 1, matched: 0, no_answer: 0, note: 'It does not get on at b-tool 1.0.0 and tries again; see the log of request test.', finished: false });
    await run(id);
    assert.deepEqual(await progress(id), { chunk: 0, total: 2, done: 2, matched: 0, no_answer: 0, note: null, finished: true });
  });

  test('a child that dies once is asked again; one that dies twice is a maintainer\'s to know', async () => {
    await policy('quarantine');
    await published('a-tool');
    let scans = 0;
    const dying = (times: number) => ({ scan: async (...args: Parameters<Scanner['scan']>) => ((scans += 1) <= times ? { kind: 'dead', reason: 'crashed', detail: 'killed by SIGKILL' } : scanner.scan(...args)) }) as unknown as Scanner;
    const [once, twice, dry] = [await wish(), await wish(), await wish({ dry_run: true })];
    await new RescanJob(validation!, blobs, dying(1)).run(place.ctx, { rescanId: once, chunk: 0 });
    scans = 0;
    await new RescanJob(validation!, blobs, dying(9)).run(place.ctx, { rescanId: twice, chunk: 0 });
    assert.equal(scans, 2);
    await new RescanJob(validation!, blobs, dying(9)).run(place.ctx, { rescanId: dry, chunk: 0 });
    assert.deepEqual([await outcomes(once), await outcomes(twice), await outcomes(dry)], [['a-tool clean none'], ['a-tool no-answer review'], ['a-tool no-answer none']]);
    assert.deepEqual([(await progress(once)).no_answer, (await progress(twice)).no_answer], [0, 1]);
  });

  test('a child that dies, and a rule that has no end', async () => {
    await published('a-tool');
    const dead = await openScanner({ children: 1, program: MISBEHAVING, timeoutMs: 300 });
    const id = await wish();
    await new RescanJob(validation!, blobs, dead).run(place.ctx, { rescanId: id, chunk: 0 });
    await dead.close();
    assert.deepEqual(await outcomes(id), ['a-tool no-answer none']);
    await rule('rule broken { condition: no_such_thing }');
    const other = await wish();
    await run(other);
    assert.deepEqual(await outcomes(other), ['a-tool no-answer none']);
  });
});

describe('what follows from a match', () => {
  beforeEach(async () => {
    await published('bad-tool', { 'a.txt': 'MARKER' });
    await published('good-tool');
    await rule();
  });

  for (const [wanted, columns, action, then] of [['report', {}, 'none', 'listed'], ['review', {}, 'review', 'listed'], ['quarantine', {}, 'quarantine', 'quarantined'], ['quarantine', { dry_run: true }, 'none', 'listed']] as const) {
    test(`${wanted}${'dry_run' in columns ? ', dry run' : ''}: ${action}, and the version is ${then}`, async () => {
      await policy(wanted);
      const id = await rescanned(columns);
      assert.deepEqual(await outcomes(id), [`bad-tool matched ${action}`, 'good-tool clean none']);
      assert.deepEqual([(await listing('bad-tool')).listing, (await listing('good-tool')).listing, (await progress(id)).matched], [then, 'listed', 1]);
      const [{ findings }] = await results(id);
      assert.deepEqual([findings.length, findings[0].rule, findings[0].file], [1, 'yara/team/marker', 'a.txt']);
    });
  }

  test('Souk itself quarantines for this reason alone, tells it, and once', async () => {
    await policy('quarantine');
    const id = await rescanned();
    assert.match((await listing('bad-tool')).listing_reason, new RegExp(`^yara/team/marker: .*rescan ${id}`));
    const events = await rows.sql(`SELECT actor_id, "to" FROM event WHERE tenant_id = $1 AND kind = 'listing'`, [place.ctx.tenantId]);
    assert.deepEqual(events, [{ actor_id: null, to: '1.0.0 quarantined' }]);
    const [good] = (await results(id)).filter(({ outcome }) => outcome === 'clean');
    await new RecallJob(storage!).run(place.ctx, { resultId: good.id });
    assert.equal((await listing('good-tool')).listing, 'listed');
  });

  test('what its own scan had is no news, and what it had less gravely is', async () => {
    const [{ submission_id: submission }] = await rows.sql(`SELECT submission_id FROM version WHERE tenant_id = $1 AND extension = 'bad-tool'`, [place.ctx.tenantId]);
    await found(submission, 'low', 0);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none']);
    await found(submission, 'critical', 1);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none'], 'nobody has judged it');
    await approved(submission);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool clean none', 'good-tool clean none']);
  });

  test('what a maintainer would look at today is shown to them, and not quarantined', async () => {
    await rows.sql(`UPDATE yara_version SET source = replace(source, 'critical', 'high') WHERE tenant_id = $1`, [place.ctx.tenantId]);
    for (const [wanted, action] of [['report', 'none'], ['review', 'review'], ['quarantine', 'review']] as const) {
      await policy(wanted);
      assert.deepEqual(await outcomes(await rescanned()), [`bad-tool matched ${action}`, 'good-tool clean none']);
    }
    assert.equal((await listing('bad-tool')).listing, 'listed');
  });

  test('points count as they do for a submission: above score.reject_at it is quarantined, also for what policy let through before', async () => {
    await rows.sql(`UPDATE yara_version SET source = replace(source, 'critical', 'medium') WHERE tenant_id = $1`, [place.ctx.tenantId]);
    const [{ submission_id: submission }] = await rows.sql(`SELECT submission_id FROM version WHERE tenant_id = $1 AND extension = 'bad-tool'`, [place.ctx.tenantId]);
    await found(submission, 'medium');
    await policy('quarantine');
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool clean none', 'good-tool clean none']);
    await policy('quarantine', { score: { reject_at: 2 } });
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched quarantine', 'good-tool clean none']);
    assert.equal((await listing('bad-tool')).listing, 'quarantined');
  });

  for (const [how, check] of [['is switched off', { enabled: false }], ['does not count', { enforced: false }]] as const) {
    test(`a check that ${how} here is run when it is asked for by name: what it finds is told, with a note, and nothing follows`, async () => {
      await policy('quarantine', { checks: { yara: check } });
      const named = await rescanned();
      assert.deepEqual(await outcomes(named), ['bad-tool matched none', 'good-tool clean none']);
      assert.match((await progress(named)).note, /^The profile .*yara.*: what they find is told, and nothing follows from it\.$/);
      const all = await rescanned({ rules: [] });
      assert.deepEqual([await outcomes(all), (await progress(all)).note], [['bad-tool clean none', 'good-tool clean none'], null]);
    });
  }

  test('what a maintainer dismissed is not quarantined, and does not come back', async () => {
    await policy('quarantine');
    const id = await wish();
    await run(id);
    const [{ id: result }] = await results(id);
    await dismissed(result);
    await new RecallJob(storage!).run(place.ctx, { resultId: result });
    assert.equal((await listing('bad-tool')).listing, 'listed');
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool clean none', 'good-tool clean none']);
  });

  test('nothing that its publisher does is in the way of a quarantine, or settles what was found', async () => {
    await policy('quarantine');
    const id = await wish();
    await run(id);
    const [{ id: result }] = await results(id);
    await listed('yanked', place.author);
    await listed('listed', place.author);
    await listed('yanked', place.author);
    await new RecallJob(storage!).run(place.ctx, { resultId: result });
    assert.equal((await listing('bad-tool')).listing, 'quarantined');
    await listed('listed', place.author);
    assert.equal((await listing('bad-tool')).listing, 'quarantined');
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none']);
  });

  test('a rule that says something else under the same name is another one; others beside it are not its matter', async () => {
    const [{ submission_id: submission }] = await rows.sql(`SELECT submission_id FROM version WHERE tenant_id = $1 AND extension = 'bad-tool'`, [place.ctx.tenantId]);
    const other = MARKER.replace('condition: $a', 'condition: $a and filesize < 100');
    const first = await rescanned();
    await dismissed((await results(first))[0].id);
    await rule(`rule beside { condition: false } ${MARKER}`);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool clean none', 'good-tool clean none']);
    await rule(other);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none'], 'dismissed was what it said before');
    await found(submission, 'critical');
    await approved(submission);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none'], 'and so was what was approved');
    await rule();
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool clean none', 'good-tool clean none']);
    await rows.sql('UPDATE rescan_result SET yara = NULL WHERE tenant_id = $1', [place.ctx.tenantId]);
    await rows.sql('UPDATE scan SET yara = NULL WHERE tenant_id = $1', [place.ctx.tenantId]);
    assert.deepEqual(await outcomes(await rescanned()), ['bad-tool matched none', 'good-tool clean none'], 'nobody knows what it said');
  });
});
