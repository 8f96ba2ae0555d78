import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { DecideJob } from '#apps/review/decide.job.js';
import { Reviews } from '#apps/gateway/moderation/reviews.js';
import { Findings } from '#apps/gateway/submissions/findings.js';
import { Submissions } from '#apps/gateway/submissions/submissions.js';
import { OpenJob } from '#apps/review/open.job.js';
import { policyThatCounts, Profile } from '#libs/contracts/profile.js';
import { openDb, type Db } from '#libs/db/db.js';
import { OPEN_PROFILE } from '#test/support/marketplace.js';
import { checked, makePlace, makeSubmission, makeVersion, openRows, type Place, type Rows } from '#test/support/rows.js';

const NONE = { info: 0, low: 0, medium: 0, high: 0, critical: 0, block: 0 };
const PASS = { verdict: 'pass', reasons: ['fine'] };
const EVERYBODY = { ...OPEN_PROFILE, review: { auto_approve: { publishers: 'everybody' as const, first_version: true, new_permissions: true, max_severity: 'medium' as const } } };

let rows: Rows;
let db: Db;
let place: Place;

before(async () => {
  rows = await openRows();
  db = openDb(rows.url('review'), 6);
});
beforeEach(async () => {
  place = await makePlace(rows, EVERYBODY);
});
after(async () => {
  await db?.close();
  await rows?.drop();
});

/** Scanned with what there is now. */
async function inReview(version: string, columns: Record<string, unknown> = {}): Promise<string> {
  const id = await makeSubmission(rows, place, { ...checked(Buffer.from(randomUUID()), 'demo', version, randomUUID()), status: 'IN_REVIEW', findings: NONE, verdict: PASS, ...columns });
  const [{ profile }] = await rows.sql('SELECT profile FROM tenant WHERE id = $1', [place.ctx.tenantId]);
  await rows.sql("INSERT INTO scan (tenant_id, submission_id, rule_set, engines, yara, score, policy, duration_ms) SELECT $1, $2, 'first', '{}', coalesce(jsonb_agg(jsonb_build_object('name', name, 'sha256', sha256) ORDER BY name), '[]'), 0, $3, 1 FROM yara_rule WHERE tenant_id = $1", [place.ctx.tenantId, id, policyThatCounts(Profile.parse(profile))]);
  return id;
}
const open = (submissionId: string) => new OpenJob(db).run(place.ctx, { submissionId });
const of = async (id: string) => (await rows.sql('SELECT status, feedback FROM submission WHERE id = $1', [id]))[0];
const review = async (submissionId: string) => (await rows.sql('SELECT id, state, changes, reasons FROM review WHERE submission_id = $1', [submissionId]))[0];

async function decide(submissionId: string, decision: 'approve' | 'reject', by: { fence?: number; member?: string; against?: string; rulesChanged?: string[] } = {}): Promise<void> {
  const id = randomUUID();
  await rows.sql('INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, feedback, fence, against, rules_changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    place.ctx.tenantId, id, (await review(submissionId)).id, submissionId, by.member ?? place.maintainer, decision, ['quality'], 'because', by.fence ?? 1, by.against ?? null, by.rulesChanged ?? [],
  ]);
  await new DecideJob(db).run(place.ctx, { decisionId: id });
  await new DecideJob(db).run(place.ctx, { decisionId: id });
}

/** Opened for a maintainer, because the checks ask for one. */
async function opened(version: string, columns: Record<string, unknown> = {}): Promise<string> {
  const id = await inReview(version, { verdict: { verdict: 'needs-human', reasons: ['look'] }, ...columns });
  await open(id);
  assert.equal((await review(id)).state, 'open');
  return id;
}

