import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, type ProblemType } from '#libs/service/problems.js';
import { requestId } from './hooks.js';

/** Errors of Node's HTTP parser that are more than a bad request. */
const BY_CODE: Record<string, [ProblemType, string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers may have at most 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive in time. Send it again.'],
};

/** Answers bytes that are no HTTP request, for which there is a connection only, and closes it. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new Problem(...(BY_CODE[error.code ?? ''] ?? ['bad-request', 'This is not an HTTP request.'] as const));
  const body = JSON.stringify(problem.document('/', requestId()));
  const head = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, 'Content-Type: application/problem+json', `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
