import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';
import type { S3Target } from './s3-target.js';
import { BlobsUnavailable } from './store.js';

/** How long the server may be silent before it answers, and within an answer (a slow reader makes it wait). */
const ANSWER_MS = 30_000;
const BODY_MS = 300_000;

/** A client for the target that gives up on a silent server and leaves trying again to the caller. */
export function s3Client(target: S3Target): Client {
  try {
    return new Client({ ...target, pathStyle: true, retryOptions: { disableRetry: true }, transport: { request: patient(target.useSSL) } });
  } catch {
    throw new Error('BLOB_URL: the host or port is not valid');
  }
}

/** Requests that end when the server is silent; the client by itself would wait for ever. */
function patient(tls: boolean): typeof http.request {
  const open = (options: https.RequestOptions, answered: (answer: http.IncomingMessage) => void): http.ClientRequest => {
    const request = (tls ? https : http).request(options, (answer) => {
      request.setTimeout(BODY_MS);
      answered(answer);
    });
    return request.setTimeout(ANSWER_MS, () => request.destroy(new Error('The S3 server is silent')));
  };
  return open as typeof http.request;
}

/** Awaits an answer of the server; its failure says what was tried. */
export async function told<T>(verb: string, what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explained(verb, what, error);
  }
}

/** The client's errors often have a code and no message, so this says both and what was tried. */
export function explained(verb: string, what: string, cause: unknown): Error {
  const { message = '' } = cause as Error;
  return new BlobsUnavailable(`S3 could not ${verb} ${what}: ${[codeOf(cause), message].filter(Boolean).join(', ')}`, { cause });
}

/** The S3 or system error code, or ''. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}
