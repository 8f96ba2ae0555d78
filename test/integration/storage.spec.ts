import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { ListJob } from '#apps/storage/list.job.js';
import { Orphans, REFUSED_KEPT_MS } from '#apps/storage/orphans.js';
import { PublishJob } from '#apps/storage/publish.job.js';
import { openSigner } from '#apps/storage/signer.js';
import { openBlobs, type Blobs } from '#libs/blobs/blobs.js';
import { packageKey, quarantineKey } from '#libs/blobs/keys.js';
import { openDb, type Db } from '#libs/db/db.js';
import { readConfig } from '#libs/service/config.js';
import { openLogger } from '#libs/service/logger.js';
import { Metrics } from '#libs/service/metrics.js';
import { Hopeless } from '#libs/queue/worker.js';
import { checked, makePlace, makeSubmission, makeVersion, openRows, type Place, type Rows } from '#test/support/rows.js';
import { s3ForTests, S3_SKIPPED } from '#test/support/s3.js';

const STORES = {
  folder: {
    skip: false as const,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
      return { url: `file://${folder}`, drop: () => rm(folder, { recursive: true, force: true }) };
    },
  },
  S3: { skip: process.env.TEST_S3_URL ? (false as const) : S3_SKIPPED, open: async () => s3ForTests()! },
};

let rows: Rows;
let db: Db;
let place: Place;
before(async () => {
  rows = await openRows();
  db = openDb(rows.url('storage'), 6);
});
beforeEach(async () => {
  place = await makePlace(rows);
});
after(async () => {
  await db?.close();
  await rows?.drop();
});

const versions = async () => (await rows.sql('SELECT extension, version, listing FROM version WHERE tenant_id = $1 ORDER BY 1, 2', [place.ctx.tenantId])).map((row) => `${row.extension} ${row.version} ${row.listing}`);
const extension = async (name: string) => (await rows.sql('SELECT latest_version, latest_prerelease, listed FROM extension WHERE tenant_id = $1 AND name = $2', [place.ctx.tenantId, name]))[0];
const status = async (id: string) => (await rows.sql('SELECT status FROM submission WHERE id = $1', [id]))[0].status;