describe('policy', () => {
  test('approves what it may, once', async () => {
    const id = await inReview('1.0.0');
    await Promise.all([open(id), open(id)]);
    await open(id);
    assert.equal((await of(id)).status, 'APPROVED');
    assert.equal(await review(id), undefined);
  });

  test('publishes nothing behind a greater version of the same channel, also when two come at once', async () => {
    await makeVersion(rows, place, 'demo', '2.0.0');
    const late = await inReview('1.5.0');
    await open(late);
    assert.equal((await of(late)).status, 'REJECTED');
    assert.match((await of(late)).feedback.reasons[0], /2\.0\.0 came first/);
    const other = await inReview('1.5.0-beta.1', { channel: 'prerelease' });
    await open(other);
    assert.equal((await of(other)).status, 'APPROVED', 'another channel has its own order');
    const pair = [await inReview('3.0.0'), await inReview('3.0.0+linux')];
    await Promise.all(pair.map(open));
    assert.deepEqual((await Promise.all(pair.map(of))).map(({ status }) => status).sort(), ['APPROVED', 'REJECTED'], 'build metadata makes no other version');
  });

  test('compares with the last listed version of its own channel', async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    await makeVersion(rows, place, 'demo', '1.1.0');
    await makeVersion(rows, place, 'demo', '2.0.0-beta.1');
    await rows.sql("UPDATE version SET channel = 'prerelease', prerelease = true WHERE version = '2.0.0-beta.1' AND tenant_id = $1", [place.ctx.tenantId]);
    await rows.sql("UPDATE version SET listing = 'yanked' WHERE version = '1.1.0' AND tenant_id = $1", [place.ctx.tenantId]);
    assert.equal((await review(await opened('1.2.0'))).changes.against, '1.0.0');
    assert.equal((await review(await opened('2.0.0-beta.2', { channel: 'prerelease' }))).changes.against, '2.0.0-beta.1');
  });

  test('compares with what was yanked on its own channel before it looks at others: yanking hides no new permission', async () => {
    const { tenantId } = place.ctx;
    await setProfile('{review,auto_approve,new_permissions}', false);
    await makeVersion(rows, place, 'demo', '1.0.0');
    await makeVersion(rows, place, 'demo', '1.1.0-beta.1');
    await rows.sql("UPDATE version SET channel = 'beta', prerelease = true WHERE version = '1.1.0-beta.1' AND tenant_id = $1", [tenantId]);
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{permissions}', '["network"]') WHERE version = '1.1.0-beta.1' AND tenant_id = $1`, [tenantId]);
    await rows.sql("UPDATE version SET listing = 'yanked' WHERE version = '1.0.0' AND tenant_id = $1", [tenantId]);
    const next = await inReview('1.2.1');
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{permissions}', '["network"]') WHERE id = $1`, [next]);
    await open(next);
    const { changes, reasons } = await review(next);
    assert.deepEqual([(await of(next)).status, changes.against, changes.permissions.added], ['IN_REVIEW', '1.0.0', ['network']]);
    assert.match(reasons.at(-1).text, /it asks for new permissions: network/);
    await rows.sql("UPDATE version SET listing = 'quarantined' WHERE version = '1.0.0' AND tenant_id = $1", [tenantId]);
    assert.equal((await review(await opened('1.2.2'))).changes.against, '1.1.0-beta.1', 'what was quarantined was taken from users');
  });

  test('compares what has no listed predecessor on its channel with the version before it on any other, then with one that is listed no more', async () => {
    const { tenantId } = place.ctx;
    await makeVersion(rows, place, 'demo', '1.0.0');
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{contributes}', '{"commands": ["demo.run"]}') WHERE tenant_id = $1`, [tenantId]);
    const seen = async (version: string, columns: Record<string, unknown> = {}) => {
      const { changes: { against, first, breaking }, reasons } = await review(await opened(version, columns));
      return { against, first, breaking, said: reasons.some(({ text }: { text: string }) => text.includes('first version')) };
    };
    const broken = { against: '1.0.0', first: false, breaking: ['No longer contributes commands demo.run.'], said: false };
    await rows.sql(`UPDATE tenant SET profile = jsonb_set(profile, '{review,auto_approve,first_version}', 'false') WHERE id = $1`, [tenantId]);
    assert.deepEqual(await seen('2.0.0-beta.1', { channel: 'prerelease' }), broken, 'a channel of its own');
    assert.deepEqual(await seen('1.0.1', { channel: 'nightly' }), broken, 'a channel that was asked for');
    await makeVersion(rows, place, 'demo', '2.0.0-beta.0');
    await rows.sql("UPDATE version SET channel = 'prerelease', prerelease = true WHERE version = '2.0.0-beta.0' AND tenant_id = $1", [tenantId]);
    assert.deepEqual(await seen('1.0.2', { channel: 'weekly' }), broken, 'what comes later is not what users of 1.0.2 come from');
    for (const listing of ['yanked', 'quarantined']) {
      await rows.sql('UPDATE version SET listing = $2 WHERE tenant_id = $1', [tenantId, listing]);
      assert.deepEqual(await seen(`1.1.${listing.length}`), broken, listing);
    }
    assert.deepEqual(await seen('1.0.0', { extension: 'other' }), { against: null, first: true, breaking: [], said: true });
  });

  test('lets nothing break unseen that goes to another channel', async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{contributes}', '{"commands": ["demo.run"]}') WHERE tenant_id = $1`, [place.ctx.tenantId]);
    const nightly = await inReview('1.2.0', { channel: 'nightly' });
    await open(nightly);
    assert.equal((await of(nightly)).status, 'IN_REVIEW');
  });

  test('compares with what was approved a moment before, also when two come at once', async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    const more = await inReview('1.1.0');
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{contributes}', '{"commands": ["demo.run"]}') WHERE id = $1`, [more]);
    await open(more);
    const less = await inReview('1.2.0');
    await open(less);
    assert.deepEqual([(await of(more)).status, (await of(less)).status, (await review(less)).changes.against], ['APPROVED', 'IN_REVIEW', '1.1.0']);
  });

  test('says once, in the trail that its author follows, why a maintainer looks', async () => {
    const id = await opened('1.0.0');
    await open(id);
    assert.deepEqual(await rows.sql("SELECT actor_id, reason FROM event WHERE submission_id = $1 AND kind = 'review'", [id]), [{ actor_id: null, reason: 'A maintainer looks because the checks ask for a human.' }]);
    assert.equal((await review(id)).reasons.at(-1).text, 'A maintainer looks because the checks ask for a human.');
  });

  test('counts how the submissions of the publisher ended', async () => {
    await makeVersion(rows, place, 'other', '1.0.0');
    await makeSubmission(rows, place, { status: 'REJECTED' });
    await rows.sql("UPDATE version SET listing = 'quarantined' WHERE tenant_id = $1", [place.ctx.tenantId]);
    const texts = (await review(await opened('1.0.0'))).reasons.map(({ text }: { text: string }) => text);
    assert.ok(texts.includes('1 published, 1 rejected, 1 quarantined.'), texts.join(' '));
  });
});

