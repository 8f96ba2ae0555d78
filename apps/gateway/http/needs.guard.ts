import { applyDecorators, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role, TokenScope } from '#libs/contracts/api.js';
import { Problem } from '#libs/service/problems.js';
import type { Request } from './request.js';

const NEEDS = Symbol('needs');

const RANK: Record<Role, number> = { user: 0, publisher: 1, maintainer: 2, admin: 3 };
/** The least role that may hold a scope. */
export const SCOPE_ROLE: Record<TokenScope, Role> = { read: 'user', install: 'user', publish: 'publisher', review: 'maintainer', admin: 'admin' };

/** True when `role` is `least` or more. */
export function hasRole(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Who may call an operation: members with a token of one of these scopes and the role for it, any member, or platform operators. */
export const Needs = (...needs: [TokenScope, ...TokenScope[]] | ['platform' | 'member']) => applyDecorators(SetMetadata(NEEDS, needs), ApiBearerAuth(), ApiExtension('x-souk-needs', needs.join(' or ')));

/** Refuses requests whose token does not reach: 401 without a living token, 403 with too little. */
export class NeedsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const needs = this.reflector.get<Parameters<typeof Needs> | undefined>(NEEDS, context.getHandler());
    if (needs === undefined) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (needs[0] === 'platform') return platform(request);
    const { member, tenant } = request;
    if (!tenant) throw new Problem('not-found', 'There is no marketplace at this address. Begin the path with /t/{tenant}, or use the host name of a marketplace.');
    if (!member) throw new Problem('unauthenticated', 'Send a token of this marketplace: Authorization: Bearer souk_…', { headers: { 'www-authenticate': 'Bearer' } });
    if (needs[0] === 'member') return true;
    const held = (needs as TokenScope[]).filter((scope) => member.scopes.includes(scope));
    if (held.length === 0) throw new Problem('forbidden', `This needs a token with the scope ${needs.map((scope) => `"${scope}"`).join(' or ')}.`);
    if (!held.some((scope) => hasRole(member.role, SCOPE_ROLE[scope]))) throw new Problem('forbidden', `This needs the role ${SCOPE_ROLE[held[0]!]} or more; yours is ${member.role}.`);
    return true;
  }
}

function platform(request: Request): boolean {
  if (request.platform) return true;
  if (request.headers.authorization === undefined) throw new Problem('unauthenticated', 'Send a platform operator\'s token: Authorization: Bearer souk_…', { headers: { 'www-authenticate': 'Bearer' } });
  throw new Problem('forbidden', 'This needs a platform operator\'s token.');
}
