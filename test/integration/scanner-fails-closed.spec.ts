import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openScanner, type Scanner } from '#apps/validation/scan/scanner.js';
import { DecideJob } from '#apps/review/decide.job.js';
import { OpenJob } from '#apps/review/open.job.js';
import { ValidateJob } from '#apps/validation/validate.job.js';
import { openBlobs, type Blobs } from '#libs/blobs/blobs.js';
import { quarantineKey } from '#libs/blobs/keys.js';
import { CHECKS } from '#libs/contracts/checks.js';
import { openDb, type Db } from '#libs/db/db.js';
import { Hopeless } from '#libs/queue/worker.js';
import { orchestraPackage } from '#test/support/archives.js';
import { AUTOMATIC_PROFILE } from '#test/support/marketplace.js';
import { makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';
import type { Logger } from '#libs/service/service.module.js';

const MISBEHAVING = new URL('../support/scan-misbehaving.js', import.meta.url);

let rows: Rows;
let place: Place;
let folder: string;
let blobs: Blobs;
let validation: Db;
let review: Db;
const scanners: Scanner[] = [];

before(async () => {
  rows = await openRows();
  // Policy that would approve anything that passed.
  place = await makePlace(rows, AUTOMATIC_PROFILE);
  folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
  blobs = await openBlobs(`file://${folder}`);
  await blobs.prepare();
  [validation, review] = [openDb(rows.url('validation'), 3), openDb(rows.url('review'), 3)];
});
after(async () => {
  await Promise.all(scanners.map((scanner) => scanner.close()));
  await Promise.all([validation?.close(), review?.close()]);
  await rows?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function scanner(options: Partial<Parameters<typeof openScanner>[0]>): Promise<Scanner> {
  const opened = await openScanner({ children: 1, ...options });
  scanners.push(opened);
  return opened;
}

const told: string[] = [];
const logger = { warn: (fields: unknown, message: string) => told.push(`${message} ${JSON.stringify(fields)}`) } as unknown as Logger;

/** A queued submission of these bytes. */
async function queued(bytes: Uint8Array): Promise<string> {
  const blob = randomUUID();
  const { sha256, size } = await blobs.put(quarantineKey(place.ctx.tenantId, blob), [bytes] as never, { maxBytes: 1e6 });
  return makeSubmission(rows, place, { status: 'QUEUED', owes: 'submission.validate', blob_id: blob, package_sha256: sha256, package_size: size });
}

/** Through validation and the review service's policy, as the two services would take it. */
async function through(id: string, by: Scanner) {
  await new ValidateJob(validation, blobs, by, logger).run(place.ctx, { submissionId: id });
  const checked = await state(id);
  await new OpenJob(review).run(place.ctx, { submissionId: id });
  const after = await state(id);
  const runs = Object.fromEntries((await rows.sql('SELECT "check", outcome FROM check_run WHERE submission_id = $1', [id])).map(({ check, outcome }) => [check, outcome as string]));
  const reviews = await rows.sql('SELECT state, reasons FROM review WHERE submission_id = $1', [id]);
  return { checked, after, runs, reviews };
}

const state = async (id: string) => (await rows.sql('SELECT status, verdict, extension FROM submission WHERE id = $1', [id]))[0];

test('a good package passes and is approved by this policy: the rest is not true of everything', async () => {
  const { checked, after, runs, reviews } = await through(await queued(orchestraPackage()), await scanner({}));
  assert.deepEqual([checked.status, checked.verdict.verdict, after.status], ['IN_REVIEW', 'pass', 'APPROVED']);
  assert.deepEqual(runs, Object.fromEntries(['package', 'marketplace', ...CHECKS].map((check) => [check, check === 'network-use' ? 'found' : 'passed'])), 'it asks a server, which is told and no more');
  assert.deepEqual(reviews, []);
});

for (const [deed, outcome] of [['hang', 'timed-out'], ['silence', 'timed-out'], ['exit', 'crashed'], ['abort', 'crashed'], ['throw', 'crashed'], ['garbage', 'crashed'], ['lie', 'crashed'], ['heap', 'crashed'], ['failed', 'crashed']] as const) {
  test(`a scanner whose child does "${deed}" sends the submission to a human`, async () => {
    const id = await queued(Buffer.from(deed));
    const { checked, after, runs, reviews } = await through(id, await scanner({ program: MISBEHAVING, timeoutMs: outcome === 'timed-out' ? 300 : 15_000, memoryMb: 32 }));
    assert.deepEqual([checked.status, checked.verdict.verdict, after.status], ['IN_REVIEW', 'needs-human', 'IN_REVIEW']);
    assert.ok(checked.verdict.reasons.length > 0);
    assert.deepEqual([reviews.length, reviews[0]?.state], [1, 'open']);
    assert.ok(reviews[0].reasons.some(({ text }: { text: string }) => text.includes('the checks ask for a human')));
    assert.ok(reviews[0].reasons.some(({ reason, hours, text }: Record<string, unknown>) => reason === 'risk' && hours === 12 && /^\d+ checks gave no answer/.test(String(text))), 'and does not stand at the end of the queue for it');
    assert.ok(told.some((line) => line.includes(id)), 'and an operator hears of it');
    for (const check of ['package', ...CHECKS]) assert.notEqual(runs[check] ?? 'passed', 'passed', check);
    assert.ok(Object.values(runs).includes(deed === 'heap' ? (runs['package'] as string) : outcome), JSON.stringify(runs));
  });
}

test('what a child told before it died stays: a human has the package, its files and what was found, and decides', async () => {
  const id = await queued(Buffer.from('halfway'));
  const { checked, after, runs, reviews } = await through(id, await scanner({ program: MISBEHAVING, timeoutMs: 300 }));
  assert.deepEqual([checked.verdict.verdict, checked.extension, after.status, reviews.length], ['needs-human', 'halfway', 'IN_REVIEW', 1]);
  assert.match(checked.verdict.reasons[0], /^\d+ checks \(.*\) gave no answer \(timed-out\): the scan ended early \(timed-out\): no answer within 300 ms\.$/);
  assert.deepEqual([runs['package'], runs['marketplace'], runs['dynamic-code'], runs['sandbox-run'], runs['known-malicious']], ['passed', 'passed', 'timed-out', 'passed', 'passed']);
  assert.deepEqual((await rows.sql('SELECT files FROM package_content WHERE submission_id = $1', [id])).map(({ files }) => files), [[{ path: 'a.js', size: 1, sha256: '0'.repeat(64) }]]);
  const opened = (await rows.sql('SELECT id FROM review WHERE submission_id = $1', [id]))[0].id;
  const decision = randomUUID();
  await rows.sql("INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, fence) VALUES ($1, $2, $3, $4, $5, 'approve', '{}', 1)", [place.ctx.tenantId, decision, opened, id, place.maintainer]);
  await new DecideJob(review).run(place.ctx, { decisionId: decision });
  assert.equal((await state(id)).status, 'APPROVED');
});

test('no scanner at all is a failed job, which is tried again, never a pass', async () => {
  const closed = await openScanner({ children: 1 });
  await closed.close();
  const id = await queued(orchestraPackage({ name: 'no-scanner' }));
  await assert.rejects(new ValidateJob(validation, blobs, closed, logger).run(place.ctx, { submissionId: id }), /closing/);
  assert.equal((await state(id)).status, 'QUEUED');
});

test('other bytes than those that were uploaded are never read', async () => {
  const id = await queued(orchestraPackage({ name: 'swapped' }));
  const { blob_id: blob } = (await rows.sql('SELECT blob_id FROM submission WHERE id = $1', [id]))[0];
  await blobs.put(quarantineKey(place.ctx.tenantId, blob), [orchestraPackage({ name: 'evil' })] as never, { maxBytes: 1e6 });
  await assert.rejects(new ValidateJob(validation, blobs, await scanner({}), logger).run(place.ctx, { submissionId: id }), Hopeless);
  assert.equal((await state(id)).status, 'QUEUED');
});

test('a repeat of the job changes nothing', async () => {
  const id = await queued(orchestraPackage({ name: 'twice' }));
  const job = new ValidateJob(validation, blobs, await scanner({ children: 2 }), logger);
  await Promise.all([job.run(place.ctx, { submissionId: id }), job.run(place.ctx, { submissionId: id })]);
  await job.run(place.ctx, { submissionId: id });
  assert.equal((await rows.sql('SELECT FROM check_run WHERE submission_id = $1', [id])).length, 2 + CHECKS.length);
  assert.equal((await rows.sql('SELECT FROM event WHERE submission_id = $1', [id])).length, 1);
});