/** What validation stored of a submission: files, servers and findings. */
async function described(submissionId: string, content: { files?: Record<string, string>; hosts?: string[]; findings?: { rule: string; severity: string; file: string }[] }): Promise<void> {
  const { tenantId } = place.ctx;
  const files = Object.entries(content.files ?? {}).map(([path, sha256]) => ({ path, size: 1, sha256, ...(path.endsWith('.node') && { native: true }) }));
  await rows.sql('INSERT INTO package_content (tenant_id, submission_id, files, hosts) VALUES ($1, $2, $3, $4)', [tenantId, submissionId, JSON.stringify(files), content.hosts ?? []]);
  for (const [position, { rule, severity, file }] of (content.findings ?? []).entries()) {
    await rows.sql(`INSERT INTO finding (tenant_id, id, submission_id, "check", rule, severity, file, message, help, position) VALUES ($1, $2, $3, $4, $4, $5, $6, 'seen', '', $7)`, [tenantId, randomUUID(), submissionId, rule, severity, file, position]);
  }
}

describe('what an update changes', () => {
  const eval_ = { rule: 'dynamic-code', severity: 'high', file: 'a.js' };
  const native = { rule: 'native-binary', severity: 'high', file: 'b.node' };
  const known = async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    const [{ submission_id: id }] = await rows.sql('SELECT submission_id FROM version WHERE tenant_id = $1', [place.ctx.tenantId]);
    await described(id, { files: { 'a.js': '1' }, hosts: ['a.example'], findings: [eval_] });
  };

  test('is stored with the review: servers, native files, files', async () => {
    await known();
    const id = await inReview('1.0.1', { verdict: { verdict: 'needs-human', reasons: ['look'] } });
    await described(id, { files: { 'a.js': '2', 'b.node': '1' }, hosts: ['a.example', 'b.example'], findings: [eval_, native] });
    await open(id);
    const { changes } = await review(id);
    assert.deepEqual([changes.against, changes.hosts, changes.native_files, changes.new_findings], ['1.0.0', { added: ['b.example'], removed: [] }, { added: ['b.node'], removed: [] }, [1]]);
    assert.deepEqual([changes.files.added.map(({ path }: { path: string }) => path), changes.files.changed.map(({ path }: { path: string }) => path)], [['b.node'], ['a.js']]);
  });

  test('comes first for maintainers: findings that the version before did not have', async () => {
    await known();
    const gateway = openDb(rows.url('gateway'), 2);
    const submissions = new Submissions(gateway, null as never);
    const shown = async (id: string) => {
      const { id: reviewId } = await review(id);
      const { findings } = await gateway.tenant(place.ctx, (tx) => new Reviews(submissions, new Findings(gateway, submissions)).detail(tx, reviewId));
      return findings.map((finding) => `${finding.new ? 'new' : 'old'} ${finding.rule}`);
    };
    try {
      const update = await inReview('1.0.1', { verdict: { verdict: 'needs-human', reasons: ['look'] } });
      await described(update, { findings: [eval_, native, { ...eval_, file: 'c.js' }] });
      await open(update);
      assert.deepEqual(await shown(update), ['new native-binary', 'new dynamic-code', 'old dynamic-code']);
      const first = await inReview('1.0.0', { extension: 'other', verdict: { verdict: 'needs-human', reasons: ['look'] } });
      await described(first, { findings: [eval_] });
      await open(first);
      assert.deepEqual(await shown(first), ['new dynamic-code']);
    } finally {
      await gateway.close();
    }
  });

  test('that breaks without a new major version is for a human, whatever policy would say', async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{contributes}', '{"commands": ["demo.run"]}') WHERE tenant_id = $1`, [place.ctx.tenantId]);
    const small = await inReview('1.1.0');
    await open(small);
    const { changes, reasons } = await review(small);
    assert.match(changes.too_small, /1\.1\.0 breaks what worked with 1\.0\.0/);
    assert.ok(reasons.some(({ text }: { text: string }) => text.includes('it breaks what worked before and its version does not say so')));
    const major = await inReview('2.0.0');
    await open(major);
    assert.equal((await of(major)).status, 'APPROVED');
  });
});

