import type { Reply, Request } from './request.js';

/** Headers that pages may read besides those that every page may. */
const READABLE = ['content-range', 'etag', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after', 'x-package-sha256', 'x-request-id'].join(', ');
/** Headers that pages may send: no Authorization, so that only what is public can be read from other origins. */
const SENDABLE = ['accept', 'if-none-match', 'if-range', 'range'].join(', ');
const PREFLIGHT_SECONDS = 86_400;

/**
 * Lets pages of any origin read what needs no token (Fetch standard, CORS protocol): hosts in a browser install from here.
 * Answers a preflight and returns true; every other request goes on.
 */
export function answerPreflight(request: Request, reply: Reply): boolean {
  reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', READABLE);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  reply.code(204).headers({ 'access-control-allow-methods': 'GET, HEAD', 'access-control-allow-headers': SENDABLE, 'access-control-max-age': String(PREFLIGHT_SECONDS) }).send();
  return true;
}