for (const [name, { skip, open }] of Object.entries(STORES)) {
  describe(`packages in ${name}`, { skip }, () => {
    let store: { url: string; drop(): Promise<void> };
    let blobs: Blobs;
    let publish: PublishJob;
    beforeEach(async () => {
      store = await open();
      blobs = await openBlobs(store.url);
      await blobs.prepare();
      publish = new PublishJob(db, blobs, openSigner(undefined));
    });
    afterEach(() => store.drop());

    const put = (key: string, bytes: Uint8Array) => blobs.put(key, [bytes] as never, { maxBytes: 1e6 });
    const quarantined = (blobId: string) => quarantineKey(place.ctx.tenantId, blobId);
    const published = (sha256: string) => packageKey(place.ctx.tenantId, sha256);

    /** A submission whose package lies in quarantine. */
    async function waiting(version: string, state: string, more: Record<string, unknown> = {}) {
      const bytes = Buffer.from(`package ${version} ${randomUUID()}`);
      const blobId = randomUUID();
      await put(quarantined(blobId), bytes);
      const columns = { ...checked(bytes, 'demo', version, blobId), status: state, ...more };
      return { id: await makeSubmission(rows, place, columns), bytes, blobId, sha256: columns.package_sha256 };
    }

    test('publishing twice, also at the same time, makes one version', async () => {
      const { id, bytes, blobId, sha256 } = await waiting('1.0.0', 'APPROVED');
      const run = () => publish.run(place.ctx, { submissionId: id });
      await Promise.all([run(), run(), run()]);
      await run();
      assert.deepEqual([await versions(), await status(id)], [['demo 1.0.0 listed'], 'PUBLISHED']);
      assert.ok((await blobs.read(published(sha256), 1e6)).equals(bytes));
      assert.equal(await blobs.head(quarantined(blobId)), null);
      assert.equal((await rows.sql(`SELECT FROM event WHERE submission_id = $1`, [id])).length, 1);
      assert.deepEqual(await extension('demo'), { latest_version: '1.0.0', latest_prerelease: null, listed: true });
    });

    test('a death between the copy and the row leaves it publishable', async () => {
      const { id, bytes, blobId, sha256 } = await waiting('1.0.0', 'APPROVED');
      await blobs.copy(quarantined(blobId), published(sha256));
      await publish.run(place.ctx, { submissionId: id });
      assert.equal(await status(id), 'PUBLISHED');
      assert.ok((await blobs.read(published(sha256), 1e6)).equals(bytes));
    });

    test('also when the first blob is gone by then', async () => {
      const { id, blobId, sha256 } = await waiting('1.0.0', 'APPROVED');
      await blobs.copy(quarantined(blobId), published(sha256));
      await blobs.remove(quarantined(blobId));
      await publish.run(place.ctx, { submissionId: id });
      assert.equal(await status(id), 'PUBLISHED');
    });

    test('without its bytes nothing is published', async () => {
      const { id, blobId } = await waiting('1.0.0', 'APPROVED');
      await blobs.remove(quarantined(blobId));
      await assert.rejects(publish.run(place.ctx, { submissionId: id }));
      assert.deepEqual([await versions(), await status(id)], [[], 'APPROVED']);
    });

    test('what was not approved, or has no manifest, is not published', async () => {
      for (const state of ['QUEUED', 'IN_REVIEW', 'REJECTED']) {
        const { id } = await waiting('1.0.0', state);
        await publish.run(place.ctx, { submissionId: id });
        assert.equal(await status(id), state);
        await rows.sql(`UPDATE submission SET status = 'WITHDRAWN' WHERE id = $1`, [id]);
      }
      const { id } = await waiting('1.0.0', 'APPROVED', { manifest: null });
      await assert.rejects(publish.run(place.ctx, { submissionId: id }), Hopeless);
      assert.deepEqual(await versions(), []);
    });

    test('the orphan sweep removes old blobs that no row knows, and nothing else', async () => {
      const kept = await Promise.all(['SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN'].map((state, i) => waiting(`1.${i}.0`, state)));
      const approved = kept[3]!;
      await blobs.copy(quarantined(approved.blobId), published(approved.sha256));
      const done = await waiting('2.0.0', 'APPROVED');
      await publish.run(place.ctx, { submissionId: done.id });
      const long = new Date(Date.now() - REFUSED_KEPT_MS - 60_000);
      const refused = await waiting('0.9.0', 'REJECTED', { updated_at: long });
      const orphan = quarantined(randomUUID());
      const uncommitted = published(createHash('sha256').update('never a version').digest('hex'));
      await put(orphan, Buffer.from('an upload that died'));
      await put(uncommitted, Buffer.from('never a version'));

      assert.equal(await sweeper(3_600).sweep(), 0, 'what is young may still become known');
      assert.ok(await blobs.head(orphan));
      // Times of S3 are whole seconds: a limit in the future stands for waiting.
      assert.equal(await sweeper(-60).sweep(), 3);
      for (const key of [orphan, uncommitted, quarantined(refused.blobId)]) assert.equal(await blobs.head(key), null, key);
      for (const { blobId, id } of kept) assert.ok(await blobs.head(quarantined(blobId)), await status(id));
      assert.ok(await blobs.head(published(approved.sha256)), 'an approved package between copy and row');
      assert.ok(await blobs.head(published(done.sha256)), 'a published package');
      await publish.run(place.ctx, { submissionId: approved.id });
      assert.equal(await status(approved.id), 'PUBLISHED');
    });

    function sweeper(olderThanSeconds: number): Orphans {
      const config = { ...readConfig({ DATABASE_URL: 'postgres://a', QUEUE_URL: 'redis://a', BLOB_URL: store.url }), ORPHAN_AFTER_SECONDS: olderThanSeconds };
      return new Orphans(db, blobs, config, openLogger('storage', 'silent'), new Metrics());
    }
  });
}

