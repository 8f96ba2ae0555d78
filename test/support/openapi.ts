import assert from 'node:assert/strict';

/** The parts of a JSON schema that the gateway's document uses. */
export interface Schema {
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  additionalProperties?: boolean | Schema;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

export interface ApiOperation {
  id: string;
  method: string;
  /** From the beginning of a tenant's API, with its parameters in braces. */
  path: string;
  parameters: Parameter[];
  /** Media type and schema; null when it takes no body. */
  body: { type: string; schema: Schema } | null;
  /** The scope of a token, `member` or `platform`; null for what everybody reads. */
  needs: string | null;
  /** By status, and `default`: names of headers and media types, in lower case. */
  answers: Record<string, { headers: string[]; types: string[] }>;
}

interface Described {
  operationId: string;
  parameters?: Parameter[];
  responses: Record<string, { headers?: Record<string, unknown>; content?: Record<string, unknown> }>;
  requestBody?: { content: Record<string, { schema: Schema }> };
  'x-souk-needs'?: string;
}

const API = '/api/v1';

/** Every operation of the document that the gateway at `url` serves. */
export async function operationsOf(url: string): Promise<ApiOperation[]> {
  const answer = await fetch(`${url}${API}/openapi.json`);
  const document = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => operation(path, method, described)));
  assert.ok(operations.length > 30, 'the document names the operations');
  return operations;
}

function operation(path: string, method: string, described: Described): ApiOperation {
  const [body] = Object.entries(described.requestBody?.content ?? {});
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path: path.slice(API.length),
    parameters: described.parameters ?? [],
    body: body ? { type: body[0], schema: body[1].schema } : null,
    needs: described['x-souk-needs'] ?? null,
    answers: Object.fromEntries(Object.entries(described.responses).map(([status, { headers = {}, content = {} }]) => [status, { headers: Object.keys(headers).map((name) => name.toLowerCase()), types: Object.keys(content) }])),
  };
}

/** Names of the parameters in the path. */
export function pathParameters({ parameters }: ApiOperation): string[] {
  return parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
}

/** The path with its parameters filled in as they stand, so that a test may also write what is not allowed there. */
export function pathOf({ path }: ApiOperation, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    assert.ok(values[name] !== undefined, `no value for ${name} in ${path}`);
    return values[name];
  });
}

/** A value that the schema takes; `known` gives the values of properties by name, also of those that may be left out. */
export function sample(schema: Schema, known: Record<string, unknown>): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object') {
    const named = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || name in known);
    return Object.fromEntries(named.map(([name, property]) => [name, name in known && property.type === typeof known[name] ? known[name] : sample(property, known)]));
  }
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items!, known));
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (schema.type === 'boolean') return true;
  return 'sample';
}

/** Asserts that an answer of 400 or more is a problem document of RFC 9457 in Souk's form. Returns it. */
export function assertProblem(answer: { status: number; type: string | null; text: string }, what: string): Record<string, unknown> {
  assert.ok(answer.status < 500, `${what} answered ${answer.status}: ${answer.text}`);
  assert.match(answer.type ?? '', /^application\/problem\+json/, `${what} answered ${answer.status} ${answer.type}: ${answer.text}`);
  const problem = JSON.parse(answer.text) as Record<string, unknown>;
  for (const member of ['type', 'title', 'detail', 'instance', 'request_id']) assert.equal(typeof problem[member], 'string', `${what}: ${member} of ${answer.text}`);
  assert.equal(problem.status, answer.status, what);
  return problem;
}

/** Headers of HTTP itself and of browsers, which no operation has to name. */
const UNNAMED = /^(?:accept|accept-language|access-control-.*|authorization|cache-control|connection|content-length|content-type|date|host|keep-alive|transfer-encoding|vary|x-accel-buffering|x-content-type-options|x-forwarded-.*)$/;

interface Seen {
  method: string;
  path: string;
  status: number;
  type: string;
  asked: string[];
  told: string[];
}

/**
 * Watches what this process fetches from the gateway at `url` from now on. The function that it returns ends that, and
 * gives what the document does not say: an answer's status, media type or header, or a header that was sent.
 */
export function watchAnswers(url: string): () => Promise<{ seen: number; undescribed: string[] }> {
  const { fetch } = globalThis;
  const all: Seen[] = [];
  globalThis.fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const { origin, pathname } = new URL(String(input));
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
    if (origin === new URL(url).origin) all.push({ method: init?.method ?? 'GET', path: pathname.replace(/^\/t\/[^/]+/, ''), status: answer.status, type, asked: [...new Headers(init?.headers).keys()], told: [...answer.headers.keys()] });
    return answer;
  };
  return async () => {
    globalThis.fetch = fetch;
    const operations = await operationsOf(url);
    const known = all.flatMap((seen) => (operationAt(operations, seen) ? [{ seen, operation: operationAt(operations, seen)! }] : []));
    return { seen: known.length, undescribed: [...new Set(known.flatMap(({ seen, operation }) => notDescribed(operation, seen)))].sort() };
  };
}

/** The operation that a request came to: the one with the fewest parameters in its path. */
function operationAt(operations: ApiOperation[], { method, path }: Seen): ApiOperation | undefined {
  const at = operations.filter((operation) => operation.method === method && new RegExp(`^${API}${operation.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
  return at.sort((a, b) => pathParameters(a).length - pathParameters(b).length)[0];
}

function notDescribed({ method, path, parameters, answers }: ApiOperation, { status, type, asked, told }: Seen): string[] {
  const what = `${method} ${path}`;
  const read = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase());
  const answer = answers[status] ?? (status >= 400 ? answers['default'] : undefined);
  return [
    ...asked.filter((name) => !UNNAMED.test(name) && !read.includes(name)).map((name) => `${what} reads ${name}`),
    ...(answer === undefined ? [`${what} answers ${status}`] : [
      ...told.filter((name) => !UNNAMED.test(name) && !answer.headers.includes(name)).map((name) => `${what} answers ${status} with ${name}`),
      ...(type !== '' && !answer.types.includes(type) ? [`${what} answers ${status} as ${type}`] : []),
    ]),
  ];
}
