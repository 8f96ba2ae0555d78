import assert from 'node:assert/strict';
import { Agent, createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { openBlobs } from '#libs/blobs/blobs.js';
import type { Blobs } from '#libs/service/service.module.js';
import { Uploads } from './uploads.js';

const TENANT = { id: '0198c0de-0000-7000-8000-000000000001', profile: { limits: { package_bytes: 64 * 1024 * 1024 } } };
/** More than one part of an upload to S3. */
const PACKAGE = Buffer.alloc(20 * 1024 * 1024, 7);

async function listening(context: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Uploads twice to `blobs`, by a client that keeps its connection. Returns what the store threw, and how many connections there were. */
async function uploadTwice(context: TestContext, blobs: Blobs): Promise<{ thrown: string[]; connections: number }> {
  const uploads = new Uploads(undefined as never, blobs);
  const thrown: string[] = [];
  let connections = 0;
  const port = await listening(context, createServer((raw, response) => {
    const asked = { request: { raw, headers: raw.headers, body: raw }, tenant: TENANT, ctx: { tenantId: TENANT.id } };
    void uploads.attach(asked as never, TENANT.id).catch((error: Error) => {
      thrown.push(error.message);
      response.writeHead(503).end();
    });
  }).on('connection', () => (connections += 1)));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  context.after(() => agent.destroy());
  const put = () => new Promise<void>((resolve, reject) => {
    const sent = ask({ port, agent, method: 'PUT', headers: { 'content-length': PACKAGE.length } }, (answer) => answer.resume().once('end', resolve));
    sent.setTimeout(2_000, () => sent.destroy(new Error('no answer'))).once('error', reject).end(PACKAGE);
  });
  await put();
  await put();
  return { thrown, connections };
}

test('an upload that the store breaks off leaves its connection for the next request', async (context) => {
  const blobs = {
    async put(_key: string, source: AsyncIterable<Uint8Array>) {
      for await (const _chunk of source) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  };
  assert.deepEqual(await uploadTwice(context, blobs as never), { thrown: Array(2).fill('no space left on device'), connections: 1 });
});

test('so does one of which S3 takes no part', async (context) => {
  const port = await listening(context, createServer((request, response) => {
    request.resume().once('end', () => {
      if (request.method === 'POST') response.end('<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>');
      else response.writeHead(request.method === 'PUT' ? 500 : 204).end();
    });
  }));
  const { thrown, connections } = await uploadTwice(context, await openBlobs(`s3://key:secret@127.0.0.1:${port}/bucket?tls=0`));
  assert.equal(connections, 1);
  assert.equal(thrown.length, 2);
  for (const message of thrown) assert.match(message, /^S3 could not put /);
});
