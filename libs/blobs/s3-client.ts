import http from 'node:http';
import https from 'node:https';
import { Client } from 'minio';

/** How long the server may be silent before it answers, and within an answer (a slow reader makes it wait). */
const ANSWER_MS = 30_000;
const BODY_MS = 300_000;

export interface S3Target {
  readonly endPoint: string;
  readonly port: number;
  readonly useSSL: boolean;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

/** What an `s3:` BLOB_URL says. */
export function s3TargetOf(url: URL): S3Target {
  const form = 'use s3://ACCESS:SECRET@host:port/bucket?tls=1&region=us-east-1';
  const bucket = url.pathname.slice(1);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new Error(`BLOB_URL must name one bucket after the host (3 to 63 of a-z, 0-9, dot, hyphen); ${form}`);
  if (url.hostname === '' || url.username === '' || url.password === '') throw new Error(`BLOB_URL must have an access key, a secret key and a host; ${form}`);
  const { tls = '1', region = 'us-east-1', ...unknown } = Object.fromEntries(url.searchParams);
  if (tls !== '0' && tls !== '1') throw new Error('BLOB_URL: tls must be 0 or 1');
  if (!/^[a-z0-9-]{1,40}$/.test(region)) throw new Error('BLOB_URL: region must be a name like us-east-1');
  if (Object.keys(unknown).length > 0 || url.hash !== '') throw new Error('BLOB_URL takes only the parameters tls and region; percent-encode special characters of the keys');
  const useSSL = tls === '1';
  try {
    return {
      endPoint: url.hostname, port: Number(url.port || (useSSL ? 443 : 80)), useSSL, region, bucket,
      accessKey: decodeURIComponent(url.username), secretKey: decodeURIComponent(url.password),
    };
  } catch {
    throw new Error('BLOB_URL: a % in the access or secret key must be written as %25');
  }
}

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
  return new Error(`S3 could not ${verb} ${what}: ${[codeOf(cause), message].filter(Boolean).join(', ')}`, { cause });
}

/** The S3 or system error code, or ''. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}