describe('listings', () => {
  async function change(version: string, to: string, by = place.author): Promise<void> {
    const id = randomUUID();
    await rows.sql('INSERT INTO listing_change (tenant_id, id, extension, version, "to", reason, requested_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [place.ctx.tenantId, id, 'demo', version, to, 'because', by]);
    await new ListJob(db).run(place.ctx, { changeId: id });
    await new ListJob(db).run(place.ctx, { changeId: id });
  }
  beforeEach(async () => {
    await makeVersion(rows, place, 'demo', '1.0.0');
    await makeVersion(rows, place, 'demo', '2.0.0');
  });

  test('yanking the latest shows the one before, unyanking shows it again', async () => {
    await change('2.0.0', 'yanked');
    assert.deepEqual([await versions(), (await extension('demo')).latest_version], [['demo 1.0.0 listed', 'demo 2.0.0 yanked'], '1.0.0']);
    await change('2.0.0', 'listed');
    assert.equal((await extension('demo')).latest_version, '2.0.0');
    const events = await rows.sql(`SELECT kind, "from", "to" FROM event WHERE tenant_id = $1 ORDER BY id`, [place.ctx.tenantId]);
    assert.deepEqual(events, [{ kind: 'listing', from: '2.0.0 listed', to: '2.0.0 yanked' }, { kind: 'listing', from: '2.0.0 yanked', to: '2.0.0 listed' }]);
  });

  test('with every version yanked the extension is not listed', async () => {
    await change('1.0.0', 'yanked');
    await change('2.0.0', 'yanked');
    assert.deepEqual(await extension('demo'), { latest_version: null, latest_prerelease: null, listed: false });
  });

  test('quarantine and the way out of it are the maintainers’', async () => {
    await change('2.0.0', 'quarantined');
    assert.ok((await versions()).includes('demo 2.0.0 listed'), 'not by the author');
    await change('2.0.0', 'quarantined', place.maintainer);
    assert.deepEqual([(await extension('demo')).latest_version, (await versions())[1]], ['1.0.0', 'demo 2.0.0 quarantined']);
    await change('2.0.0', 'listed');
    await change('2.0.0', 'yanked', place.maintainer);
    assert.ok((await versions()).includes('demo 2.0.0 quarantined'), 'not by the author, and not to yanked');
    await change('2.0.0', 'listed', place.maintainer);
    assert.ok((await versions()).includes('demo 2.0.0 listed'));
  });

  test('a quarantine ends where it began: what its publisher yanked is yanked again, for their reason', async () => {
    await change('2.0.0', 'yanked');
    await change('2.0.0', 'quarantined', place.maintainer);
    const stands = async () => (await rows.sql(`SELECT listing, listing_reason, yank_reason FROM version WHERE tenant_id = $1 AND version = '2.0.0'`, [place.ctx.tenantId]))[0];
    await rows.sql(`UPDATE version SET listing_reason = 'steals' WHERE tenant_id = $1 AND version = '2.0.0'`, [place.ctx.tenantId]);
    await change('2.0.0', 'listed', place.maintainer);
    assert.deepEqual(await stands(), { listing: 'quarantined', listing_reason: 'steals', yank_reason: 'because' });
    await change('2.0.0', 'yanked', place.maintainer);
    assert.deepEqual([await stands(), (await extension('demo')).latest_version], [{ listing: 'yanked', listing_reason: 'because', yank_reason: 'because' }, '1.0.0']);
    await change('2.0.0', 'listed');
    assert.deepEqual([await stands(), (await extension('demo')).latest_version], [{ listing: 'listed', listing_reason: null, yank_reason: null }, '2.0.0']);
  });

  test('nobody ends the quarantine of their own extension, also when they moderate by then', async () => {
    await change('2.0.0', 'quarantined', place.maintainer);
    await rows.sql(`UPDATE member SET role = 'maintainer' WHERE id = $1`, [place.author]);
    await change('2.0.0', 'listed');
    assert.ok((await versions()).includes('demo 2.0.0 quarantined'));
  });

  test('a takedown keeps its times: the first day, and when it last came or went', async () => {
    const times = async () => (await rows.sql(`SELECT quarantined_at, takedown_at FROM version WHERE tenant_id = $1 AND version = '2.0.0'`, [place.ctx.tenantId]))[0];
    await change('2.0.0', 'quarantined', place.maintainer);
    const first = await times();
    assert.deepEqual(first.quarantined_at, first.takedown_at);
    await change('2.0.0', 'listed', place.maintainer);
    const over = await times();
    assert.ok(over.takedown_at > first.takedown_at);
    await change('2.0.0', 'yanked');
    await change('2.0.0', 'listed');
    assert.deepEqual(await times(), over);
    await change('2.0.0', 'quarantined', place.maintainer);
    const again = await times();
    assert.deepEqual(again.quarantined_at, first.quarantined_at);
    assert.ok(again.takedown_at > over.takedown_at);
    await change('1.0.0', 'yanked');
    assert.deepEqual(await rows.sql(`SELECT quarantined_at, takedown_at FROM version WHERE tenant_id = $1 AND version = '1.0.0'`, [place.ctx.tenantId]), [{ quarantined_at: null, takedown_at: null }]);
  });

  test('a quarantine that is held up is not overtaken by what the publisher wishes meanwhile, and is carried out once', async () => {
    const id = randomUUID();
    await rows.sql(`INSERT INTO listing_change (tenant_id, id, extension, version, "to", reason, requested_by) VALUES ($1, $2, 'demo', '2.0.0', 'quarantined', '', $3)`, [place.ctx.tenantId, id, place.maintainer]);
    await change('2.0.0', 'yanked');
    await change('2.0.0', 'listed');
    await new ListJob(db).run(place.ctx, { changeId: id });
    assert.ok((await versions()).includes('demo 2.0.0 quarantined'));
    await change('2.0.0', 'listed', place.maintainer);
    await new ListJob(db).run(place.ctx, { changeId: id });
    assert.ok((await versions()).includes('demo 2.0.0 listed'), 'it was carried out before');
  });

  test('a wish that is held up does not undo a later one', async () => {
    const [early, late] = [randomUUID(), randomUUID()];
    for (const [id, to, at] of [[early, 'yanked', '12:00'], [late, 'listed', '12:01']] as const) {
      await rows.sql(`INSERT INTO listing_change (tenant_id, id, extension, version, "to", reason, requested_by, at) VALUES ($1, $2, 'demo', '2.0.0', $3, '', $4, $5)`, [place.ctx.tenantId, id, to, place.author, `2026-01-01T${at}:00Z`]);
    }
    await new ListJob(db).run(place.ctx, { changeId: late });
    await new ListJob(db).run(place.ctx, { changeId: early });
    assert.ok((await versions()).includes('demo 2.0.0 listed'));
    assert.deepEqual(await rows.sql('SELECT kind FROM event WHERE tenant_id = $1', [place.ctx.tenantId]), []);
  });

  test('a stranger yanks nothing', async () => {
    await change('2.0.0', 'yanked', place.maintainer);
    assert.ok((await versions()).includes('demo 2.0.0 listed'), 'a maintainer who is not of the publisher');
  });
});
