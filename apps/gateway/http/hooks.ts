import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Role, TokenScope } from '#libs/contracts/api.js';
import type { Db } from '#libs/db/db.js';
import { findToken, isPlatformToken } from '#libs/db/tenants.js';
import type { Metrics } from '#libs/service/metrics.js';
import { Problem } from '#libs/service/problems.js';
import { answerPreflight } from './cors.js';
import { addressKey, type Rate, type RateLimits } from './rate-limits.js';
import type { Reply, Request } from './request.js';
import type { Tenants } from './tenants.js';

/** Requests a minute from one address where no tenant sets a limit. */
const OUTSIDE_PER_MINUTE = 600;
/** Dead or wrong tokens a minute from one address; after them a living token is taken still. */
const WRONG_TOKENS_PER_MINUTE = 60;
/** After so many of them none from there is looked up any more, so that a flood costs the database nothing. */
export const LOOKED_UP_PER_MINUTE = 6_000;
const TOKEN = /^Bearer (souk_[A-Za-z0-9_-]{20,100})$/i;

export interface HookParts {
  db: Db;
  tenants: Tenants;
  limits: RateLimits;
  metrics: Metrics;
  /** Answers a request at once when the answer is known; false when its handler has to. */
  answered(request: Request, reply: Reply): boolean;
}

/** What happens to every request before its handler: tenant, token, rate limit; and after it: metrics. */
export function addHooks(fastify: FastifyInstance, parts: HookParts): void {
  fastify.decorateRequest('tenant', null);
  fastify.decorateRequest('member', null);
  fastify.decorateRequest('platform', false);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (answerPreflight(request, reply)) return;
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') return done(new Problem('bad-request', 'HTTP/1.1 needs a Host header.'));
    identify(request, parts, (error) => {
      if (error) return done(error);
      const refused = limit(request, reply, parts);
      if (refused) done(refused);
      else if (!parts.answered(request, reply)) done();
    });
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    parts.metrics.http.observe({ method: request.method, route: request.routeOptions?.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });
}

/** Ids of requests: ours, so that nothing from outside stands in logs and events. Node makes these from entropy that it has in store. */
export function requestId(): string {
  return randomUUID();
}

/** Finds tenant and member; at once where nothing has to be asked, which is what most requests are. */
function identify(request: Request, parts: HookParts, then: (error?: Error) => void): void {
  const slug = request.raw.tenantSlug ?? null;
  const host = request.headers.host?.toLowerCase() ?? null;
  const known = parts.tenants.remembered(host, slug);
  if (known !== undefined && request.headers.authorization === undefined) {
    request.tenant = known;
    return then();
  }
  const asking = async () => {
    request.tenant = known === undefined ? await parts.tenants.find(host, slug) : known;
    // A path that names a marketplace is not the platform's: a token cannot make it exist.
    if (slug === null || request.tenant) await authenticate(request, parts);
  };
  asking().then(() => then(), then);
}

async function authenticate(request: Request, { db, limits }: HookParts): Promise<void> {
  const header = request.headers.authorization;
  if (header === undefined) return;
  const guesses = `wrong ${addressKey(request.ip)}`;
  const wrong = (detail: string): never => {
    const rate = limits.count(guesses, WRONG_TOKENS_PER_MINUTE);
    if (!rate.allowed) throw limited('wrong tokens from this address', rate);
    throw new Problem('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
  };
  const flood = limits.peek(guesses, LOOKED_UP_PER_MINUTE);
  if (!flood.allowed) throw limited('wrong tokens from this address', flood);
  const token = TOKEN.exec(header)?.[1] ?? wrong('The Authorization header must read: Bearer souk_…');
  const hash = createHash('sha256').update(token).digest();
  if (!request.tenant) {
    if (await isPlatformToken(db, hash)) request.platform = true;
    else wrong('This token is not known here, was revoked or has expired.');
    return;
  }
  const owner = await findToken(db, request.tenant.id, hash);
  if (!owner || !timingSafeEqual(owner.hash, hash)) return wrong('This token is not known here, was revoked or has expired.');
  request.member = { memberId: owner.member_id, handle: owner.handle, role: owner.role as Role, scopes: owner.scopes as TokenScope[], tokenId: owner.token_id };
}

/** Counts the request; what it is refused with when it was one too many. */
function limit(request: Request, reply: Reply, { limits, metrics }: HookParts): Problem | null {
  const { tenant, member } = request;
  const policy = tenant?.profile.rate_limits;
  const [name, key, most] = member
    ? ['requests with this token', `token ${member.tokenId}`, policy!.token_per_minute] as const
    : ['requests from this address', `address ${tenant?.id ?? ''} ${addressKey(request.ip)}`, policy?.address_per_minute ?? OUTSIDE_PER_MINUTE] as const;
  const rate = limits.count(key, most);
  showRate(reply, rate);
  if (rate.allowed) return null;
  metrics.rateLimited.inc({ limit: name });
  return limited(name, rate);
}

/** Limit and what is left of it, in headers. */
export function showRate(reply: Reply, rate: Rate): void {
  reply.header('ratelimit-limit', rate.limit).header('ratelimit-remaining', rate.remaining).header('ratelimit-reset', rate.resetSeconds);
}

/** 429 with the time after which it is worth trying again. */
export function limited(name: string, rate: Rate): Problem {
  return new Problem('rate-limited', `At most ${rate.limit} ${name} a minute. Try again in ${rate.resetSeconds} s.`, {
    headers: { 'retry-after': String(rate.resetSeconds), 'ratelimit-limit': String(rate.limit), 'ratelimit-remaining': '0', 'ratelimit-reset': String(rate.resetSeconds) },
  });
}
