import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role, TokenScope } from '#libs/contracts/api.js';
import type { Ctx } from '#libs/contracts/context.js';
import type { Tenant } from '#libs/db/tenants.js';
import { Problem } from '#libs/service/problems.js';

/** Who a request's token belongs to. */
export interface Member {
  memberId: string;
  handle: string;
  role: Role;
  scopes: readonly TokenScope[];
  tokenId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    tenant: Tenant | null;
    member: Member | null;
    /** Does the request carry a platform operator's token? */
    platform: boolean;
  }
}
declare module 'http' {
  interface IncomingMessage {
    /** Slug that stood in the path as `/t/{slug}` and was cut off; set by `cutTenant`. */
    tenantSlug?: string;
    /** The path as the client wrote it. */
    writtenUrl?: string;
  }
}

export type Request = FastifyRequest;
export type Reply = FastifyReply;

/** What a handler needs to know of its request: the tenant (there is one), the member (there may be none), the context. */
export interface Asked {
  tenant: Tenant;
  member: Member | null;
  ctx: Ctx;
  request: Request;
  /** Where this tenant's API begins, for links: `https://host[/t/slug]/api/v1`. */
  base: string;
}

/** What a handler for members needs: the member is known. */
export interface AskedByMember extends Asked {
  member: Member;
}

const asked = (request: Request): Asked => {
  if (!request.tenant) throw new Problem('not-found', 'There is no marketplace at this address. Begin the path with /t/{tenant}, or use the host name of a marketplace.');
  const ctx = { tenantId: request.tenant.id, actorId: request.member?.memberId ?? null, requestId: request.id };
  return { tenant: request.tenant, member: request.member, ctx, request, base: baseOf(request) };
};

let publicUrl: string | null = null;

/** Sets the address that links begin with, instead of the one that the request came to. */
export function setPublicUrl(url: string | undefined): void {
  publicUrl = url?.replace(/\/+$/, '') ?? null;
}

/** Where the API of the request's tenant begins. */
export function baseOf(request: Request): string {
  const prefix = request.raw.tenantSlug === undefined ? '' : `/t/${request.raw.tenantSlug}`;
  const origin = publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
  return `${origin}${prefix}/api/v1`;
}

/** Parameter of a handler: the request's tenant, member and context. 404 where there is no tenant. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Asked => asked(context.switchToHttp().getRequest<Request>()));

/** The same where `@Needs` has made sure of a member. */
export const AskingMember = createParamDecorator((_: unknown, context: ExecutionContext): AskedByMember => {
  const it = asked(context.switchToHttp().getRequest<Request>());
  if (!it.member) throw new Problem('unauthenticated', 'Send a token of this marketplace: Authorization: Bearer souk_…');
  return { ...it, member: it.member };
});

/** Cuts `/t/{slug}` off the path and keeps it on the request; everything else sees one kind of path. */
export function cutTenant(raw: { url?: string; tenantSlug?: string; writtenUrl?: string }): string {
  const url = raw.url ?? '/';
  raw.writtenUrl = url;
  const found = /^\/t\/([^/?#]+)(?=[/?#]|$)/.exec(url);
  if (!found) return url;
  raw.tenantSlug = found[1]!;
  const rest = url.slice(found[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
