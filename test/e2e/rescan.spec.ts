import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MOST_YARA_CHARACTERS_IN_ALL, MOST_YARA_SOURCES } from '#apps/gateway/rules/yara-rules.controller.js';
import { MOST_YARA_CHARACTERS } from '#libs/contracts/api.js';
import { orchestraPackage } from '#test/support/archives.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { withClient } from '../../prisma/migrate.js';

const VERSIONS = 30;
const PATIENCE_MS = 60_000;
const MARKER = 'rule marker {\n  meta:\n    severity = "critical"\n    description = "Holds the marker."\n  strings:\n    $a = "MARKER"\n  condition:\n    $a\n}';
const ADMIN = fileURLToPath(new URL('../../apps/cli/admin.js', import.meta.url));

interface Rescan {
  id: string;
  state: string;
  total: number | null;
  done: number;
  no_answer: number;
  matched: number;
  percent: number;
  rule_set: string | null;
  note: string | null;
  finished_at: string | null;
}

let database: TestDatabase;
let souk: Marketplace;
let tenant: TestTenant;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
  tenant = await souk.tenant('alpha', { ...AUTOMATIC_PROFILE, review: { ...AUTOMATIC_PROFILE.review, rescan: 'quarantine' } });
  for (let i = 0; i < VERSIONS; i += 1) await publish(`tool-${String(i).padStart(2, '0')}`, i === 3 ? { 'a.txt': 'MARKER' } : {});
});
after(async () => {
  await souk?.stop();
  await database?.drop();
});

