import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { PROBLEMS, Problem, type ProblemType } from '#libs/service/problems.js';
import type { Logger } from '#libs/service/logger.js';
import type { Reply, Request } from './request.js';

/** Errors of Fastify and Node by code, as problems. */
const BY_CODE: Record<string, [ProblemType, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'A JSON body may have at most 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Send JSON as application/json, or a package as application/octet-stream.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['bad-request', 'The body is empty, but Content-Type says JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad-request', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad-request', 'The body is not valid JSON.'],
  ERR_INVALID_URL: ['bad-request', 'The address is not valid.'],
};

/** By status, for what has no code of its own. */
const BY_STATUS = new Map<number, ProblemType>([
  [400, 'bad-request'], [401, 'unauthenticated'], [403, 'forbidden'], [404, 'not-found'], [405, 'method-not-allowed'], [406, 'not-acceptable'], [411, 'length-required'],
  [413, 'payload-too-large'], [414, 'uri-too-long'], [415, 'unsupported-media-type'], [431, 'headers-too-large'], [503, 'unavailable'],
]);

/** Any thrown thing as a problem; null when it was not expected. */
function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code !== undefined && BY_CODE[code]) return new Problem(...BY_CODE[code]);
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const type = status === undefined ? undefined : BY_STATUS.get(status);
  if (!type || status! >= 500) return null;
  return new Problem(type, type === 'not-found' ? 'There is nothing at this path.' : String(message ?? STATUS_CODES[status!] ?? PROBLEMS[type][1]));
}

/** What describes the bytes of a package, which a problem has none of. */
const OF_BYTES = ['accept-ranges', 'content-disposition', 'content-length', 'content-range', 'etag', 'x-package-sha256'];

/** Sends a problem document. */
function sendProblem(problem: Problem, request: Request, reply: Reply): void {
  for (const header of OF_BYTES) reply.removeHeader(header);
  const document = problem.document((request.raw.writtenUrl ?? request.url).split('?', 1)[0]!, request.id);
  reply.code(problem.status).headers(problem.more.headers ?? {}).header('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(document));
}

/** Sends what Fastify's router refuses before any handler is known. */
export function refuseAddress(error: Error, request: Request, reply: Reply): void {
  sendProblem(asProblem(error) ?? new Problem('bad-request', 'The address is not valid.'), request, reply);
}

/** Sends every error as RFC 9457; what was not expected shows its request id and is logged once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const reply = host.switchToHttp().getResponse<Reply>();
    let problem = asProblem(error);
    if (!problem) {
      this.logger.error({ err: error, request_id: request.id, method: request.method, route: request.routeOptions?.url }, 'request failed');
      problem = unreachable(error) ? new Problem('unavailable', 'A part of the marketplace does not answer. Try again in a moment.', { headers: { 'retry-after': '2' } }) : new Problem('internal', `The operators find the reason under request id ${request.id}.`);
    }
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendProblem(problem, request, reply);
  }
}

/** What drivers and the system say of a server that does not answer, and of a disk that takes or gives nothing. */
const UNREACHABLE = new RegExp([
  /\bE(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|AI_AGAIN|NOSPC|DQUOT|NOTDIR|NOENT|ACCES|ROFS|IO)\b/,
  /P1001|P1002|P1008|P1017|P2024|P2028|57P0[123]|DatabaseNotReachable|ConnectionClosed|BlobsUnavailable/,
  /Can't reach database server|Server has closed the connection|Connection terminated|timeout exceeded when trying to connect|not accepting connections|starting up|shutting down/,
].map(({ source }) => source).join('|'));

/** Did something that we depend on not answer? Then trying again helps. The reason may stand in any of the causes. */
function unreachable(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (UNREACHABLE.test(`${each.name} ${(each as NodeJS.ErrnoException).code ?? ''} ${each.message}`)) return true;
  }
  return false;
}
