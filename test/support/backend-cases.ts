import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openBackend } from '#libs/queue/backend.js';
import { freePort } from '../../scripts/ports.js';
import { orchestraPackage } from './archives.js';
import { REDIS_SKIPPED, redisUrl, testDatabase, type TestDatabase } from './cluster.js';
import { until } from './line.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from './marketplace.js';
import { s3ForTests, S3_SKIPPED } from './s3.js';

const BATCH = 20;
/** Packages in flight at once that no lock may be lost over (issue 4). */
const CROWD = 100;

interface Parts {
  queueUrl: string;
  blobUrl?: string;
  drop(): Promise<void>;
}

const KINDS = {
  'PostgreSQL and a folder': { skip: false as const, open: async ({ queueUrl }: TestDatabase): Promise<Parts> => ({ queueUrl, drop: async () => undefined }) },
  'Redis and S3': {
    skip: !process.env.TEST_REDIS_URL ? REDIS_SKIPPED : !process.env.TEST_S3_URL ? S3_SKIPPED : (false as const),
    async open(): Promise<Parts> {
      const s3 = s3ForTests()!;
      return { queueUrl: (await redisUrl())!, blobUrl: s3.url, drop: () => s3.drop() };
    },
  },
};

/** The cases that a marketplace must pass whatever it stands on, as a suite; skipped, with the reason, where a server is missing. */
export function sameOnEveryBackend(kind: keyof typeof KINDS): void {
  const { skip, open } = KINDS[kind];
  describe(`a marketplace on ${kind}`, { skip }, () => {
    let database: TestDatabase;
    let parts: Parts;
    let souk: Marketplace;
    let tenant: TestTenant;
    let owner: pg.Client;
    const seconds: ChildProcess[] = [];

    before(async () => {
      database = await testDatabase();
      parts = await open(database);
      souk = await startMarketplace({
        ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: parts.queueUrl, ...(parts.blobUrl && { blobUrl: parts.blobUrl }),
        environment: { SWEEP_INTERVAL_MS: '500', SWEEP_AFTER_MS: '3000', RELAY_POLL_MS: '200' },
      });
      tenant = await souk.tenant('backends', AUTOMATIC_PROFILE);
      owner = new pg.Client({ connectionString: database.ownerUrl });
      await owner.connect();
    });
    after(async () => {
      await Promise.all(seconds.map(stopped));
      await souk?.stop();
      await owner?.end();
      await parts?.drop();
      await database?.drop();
    });

    async function stopped(child: ChildProcess): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }

    /** Starts so many uploads under one name; resolves once all are accepted. Returns their submissions. */
    async function batch(name: string, count = BATCH): Promise<string[]> {
      const answers = await Promise.all(Array.from({ length: count }, (_, i) => upload(tenant, orchestraPackage({ name: `${name}-${i}`, version: '1.0.0' }))));
      for (const { status, body } of answers) assert.equal(status, 202, JSON.stringify(body));
      return answers.map(({ body }) => body.id);
    }

    const statuses = async (ids: string[]): Promise<Record<string, number>> =>
      Object.fromEntries((await owner.query('SELECT status || coalesce($2 || blocked, $3) AS status, count(*)::integer AS n FROM submission WHERE id = ANY ($1) GROUP BY 1', [ids, ' blocked: ', ''])).rows.map(({ status, n }) => [status, n]));

    /** Every one of them is published, exactly once, and nothing is owed any more. */
    async function allPublished(ids: string[]): Promise<void> {
      await until('all are published', async () => (await statuses(ids))['PUBLISHED'] === ids.length).catch(async (error) => assert.fail(`${error.message}: ${JSON.stringify(await statuses(ids))}`));
      const count = async (sql: string) => (await owner.query(`SELECT count(*)::integer AS n FROM ${sql}`, [ids])).rows[0].n;
      assert.equal(await count('version WHERE submission_id = ANY ($1)'), ids.length);
      assert.equal(await count(`event WHERE submission_id = ANY ($1) AND "to" = 'PUBLISHED'`), ids.length);
      assert.equal(await count(`event WHERE submission_id = ANY ($1) AND kind = 'blocked'`), 0);
      assert.equal(await count('package_content WHERE submission_id = ANY ($1)'), ids.length);
      await until('every promise is paid', async () => (await owner.query('SELECT FROM outbox')).rowCount === 0);
    }

    test('takes a package from upload to install', async () => {
      const bytes = orchestraPackage({ name: 'journey', version: '1.0.0' });
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { status, body } = await upload(tenant, bytes, { headers: { prefer: 'wait=20', 'x-package-sha256': sha256 } });
      assert.deepEqual([status, body.status], [201, 'PUBLISHED'], JSON.stringify(body));
      const url = `${tenant.api}/extensions/journey/versions/1.0.0/download`;
      const whole = await fetch(url);
      assert.ok(Buffer.from(await whole.arrayBuffer()).equals(Buffer.from(bytes)));
      const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
      assert.deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [206, Buffer.from(bytes.subarray(10, 20))]);
      const installed = await call<any>('POST', `${tenant.api}/extensions/journey/install`, tenant.tokens.user, {});
      assert.equal(installed.package_sha256, sha256);
      await until('the install is recorded', async () => (await call<any>('GET', `${tenant.api}/installs`, tenant.tokens.user)).data.length === 1);
      await until('downloads are counted', async () => (await call<any>('GET', `${tenant.api}/extensions/journey`, null)).downloads >= 1);
    });

    /** Values of a metric of one service, by the labels as Prometheus reads them. */
    async function metric(service: 'validation' | 'review' | 'storage', name: string): Promise<Record<string, number>> {
      const text = await (await fetch(`${souk.opsUrl(service)}/metrics`)).text();
      return Object.fromEntries([...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, 'gm'))].map(([, labels, value]) => [labels!, Number(value)]));
    }

    test(`holds the lock of every job while ${CROWD} packages are in flight`, async () => {
      // Held back until all are there, so that they are in flight together.
      const queue = openBackend(parts.queueUrl).queue('validation');
      await queue.pause();
      const ids = await batch('crowd', CROWD);
      assert.deepEqual(await statuses(ids), { QUEUED: CROWD });
      await queue.resume();
      await queue.close();
      await allPublished(ids);
      for (const service of ['validation', 'review', 'storage'] as const) {
        const lost = await metric(service, 'souk_job_locks_lost_total');
        assert.equal(lost[`queue="${service}",how="not-renewed"`], 0, JSON.stringify(lost));
        assert.equal(lost[`queue="${service}",how="stalled"`], 0, JSON.stringify(lost));
        assert.doesNotMatch(souk.log(service), /job lost its lock/);
      }
    });

    test('loses nothing when validation is killed in the middle of a batch', async () => {
      const ids = batch('killed');
      await until('some are being validated', async () => (await owner.query(`SELECT FROM outbox WHERE queue = 'validation' AND sent_at IS NOT NULL`)).rowCount! > 0);
      await souk.kill('validation');
      const accepted = await ids;
      assert.ok(((await statuses(accepted))['PUBLISHED'] ?? 0) < BATCH, 'it was killed before the end');
      await souk.ready();
      await souk.kill('validation');
      await souk.ready();
      const waited = await upload(tenant, orchestraPackage({ name: 'after-the-kill', version: '1.0.0' }), { headers: { prefer: 'wait=30' } });
      assert.deepEqual([waited.status, waited.body.status], [201, 'PUBLISHED'], JSON.stringify(waited.body));
      await allPublished([...accepted, waited.body.id]);
    });

    test('loses nothing when every service but the gateway is told to stop and comes back', async () => {
      const ids = await batch('drained');
      for (const service of ['validation', 'review', 'storage'] as const) process.kill(souk.pid(service)!, 'SIGTERM');
      await allPublished(ids);
      for (const service of ['validation', 'review', 'storage'] as const) assert.match(souk.log(service), /"msg":"stopped"/);
    });

    test('is right with two of each worker', async () => {
      const log = openSync(join(souk.folder, 'second.log'), 'a');
      const ops: string[] = [];
      for (const service of ['validation', 'review', 'storage', 'installs'] as const) {
        const port = await freePort();
        ops.push(`http://127.0.0.1:${port}`);
        const environment = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, DATABASE_URL: database.url(service), QUEUE_URL: parts.queueUrl, BLOB_URL: parts.blobUrl ?? `file://${join(souk.folder, 'blobs')}`, OPS_HOST: '127.0.0.1', OPS_PORT: String(port), DRAIN_SECONDS: '5' };
        seconds.push(spawn(process.execPath, [fileURLToPath(new URL(`../../apps/${service}/main.js`, import.meta.url))], { env: environment, stdio: ['ignore', log, log, 'ipc'] }));
      }
      closeSync(log);
      for (const url of ops) await until(`${url} is ready`, async () => (await fetch(`${url}/health/ready`).catch(() => null))?.ok);
      await allPublished([...(await batch('pair')), ...(await batch('couple'))]);
      await Promise.all(seconds.map(stopped));
      assert.deepEqual(seconds.map(({ exitCode }) => exitCode), [0, 0, 0, 0]);
    });
  });
}
