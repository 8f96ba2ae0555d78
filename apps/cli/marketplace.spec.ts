import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { describe, test, type TestContext } from 'node:test';
import { z } from 'zod';
import { Submission } from '#libs/contracts/api.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { Marketplace } from './client.js';
import { Failure } from './exit-codes.js';
import { follow } from './follow.js';
import { Refusal, Unreachable } from './problem.js';
import { Terminal } from './terminal.js';
import { download, uploadBody } from './transfer.js';
import { Watch } from './watch.js';

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;

/** A server that gives its n-th request (from 1) to `answer`. */
async function serve(context: TestContext, answer: Answer): Promise<{ address: string; count: () => number }> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    void answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

function problem(response: ServerResponse, status: number, type: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
  response.end(JSON.stringify({ type: `urn:souk:problem:${type}`, title: 'T', status, detail: 'D', instance: '/', request_id: 'r1' }));
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

const Ok = z.object({ ok: z.literal(true) });

describe('a call', () => {
  test('waits for passing trouble: a reset connection, 503 and 429', async (context) => {
    const { address, count } = await serve(context, (request, response, nth) => {
      if (nth === 1) request.socket.destroy();
      else if (nth === 2) problem(response, 503, 'unavailable');
      else if (nth === 3) problem(response, 429, 'rate-limited', { 'retry-after': '0' });
      else json(response, { ok: true });
    });
    assert.deepEqual(await new Marketplace(address, 'token').call(Ok, '/x'), { ok: true });
    assert.equal(count(), 4);
  });

  test('is made once when it may not be repeated, or when the refusal lasts', async (context) => {
    const { address, count } = await serve(context, (_, response, nth) => problem(response, nth === 1 ? 503 : 409, 'conflict'));
    const marketplace = new Marketplace(address, null);
    await assert.rejects(marketplace.call(Ok, '/x', { method: 'POST' }), (error) => error instanceof Refusal && error.exit === 5 && error.problem.request_id === 'r1');
    await assert.rejects(marketplace.call(Ok, '/x'), (error) => error instanceof Refusal && error.exit === 6);
    assert.equal(count(), 2);
  });

  test('gives up when the wait would be too long', async (context) => {
    const { address, count } = await serve(context, (_, response) => problem(response, 429, 'rate-limited', { 'retry-after': '3600' }));
    await assert.rejects(new Marketplace(address, null).call(Ok, '/x'), (error) => error instanceof Refusal && error.retryAfterMs === 3_600_000);
    assert.equal(count(), 1);
  });

  test('does not trust answers of another shape, nor redirects', async (context) => {
    const { address } = await serve(context, (request, response) => {
      if (request.url === '/api/v1/moved') response.writeHead(302, { location: '/api/v1/other' }).end();
      else json(response, { ok: 'maybe' });
    });
    await assert.rejects(new Marketplace(address, null).call(Ok, '/x'), (error) => error instanceof Unreachable && /ok/.test(error.message));
    await assert.rejects(new Marketplace(address, null).call(Ok, '/moved', { patienceMs: 0 }), Unreachable);
  });

  test('sends the token to its own address only', () => {
    const marketplace = new Marketplace('http://127.0.0.1:1/t/a', 'secret');
    assert.deepEqual(marketplace.resolve('http://127.0.0.1:1/t/a/api/v1/x').headers, { authorization: 'Bearer secret' });
    for (const other of ['http://127.0.0.1:1/t/ab/x', 'http://127.0.0.1:2/t/a/x', 'https://bucket.example/x']) assert.deepEqual(marketplace.resolve(other).headers, {});
    assert.throws(() => marketplace.resolve('file:///etc/passwd'), Unreachable);
  });
});

test('an upload has its length, goes again from the start when it breaks, and is whole', async (context) => {
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  const progress: number[] = [];
  const { address } = await serve(context, async (request, response, nth) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      if (nth === 1) return request.socket.destroy();
    }
    assert.equal(request.headers['transfer-encoding'], undefined);
    json(response, { ok: true, length: request.headers['content-length'], sha256: sha256(Buffer.concat(chunks)) });
  });
  const answer = await new Marketplace(address, null).call(z.looseObject({ ok: z.literal(true) }), '/x', {
    method: 'POST', repeatable: true, headers: { 'content-length': String(bytes.length) }, body: () => uploadBody(bytes, (done) => progress.push(done)),
  });
  assert.deepEqual(answer, { ok: true, length: '300000', sha256: sha256(bytes) });
  assert.equal(progress.at(-1), bytes.length);
});

