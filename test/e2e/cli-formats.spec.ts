import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { run } from '#apps/cli/program.js';
import { formats } from '#libs/manifest/formats.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { SOURCES, writeSource } from '#test/support/sources.js';

const SCOPES = ['notifications', 'cells.read', 'network', 'ui.commands', 'ui.panels', 'assets.read', 'hooks.listen', 'messages_write'];
const PERMISSIONS = Object.fromEntries(SCOPES.map((scope) => [scope, { description: `May use ${scope}`, risk: 'low' as const }]));
const HOSTS: Record<string, string> = { orchestra: 'orchestra', vsix: 'vscode', fextpkg: 'formula', 'fextpkg-v1': 'formula', cvnext: 'comfyvn', skypkg: 'skynet' };

interface Said {
  exit: number;
  out: string;
  json: any;
}

// With souk alone, from a source folder to an updated installation: what a publisher and a user of each host do.
describe('every format goes through the whole marketplace', () => {
  let database: TestDatabase;
  let souk: Marketplace;
  let home: string;

  before(async () => {
    database = await testDatabase();
    souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
    home = await mkdtemp(join(tmpdir(), 'souk-cli-formats-'));
  });
  after(async () => {
    await souk?.stop();
    await database?.drop();
    await rm(home, { recursive: true, force: true });
  });

  async function as(tenant: TestTenant, who: 'publisher' | 'user', args: string[]): Promise<Said> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const env = { SOUK_URL: souk.url, SOUK_TENANT: tenant.slug, SOUK_CLI_HOME: join(home, who), SOUK_TOKEN: tenant.tokens[who] };
    const exit = await run([...args, '--json'], { stdin: Readable.from([]), stdout, stderr, env });
    const out = String(stdout.read() ?? '');
    const last = out.trim().split('\n').at(-1)!;
    return { exit, out: `${args.join(' ')}: ${out}${String(stderr.read() ?? '')}`, json: last === '' ? null : JSON.parse(last) };
  }

  async function done(said: Promise<Said>): Promise<any> {
    const { exit, out, json } = await said;
    assert.equal(exit, 0, out);
    return json;
  }

  for (const id of formats.keys()) {
    test(id, async () => {
      const tenant = await souk.tenant(`with-${id}`, { ...AUTOMATIC_PROFILE, formats: [id], host: HOSTS[id]!, permissions: PERMISSIONS });
      const key = join(home, id);
      await done(as(tenant, 'publisher', ['keygen', '--out', key]));
      // The publisher that the manifests of these sources name.
      await call('POST', `${tenant.api}/publishers`, tenant.tokens.publisher, { name: 'acme', display_name: 'Acme' });
      await call('POST', `${tenant.api}/publishers/acme/keys`, tenant.tokens.publisher, { public_key_pem: await readFile(`${key}.public.pem`, 'utf8') });
      const publish = async (version: string) => {
        const folder = join(home, `${id}-${version}`);
        await writeSource(folder, SOURCES[id]!(version));
        return done(as(tenant, 'publisher', ['publish', folder, '--format', id, '--private-key', `${key}.private.pem`, '--publisher', 'acme', '--timeout', '60']));
      };
      const { submission } = await publish('1.0.0');
      assert.deepEqual([submission.status, submission.format, submission.version], ['PUBLISHED', id, '1.0.0']);
      const name = submission.extension as string;
      const installed = await done(as(tenant, 'user', ['install', name, '--yes']));
      assert.deepEqual([installed.version, installed.permissions], ['1.0.0', submission.permissions]);
      assert.deepEqual((await done(as(tenant, 'user', ['update', '--yes']))).data, []);
      await publish('2.0.0');
      const { data } = await done(as(tenant, 'user', ['update', '--yes']));
      assert.deepEqual(data.map((update: any) => [update.name, update.installed, update.latest, update.state]), [[name, '1.0.0', '2.0.0', 'updated']]);
      const entry = (await done(as(tenant, 'user', ['list']))).data;
      assert.deepEqual(entry.map((row: any) => [row.name, row.version]), [[name, '2.0.0']]);
      await done(as(tenant, 'user', ['uninstall', name]));
    });

    test(`${id}: a package on this machine is installed as well`, async () => {
      const tenant = { slug: 'nowhere', tokens: {} } as TestTenant;
      const folder = join(home, `${id}-local`);
      await writeSource(folder, SOURCES[id]!());
      const file = join(home, `local${formats.get(id)!.extension}`);
      await done(as(tenant, 'user', ['pack', folder, '--format', id, '--private-key', `${join(home, id)}.private.pem`, '--out', file, '--force']));
      assert.equal((await done(as(tenant, 'user', ['install', file, '--yes']))).version, '1.0.0');
    });
  }
});