describe('a decision', () => {
  test('is carried out once', async () => {
    const id = await opened('1.0.0');
    await decide(id, 'approve');
    assert.deepEqual([(await of(id)).status, (await review(id)).state], ['APPROVED', 'approved']);
    assert.deepEqual(await rows.sql("SELECT reason FROM event WHERE submission_id = $1 AND kind = 'decision-refused'", [id]), [], 'a repeated job refuses nothing');
  });

  test('under an older lease does not undo one under a newer', async () => {
    const id = await opened('1.0.0');
    const early = randomUUID();
    await rows.sql('INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, feedback, fence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)', [
      place.ctx.tenantId, early, (await review(id)).id, id, place.maintainer, 'approve', [], null,
    ]);
    const late = randomUUID();
    await rows.sql('INSERT INTO decision (tenant_id, id, review_id, submission_id, decided_by, decision, reasons, feedback, fence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 2)', [
      place.ctx.tenantId, late, (await review(id)).id, id, place.maintainer, 'reject', ['quality'], 'no',
    ]);
    await new DecideJob(db).run(place.ctx, { decisionId: early });
    assert.equal((await of(id)).status, 'IN_REVIEW');
    await new DecideJob(db).run(place.ctx, { decisionId: late });
    assert.equal((await of(id)).status, 'REJECTED');
  });

  test('is refused when the authority has gone, when it is about one\'s own, when nothing could be read, when a greater version came first', async () => {
    const refused = async (id: string) => {
      assert.equal((await of(id)).status, 'IN_REVIEW');
      return (await rows.sql("SELECT reason FROM event WHERE submission_id = $1 AND kind = 'decision-refused' ORDER BY id", [id])).map(({ reason }) => reason)[0];
    };
    const gone = await opened('1.0.0');
    await rows.sql("UPDATE member SET role = 'user' WHERE id = $1", [place.maintainer]);
    await decide(gone, 'approve');
    assert.equal(await refused(gone), 'who decided is not a maintainer any more');
    await rows.sql("UPDATE member SET role = 'maintainer' WHERE id = $1", [place.maintainer]);
    const own = await opened('1.0.1', { submitted_by: place.maintainer });
    await decide(own, 'reject');
    assert.equal(await refused(own), 'nobody decides on their own submission');
    const unread = await opened('1.0.2', { manifest: null });
    await decide(unread, 'approve');
    assert.equal(await refused(unread), 'what the scan did not read cannot be approved');
    await decide(unread, 'reject', { fence: 2 });
    assert.equal((await of(unread)).status, 'REJECTED', 'but it can be rejected');
    const late = await opened('1.0.3');
    await makeVersion(rows, place, 'demo', '2.0.0');
    await decide(late, 'approve');
    assert.equal(await refused(late), '2.0.0 was approved meanwhile on the same channel');
  });

  test('approves no break that was not there when the review was claimed, and says what came in between', async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    const [more, less, same] = [await opened('1.1.0'), await opened('1.2.0'), await opened('1.3.0')];
    for (const id of [more, same]) await rows.sql(`UPDATE submission SET manifest = jsonb_set(manifest, '{contributes}', '{"commands": ["demo.run"]}') WHERE id = $1`, [id]);
    assert.deepEqual((await review(less)).changes.breaking, []);
    await decide(more, 'approve', { against: '1.0.0' });
    assert.equal((await of(more)).status, 'APPROVED');
    await decide(less, 'approve', { against: '1.0.0' });
    assert.equal((await of(less)).status, 'IN_REVIEW');
    const [{ reason }] = await rows.sql("SELECT reason FROM event WHERE submission_id = $1 AND kind = 'decision-refused'", [less]);
    assert.equal(reason, 'It was compared with 1.0.0 when it was claimed, and now is with 1.1.0: No longer contributes commands demo.run. 1.2.0 breaks what worked with 1.1.0: that needs 2.0.0 or later.');
    await decide(same, 'approve', { against: '1.0.0' });
    assert.deepEqual([(await of(same)).status, (await review(same)).changes.against], ['APPROVED', '1.1.0'], 'what breaks nothing need not be looked at again');
    const large = await opened('1.4.0');
    const scopes = Array.from({ length: 12 }, (_, at) => `scope${at}`);
    await rows.sql(`UPDATE submission SET manifest = manifest || $2 WHERE tenant_id = $1 AND version IN ('1.0.0', '1.4.0')`, [place.ctx.tenantId, { permissions: scopes, contributes: { commands: ['demo.run'] } }]);
    await decide(large, 'approve', { against: '1.0.0' });
    const [told] = await rows.sql("SELECT reason FROM event WHERE submission_id = $1 AND kind = 'decision-refused'", [large]);
    assert.match(told?.reason ?? '', /^It was compared with 1\.0\.0 when it was claimed, and now is with 1\.3\.0: (New permission \w+\. ){10}And 2 more\.$/);
    const seen = await opened('2.0.0');
    await decide(seen, 'approve', { against: '1.3.0' });
    assert.equal((await of(seen)).status, 'APPROVED');
  });
});

