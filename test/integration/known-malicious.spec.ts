import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { RescanJob } from '#apps/validation/rescan.job.js';
import { MOST_HOSTS } from '#apps/validation/rules/code.js';
import { openScanner, type Scanner } from '#apps/validation/scan/scanner.js';
import { ValidateJob } from '#apps/validation/validate.job.js';
import { openBlobs, type Blobs } from '#libs/blobs/blobs.js';
import { packageKey, quarantineKey } from '#libs/blobs/keys.js';
import { openDb, type Db } from '#libs/db/db.js';
import { orchestraPackage } from '#test/support/archives.js';
import { AUTOMATIC_PROFILE } from '#test/support/marketplace.js';
import { checked, makePlace, makeSubmission, openRows, type Place, type Rows } from '#test/support/rows.js';

const EVIL = `// ${'not what it says '.repeat(8)}\n`;
const SHA256 = createHash('sha256').update(EVIL).digest('hex');
const NAMED = { kind: 'sha256', value: SHA256 };
const logger = { warn: () => undefined } as never;

let rows: Rows;
let place: Place;
let folder: string;
let blobs: Blobs;
let db: Db;
let scanner: Scanner;

before(async () => {
  rows = await openRows();
  folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
  blobs = await openBlobs(`file://${folder}`);
  await blobs.prepare();
  db = openDb(rows.url('validation'), 3);
  scanner = await openScanner({ children: 1 });
});
beforeEach(async () => void (place = await makePlace(rows, AUTOMATIC_PROFILE)));
after(async () => {
  await scanner?.close();
  await db?.close();
  await rows?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Imports an advisory into a marketplace, as the gateway would. */
async function advisory({ kind, value, versions = [] }: { kind: string; value: string; versions?: string[] }, id = 'MAL-2026-1', { ctx, maintainer }: Place = place): Promise<void> {
  await rows.sql(`INSERT INTO advisory (tenant_id, id, modified, summary, url, imported_by) VALUES ($1, $2, now(), 'Steals tokens', 'https://osv.dev/vulnerability/' || $2, $3)`, [ctx.tenantId, id, maintainer]);
  await rows.sql('INSERT INTO advisory_indicator (tenant_id, kind, value, advisory_id, versions) VALUES ($1, $2, $3, $4, $5)', [ctx.tenantId, kind, value, id, versions]);
}

const packed = (name: string, files: Record<string, string> = {}, manifest: Record<string, unknown> = {}) => orchestraPackage({ name, version: '1.0.0', ...manifest }, files);

/** What validation makes of a package. */
async function validated(bytes: Uint8Array) {
  const blob = randomUUID();
  const { sha256, size } = await blobs.put(quarantineKey(place.ctx.tenantId, blob), [bytes] as never, { maxBytes: 1e6 });
  const id = await makeSubmission(rows, place, { status: 'QUEUED', owes: 'submission.validate', blob_id: blob, package_sha256: sha256, package_size: size });
  await new ValidateJob(db, blobs, scanner, logger).run(place.ctx, { submissionId: id });
  const [{ status, verdict }] = await rows.sql('SELECT status, verdict FROM submission WHERE id = $1', [id]);
  const [run] = await rows.sql(`SELECT outcome, version, findings FROM check_run WHERE submission_id = $1 AND "check" = 'known-malicious'`, [id]);
  const findings = await rows.sql(`SELECT severity, file, message, evidence, help FROM finding WHERE submission_id = $1 AND "check" = 'known-malicious' ORDER BY position`, [id]);
  const [{ engines }] = await rows.sql('SELECT engines FROM scan WHERE submission_id = $1', [id]);
  return { status, verdict, run, findings, engines };
}

async function rescanned(rules = ['known-malicious']): Promise<{ id: string; outcomes: string[] }> {
  const id = randomUUID();
  await rows.sql('INSERT INTO rescan (tenant_id, id, rules, dry_run, requested_by) VALUES ($1, $2, $3, false, $4)', [place.ctx.tenantId, id, rules, place.maintainer]);
  await new RescanJob(db, blobs, scanner).run(place.ctx, { rescanId: id, chunk: 0 });
  return { id, outcomes: (await rows.sql('SELECT extension, outcome, action FROM rescan_result WHERE rescan_id = $1 ORDER BY extension', [id])).map(({ extension, outcome, action }) => `${extension} ${outcome} ${action}`) };
}

async function published(name: string, files: Record<string, string> = {}): Promise<void> {
  const bytes = packed(name, files);
  const { tenantId } = place.ctx;
  const columns = checked(bytes, name, '1.0.0', randomUUID());
  await blobs.put(packageKey(tenantId, columns.package_sha256), [bytes] as never, { maxBytes: 1e6 });
  const submission = await makeSubmission(rows, place, { ...columns, status: 'PUBLISHED' });
  await rows.sql(`INSERT INTO extension (tenant_id, name, publisher_id, display_name, description, compat, search_text, latest_version) VALUES ($1, $2, $3, $2, '', 'native', $2, '1.0.0')`, [tenantId, name, place.publisher]);
  await rows.sql(`INSERT INTO version (tenant_id, extension, version, channel, prerelease, submission_id, format, package_sha256, package_size, manifest) VALUES ($1, $2, '1.0.0', 'stable', false, $3, 'orchestra', $4, $5, $6)`, [tenantId, name, submission, columns.package_sha256, columns.package_size, columns.manifest]);
}

const policy = (changes: object) => rows.sql('UPDATE tenant SET profile = profile || $2 WHERE id = $1', [place.ctx.tenantId, changes]);

describe('a submission', () => {
  test('with a file that is known is rejected, and says which and why', async () => {
    await advisory(NAMED);
    const { status, run, findings, verdict, engines } = await validated(packed('bad-tool', { 'docs/readme.txt': EVIL }));
    assert.deepEqual([status, run], ['REJECTED', { outcome: 'found', version: 1, findings: 1 }]);
    assert.deepEqual(findings.map(({ severity, file, evidence }) => [severity, file, evidence]), [['block', 'docs/readme.txt', `MAL-2026-1: ${SHA256}`]]);
    assert.match(findings[0].help, /https:\/\/osv\.dev\/vulnerability\/MAL-2026-1/);
    assert.match(verdict.reasons.join(), /known-malicious: This file is, byte for byte, .*MAL-2026-1: Steals tokens \(docs\/readme\.txt\)/);
    assert.equal(engines.advisories, new Date(engines.advisories).toISOString());
  });

  test('without one passes, and it is told that there was nothing to compare with', async () => {
    const { status, run, engines } = await validated(packed('good-tool', { 'docs/readme.txt': EVIL }));
    assert.deepEqual([status, run.outcome, engines.advisories], ['IN_REVIEW', 'passed', undefined]);
  });

  test('is not compared with what another marketplace imported', async () => {
    await advisory(NAMED, 'MAL-2026-1', await makePlace(rows));
    const { run, engines } = await validated(packed('good-tool', { 'docs/readme.txt': EVIL }));
    assert.deepEqual([run.outcome, engines.advisories], ['passed', undefined]);
  });

  test('asking for a package that is known: rejected, to a human, or nothing, by the versions it admits', async () => {
    await advisory({ kind: 'package', value: 'npm/bad', versions: ['1.0.7'] });
    const asked = async (name: string, range: string) => {
      const { verdict, findings } = await validated(packed(name, {}, { dependencies: { bad: range } }));
      return [verdict.verdict, ...findings.map(({ severity }) => severity)];
    };
    assert.deepEqual([await asked('a-tool', '1.0.7'), await asked('b-tool', '^1.0.0'), await asked('c-tool', '^2.0.0')], [['reject', 'block'], ['needs-human', 'high'], ['pass']]);
  });

  test('under a profile that switches it off is not compared, and with one that does not enforce it is only told', async () => {
    await advisory(NAMED);
    await policy({ checks: { 'known-malicious': { enabled: false } } });
    assert.equal((await validated(packed('a-tool', { 'a.txt': EVIL }))).run.outcome, 'skipped');
    await policy({ checks: { 'known-malicious': { enforced: false } } });
    const { status, findings } = await validated(packed('b-tool', { 'a.txt': EVIL }));
    assert.deepEqual([status, findings.length], ['IN_REVIEW', 1]);
  });

  test('goes to a human when more servers are named than are compared; not when that is not required', async () => {
    const many = { 'dist/hosts.js': Array.from({ length: MOST_HOSTS + 1 }, (_, i) => `fetch("https://h${i}.example.net/");`).join('\n') };
    await policy({ permissions: { network: { description: 'Talks to servers', risk: 'low' } } });
    assert.equal((await validated(packed('c-tool', many, { permissions: ['network'] }))).run.outcome, 'passed', 'there is nothing to compare with');
    await advisory(NAMED);
    const { run, verdict } = await validated(packed('a-tool', many, { permissions: ['network'] }));
    assert.deepEqual([run.outcome, verdict.verdict], ['missing', 'needs-human']);
    assert.ok(verdict.reasons.join().includes(`check known-malicious gave no answer (missing): the code names ${MOST_HOSTS} servers`));
    await policy({ checks: { 'known-malicious': { required: false } } });
    assert.equal((await validated(packed('b-tool', many, { permissions: ['network'] }))).verdict.verdict, 'pass');
  });
});

describe('what is published already', () => {
  test('is found by a rescan with this check alone, and quarantined when the policy says so', async () => {
    await policy({ review: { rescan: 'quarantine' } });
    await published('bad-tool', { 'docs/readme.txt': EVIL });
    await published('good-tool');
    assert.deepEqual((await rescanned()).outcomes, ['bad-tool clean none', 'good-tool clean none']);
    await advisory(NAMED);
    const { id, outcomes } = await rescanned();
    assert.deepEqual(outcomes, ['bad-tool matched quarantine', 'good-tool clean none']);
    const [{ findings, runs, engines }] = await rows.sql(`SELECT findings, runs, engines FROM rescan_result WHERE rescan_id = $1 AND outcome = 'matched'`, [id]);
    assert.deepEqual([findings[0].evidence, runs.map(({ check }: { check: string }) => check)], [`MAL-2026-1: ${SHA256}`, ['known-malicious', 'package']]);
    assert.equal(engines.advisories, new Date(engines.advisories).toISOString());
  });

  test('another advisory about the same file is news after the first was dismissed', async () => {
    await published('bad-tool', { 'docs/readme.txt': EVIL });
    await advisory(NAMED);
    const { id } = await rescanned();
    const [{ id: result }] = await rows.sql('SELECT id FROM rescan_result WHERE rescan_id = $1', [id]);
    await rows.sql(`INSERT INTO rescan_dismissal (tenant_id, result_id, reason, dismissed_by) VALUES ($1, $2, 'known', $3)`, [place.ctx.tenantId, result, place.maintainer]);
    assert.deepEqual((await rescanned()).outcomes, ['bad-tool clean none']);
    await advisory(NAMED, 'MAL-2026-2');
    assert.deepEqual((await rescanned()).outcomes, ['bad-tool matched none']);
  });
});

test('the lookup is by the index, however many advisories there are', async () => {
  await rows.sql(`INSERT INTO advisory (tenant_id, id, modified, summary, imported_by) SELECT $1, 'MAL-2026-' || n, now(), '', $2 FROM generate_series(1, 20000) n`, [place.ctx.tenantId, place.maintainer]);
  await rows.sql(`INSERT INTO advisory_indicator (tenant_id, kind, value, advisory_id, versions) SELECT $1, 'package', 'npm/p' || n, 'MAL-2026-' || n, '{}' FROM generate_series(1, 20000) n`, [place.ctx.tenantId]);
  await rows.sql('ANALYZE advisory, advisory_indicator');
  const plan = await db.tenant(place.ctx, (tx) => tx.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`EXPLAIN SELECT i.value, a.id FROM unnest(ARRAY['package', 'package'], ARRAY['npm/p1', 'npm/p2']) AS asked (kind, value) JOIN advisory_indicator i ON i.kind = asked.kind AND i.value = asked.value JOIN advisory a ON a.id = i.advisory_id`));
  assert.match(plan.map((line) => line['QUERY PLAN']).join('\n'), /Index.*advisory_indicator_pkey/);
});
