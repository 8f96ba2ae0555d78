import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { InstallError } from './install-error.js';
import { download, findOffer } from './marketplace.js';

const HASH = '0'.repeat(64);
let server: Server;
let api: string;
let answers: Record<string, unknown>;

before(async () => {
  server = createServer(({ url }, response) => {
    const answer = answers[url!];
    response.writeHead(answer === undefined ? 404 : 200, { 'x-package-sha256': HASH }).end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
after(() => server.close());

beforeEach(() => {
  answers = {
    '/api/extensions/acme.demo': { name: 'acme.demo', latest_version: '1.0.0', publisher: { name: 'acme' }, permissions: [] },
    '/api/extensions/acme.demo/versions/1.0.0': { version: '1.0.0', listing: 'listed', format: 'fextpkg', package_sha256: HASH, package_size: 4, download_url: '/bytes' },
    '/api/publishers/acme': { keys: [{ public_key_pem: 'k', revoked: false }] },
    '/bytes': '1234',
  };
});

const change = (path: string, changes: Record<string, unknown>) => Object.assign(answers[path] as object, changes);
const refused = (code: string) => (error: unknown) => error instanceof InstallError && error.code === code;

test('an offer is what was asked for', async () => {
  const offer = await findOffer(api, 'acme.demo');
  assert.deepEqual([offer.name, offer.version, offer.publicKeys], ['acme.demo', '1.0.0', ['k']]);
  assert.equal(Buffer.from(await download(offer)).toString(), '1234');
  await assert.rejects(findOffer(api, 'acme.other'), refused('not-found'));
});

test('another extension or another version than the one asked for is no offer', async () => {
  change('/api/extensions/acme.demo', { name: 'acme.evil' });
  await assert.rejects(findOffer(api, 'acme.demo'), refused('unreachable'));
  change('/api/extensions/acme.demo', { name: 'acme.demo' });
  change('/api/extensions/acme.demo/versions/1.0.0', { version: '0.9.0' });
  await assert.rejects(findOffer(api, 'acme.demo', '1.0.0'), refused('unreachable'));
});

test('withdrawn versions and publishers without a living key are blocked', async () => {
  change('/api/extensions/acme.demo/versions/1.0.0', { listing: 'quarantined' });
  await assert.rejects(findOffer(api, 'acme.demo'), refused('blocked'));
  change('/api/extensions/acme.demo/versions/1.0.0', { listing: 'listed' });
  change('/api/publishers/acme', { keys: [{ public_key_pem: 'k', revoked: true }] });
  await assert.rejects(findOffer(api, 'acme.demo'), refused('blocked'));
});

test('not a byte more than announced', async () => {
  answers['/bytes'] = '12345';
  await assert.rejects(download(await findOffer(api, 'acme.demo')), refused('hash-mismatch'));
  change('/api/extensions/acme.demo/versions/1.0.0', { package_size: 1e12 });
  await assert.rejects(findOffer(api, 'acme.demo'), refused('incompatible'));
});