describe('a download', () => {
  const bytes = Buffer.from(new Uint8Array(200_000).map((_, index) => (index * 7) % 256));
  const expected = { sha256: sha256(bytes), size: bytes.length };
  const from = (address: string) => ({ url: `${address}/p`, headers: {} });
  /** Sends the asked range; breaks off after `most` bytes when there are more. */
  const send = (request: IncomingMessage, response: ServerResponse, content: Buffer, most = Infinity) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const part = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, { etag: '"e"', 'content-length': part.length, ...(start > 0 && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }) });
    if (part.length <= most) return response.end(part);
    return response.write(part.subarray(0, most), () => request.socket.end());
  };

  test('goes on where a connection broke', async (context) => {
    const asked: (string | undefined)[] = [];
    const { address } = await serve(context, (request, response) => {
      asked.push(request.headers.range);
      assert.equal(request.headers['if-range'], request.headers.range && '"e"');
      send(request, response, bytes, 70_000);
    });
    assert.ok(bytes.equals(await download(from(address), expected, () => {})));
    assert.deepEqual(asked, [undefined, 'bytes=70000-', 'bytes=140000-']);
  });

  test('starts again when the server sends everything anew', async (context) => {
    const { address } = await serve(context, (request, response, nth) => {
      if (nth > 1) delete request.headers.range;
      send(request, response, bytes, nth === 1 ? 50_000 : Infinity);
    });
    assert.ok(bytes.equals(await download(from(address), expected, () => {})));
  });

  test('returns nothing when bytes, or their number, are not the announced ones', async (context) => {
    const other = Buffer.from(bytes);
    other[100_000]! ^= 1;
    for (const content of [other, Buffer.concat([bytes, Buffer.from('x')])]) {
      const { address } = await serve(context, (request, response) => send(request, response, content));
      await assert.rejects(download(from(address), expected, () => {}), (error) => error instanceof Failure && error.exit === 7);
    }
  });

  test('passes a lasting refusal on at once', async (context) => {
    const { address, count } = await serve(context, (_, response) => problem(response, 410, 'quarantined'));
    await assert.rejects(download(from(address), expected, () => {}), (error) => error instanceof Refusal && error.exit === 1);
    assert.equal(count(), 1);
  });
});

describe('following a submission', () => {
  const submission = (status: string) => ({
    id: '01900000-0000-7000-8000-000000000000', status, publisher: 'p', display_name: null, extension: 'demo', version: '1.0.0', channel: null, format: null, package_sha256: null,
    package_size: null, manifest: null, permissions: [], findings: null, verdict: null, blocked: null, feedback: null, timeline: [], queue_position: null,
    created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
  });
  const statuses = async (address: string, ms: number) => {
    const seen: string[] = [];
    for await (const { status } of follow(new Marketplace(address, 't'), 'id', Date.now() + ms)) {
      if (seen.at(-1) !== status) seen.push(status);
      if (status === 'PUBLISHED') break;
    }
    return seen;
  };

  test('survives a stream that breaks and a marketplace that goes away, and resumes by id', async (context) => {
    const streams: { stream: ServerResponse; resumed: unknown }[] = [];
    let status = 'QUEUED';
    let outage = 0;
    /** After each look: first an event, then the break and an outage, and after the return the end. */
    const goOn = () => {
      const { stream } = streams.at(-1)!;
      if (streams.length === 2) [status] = ['PUBLISHED', stream.write('id: 8\ndata: {}\n\n')];
      else if (status === 'QUEUED') [status] = ['IN_REVIEW', stream.write('id: 7\ndata: {}\n\n')];
      else [outage] = [2, stream.socket?.destroy()];
    };
    const { address } = await serve(context, (request, response) => {
      if (request.url!.endsWith('/events')) {
        streams.push({ stream: response, resumed: request.headers['last-event-id'] });
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n');
      }
      if (outage > 0) return [(outage -= 1), request.socket.destroy()];
      json(response, submission(status));
      return goOn();
    });
    assert.deepEqual(await statuses(address, 20_000), ['QUEUED', 'IN_REVIEW', 'PUBLISHED']);
    assert.deepEqual(streams.map(({ resumed }) => resumed), [undefined, '7']);
  });

  test('looks again and again where no events are offered, or none will come', async (context) => {
    let looks = 0;
    const { address } = await serve(context, (request, response) => {
      if (request.url!.endsWith('/events')) return looks === 1 ? problem(response, 404, 'not-found') : response.writeHead(204).end();
      return json(response, submission((looks += 1) < 3 ? 'QUEUED' : 'PUBLISHED'));
    });
    assert.deepEqual(await statuses(address, 20_000), ['QUEUED', 'PUBLISHED']);
  });

  test('ends at the deadline with the last word, though the stream stays open', async (context) => {
    const { address } = await serve(context, (request, response) => {
      if (request.url!.endsWith('/events')) return response.writeHead(200).write(': hi\n\n');
      return json(response, submission('IN_REVIEW'));
    });
    assert.deepEqual(await statuses(address, 300), ['IN_REVIEW']);
  });

  test('an author sees once why a maintainer looks, and each place in the queue', async () => {
    const stdout = new PassThrough();
    const watch = new Watch(new Marketplace('http://127.0.0.1:1', 't'), new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough(), env: {} }, {}));
    for (const place of [null, 2, 2, 1]) {
      watch.show(Submission.parse({ ...submission('IN_REVIEW'), queue_position: place, review_reasons: place === null ? [] : ['A maintainer looks because it is the first version of the extension.'] }));
    }
    assert.deepEqual(String(stdout.read()).trim().split(/\n +/), ['A maintainer looks because it is the first version of the extension.', 'place 2 in the queue of the maintainers', 'place 1 in the queue of the maintainers']);
  });

  test('a token that is not taken ends it', async (context) => {
    const { address } = await serve(context, (_, response) => problem(response, 401, 'unauthenticated'));
    await assert.rejects(statuses(address, 20_000), (error) => error instanceof Refusal && error.exit === 4);
  });
});