async function publish(name: string, files: Record<string, string> = {}): Promise<any> {
  const { status, body } = await upload(tenant, orchestraPackage({ name, version: '1.0.0' }, files), { headers: { prefer: 'wait=20' } });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

const admin = <T = Rescan>(method: string, path: string, body?: unknown) => call<T>(method, `${tenant.api}${path}`, tenant.tokens.admin, body);
const answerOf = async (method: string, path: string, body: unknown) => {
  const answer = await fetch(`${tenant.api}${path}`, { method, headers: { authorization: `Bearer ${tenant.tokens.admin}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: answer.status, problem: (await answer.json()) as any };
};

/** The rescan as soon as it looks so. */
async function when(id: string, looks: (rescan: Rescan) => boolean): Promise<Rescan> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(5)) {
    const rescan = await admin('GET', `/rescans/${id}`).catch(() => null);
    if (rescan && looks(rescan)) return rescan;
    assert.ok(Date.now() < deadline, `waited in vain; the rescan is ${JSON.stringify(rescan)}\n${souk.log('validation').slice(-2_000)}`);
  }
}

/** Writes YARA rules past the gateway, each with the same text. */
async function insertRules(slug: string, names: string[], source: string): Promise<void> {
  await withClient(database.ownerUrl, async (client) => {
    const columns = `SELECT tenant.id, rule, encode(sha256(convert_to($3, 'UTF8')), 'hex')`;
    const from = 'FROM tenant, unnest($2::text[]) AS rule WHERE slug = $1';
    await client.query(`INSERT INTO yara_version (tenant_id, name, sha256, source, written_by) ${columns}, $3, tenant.id ${from} ON CONFLICT DO NOTHING`, [slug, names, source]);
    await client.query(`INSERT INTO yara_rule (tenant_id, name, sha256, written_by) ${columns}, tenant.id ${from}`, [slug, names, source]);
  });
}

/** Rows by version: one each, and no more. */
async function resultsOf(id: string): Promise<string[]> {
  return withClient(database.ownerUrl, async (client) => (await client.query('SELECT extension FROM rescan_result WHERE rescan_id = $1 ORDER BY 1', [id])).rows.map(({ extension }) => extension));
}

describe('a rescan', () => {
  test('survives kill -9 of the service in its middle, ends, and has looked at each version once', async () => {
    const { id } = await admin('POST', '/rescans', { dry_run: true });
    await when(id, ({ done }) => done >= 3);
    await souk.kill('validation');
    const before = await admin('GET', `/rescans/${id}`);
    assert.ok(before.state === 'running' && before.done < VERSIONS, JSON.stringify(before));
    const ended = await when(id, ({ state }) => state === 'done');
    assert.deepEqual([ended.total, ended.done, ended.percent, new Set(await resultsOf(id)).size, (await resultsOf(id)).length], [VERSIONS, VERSIONS, 100, VERSIONS, VERSIONS]);
  });

  test('stops, refuses another one beside it only while it runs, and goes on where it was', async () => {
    const { id } = await admin('POST', '/rescans', { dry_run: true });
    assert.equal((await answerOf('POST', '/rescans', {})).status, 409);
    await when(id, ({ done }) => done >= 2);
    assert.equal((await admin('POST', `/rescans/${id}/stop`)).state, 'stopped');
    const stopped = await admin('GET', `/rescans/${id}`);
    assert.ok(stopped.done < VERSIONS, JSON.stringify(stopped));
    // Others run while it rests, and then it knows what it had done.
    const other = await admin('POST', '/rescans', { extension: 'tool-00', dry_run: true });
    assert.equal((await when(other.id, ({ state }) => state === 'done')).total, 1);
    const rested = await admin('GET', `/rescans/${id}`);
    assert.ok(rested.done <= stopped.done + 1 && rested.state === 'stopped', JSON.stringify([stopped, rested]));
    const resumed = await Promise.all(Array.from({ length: 6 }, () => answerOf('POST', `/rescans/${id}/resume`, undefined)));
    assert.deepEqual(new Set(resumed.map(({ status, problem }) => `${status} ${problem.id}`)), new Set([`200 ${id}`]), 'also six times at once');
    const ended = await when(id, ({ state }) => state === 'done');
    assert.deepEqual([ended.done, (await resultsOf(id)).length], [VERSIONS, VERSIONS]);
    assert.equal((await answerOf('POST', `/rescans/${id}/stop`, undefined)).status, 409);
  });

  test('does not hold up who submits: a package that comes during one is published before its end', async () => {
    const { id } = await admin('POST', '/rescans', { dry_run: true });
    await when(id, ({ done }) => done >= 1);
    await publish('in-between');
    const seen = await admin('GET', `/rescans/${id}`);
    assert.equal(seen.state, 'running', JSON.stringify(seen));
    const ended = await when(id, ({ state }) => state === 'done');
    assert.equal(ended.done, VERSIONS);
  });

  test('says that rules changed while it ran, and how many versions it looked at with those of before', async () => {
    const { id } = await admin('POST', '/rescans', { dry_run: true, rules: ['yara'] });
    await when(id, ({ done }) => done >= 3);
    await admin('PUT', '/yara-rules/late', { source: 'rule late { condition: false }' });
    const ended = await when(id, ({ state }) => state === 'done');
    const { data } = await admin<any>('GET', `/rescans/${id}/results?per_page=100`);
    const before = data.filter(({ yara }: any) => yara.length === 0);
    assert.ok(before.length >= 3 && before.length < data.length, `${before.length} of ${data.length}`);
    assert.equal(ended.note, `Rules changed after it began: ${before.length} of ${data.length} versions were looked at with those of before. Another rescan looks at them with those of now.`);
    assert.equal(ended.rule_set, data.find(({ yara }: any) => yara.length > 0).rule_set);
    const removed = await fetch(`${tenant.api}/yara-rules/late`, { method: 'DELETE', headers: { authorization: `Bearer ${tenant.tokens.admin}` } });
    assert.equal(removed.status, 204);
    const again = await admin('POST', '/rescans', { extension: 'tool-00', dry_run: true });
    assert.equal((await when(again.id, ({ state }) => state === 'done')).note, null);
  });

  test('with a rule that was added at run time quarantines what it finds, which the marketplace tells', async () => {
    const wrong = await answerOf('PUT', '/yara-rules/team', { source: 'rule marker {\n  condition:\n    $b\n}' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.problem.errors[0].detail, /^team, line 3, column 5: unknown pattern/);
    assert.equal((await answerOf('PUT', '/yara-rules/team', { source: ' '.repeat(MOST_YARA_CHARACTERS + 1) })).status, 400);
    const typo = await answerOf('PUT', '/yara-rules/team', { source: MARKER.replace('critical', 'crtical') });
    assert.deepEqual([typo.status, typo.problem.type, typo.problem.errors], [422, 'urn:souk:problem:rule-refused', [{ pointer: '/source', detail: 'team, line 3, column 16: "crtical" is no severity; write one of "info", "low", "medium", "high", "critical", "block"' }]]);
    // One that was taken before severities were looked at is in nobody's way.
    await insertRules('alpha', ['old'], 'rule old { meta: severity = "hgih" condition: false }');
    await admin('PUT', '/yara-rules/team', { source: MARKER });
    await admin('DELETE', '/yara-rules/old').catch((error) => assert.match(String(error), /JSON|204/));
    assert.deepEqual((await admin<any>('GET', '/yara-rules')).data.map(({ name, written_by }: any) => [name, written_by]), [['team', 'admin']]);
    const { id } = await admin('POST', '/rescans', { rules: ['yara'] });
    assert.equal((await when(id, ({ state }) => state === 'done')).matched, 1);
    const { data: [found] } = await admin<any>('GET', `/rescans/${id}/results?outcome=matched`);
    assert.deepEqual([found.verdict, found.reasons[0], found.score > 0, found.policy.reject_at, found.runs.map(({ check, outcome }: any) => [check, outcome])], ['reject', 'yara/team/marker: Holds the marker (a.txt:1).', true, 'critical', [['yara', 'found'], ['package', 'passed']]]);
    assert.match(found.package_sha256, /^[0-9a-f]{64}$/);
    const flagged = await call<any>('GET', `${tenant.api}/moderation/flagged`, tenant.tokens.maintainer);
    assert.deepEqual(flagged.data.map(({ extension, action, findings }: any) => [extension, action, findings[0].message, findings[0].file]), [['tool-03', 'quarantine', 'Holds the marker.', 'a.txt']]);
    const version = `${tenant.api}/extensions/tool-03/versions/1.0.0`;
    for (const deadline = Date.now() + PATIENCE_MS; (await fetch(`${version}/download`)).status !== 410; await delay(20)) assert.ok(Date.now() < deadline, 'it is not quarantined');
    const again = await upload(tenant, orchestraPackage({ name: 'tool-99', version: '1.0.0' }, { 'b.txt': 'MARKER' }), { headers: { prefer: 'wait=20' } });
    assert.equal(again.status, 422, JSON.stringify(again.body));
    assert.match(JSON.stringify(again.body.findings), /team\/marker/);
  });
});

describe('what is flagged', () => {
  let flagging: TestTenant;
  const flagged = async () => (await call<any>('GET', `${flagging.api}/moderation/flagged`, flagging.tokens.maintainer)).data;
  const rescan = async (body: object = { rules: ['yara'] }): Promise<void> => {
    const { id } = await call<Rescan>('POST', `${flagging.api}/rescans`, flagging.tokens.admin, body);
    for (const deadline = Date.now() + PATIENCE_MS; (await call<Rescan>('GET', `${flagging.api}/rescans/${id}`, flagging.tokens.admin)).state !== 'done'; await delay(20)) assert.ok(Date.now() < deadline, 'the rescan has no end');
  };
  const rule = (words: string[]) => call('PUT', `${flagging.api}/yara-rules/team`, flagging.tokens.admin, { source: words.map((word) => MARKER.replace('rule marker', `rule ${word}`).replaceAll('MARKER', word)).join('\n') });
  const policy = (rescanned: string) => withClient(database.ownerUrl, (client) => client.query(`UPDATE tenant SET profile = jsonb_set(profile, '{review,rescan}', to_jsonb($1::text)) WHERE slug = 'flagging'`, [rescanned]));
  const list = (to: string) => call<any>('POST', `${flagging.api}/extensions/flagged-tool/versions/1.0.0/${to}`, flagging.tokens.maintainer, { reason: 'because' });

  before(async () => {
    flagging = await souk.tenant('flagging', { ...AUTOMATIC_PROFILE, review: { ...AUTOMATIC_PROFILE.review, rescan: 'review' } });
    const { status, body } = await upload(flagging, orchestraPackage({ name: 'flagged-tool', version: '1.0.0' }, { 'a.txt': 'ONE TWO THREE FOUR TOOL AGAIN' }), { headers: { prefer: 'wait=20' } });
    assert.equal(status, 201, JSON.stringify(body));
  });

  test('is shown once for each version, with all that was found, and one word of a maintainer settles it', async () => {
    await rule(['ONE']);
    await rescan();
    await rescan();
    assert.deepEqual((await flagged()).map(({ version, findings }: any) => [version, findings.map(({ evidence }: any) => evidence)]), [['1.0.0', ['ONE']]]);
    await rule(['TWO']);
    await rescan();
    const [item, ...others] = await flagged();
    assert.deepEqual([others, item.findings.map(({ evidence }: any) => evidence).sort()], [[], ['ONE', 'TWO']]);
    await call('POST', `${flagging.api}/moderation/flagged/${item.id}/dismiss`, flagging.tokens.maintainer, { reason: 'known' });
    await rule(['ONE', 'TWO']);
    await rescan();
    assert.deepEqual(await flagged(), []);
  });

  test('is settled by a restored version, whatever flagged it before', async () => {
    await rule(['THREE']);
    await rescan();
    await policy('quarantine');
    await rule(['THREE', 'FOUR']);
    await rescan();
    for (const deadline = Date.now() + PATIENCE_MS; (await flagged())[0]?.listing !== 'quarantined'; await delay(20)) assert.ok(Date.now() < deadline, 'it is not quarantined');
    assert.equal((await flagged()).length, 1);
    await list('restore');
    assert.deepEqual(await flagged(), []);
    await rescan();
    assert.deepEqual(await flagged(), []);
  });

  test('is not what a dry run found: a restored version was not shown to anybody for that', async () => {
    await policy('quarantine');
    await rule(['TOOL']);
    await rescan({ dry_run: true });
    await list('quarantine');
    assert.equal((await list('restore')).listing, 'listed');
    assert.deepEqual(await flagged(), []);
    await rescan();
    assert.deepEqual((await flagged()).map(({ findings }: any) => findings[0].evidence), ['TOOL']);
    for (const deadline = Date.now() + PATIENCE_MS; (await flagged())[0]?.listing !== 'quarantined'; await delay(20)) assert.ok(Date.now() < deadline, 'it is not quarantined');
    await list('restore');
  });

  test('is over when a later rescan with all rules finds nothing: not a dry one, and not one with some', async () => {
    await policy('review');
    await rule(['AGAIN']);
    await rescan();
    assert.equal((await flagged()).length, 1);
    await rule(['ELSEWHERE']);
    await rescan();
    await rescan({ dry_run: true });
    assert.equal((await flagged()).length, 1);
    await rescan({});
    assert.deepEqual(await flagged(), []);
    await rule(['AGAIN']);
    await rescan();
    assert.equal((await flagged()).length, 1, 'and comes back with the rule');
    await rule(['ELSEWHERE']);
    await rescan({});
  });

  test('and what its publisher yanks meanwhile stays theirs: a restored version is yanked, with its own reason', async () => {
    const version = `${flagging.api}/extensions/flagged-tool/versions/1.0.0`;
    const refused = async (path: string, method: string, token: string) => (await fetch(`${version}${path}`, { method, headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"reason":"no"}' })).status;
    await call('DELETE', version, flagging.tokens.publisher, { reason: 'broken' });
    await list('quarantine');
    assert.deepEqual([await refused('', 'DELETE', flagging.tokens.publisher), await refused('/unyank', 'POST', flagging.tokens.publisher), await refused('/unyank', 'POST', flagging.tokens.maintainer)], [403, 403, 409]);
    const record = async () => (await call<any>('GET', `${flagging.api}/takedowns.osv.json`, flagging.tokens.maintainer)).data[0];
    const down = await record();
    const restored = await list('restore');
    assert.deepEqual([restored.listing, restored.listing_reason], ['yanked', 'broken']);
    assert.equal((await list('restore')).listing, 'yanked', 'once is enough');
    const lifted = await record();
    assert.ok(lifted.published === down.published && lifted.withdrawn === lifted.modified && lifted.withdrawn > down.modified, JSON.stringify([down, lifted]));
    await call('POST', `${version}/unyank`, flagging.tokens.publisher, {});
    assert.deepEqual(await record(), lifted, 'what the publisher does is no news of the takedown');
  });

  test('and a maintainer sees and dismisses it with souk review', async () => {
    await policy('review');
    await rule(['ONE']);
    await withClient(database.ownerUrl, (client) => client.query('DELETE FROM rescan_dismissal'));
    await rescan();
    const home = await mkdtemp(join(tmpdir(), 'souk-test-'));
    const env = { PATH: process.env.PATH, SOUK_URL: souk.url, SOUK_TENANT: 'flagging', SOUK_TOKEN: flagging.tokens.maintainer, SOUK_CLI_HOME: home };
    const review = (...args: string[]) => new Promise<string>((resolve, reject) => execFile(process.execPath, [ADMIN.replace('admin.js', 'main.js'), 'review', ...args], { env }, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout))));
    assert.match(await review('list'), /^1 published version is flagged by a rescan: souk review flagged\n$/);
    assert.match(await review('next'), /^1 published version is flagged/);
    const shown = await review('flagged');
    assert.match(shown, /^\S+ +flagged-tool +1\.0\.0 +listed +Holds the marker\.\n1 flagged, page 1 of 1\n$/);
    await review('dismiss', shown.split(' ')[0]!, '--reason', 'known');
    assert.equal(await review('flagged'), 'no published version is flagged\n');
    assert.equal(await review('list'), 'nothing waits for a maintainer\n');
    await rm(home, { recursive: true, force: true });
  });
});

test('what was taken down is public as OSV records, with everything that the schema requires', async () => {
  const answer = await fetch(`${tenant.api}/takedowns.osv.json`);
  const { data } = (await answer.json()) as { data: any[] };
  assert.equal(data.length, 1);
  const [record] = data;
  // https://ossf.github.io/osv-schema/: no other members at the top, times in UTC, of each affected package its ecosystem and name, of each reference its type and URI.
  assert.deepEqual(Object.keys(record).sort(), ['affected', 'details', 'id', 'modified', 'published', 'references', 'schema_version', 'summary']);
  assert.match(record.id, /^SOUK-[0-9a-f]{16}$/);
  for (const time of [record.modified, record.published]) {
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    assert.equal(new Date(time).toISOString(), time);
  }
  assert.deepEqual([record.schema_version, typeof record.summary, typeof record.details], ['1.7.0', 'string', 'string']);
  assert.deepEqual(record.references, [{ type: 'PACKAGE', url: `${tenant.api}/extensions/tool-03` }]);
  assert.ok(URL.canParse(record.references[0].url), record.references[0].url);
  assert.deepEqual(Object.keys(record.affected[0]).sort(), ['database_specific', 'package', 'versions']);
  assert.deepEqual(record.affected.map((each: any) => [each.package, each.versions]), [[{ ecosystem: 'Souk:alpha', name: 'tool-03' }, ['1.0.0']]]);
  const { package_sha256: sha256 } = await call<any>('GET', `${tenant.api}/extensions/tool-03/versions/1.0.0`, tenant.tokens.maintainer).catch(() => ({ package_sha256: record.affected[0].database_specific.sha256 }));
  assert.equal(record.affected[0].database_specific.sha256, sha256);
  assert.match(record.details, /Holds the marker/);
});

test('a submission says what it was scanned with', async () => {
  const { data } = await call<any>('GET', `${tenant.api}/submissions?status=PUBLISHED`, tenant.tokens.publisher);
  const { id } = data[0];
  for (const path of ['findings', 'checks']) {
    const { scanned_with: scanned } = await call<any>('GET', `${tenant.api}/submissions/${id}/${path}`, tenant.tokens.publisher);
    assert.match(scanned.rule_set, /^[0-9a-f]{64}$/);
    assert.ok(scanned.engines['@virustotal/yara-x'] && scanned.engines.node && scanned.duration_ms > 0, JSON.stringify(scanned));
  }
});

describe('what came to a verdict can be shown later', () => {
  let judged: TestTenant;
  before(async () => void (judged = await souk.tenant('judged', AUTOMATIC_PROFILE)));
  const ask = async (method: string, path: string, body?: unknown, token = judged.tokens.admin) => {
    const answer = await fetch(`${judged.api}${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const submit = async (name: string, manifest: object, files: Record<string, string> = {}) => (await upload(judged, orchestraPackage({ name, version: '1.0.0', ...manifest }, files), { headers: { prefer: 'wait=20' } })).body;
  const checksOf = async (id: string) => (await ask('GET', `/submissions/${id}/checks`, undefined, judged.tokens.publisher)).body;

  test('the YARA rules with their text, also when they are replaced and removed', async () => {
    const first = (await ask('PUT', '/yara-rules/team', { source: MARKER })).body;
    const { submission } = await submit('marked', {}, { 'a.txt': 'MARKER' });
    const second = (await ask('PUT', '/yara-rules/team', { source: MARKER.replace('"MARKER"', '"OTHER"') })).body;
    assert.notEqual(first.sha256, second.sha256);
    const { scanned_with: scanned } = await checksOf(submission.id);
    assert.deepEqual(scanned.yara, [{ name: 'team', sha256: first.sha256 }]);
    assert.deepEqual([scanned.score, scanned.policy], [12, { reject_at: 'critical', score: { human_at: 6, reject_at: null, threats: [] }, checks: {} }]);
    assert.equal((await ask('DELETE', '/yara-rules/team')).status, 204);
    const { body: kept } = await ask('GET', `/yara-rules/team/versions/${first.sha256}`);
    assert.deepEqual([kept.source, kept.written_by, kept.written_at <= first.updated_at], [MARKER, 'admin', true], JSON.stringify([kept, first]));
    assert.equal((await ask('GET', `/yara-rules/other/versions/${first.sha256}`)).status, 404);
    const byMaintainer = (method: string, path: string, body?: object) => ask(method, path, body, judged.tokens.maintainer);
    assert.deepEqual((await byMaintainer('GET', `/yara-rules/team/versions/${first.sha256}`)).body, kept);
    assert.equal((await ask('GET', `/yara-rules/team/versions/${first.sha256}`, undefined, judged.tokens.publisher)).status, 403);
    const marked = await byMaintainer('PUT', '/yara-rules/saved', { source: `\uFEFF${MARKER}` });
    assert.deepEqual([marked.status, marked.body.source, marked.body.sha256, marked.body.written_by], [200, MARKER, first.sha256, 'maintainer']);
    const loop = await byMaintainer('PUT', '/yara-rules/loop', { source: 'rule loop { condition: for all i in (1..1000000000) : ( uint8(i % filesize) != 256 ) }' });
    assert.deepEqual([loop.status, /loop: a search of \d+ bytes with these rules ended: not done within 2000 ms/.test(loop.body.detail)], [400, true], JSON.stringify(loop.body));
    assert.deepEqual((await byMaintainer('GET', '/yara-rules')).body.data.map(({ name }: any) => name), ['saved']);
    assert.equal((await byMaintainer('DELETE', '/yara-rules/saved')).status, 204);
    assert.equal((await ask('PUT', '/yara-rules/team', { source: MARKER })).body.sha256, first.sha256, 'a text that comes back is the same one');
    await ask('DELETE', '/yara-rules/team');
  });

  test('a decision on what was scanned before rules changed: who was told of them decides, nobody else', async () => {
    await ask('PUT', '/profile', { ...AUTOMATIC_PROFILE, review: { auto_approve: { publishers: 'nobody' } } });
    const submission = await submit('waiting', {}, { 'a.txt': 'WAITS' });
    const maintain = (method: string, path: string, body?: object) => ask(method, path, body, judged.tokens.maintainer);
    const reviews = async () => (await maintain('GET', '/moderation/queue')).body.data.filter((each: any) => each.submission_id === submission.id);
    for (let tries = 0; (await reviews()).length === 0 && tries < 200; tries += 1) await delay(50);
    const path = `/moderation/reviews/${(await reviews())[0].id}`;
    const early = (await maintain('POST', `${path}/claim`)).body;
    assert.deepEqual(early.rules_changed, []);
    const { sha256 } = (await ask('PUT', '/yara-rules/late', { source: 'rule late { meta: severity = "block" strings: $a = "WAITS" condition: $a }' })).body;
    const refused = await maintain('POST', `${path}/decision`, { decision: 'approve', lease: early.lease });
    const said = `The YARA rules late were added (SHA-256 ${sha256.slice(0, 12)}…).`;
    assert.deepEqual([refused.status, refused.body.detail], [409, `It was scanned before rules changed, and they did after it was claimed: ${said} Claim the review anew and look at it once more.`]);
    assert.deepEqual((await maintain('GET', path)).body.rules_changed, [said]);
    const { lease, rules_changed: told } = (await maintain('POST', `${path}/claim`)).body;
    assert.deepEqual(told, [said]);
    const decided = await maintain('POST', `${path}/decision`, { decision: 'approve', lease });
    assert.deepEqual([decided.status, decided.body.state, decided.body.rules_changed], [200, 'approved', []], JSON.stringify(decided.body));
    await ask('DELETE', '/yara-rules/late');
    await ask('PUT', '/profile', AUTOMATIC_PROFILE);
  });

  test('the policy that counted, also when the profile is another one by now', async () => {
    await ask('PUT', '/profile', { ...AUTOMATIC_PROFILE, score: { human_at: 9 }, checks: { 'unused-permission': { enforced: false } } });
    const submission = await submit('unneeded', { permissions: ['network', 'clipboard'] });
    await ask('PUT', '/profile', AUTOMATIC_PROFILE);
    assert.match(submission.verdict?.reasons?.join(' ') ?? JSON.stringify(submission), /Shown and not counted, .* of unused-permission \(1\)/);
    const { data, scanned_with: scanned } = await checksOf(submission.id);
    const { body: found } = await ask('GET', `/submissions/${submission.id}/findings`);
    assert.match(found.data.find(({ check }: any) => check === 'unused-permission').why, /the next bug may use it/);
    assert.deepEqual(data.filter((run: any) => !run.enforced).map(({ check, findings, required }: any) => [check, findings, required]), [['unused-permission', 1, true]]);
    assert.equal(scanned.policy.score.human_at, 9);
  });
});

test('a marketplace has so many YARA rules and no more', async () => {
  const full = await souk.tenant('full');
  const fill = async (count: number, source: string) => {
    await withClient(database.ownerUrl, (client) => client.query(`DELETE FROM yara_rule WHERE tenant_id = (SELECT id FROM tenant WHERE slug = 'full')`));
    await insertRules('full', Array.from({ length: count }, (_, at) => `rule-${at}`), source);
  };
  const put = async (name: string) => {
    const answer = await fetch(`${full.api}/yara-rules/${name}`, { method: 'PUT', headers: { 'authorization': `Bearer ${full.tokens.admin}`, 'content-type': 'application/json' }, body: JSON.stringify({ source: 'rule a { condition: false }' }) });
    return { status: answer.status, text: await answer.text() };
  };
  await fill(MOST_YARA_SOURCES - 1, 'rule a { condition: false }');
  assert.equal((await put('last')).status, 200);
  assert.match((await put('surplus')).text, /may have 100 sources/);
  assert.equal((await put('last')).status, 200, 'replacing one needs no place');
  const long = `rule a { condition: false } //${' '.repeat(MOST_YARA_CHARACTERS - 29)}`;
  await fill(MOST_YARA_CHARACTERS_IN_ALL / MOST_YARA_CHARACTERS - 1, long);
  assert.equal((await put('fits')).status, 200);
  await fill(MOST_YARA_CHARACTERS_IN_ALL / MOST_YARA_CHARACTERS, long);
  assert.match((await put('surplus')).text, /characters together/);
});

test('souk-admin begins, shows, stops and exports', async () => {
  const home = await mkdtemp(join(tmpdir(), 'souk-test-'));
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const env = { PATH: process.env.PATH, SOUK_URL: souk.url, SOUK_TENANT: 'alpha', SOUK_TOKEN: tenant.tokens.admin, SOUK_CLI_HOME: home };
      execFile(process.execPath, [ADMIN, ...args], { env }, (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }));
    });
  const begun = await run('rescan', 'start', '--extension', 'tool-01', '--dry-run');
  assert.deepEqual([begun.code, /done 100% 1 of 1 versions, 0 matched/.test(begun.out)], [0, true], begun.out);
  const shown = JSON.parse((await run('rescan', 'status', '--json')).out);
  assert.deepEqual([shown.rescan.extension, shown.rescan.state, shown.matched], ['tool-01', 'done', []]);
  assert.equal((await run('rescan', 'stop')).code, 6);
  for (const wait of [[], ['--no-wait']]) {
    const unknown = await run('rescan', 'start', '--rule', 'no-such-rule', ...wait);
    assert.deepEqual([unknown.code, /^error: [^\n]*\/rules\/0: there is no check "no-such-rule"; there are bidi-control, .*, yara, zero-width\n {2}request \S+\n$/.test(unknown.out)], [2, true], unknown.out);
  }
  assert.equal(JSON.parse((await run('rescan', 'status', '--json')).out).rescan.id, shown.rescan.id, 'none was begun');
  assert.equal((await run('export-osv', '--out', join(home, 'osv'))).code, 0);
  const [file] = await readdir(join(home, 'osv'));
  assert.match(JSON.parse(await readFile(join(home, 'osv', file!), 'utf8')).summary, /tool-03 1\.0\.0/);
  const taken = join(home, 'osv', file!);
  for (const folder of [taken, join(taken, 'deeper')]) {
    const { code, out } = await run('export-osv', '--out', folder);
    assert.deepEqual([code, out], [2, `error: ${taken} is not a folder\n  Remove it, or name another.\n`]);
  }
  await rm(home, { recursive: true, force: true });
});
