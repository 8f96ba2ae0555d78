import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PublishJob } from '#apps/storage/publish.job.js';
import { openSigner } from '#apps/storage/signer.js';
import { RescanJob } from '#apps/validation/rescan.job.js';
import { openScanner, type Scanner } from '#apps/validation/scan/scanner.js';
import { openBlobs, type Blobs } from '#libs/blobs/blobs.js';
import { packageKey, quarantineKey } from '#libs/blobs/keys.js';
import { openDb, type Db } from '#libs/db/db.js';
import { orchestraPackage } from '#test/support/archives.js';
import { AUTOMATIC_PROFILE } from '#test/support/marketplace.js';
import { checked, makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';

const MARKER = 'rule marker { meta: severity = "critical" strings: $a = "MARKER" condition: $a }';

let rows: Rows;
let place: Place;
let folder: string;
let blobs: Blobs;
let [validation, storage]: Db[] = [];
let scanner: Scanner;
let job: RescanJob;
let publish: PublishJob;

before(async () => {
  rows = await openRows();
  folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
  blobs = await openBlobs(`file://${folder}`);
  await blobs.prepare();
  [validation, storage] = [openDb(rows.url('validation'), 3), openDb(rows.url('storage'), 3)];
  scanner = await openScanner({ children: 1 });
  job = new RescanJob(validation, blobs, scanner);
  publish = new PublishJob(storage, blobs, openSigner(undefined));
});
beforeEach(async () => void (place = await makePlace(rows, AUTOMATIC_PROFILE)));
after(async () => {
  await scanner?.close();
  await Promise.all([validation?.close(), storage?.close()]);
  await rows?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** What storage has to publish: scanned, and approved by policy unless a maintainer does. Returns its submission. */
async function approved(name: string, files: Record<string, string> = {}): Promise<string> {
  const bytes = orchestraPackage({ name, version: '1.0.0' }, files);
  const blobId = randomUUID();
  await blobs.put(quarantineKey(place.ctx.tenantId, blobId), [bytes] as never, { maxBytes: 1e6 });
  const submission = await makeSubmission(rows, place, { ...checked(bytes, name, '1.0.0', blobId), status: 'APPROVED' });
  await rows.sql(`INSERT INTO scan (tenant_id, submission_id, rule_set, engines, duration_ms) VALUES ($1, $2, '', '{}', 1)`, [place.ctx.tenantId, submission]);
  return submission;
}

async function approvedByMaintainer(submission: string, at: Date): Promise<void> {
  const review = randomUUID();
  await rows.sql(`INSERT INTO review (tenant_id, id, submission_id, state, reasons, head_start, place_at, due_at, changes) VALUES ($1, $2, $3, 'approved', '[]', 0, now(), now(), '{}')`, [place.ctx.tenantId, review, submission]);
  await rows.sql(`INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, fence, at) VALUES ($1, $2, $3, $4, $5, 'approve', '{}', 1, $6)`, [place.ctx.tenantId, randomUUID(), review, submission, place.maintainer, at]);
}

const published = async (name: string, files?: Record<string, string>) => toPublished(await approved(name, files));
const toPublished = (submissionId: string) => publish.run(place.ctx, { submissionId });

async function rule(source = MARKER): Promise<void> {
  const text = [place.ctx.tenantId, createHash('sha256').update(source).digest('hex'), place.maintainer];
  await rows.sql(`INSERT INTO yara_version (tenant_id, name, sha256, source, written_by) VALUES ($1, 'team', $2, $4, $3)`, [...text, source]);
  await rows.sql(`INSERT INTO yara_rule (tenant_id, name, sha256, written_by) VALUES ($1, 'team', $2, $3)`, text);
}

async function wish(columns: Record<string, unknown> = {}): Promise<string> {
  const row = { tenant_id: place.ctx.tenantId, id: randomUUID(), rules: [], dry_run: false, requested_by: place.maintainer, ...columns };
  const names = Object.keys(row);
  await rows.sql(`INSERT INTO rescan (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`, Object.values(row));
  return row.id;
}

const policy = (more: object = {}) => rows.sql('UPDATE tenant SET profile = $2 WHERE id = $1', [place.ctx.tenantId, { ...AUTOMATIC_PROFILE, ...more, review: { rescan: 'quarantine' } }]);
const run = (rescanId: string, by = job) => by.run(place.ctx, { rescanId, chunk: 0 });
const progress = async (id: string) => (await rows.sql('SELECT total, done, matched, earlier, finished_at IS NOT NULL AS finished FROM rescan_progress WHERE rescan_id = $1', [id]))[0];
const outcomes = async (id: string) => (await rows.sql('SELECT extension, outcome, action FROM rescan_result WHERE rescan_id = $1 ORDER BY id', [id])).map(({ extension, outcome, action }) => `${extension} ${outcome} ${action}`);
const told = async () => (await rows.sql(`SELECT payload FROM outbox WHERE tenant_id = $1 AND job = 'rescan.late' ORDER BY created_at`, [place.ctx.tenantId])).map(({ payload }) => payload);

/** Does what publishing promised, twice and at the same time. */
async function late(): Promise<void> {
  for (const payload of await told()) await Promise.all([job.runLate(place.ctx, payload), job.runLate(place.ctx, payload)]);
}

describe('what a marketplace asks of who enters is not asked again', () => {
  for (const [what, narrow] of Object.entries({
    formats: { formats: ['vsix'] },
    limits: { limits: { package_bytes: 1, unpacked_bytes: 1, file_bytes: 1, entries: 1, path_bytes: 1, path_depth: 1, manifest_bytes: 1, json_depth: 1, json_keys: 1 } },
    'names, categories, scopes and host versions': { reserved_names: ['good-tool'], categories: ['Other'], permissions: {}, host_versions: ['99.0.0'] },
  })) {
    test(`${what}: what is published stays, and what rules say counts`, async () => {
      await published('good-tool', { 'deep/er/a.txt': 'x' });
      await published('bad-tool', { 'a.txt': 'MARKER' });
      await policy(narrow);
      await rule();
      const id = await wish();
      await run(id);
      assert.deepEqual(await outcomes(id), ['bad-tool matched quarantine', 'good-tool clean none']);
    });
  }
});

describe('a version that was approved before a rescan and is published later', () => {
  test('is looked at once, when the rescan is done', async () => {
    await policy();
    const submission = await approved('bad-tool', { 'a.txt': 'MARKER' });
    await rule();
    const id = await wish();
    await run(id);
    assert.deepEqual([await progress(id), await outcomes(id)], [{ total: 0, done: 0, matched: 0, earlier: 0, finished: true }, []]);
    await toPublished(submission);
    assert.deepEqual(await told(), [{ rescanId: id, extension: 'bad-tool', version: '1.0.0' }]);
    await late();
    await late();
    assert.deepEqual([await progress(id), await outcomes(id)], [{ total: 1, done: 1, matched: 1, earlier: 0, finished: true }, ['bad-tool matched quarantine']]);
    assert.equal((await rows.sql(`SELECT FROM outbox WHERE tenant_id = $1 AND job = 'version.recall'`, [place.ctx.tenantId])).length, 1);
  });

  test('is the matter of one that runs, also when it has gone past its name', async () => {
    const submission = await approved('a-tool');
    for (const name of ['b-tool', 'c-tool']) await published(name);
    const id = await wish();
    let reads = 0;
    const between = { ...blobs, read: async (key: string, most: number) => {
      if ((reads += 1) === 2) await toPublished(submission).then(late);
      return blobs.read(key, most);
    } } as Blobs;
    await run(id, new RescanJob(validation!, between, scanner));
    assert.deepEqual([await progress(id), await outcomes(id)], [{ total: 3, done: 3, matched: 0, earlier: 0, finished: true }, ['b-tool clean none', 'c-tool clean none', 'a-tool clean none']]);
    await late();
    assert.equal((await progress(id)).done, 3);
  });

  test('waits with one that is stopped', async () => {
    const submission = await approved('a-tool');
    const id = await wish({ stopped: true });
    await run(id);
    await toPublished(submission);
    await late();
    assert.deepEqual([await progress(id), await outcomes(id)], [undefined, []]);
    await rows.sql('UPDATE rescan SET stopped = false WHERE id = $1', [id]);
    await run(id);
    assert.deepEqual([await progress(id), await outcomes(id)], [{ total: 1, done: 1, matched: 0, earlier: 0, finished: true }, ['a-tool clean none']]);
  });

  test('is not one of another extension, of before its scan, or of before a maintainer approved it', async () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    const [byPolicy, byMaintainer] = [await approved('a-tool'), await approved('b-tool')];
    await rows.sql('UPDATE scan SET at = $2 WHERE tenant_id = $1', [place.ctx.tenantId, ago(50)]);
    await approvedByMaintainer(byMaintainer, ago(30));
    await wish({ requested_at: ago(60) });
    await wish({ extension: 'c-tool', requested_at: ago(10) });
    await wish({ extension: 'b-tool', requested_at: ago(40) });
    const [one, both] = [await wish({ extension: 'a-tool', requested_at: ago(40) }), await wish({ requested_at: ago(20) })];
    for (const submission of [byPolicy, byMaintainer]) await toPublished(submission);
    assert.deepEqual((await told()).map(({ rescanId, extension }) => [rescanId, extension]).sort(), [[one, 'a-tool'], [both, 'a-tool'], [both, 'b-tool']].sort());
  });

  test('is told to one that begins at the same moment', async () => {
    const submission = await approved('a-tool');
    const gateway = openDb(rows.url('gateway'), 1);
    const id = randomUUID();
    const { publishing } = await gateway.tenant(place.ctx, async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('souk.rescan'), hashtext(souk_tenant()::text))`;
      const publishing = toPublished(submission);
      await delay(300);
      await tx.rescan.create({ data: { tenantId: place.ctx.tenantId, id, rules: [], dryRun: false, requestedBy: place.maintainer } });
      return { publishing };
    });
    await publishing;
    await gateway.close();
    assert.deepEqual((await told()).map(({ rescanId }) => rescanId), [id]);
  });
});

test('rules that change while it runs: it says how many versions went by others', async () => {
  for (const name of ['a-tool', 'b-tool', 'c-tool']) await published(name);
  const id = await wish();
  let reads = 0;
  const changing = { ...blobs, read: async (key: string, most: number) => {
    if ((reads += 1) === 2) await rule();
    return blobs.read(key, most);
  } } as Blobs;
  await run(id, new RescanJob(validation!, changing, scanner));
  assert.deepEqual(await progress(id), { total: 3, done: 3, matched: 0, earlier: 2, finished: true });
  const [{ same }] = await rows.sql(`SELECT p.rule_set = r.rule_set AS same FROM rescan_progress p JOIN rescan_result r ON r.rescan_id = p.rescan_id WHERE p.rescan_id = $1 AND r.extension = 'c-tool'`, [id]);
  assert.equal(same, true);
  const limits = await wish();
  reads = 0;
  const stricter = { ...blobs, read: async (key: string, most: number) => {
    if ((reads += 1) === 1) await policy({ score: { reject_at: 50 } });
    return blobs.read(key, most);
  } } as Blobs;
  await run(limits, new RescanJob(validation!, stricter, scanner));
  assert.equal((await progress(limits)).earlier, 1);
  const still = await wish();
  await rm(join(folder, packageKey(place.ctx.tenantId, (await rows.sql(`SELECT package_sha256 FROM version WHERE tenant_id = $1 AND extension = 'b-tool'`, [place.ctx.tenantId]))[0].package_sha256)));
  await run(still);
  assert.equal((await progress(still)).earlier, 0, 'one that is gone was looked at with the same rules');
});