/** Adds or replaces the YARA rules of that name. */
async function yara(name: string, sha256: string): Promise<void> {
  const { tenantId } = place.ctx;
  await rows.sql("INSERT INTO yara_version (tenant_id, name, sha256, source, written_by) VALUES ($1, $2, $3, '', $4)", [tenantId, name, sha256, place.maintainer]);
  await rows.sql('INSERT INTO yara_rule (tenant_id, name, sha256, written_by) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, name) DO UPDATE SET sha256 = excluded.sha256', [tenantId, name, sha256, place.maintainer]);
}

/** Sets a member of the profile. */
const setProfile = (path: string, value: unknown) => rows.sql('UPDATE tenant SET profile = jsonb_set(profile, $2, $3) WHERE id = $1', [place.ctx.tenantId, path, JSON.stringify(value)]);

describe('what was scanned before rules changed', () => {
  const refusals = async (id: string) => (await rows.sql("SELECT reason FROM event WHERE submission_id = $1 AND kind = 'decision-refused' ORDER BY id", [id])).map(({ reason }) => reason as string);

  for (const [what, change] of [
    ['a YARA rule', () => yara('team', 'a'.repeat(64))],
    ['a limit of the score', () => setProfile('{score}', { human_at: 1, reject_at: 2 })],
    ['what rejects', () => setProfile('{reject_at}', 'block')],
    ['how a check counts', () => setProfile('{checks}', { yara: { enforced: false } })],
    ['an advisory', () => rows.sql("INSERT INTO advisory (tenant_id, id, modified, summary, imported_by) VALUES ($1, 'MAL-1', now(), '', $2)", [place.ctx.tenantId, place.maintainer])],
    ['a rule of the release', async () => rows.sql("UPDATE scan SET rule_set = 'second', at = now() + interval '1 second' WHERE submission_id = $1", [await inReview('9.0.0')])],
    ['what was not written down', () => rows.sql('UPDATE scan SET yara = NULL WHERE tenant_id = $1', [place.ctx.tenantId])],
  ] as const) {
    test(`is not approved by policy: ${what}`, async () => {
      const id = await inReview('1.0.0');
      await change();
      await open(id);
      assert.equal((await of(id)).status, 'IN_REVIEW');
      assert.match((await review(id)).reasons.at(-1).text, /because rules changed since it was scanned/);
    });
  }

  test('is approved by policy when the rules are those that they were again', async () => {
    await yara('team', 'a'.repeat(64));
    const id = await inReview('1.0.0');
    await yara('team', 'b'.repeat(64));
    await rows.sql('UPDATE yara_rule SET sha256 = $2 WHERE tenant_id = $1', [place.ctx.tenantId, 'a'.repeat(64)]);
    await open(id);
    assert.equal((await of(id)).status, 'APPROVED');
  });

  test('is approved only by who was told of it, and what changed is said', async () => {
    await yara('old', 'c'.repeat(64));
    const id = await opened('1.0.0');
    await yara('team', 'a'.repeat(64));
    await rows.sql("DELETE FROM yara_rule WHERE tenant_id = $1 AND name = 'old'", [place.ctx.tenantId]);
    await setProfile('{score,human_at}', 1);
    await decide(id, 'approve');
    assert.equal((await of(id)).status, 'IN_REVIEW');
    const rulesChanged = ['The YARA rules old were removed.', 'The YARA rules team were added (SHA-256 aaaaaaaaaaaa…).', 'In the profile, score.human_at was 6 and is 1.'];
    assert.equal((await refusals(id))[0], `It was scanned before rules changed, and they did after it was claimed: ${rulesChanged.join(' ')}`);
    await yara('team', 'b'.repeat(64));
    await decide(id, 'approve', { fence: 2, rulesChanged });
    assert.equal((await refusals(id)).at(-1), 'It was scanned before rules changed, and they did after it was claimed: The YARA rules team were added (SHA-256 bbbbbbbbbbbb…).');
    await decide(id, 'approve', { fence: 3, rulesChanged: [...rulesChanged, 'The YARA rules team were added (SHA-256 bbbbbbbbbbbb…).'] });
    assert.equal((await of(id)).status, 'APPROVED');
  });

  test('may be rejected by whoever looked', async () => {
    const id = await opened('1.0.0');
    await yara('team', 'a'.repeat(64));
    await decide(id, 'reject');
    assert.equal((await of(id)).status, 'REJECTED');
  });
});
