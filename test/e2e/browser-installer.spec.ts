import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fextpkg } from '#libs/manifest/formats/fextpkg.format.js';
import { generateKeys, type KeyPair } from '#libs/manifest/keys.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { bundle, CHROMIUM_SKIPPED, openPage, type BrowserPage } from '#test/support/chromium.js';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { until } from '#test/support/line.js';
import { AUTOMATIC_PROFILE, call, startMarketplace, upload, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { sourceFiles } from '#test/support/sources.js';

const HOST_VERSION = '1.4.0';
const PERMISSIONS = { 'cells.read': { description: 'Read cells', risk: 'medium' as const }, clipboard: { description: 'Use the clipboard', risk: 'medium' as const }, 'ui.panels': { description: 'Show panels', risk: 'low' as const } };
/** Permission → code that uses it, where the manifest does not. */
const USES: Record<string, string> = { 'cells.read': 'cells.getCell("A1")', clipboard: 'clipboard.readText()' };
/** What the page can be told to do. Everything comes back as JSON. */
const PAGE = `
import { Installer } from "./libs/manifest/browser/installer.js";
let installer;
export const asked = [];
export const start = async (options, answer = true) => {
  installer = await Installer.open({ ...options, agree: async (consent) => (asked.push(consent), answer) });
};
const told = async (work) => { try { return { value: await work() }; } catch (error) { return { code: error.code, message: error.message }; } };
export const install = (name, version) => told(() => installer.install(name, version));
export const repair = (name) => told(() => installer.repair(name));
export const uninstall = (name) => told(() => installer.uninstall(name));
export const installed = () => told(() => installer.installed());
export const load = (name) => told(async () => ({ ...(await installer.load(name)) }));
const request = (made) => new Promise((resolve, reject) => { made.onsuccess = () => resolve(made.result); made.onerror = () => reject(made.error); });
const packages = async () => (await request(indexedDB.open("souk.extensions"))).transaction("packages", "readwrite").objectStore("packages");
export const stored = async () => (await request((await packages()).getAllKeys()));
export const damage = async (key, change) => {
  const store = await packages();
  const found = await request(store.get(key));
  if (change === "remove") return request(store.delete(key));
  if (change === "byte") found.bytes[found.bytes.length >> 1] ^= 1;
  await request(store.put(found));
};
`;

interface Told {
  value?: any;
  code?: string;
  message?: string;
}

describe('the installer in Chromium against the gateway', { skip: CHROMIUM_SKIPPED }, () => {
  let database: TestDatabase;
  let souk: Marketplace;
  let tenant: TestTenant;
  let keys: KeyPair;
  let browser: BrowserPage;

  before(async () => {
    database = await testDatabase();
    souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl });
    tenant = await souk.tenant('formula', { ...AUTOMATIC_PROFILE, formats: ['fextpkg'], host: 'formula', permissions: PERMISSIONS });
    keys = await generateKeys();
    await call('POST', `${tenant.api}/publishers/formula-studio/keys`, tenant.tokens.publisher, { public_key_pem: keys.publicKey });
    browser = await openPage((await bundle(PAGE)).code);
    await start();
  });
  after(async () => {
    await browser?.close();
    await souk?.stop();
    await database?.drop();
  });

  const inPage = (what: string, ...args: unknown[]) => browser.page.evaluate(`window.souk.${what}(...${JSON.stringify(args)})`) as Promise<any>;
  const ask = (what: string, ...args: unknown[]): Promise<Told> => inPage(what, ...args);
  const start = (options: object = {}, answer = true) => inPage('start', { api: tenant.api, hostVersion: HOST_VERSION, ...options }, answer);

  /** A signed package whose browser entry has this code; its other entry uses what it declares. */
  async function pack(name: string, version: string, { code = 'export const answer = 42;', key = keys.privateKey, permissions = ['cells.read'], ...more }: { code?: string; key?: string; permissions?: string[]; [member: string]: unknown } = {}): Promise<Uint8Array> {
    const manifest = { name, publisher: 'formula-studio', version, main: './dist/main.js', browser: './dist/web.mjs', engines: { formula: '^1.2.0' }, permissions, ...more };
    const main = `exports.activate = ({ cells, clipboard }) => [${permissions.flatMap((scope) => USES[scope] ?? []).join(', ')}];\n`;
    const files = sourceFiles({ 'package.json': JSON.stringify(manifest), 'dist/main.js': main, 'dist/web.mjs': code });
    return (await fextpkg.pack(files, { limits: DEFAULT_LIMITS, privateKey: key })).bytes;
  }

  async function publish(bytes: Uint8Array): Promise<Uint8Array> {
    const { status, body } = await upload(tenant, bytes, { headers: { prefer: 'wait=20' } });
    if (status === 202) await approve(body);
    else assert.equal(status, 201, JSON.stringify(body));
    return bytes;
  }

  /** What the checks leave to a human. */
  async function approve({ id, extension, version }: { id: string; extension: string; version: string }): Promise<void> {
    const { maintainer } = tenant.tokens;
    const review = await until('a review waits', async () => (await call<any>('GET', `${tenant.api}/moderation/queue`, maintainer)).data.find((entry: any) => entry.submission_id === id));
    const { lease } = await call<any>('POST', `${tenant.api}/moderation/reviews/${review.id}/claim`, maintainer);
    await call('POST', `${tenant.api}/moderation/reviews/${review.id}/decision`, maintainer, { decision: 'approve', lease });
    await until('it is published', async () => (await fetch(`${tenant.api}/extensions/${extension}/versions/${version}`)).ok);
  }

  test('public reads are open to pages of every origin, and nothing else is', async () => {
    const preflight = (method: string, headers: string) => fetch(`${tenant.api}/extensions`, { method: 'OPTIONS', headers: { origin: browser.origin, 'access-control-request-method': method, 'access-control-request-headers': headers } });
    const open = await preflight('GET', 'if-none-match');
    assert.deepEqual([open.status, open.headers.get('access-control-allow-origin'), open.headers.get('access-control-allow-methods')], [204, '*', 'GET, HEAD']);
    assert.doesNotMatch((await preflight('POST', 'authorization')).headers.get('access-control-allow-headers')!, /authorization/i);
    const missing = await fetch(`${tenant.api}/extensions/not-there`, { headers: { origin: browser.origin } });
    assert.deepEqual([missing.status, missing.headers.get('access-control-allow-origin')], [404, '*']);
    assert.match(missing.headers.get('access-control-expose-headers')!, /x-package-sha256/);
    const status = (init: string) => browser.page.evaluate(`fetch(${JSON.stringify(`${tenant.api}/extensions`)}, ${init}).then((answer) => answer.status, () => "refused")`);
    assert.equal(await status('{}'), 200);
    assert.equal(await status('{ headers: { authorization: "Bearer souk_x" } }'), 'refused');
    assert.equal(await status('{ method: "POST", headers: { "content-type": "application/octet-stream" }, body: "x" }'), 'refused');
  });

  test('installs with consent, keeps bytes and proof, and loads the entry from a blob', async () => {
    const bytes = await publish(await pack('demo', '1.0.0', { code: 'export const answer = 42;\nexport const from = import.meta.url;\n' }));
    const { value } = await ask('install', 'formula-studio.demo');
    assert.deepEqual([value.name, value.version, value.permissions, value.corrupted], ['formula-studio.demo', '1.0.0', ['cells.read'], null]);
    assert.deepEqual((await browser.page.evaluate('window.souk.asked.at(-1)')), { name: 'formula-studio.demo', version: '1.0.0', permissions: [{ scope: 'cells.read', description: 'Read cells' }], added: ['cells.read'] });
    assert.deepEqual(await inPage('stored'), [['formula-studio.demo', '1.0.0']]);
    const loaded = (await ask('load', 'formula-studio.demo')).value;
    assert.equal(loaded.answer, 42);
    assert.ok(loaded.from.startsWith(`blob:${browser.origin}/`), loaded.from);
    assert.equal((await call<any>('GET', `${tenant.api}/extensions/formula-studio.demo/versions/1.0.0`, null)).package_sha256, sha256(bytes));
  });

  test('it is still there, and loads without the marketplace, after a restart', async () => {
    await browser.page.reload();
    await browser.page.waitForFunction('window.souk !== undefined');
    await start({ api: 'http://127.0.0.1:1/api/v1' });
    assert.equal((await ask('load', 'formula-studio.demo')).value.answer, 42);
    assert.equal((await ask('install', 'formula-studio.demo')).code, 'unreachable');
    await start();
  });

  test('an update asks about what it adds, and replaces the package', async () => {
    await publish(await pack('demo', '1.1.0', { permissions: ['cells.read', 'clipboard'], code: 'export const answer = 43;' }));
    await start({}, false);
    assert.equal((await ask('install', 'formula-studio.demo')).code, 'declined');
    assert.equal((await ask('load', 'formula-studio.demo')).value.answer, 42);
    await start();
    assert.equal((await ask('install', 'formula-studio.demo')).value.version, '1.1.0');
    assert.deepEqual(await browser.page.evaluate('window.souk.asked.at(-1).added'), ['clipboard']);
    assert.deepEqual(await inPage('stored'), [['formula-studio.demo', '1.1.0']]);
    assert.equal((await ask('load', 'formula-studio.demo')).value.answer, 43);
  });

  for (const change of ['byte', 'remove']) {
    test(`stored bytes that changed (${change}) are never run, and repaired`, async () => {
      await inPage('damage', ['formula-studio.demo', '1.1.0'], change);
      assert.equal((await ask('load', 'formula-studio.demo')).code, 'corrupted');
      assert.equal((await ask('installed')).value[0].corrupted !== null, true);
      assert.equal((await ask('load', 'formula-studio.demo')).code, 'corrupted');
      assert.equal((await ask('repair', 'formula-studio.demo')).value.version, '1.1.0');
      assert.equal((await ask('load', 'formula-studio.demo')).value.answer, 43);
    });
  }

  describe('on the way', () => {
    /** Lets the answers to some requests be changed while `work` runs. */
    async function meddling(change: { metadata?: (body: any) => void; bytes?: Uint8Array; header?: string }, work: () => Promise<void>): Promise<void> {
      const headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-package-sha256' };
      await browser.page.route(`${tenant.api}/extensions/**`, async (route) => {
        const answer = await route.fetch();
        if (route.request().url().endsWith('/download')) return route.fulfill({ headers: { ...headers, 'x-package-sha256': change.header ?? answer.headers()['x-package-sha256']! }, body: Buffer.from(change.bytes ?? (await answer.body())) });
        const body: any = await answer.json();
        change.metadata?.(body);
        return route.fulfill({ headers, json: body });
      });
      try {
        await work();
      } finally {
        await browser.page.unroute(`${tenant.api}/extensions/**`);
      }
      assert.deepEqual(await inPage('stored'), [['formula-studio.demo', '1.1.0']]);
    }

    test('changed bytes are refused', async () => {
      const bytes = await pack('demo', '1.1.0', { code: 'export const answer = "evil";' });
      await meddling({ bytes: bytes.subarray(0, 1_000) }, async () => assert.equal((await ask('install', 'formula-studio.demo')).code, 'hash-mismatch'));
      await meddling({ metadata: (body) => body.package_size && (body.package_size = 10 ** 12) }, async () => assert.equal((await ask('install', 'formula-studio.demo')).code, 'incompatible'));
      await meddling({ header: 'a'.repeat(64) }, async () => assert.equal((await ask('install', 'formula-studio.demo')).code, 'hash-mismatch'));
      await meddling({ metadata: (body) => body.package_size && (body.package_size = 100) }, async () => assert.equal((await ask('install', 'formula-studio.demo')).code, 'hash-mismatch'));
    });

    test("a marketplace that lies about everything still cannot replace the publisher's signature", async () => {
      const stranger = await generateKeys();
      const evil = await pack('demo', '1.1.0', { key: stranger.privateKey, code: 'export const answer = "evil";' });
      const metadata = (body: any) => Object.assign(body, { package_sha256: sha256(evil), package_size: evil.length });
      await meddling({ metadata, bytes: evil, header: sha256(evil) }, async () => {
        const { code, message } = await ask('install', 'formula-studio.demo');
        assert.equal(code, 'not-verified');
        assert.match(message!, /not signed by its publisher/);
      });
    });

    test('a good package in the place of another is refused', async () => {
      const other = await pack('other', '1.1.0');
      const metadata = (body: any) => Object.assign(body, { package_sha256: sha256(other), package_size: other.length });
      await meddling({ metadata, bytes: other, header: sha256(other) }, async () => assert.match((await ask('install', 'formula-studio.demo')).message!, /asked for was formula-studio\.demo/));
    });
  });

  test('what cannot run here is not installed', async () => {
    await start({ hostVersion: '2.0.0' });
    assert.equal((await ask('install', 'formula-studio.demo')).code, 'incompatible');
    assert.equal((await ask('load', 'formula-studio.demo')).code, 'incompatible');
    await start();
    await publish(await pack('panels', '1.0.0', { permissions: ['ui.panels'], contributes: { panels: [{ id: 'shared.panel', title: 'One' }] } }));
    await publish(await pack('panels-too', '1.0.0', { permissions: ['ui.panels'], contributes: { panels: [{ id: 'shared.panel', title: 'Two' }] } }));
    assert.equal((await ask('install', 'formula-studio.panels')).value.version, '1.0.0');
    const { code, message } = await ask('install', 'formula-studio.panels-too');
    assert.deepEqual([code, /which formula-studio\.panels has already/.test(message!)], ['incompatible', true]);
    assert.deepEqual([(await ask('uninstall', 'formula-studio.panels')).code, (await ask('load', 'formula-studio.panels')).code], [undefined, 'not-installed']);
    assert.equal((await ask('install', 'formula-studio.not-there')).code, 'not-found');
  });

  test('code that wants other code is not installed; modules of the application are put in', async () => {
    for (const [name, code] of [['remote', 'import "https://example.invalid/x.js";'], ['bare', 'import { api } from "@formula/extension-api"; export const answer = api;'], ['dynamic', 'export const more = () => import("https://example.invalid/x.js");']] as const) {
      await publish(await pack(name, '1.0.0', { code }));
      assert.equal((await ask('install', `formula-studio.${name}`)).code, 'import-refused', name);
    }
    const address = await browser.page.evaluate('URL.createObjectURL(new Blob(["export const api = 7;"], { type: "text/javascript" }))');
    await start({ modules: { '@formula/extension-api': address } });
    assert.equal((await ask('install', 'formula-studio.bare')).value.version, '1.0.0');
    assert.equal((await ask('load', 'formula-studio.bare')).value.answer, 7);
    assert.deepEqual(browser.requested.filter((url) => !url.startsWith(souk.url) && !url.startsWith('blob:') && !url.startsWith('http://127.0.0.1:1/')), []);
  });

  test('a quarantined version is refused, and repair falls back to the latest', async () => {
    await call('POST', `${tenant.api}/extensions/formula-studio.demo/versions/1.1.0/quarantine`, tenant.tokens.maintainer, { reason: 'found later' });
    assert.match((await ask('install', 'formula-studio.demo', '1.1.0')).code!, /^(blocked|not-found)$/);
    assert.equal((await ask('repair', 'formula-studio.demo')).value.version, '1.0.0');
  });

  test('a publisher without a living key is refused', async () => {
    await call('DELETE', `${tenant.api}/publishers/formula-studio/keys/${keys.keyId}`, tenant.tokens.publisher);
    const { code, message } = await ask('install', 'formula-studio.demo');
    assert.deepEqual([code, /was revoked/.test(message!)], ['blocked', true]);
  });
});
