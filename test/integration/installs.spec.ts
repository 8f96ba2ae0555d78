import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { DownloadsJob } from '#apps/installs/downloads.job.js';
import { InstallsJobs } from '#apps/installs/installs.jobs.js';
import { RatingsJob } from '#apps/installs/ratings.job.js';
import { openDb, type Db } from '#libs/db/db.js';
import { makeMember, makePlace, makeVersion, openRows, type Place, type Rows } from '#test/support/rows.js';

let rows: Rows;
let db: Db;
let place: Place;
let user: string;

before(async () => {
  rows = await openRows();
  db = openDb(rows.url('installs'), 6);
});
beforeEach(async () => {
  place = await makePlace(rows);
  user = await makeMember(rows, place, 'user');
  await makeVersion(rows, place, 'demo', '1.0.0');
  await makeVersion(rows, place, 'demo', '1.1.0');
});
after(async () => {
  await db?.close();
  await rows?.drop();
});

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();
const install = (at: number, version = '1.0.0', memberId = user, installId: string = randomUUID()) =>
  ({ installId, memberId, extension: 'demo', version, clientId: null, hostVersion: null, at: minute(at) });
const removal = (at: number) => ({ uninstallId: randomUUID(), memberId: user, extension: 'demo', at: minute(at) });
const rating = (at: number, stars: number, memberId = user) => ({ ratingId: randomUUID(), memberId, extension: 'demo', rating: stars, title: `said at ${at}`, body: '', at: minute(at) });

const record = (it: ReturnType<typeof install>) => new InstallsJobs(db).record(place.ctx, it);
const remove = (it: ReturnType<typeof removal>) => new InstallsJobs(db).remove(place.ctx, it);
const rate = (it: ReturnType<typeof rating>) => new RatingsJob(db).record(place.ctx, it);
const stats = async () => (await rows.sql('SELECT downloads::integer, installs, rating_count, rating_average FROM extension_stats WHERE tenant_id = $1', [place.ctx.tenantId]))[0];
const current = async () => (await rows.sql('SELECT version FROM install WHERE tenant_id = $1 AND member_id = $2 AND uninstalled_at IS NULL', [place.ctx.tenantId, user])).map(({ version }) => version);

test('a repeated install is one install', async () => {
  const it = install(1);
  await record(it);
  await record(it);
  await Promise.all([record(it), record(it)]);
  assert.deepEqual([await current(), (await stats()).installs], [['1.0.0'], 1]);
});

test('two installs of one user at the same time are one current install', async () => {
  await Promise.all(Array.from({ length: 5 }, (_, i) => record(install(i))));
  assert.deepEqual([(await current()).length, (await stats()).installs], [1, 1]);
});

test('an update takes the place of what was installed', async () => {
  await record(install(1));
  await record(install(2, '1.1.0'));
  assert.deepEqual([await current(), (await stats()).installs], [['1.1.0'], 1]);
});

test('the later time wins, in whatever order the jobs come', async () => {
  await record(install(2, '1.1.0'));
  await record(install(1, '1.0.0'));
  assert.deepEqual(await current(), ['1.1.0']);
  await remove(removal(1));
  assert.deepEqual(await current(), ['1.1.0'], 'it was installed after that');
  await remove(removal(3));
  assert.deepEqual([await current(), (await stats()).installs], [[], 0]);
});

test('an uninstall, its repeat, and an install after it', async () => {
  await record(install(1));
  const it = removal(2);
  await remove(it);
  await remove(it);
  assert.deepEqual([await current(), (await stats()).installs], [[], 0]);
  await record(install(3));
  await remove(it);
  assert.deepEqual([await current(), (await stats()).installs], [['1.0.0'], 1]);
});

test('an install that is held up until after its uninstall does not come back', async () => {
  await record(install(1));
  await remove(removal(5));
  await record(install(3, '1.1.0'));
  assert.deepEqual(await current(), []);
  await record(install(6, '1.1.0'));
  assert.deepEqual(await current(), ['1.1.0']);
});

test('a repeat of an install from before the uninstall does not bring it back', async () => {
  const it = install(1);
  await record(it);
  await remove(removal(2));
  await record(it);
  assert.deepEqual(await current(), []);
});

test('what does not exist, or was quarantined, is not installed', async () => {
  await record(install(1, '9.9.9'));
  await rows.sql(`UPDATE version SET listing = 'quarantined' WHERE tenant_id = $1 AND version = '1.1.0'`, [place.ctx.tenantId]);
  await record(install(1, '1.1.0'));
  assert.deepEqual(await current(), []);
});

test('downloads add up, for the version and the extension', async () => {
  const count = (counts: [string, number][]) => new DownloadsJob(db).count(place.ctx, { counts: counts.map(([version, n]) => ({ extension: 'demo', version, count: n })) });
  await Promise.all([count([['1.0.0', 2], ['1.1.0', 3]]), count([['1.0.0', 5]])]);
  const versions = await rows.sql('SELECT version, downloads::integer FROM version_downloads WHERE tenant_id = $1 ORDER BY version', [place.ctx.tenantId]);
  assert.deepEqual([versions, (await stats()).downloads], [[{ version: '1.0.0', downloads: 7 }, { version: '1.1.0', downloads: 3 }], 10]);
});

test('ratings average over users; the latest of each counts; a repeat does not', async () => {
  const others = [await makeMember(rows, place, 'b'), await makeMember(rows, place, 'c')];
  for (const member of [user, ...others]) await record(install(1, '1.0.0', member));
  await rate(rating(2, 5));
  await rate(rating(2, 2, others[0]));
  const last = rating(4, 3, others[1]);
  await rate(last);
  await rate(last);
  await rate(rating(3, 1, others[1]));
  const { rating_count: count, rating_average: average } = await stats();
  assert.deepEqual([count, Number(average.toFixed(4))], [3, 3.3333]);
  await rate(rating(5, 4));
  assert.equal((await stats()).rating_average, 3);
});

test('who never installed it does not rate it', async () => {
  await rate(rating(1, 1));
  assert.equal(await stats(), undefined);
});

test('what several users do at the same time is all counted', async () => {
  for (let round = 0; round < 10; round += 1) {
    const members = await Promise.all(Array.from({ length: 6 }, (_, i) => makeMember(rows, place, `m${round}-${i}`)));
    await Promise.all(members.map((member) => record(install(1, '1.0.0', member))));
    assert.equal((await stats()).installs, 6 * (round + 1));
    await Promise.all(members.map((member, i) => rate(rating(2, 1 + (i % 5), member))));
    const { rating_count: count, rating_average: average } = await stats();
    assert.deepEqual([count, Number(average.toFixed(4))], [6 * (round + 1), Number((16 / 6).toFixed(4))]);
  }
});
