import { applyDecorators, HttpStatus } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { ProblemDocument } from '#libs/contracts/api.js';

/** Headers of requests that change what an operation does. */
const REQUEST_HEADERS = {
  'Idempotency-Key': '1 to 200 visible ASCII characters: the same upload with the same key is one submission.',
  'If-None-Match': 'ETags that the client knows: 304 when one is still right.',
  'If-Range': 'The ETag that Range was meant for; the whole package when it is another one now.',
  'Last-Event-ID': 'Id of the last event that the client saw; the stream goes on after it.',
  'Prefer': '`wait=N`: answers once the submission is decided, at most N seconds later (30 at most).',
  'Range': 'One range of bytes, `bytes=first-last`.',
  'X-Package-Sha256': 'SHA-256 of the package, 64 hexadecimal digits: 422 when other bytes arrive.',
  'X-Package-Signature': 'Ed25519 signature of the package, 64 bytes in base64, for formats that do not hold it.',
} as const;

/** Headers of answers, besides those of HTTP itself. */
const ANSWER_HEADERS = {
  'Accept-Ranges': '`bytes`.',
  'Content-Disposition': 'The file name for people who save it.',
  'Content-Range': 'Which bytes of how many these are.',
  'ETag': 'Strong: a SHA-256.',
  'Location': 'The address of what this is about.',
  'Preference-Applied': 'How long the answer was ready to wait.',
  'RateLimit-Limit': 'Requests a minute.',
  'RateLimit-Remaining': 'What is left of them.',
  'RateLimit-Reset': 'Seconds until all are there again.',
  'Retry-After': 'Seconds after which it is worth trying again.',
  'WWW-Authenticate': 'What token is needed.',
  'X-Package-Sha256': 'SHA-256 of the whole package.',
  'X-Request-Id': 'Ties answer, log and events together.',
} as const;
type AnswerHeader = keyof typeof ANSWER_HEADERS;

const EVERY_ANSWER: AnswerHeader[] = ['X-Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'];
const PROBLEMS: AnswerHeader[] = [...EVERY_ANSWER, 'Content-Range', 'Location', 'Preference-Applied', 'Retry-After', 'WWW-Authenticate'];
/** Answers that have no body. */
const EMPTY = [HttpStatus.NO_CONTENT, HttpStatus.FOUND, HttpStatus.NOT_MODIFIED];

/** What there is to say of an operation besides its usual answer. */
export interface More {
  description?: string;
  /** Status → when; of the same shape as the usual answer, where it has a body. */
  also?: Partial<Record<HttpStatus, string>>;
  reads?: readonly (keyof typeof REQUEST_HEADERS)[];
  /** Headers of all these answers. */
  sends?: readonly AnswerHeader[];
}

/** Of an answer that is rendered once and known again by its ETag. */
export const KNOWN_AGAIN = { also: { 304: 'what the client has is still right' }, reads: ['If-None-Match'], sends: ['ETag'] } as const satisfies More;

/** Describes an operation: one sentence, and its answer, a shape or a media type. Every operation may also answer with a problem document. */
export function Operation(summary: string, status: HttpStatus, answer: z.ZodType | 'application/octet-stream' | 'text/event-stream' | null, { description = '', also = {}, reads = [], sends = [] }: More = {}): MethodDecorator {
  const body = (of: number) => {
    if (answer === null || EMPTY.includes(of)) return {};
    return typeof answer === 'string' ? { content: { [answer]: { schema: { type: 'string' } } } } : { standardSchema: answer };
  };
  const headers = headersOf([...EVERY_ANSWER, ...sends]);
  return applyDecorators(
    ApiOperation({ summary, description }),
    ...reads.map((name) => ApiHeader({ name, required: false, description: REQUEST_HEADERS[name] })),
    ...Object.entries({ [status]: 'done', ...also }).map(([of, when]) => ApiResponse({ status: Number(of), description: when, headers, ...body(Number(of)) } as never)),
    ApiResponse({ status: 'default', description: 'a problem (RFC 9457)', headers: headersOf(PROBLEMS), content: { 'application/problem+json': { schema: z.toJSONSchema(ProblemDocument) as object } } } as never),
  );
}

function headersOf(names: readonly AnswerHeader[]): object {
  return Object.fromEntries(names.map((name) => [name, { description: ANSWER_HEADERS[name], schema: { type: 'string' } }]));
}

/** The body is the raw bytes of a package. */
export const TakesPackage = () => applyDecorators(ApiConsumes('application/octet-stream'), ApiBody({ schema: { type: 'string', format: 'binary' } }));

/** The OpenAPI 3.1 document, made from the controllers. */
export function describe(app: NestFastifyApplication): object {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Souk')
    .setDescription('The marketplace of one host application. The tenant is found by the Host header, or by the path prefix /t/{tenant}.')
    .setVersion('1')
    .addServer('/', 'a host that a tenant claims')
    .addServer('/t/{tenant}', 'any tenant', { tenant: { default: 'orchestra' } })
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) => {
      const { $schema: _, ...json } = z.toJSONSchema(schema as z.ZodType, { io: schemaType, unrepresentable: 'any' });
      return { schema: json };
    },
  });
}
