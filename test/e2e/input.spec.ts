import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { testDatabase, type TestDatabase } from '#test/support/cluster.js';
import { call, startMarketplace, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { assertProblem, operationsOf, pathOf, pathParameters, sample, type ApiOperation, type Schema } from '#test/support/openapi.js';
import { populated, type Populated } from '#test/support/populated.js';

const MEGABYTE = 1024 * 1024;
/** As they stand in an address; each is wrong for every parameter. */
const WRONG_SEGMENTS = ['%00', 'x'.repeat(150), 'x'.repeat(5_000), '%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%2f', '%27%20OR%201%3D1--', '%22', '%F0%9F%98%80', '%E2%80%AE', '%ff%fe', '%', '%zz', '%20', '-1', '99999999999999999999', '{id}', '%0d%0aSet-Cookie:x', '$%7Bjndi%7D', '*', ';', '..;'];
/** For a query parameter, written as they stand. */
const WRONG_VALUES = ['', '%00', '-1', '0', '1e400', 'NaN', '99999999999999999999', 'x'.repeat(3_000), '%ED%A0%80', '%ff', '%F0%9F%98%80', '%27%3B--', '[]', 'true'];
/** Wrong for at least one type each. */
const WRONG_JSON: unknown[] = [null, true, -1, 1.5, 1e308, 'x\0y', '\u{1f600}', '', 'x'.repeat(20_000), '../../etc/passwd', [], ['x\0'], [[[]]], {}, { constructor: {} }, nested(40)];

let database: TestDatabase;
let souk: Marketplace;
let tenant: Populated;
/** Whose profile is replaced: with it the rate limits become those of everybody. */
let other: TestTenant;
let operations: ApiOperation[];
let place: Record<string, string>;

before(async () => {
  database = await testDatabase();
  souk = await startMarketplace({ ownerUrl: database.ownerUrl, serviceUrl: database.url, queueUrl: database.queueUrl, environment: { TRUST_PROXY: '1' } });
  tenant = await populated(souk, 'alpha');
  other = await souk.tenant('other');
  // The admin is in a publisher, so that uploads are not refused for that.
  await call('POST', `${tenant.api}/publishers/${tenant.publisher}/members`, tenant.tokens.publisher, { handle: 'admin' });
  operations = await operationsOf(souk.url);
  // Nothing that exists is meant, so that what gets through changes nothing that the next request needs.
  place = { name: 'no-such-name', version: '9.9.9', id: '01990000-0000-7000-8000-000000000000', handle: 'nobody', slug: 'no-such-tenant', sha256: '0'.repeat(64) };
});

after(async () => {
  await souk?.stop();
  await database?.drop();
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: [nested(depth - 1)] };
}

interface Wrong {
  path?: string;
  query?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

let address = 0;

/** Sends an operation with something wrong in it. Asserts that what is refused is refused with a problem document. */
async function send(operation: ApiOperation, wrong: Wrong): Promise<{ status: number; text: string; problem: Record<string, unknown> | null }> {
  const platform = operation.needs === 'platform';
  const marketplace = operation.id === 'Members.setProfile' ? other : tenant;
  const base = platform ? `${souk.url}/api/v1` : marketplace.api;
  const body = wrong.body ?? (operation.body === null ? undefined : operation.body.type === 'application/json' ? JSON.stringify(sample(operation.body.schema, {})) : 'package');
  const answer = await fetch(`${base}${wrong.path ?? pathOf(operation, place)}${wrong.query ?? ''}`, {
    method: operation.method,
    headers: {
      // As the admin of the marketplace, so that the role does not refuse first; from ever new addresses.
      'authorization': `Bearer ${platform ? souk.platformToken : marketplace.tokens.admin}`,
      'x-forwarded-for': `10.2.${(address += 1) >> 8}.${address & 255}`,
      ...(body !== undefined && { 'content-type': operation.body?.type ?? 'application/json' }),
      ...wrong.headers,
    },
    ...(body !== undefined && operation.method !== 'GET' && { body }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await answer.text();
  const what = `${operation.method} ${wrong.path ?? operation.path}${wrong.query ?? ''} ${JSON.stringify(wrong.headers ?? {})} ${String(wrong.body ?? '').slice(0, 200)}`;
  assert.ok(answer.status < 500, `${what} answered ${answer.status}: ${text}`);
  const problem = answer.status >= 400 ? assertProblem({ status: answer.status, type: answer.headers.get('content-type'), text }, what) : null;
  return { status: answer.status, text, problem };
}

/** Asserts that an operation refuses something as the client's fault, and not only by chance. */
async function refused(operation: ApiOperation, wrong: Wrong, statuses: number[]): Promise<void> {
  const { status, text } = await send(operation, wrong);
  assert.ok(statuses.includes(status), `${operation.method} ${wrong.path ?? operation.path}${wrong.query ?? ''} ${JSON.stringify(wrong.headers ?? {})} ${String(wrong.body ?? '').slice(0, 200)} answered ${status} ${text.slice(0, 300)}, not ${statuses.join(' or ')}`);
}

const withBody = () => operations.filter((operation) => operation.body?.type === 'application/json');
const withPackage = () => operations.filter((operation) => operation.body?.type === 'application/octet-stream');

describe('wrong addresses', () => {
  test('no parameter of a path takes what is not allowed there', async () => {
    for (const operation of operations) {
      for (const name of pathParameters(operation)) {
        for (const segment of WRONG_SEGMENTS) await refused(operation, { path: pathOf(operation, { ...place, [name]: segment }) }, [400, 404, 405, 414]);
      }
    }
  });

  test('an empty parameter, an unknown path and an unknown method are nothing', async () => {
    for (const operation of operations.filter((each) => pathParameters(each).length > 0)) {
      for (const name of pathParameters(operation)) {
        const { status } = await send(operation, { path: pathOf(operation, { ...place, [name]: '' }) });
        assert.ok(status < 500);
      }
      await refused(operation, { path: `${pathOf(operation, place)}/nothing/here` }, [404]);
    }
  });

  test('no parameter of a query takes another type, a repetition or too much; unknown ones are refused', async () => {
    for (const operation of operations) {
      const query = operation.parameters.filter((parameter) => parameter.in === 'query');
      for (const { name, schema } of query) {
        for (const value of WRONG_VALUES) await send(operation, { query: `?${name}=${value}` });
        await refused(operation, { query: `?${name}=${schema.type === 'integer' ? '1' : 'a'}&${name}=b` }, [400]);
        await refused(operation, { query: `?${name}=${'x'.repeat(3_000)}` }, [400]);
        await refused(operation, { query: `?${name}[a]=1` }, [400]);
        if (schema.type === 'integer' || schema.enum) await refused(operation, { query: `?${name}=wrong` }, [400]);
        if (schema.maximum !== undefined) await refused(operation, { query: `?${name}=${schema.maximum + 1}` }, [400]);
        if (schema.minimum !== undefined) await refused(operation, { query: `?${name}=${schema.minimum - 1}` }, [400]);
      }
      if (query.length > 0) await refused(operation, { query: '?no_such_parameter=1' }, [400]);
    }
  });
});

describe('wrong bodies', () => {
  test('what is not JSON, not an object or not closed is refused', async () => {
    for (const operation of withBody()) {
      for (const body of ['{', '{"a":', 'null', '[]', '1', '"text"', '{"a":1}{', '\0', '\ufeff{', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '['.repeat(50_000), `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`]) {
        await refused(operation, { body }, [400]);
      }
    }
  });

  test('no property takes another type or a value outside of its bounds, by its pointer', async () => {
    for (const operation of withBody()) {
      const good = sample(operation.body!.schema, {}) as Record<string, unknown>;
      for (const [name, schema] of Object.entries(operation.body!.schema.properties ?? {})) {
        for (const value of WRONG_JSON) {
          const { problem } = await send(operation, { body: JSON.stringify({ ...good, [name]: value }) });
          const typed = !fits(schema, value);
          if (!typed) continue;
          assert.equal(problem?.status, 400, `${operation.id} took ${name} = ${JSON.stringify(value).slice(0, 100)}`);
          assert.ok((problem.errors as { pointer: string }[]).some(({ pointer }) => pointer === `/${name}` || pointer.startsWith(`/${name}/`)), `${operation.id} ${name}: ${JSON.stringify(problem.errors).slice(0, 300)}`);
        }
        await send(operation, { body: `{"${name}":"\\ud800"}` });
        await send(operation, { body: JSON.stringify({ ...good, [name]: '\ud800' }) });
      }
    }
  });

  test('a missing property and an unknown one are named', async () => {
    for (const operation of withBody()) {
      const good = sample(operation.body!.schema, {}) as Record<string, unknown>;
      for (const name of operation.body!.schema.required ?? []) {
        const { [name]: _, ...rest } = good;
        const { status, problem } = await send(operation, { body: JSON.stringify(rest) });
        assert.equal(status, 400, `${operation.id} without ${name}`);
        assert.ok((problem!.errors as { pointer: string }[]).some(({ pointer }) => pointer === `/${name}`), JSON.stringify(problem));
      }
      const { status, problem } = await send(operation, { body: JSON.stringify({ ...good, 'no/such': 1 }) });
      assert.equal(status, 400, `${operation.id} with an unknown property`);
      assert.ok((problem!.errors as { pointer: string }[]).some(({ pointer }) => pointer === '/no~1such'), JSON.stringify(problem));
    }
  });

  test('two megabytes of JSON are too large, and another content type is not taken', async () => {
    for (const operation of withBody()) {
      await refused(operation, { body: JSON.stringify({ x: 'x'.repeat(2 * MEGABYTE) }) }, [413]);
      await refused(operation, { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, [400, 415]);
      await refused(operation, { body: '<a/>', headers: { 'content-type': 'text/xml' } }, [415]);
      await send(operation, { body: 'package', headers: { 'content-type': 'application/octet-stream' } });
      await send(operation, { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } });
      await send(operation, { body: '{}', headers: { 'content-type': ';;;' } });
    }
  });

  test('a package is bytes, some bytes, and not more than the marketplace takes', async () => {
    const saved = { id: tenant.submissions.draft, name: tenant.extension };
    for (const operation of withPackage()) {
      const path = pathOf(operation, saved);
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) await refused(operation, { path, body: '{"a":1}', headers: { 'content-type': type, 'authorization': `Bearer ${tenant.tokens.publisher}` } }, [400, 415]);
      await refused(operation, { path, body: '', headers: { authorization: `Bearer ${tenant.tokens.publisher}` } }, [400]);
      await refused(operation, { path, body: 'bytes', headers: { 'authorization': `Bearer ${tenant.tokens.publisher}`, 'x-package-sha256': '0'.repeat(64) } }, [422]);
    }
  });
});

describe('wrong headers', () => {
  test('a token that is none is refused by every operation', async () => {
    for (const operation of operations) {
      for (const authorization of ['Bearer', 'Bearer x', 'Basic YTpi', `Bearer souk_${'x'.repeat(43)}`, `Bearer souk_${'x'.repeat(4_000)}`, 'bearer  souk_a', '\u00ff', `Bearer ${tenant.tokens.admin}x`, `Bearer ${tenant.tokens.admin}, Bearer x`]) {
        await refused(operation, { headers: { authorization } }, [401]);
      }
    }
  });

  test('headers with a meaning are read with care', async () => {
    const publisher = { authorization: `Bearer ${tenant.tokens.publisher}` };
    for (const operation of withPackage()) {
      const path = pathOf(operation, { id: tenant.submissions.draft, name: tenant.extension });
      for (const hash of ['x', '0'.repeat(63), 'g'.repeat(64), ' ', "'; --"]) await refused(operation, { path, headers: { ...publisher, 'x-package-sha256': hash } }, [400]);
      if (operation.method !== 'POST') continue;
      for (const key of ['x'.repeat(201), 'a b', '\u00ff', '']) await refused(operation, { path, headers: { ...publisher, 'idempotency-key': key } }, [400]);
    }
    for (const operation of operations) {
      for (const prefer of ['wait', 'wait=', 'wait=-1', 'wait=x', 'respond-async, wait=1e9', ';;,,=', 'x'.repeat(2_000)]) await send(operation, { headers: { prefer } });
      for (const etag of ['', '*', 'x', '"', 'W/""', ','.repeat(2_000)]) await send(operation, { headers: { 'if-none-match': etag } });
      for (const host of ['', 'x'.repeat(300), "a'b"]) await send(operation, { headers: { 'x-forwarded-host': host, 'x-forwarded-proto': host } });
      await send(operation, { headers: { 'accept': 'text/html', 'accept-language': 'x'.repeat(1_000), 'x-http-method-override': 'DELETE' } });
    }
  });

  test('ranges outside of a package are 416, ranges that are none are ignored', async () => {
    const download = operations.find((operation) => operation.id === 'Extensions.bytes')!;
    const path = pathOf(download, { name: tenant.extension, version: '1.1.0' });
    for (const range of ['bytes=999999999-', 'bytes=5-3', 'bytes=-0', 'bytes=999999999999999-']) await refused(download, { path, headers: { range } }, [416]);
    for (const range of ['bytes=', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'items=0-1', 'bytes=99999999999999999999-', 'x'.repeat(1_000)]) assert.equal((await send(download, { path, headers: { range } })).status, 200, range);
  });

  test('the id of an event is a number', async () => {
    const events = operations.find((operation) => operation.id === 'Submissions.events')!;
    const path = pathOf(events, { id: tenant.submissions.rejected });
    for (const last of ['x', '-1', '1.5', '9'.repeat(40), '1;2']) await refused(events, { path, headers: { 'last-event-id': last } }, [400]);
    assert.equal((await send(events, { path, headers: { 'last-event-id': '9'.repeat(18) } })).status, 204);
  });
});

describe('what is not HTTP', () => {
  const requests: Record<string, [string, RegExp]> = {
    'a request line that is none': ['HELLO\r\n\r\n', /^HTTP\/1\.1 400 /],
    'an unknown version': ['GET / HTTP/9.9\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 (400|505) /],
    'no host': ['GET /api/v1/openapi.json HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    'a header without a colon': ['GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n', /^HTTP\/1\.1 400 /],
    'headers of 64 kB': [`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(65_536)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    'two lengths': ['POST /api/v1/platform/tenants HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', /^HTTP\/1\.1 400 /],
    'a length and chunks': ['POST /api/v1/platform/tenants HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 400 /],
    'a length that is none': ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', /^HTTP\/1\.1 400 /],
    'NUL in a header': ['GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', /^HTTP\/1\.1 400 /],
    'a method that is none': ['BREW / HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 (400|404|405) /],
    'an address with a space': ['GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 400 /],
    'an address that climbs': ['GET /t/../../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 404 /],
    'a marketplace with a broken name': ['GET /t/%ff%00/api/v1/extensions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
  };
  for (const [name, [request, expected]] of Object.entries(requests)) {
    test(`${name} is answered`, async () => {
      const answer = await raw(request);
      assert.match(answer, expected);
      assert.match(answer, /content-type: application\/problem\+json/i, answer);
      const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
      for (const member of ['type', 'title', 'status', 'detail', 'instance', 'request_id']) assert.ok(member in problem, `${member} of ${answer}`);
    });
  }

  test('and the gateway serves on', async () => {
    assert.equal((await fetch(`${souk.opsUrl('gateway')}/health/ready`)).status, 200);
    assert.equal((await fetch(`${tenant.api}/extensions`)).status, 200);
    assert.doesNotMatch(souk.log('gateway'), /request failed/);
  });
});

/** Is it a value of the schema's type? Bounds and patterns are not looked at, except for NUL and length. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === 'string') return typeof value === 'string' && !(value.includes('\0') && schema.pattern !== undefined) && value.length <= (schema.maxLength ?? Infinity);
  if (schema.type === 'integer') return Number.isSafeInteger(value) && (value as number) >= (schema.minimum ?? -Infinity);
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'array') return Array.isArray(value) && value.length >= (schema.minItems ?? 0) && value.every((item) => fits(schema.items ?? {}, item));
  if (schema.type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return true;
}

/** What the gateway says to these very bytes until it closes. */
function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(souk.url);
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(request, 'latin1'));
    const done = () => (socket.destroy(), resolve(said));
    socket.setTimeout(5_000, done);
    socket.on('data', (bytes) => (said += bytes.toString('latin1')));
    socket.once('end', done).once('close', done);
    socket.once('error', (error) => (said === '' ? reject(error) : done()));
  });
}
