import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { Me, TokenBody, TokenCreated, TokenView, type Role } from '#libs/contracts/api.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { announce } from '#libs/db/events.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { hasRole, Needs, SCOPE_ROLE } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember, type Member } from '../http/request.js';
import { living, newToken } from './secrets.js';

const DAY_MS = 24 * 3_600_000;
/** Living tokens of one member at most. */
export const MOST_TOKENS = 100;

@ApiTags('accounts')
@Controller()
export class TokensController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get('me')
  @Needs('member')
  @Operation('Who the token belongs to', 200, Me)
  async me(@AskingMember() { ctx, member, tenant }: AskedByMember) {
    const own = await this.db.tenant(ctx, (tx) => tx.publisherMember.findMany({ where: { memberId: member.memberId }, include: { publisher: { select: { name: true } } } }));
    return { handle: member.handle, role: member.role, scopes: [...member.scopes], publishers: own.map((row) => row.publisher.name).sort(), tenant: tenant.slug };
  }

  @Post('tokens')
  @Needs('member')
  @Operation('Makes a token; it is shown once', 201, TokenCreated, { description: 'It ends with the token that makes it, at the latest; what an admin\'s token with the scope `admin` issues has its own time.' })
  async create(@AskingMember() asked: AskedByMember, @Body({ schema: TokenBody }) body: z.output<typeof TokenBody>) {
    const { ctx } = asked;
    const { token, hash } = newToken();
    const id = uuid();
    const scopes = [...new Set(body.scopes)];
    const row = await this.db.tenant(ctx, async (tx) => {
      const owner = await this.owner(tx, asked, body);
      const beyond = scopes.filter((scope) => !hasRole(owner.role as Role, SCOPE_ROLE[scope]));
      if (beyond.length > 0) throw new Problem('forbidden', `The role ${owner.role} cannot hold the scopes ${beyond.join(', ')}.`);
      const parent = await this.parent(tx, asked);
      if ((await tx.token.count({ where: { memberId: owner.id, ...living() } })) >= MOST_TOKENS) throw new Problem('conflict', `A member may have ${MOST_TOKENS} living tokens. Revoke some first.`);
      const wished = Date.now() + body.expires_in_days * DAY_MS;
      const expiresAt = new Date(Math.min(wished, parent?.expiresAt.getTime() ?? wished));
      return tx.token.create({ data: { tenantId: ctx.tenantId, id, memberId: owner.id, parentId: parent?.id ?? null, name: body.name, hash, scopes, expiresAt } });
    });
    return { ...view(row), token };
  }

  @Get('tokens')
  @Needs('member')
  @Operation('The member\'s living tokens, without their text', 200, z.object({ data: z.array(TokenView) }))
  async list(@AskingMember() { ctx, member }: AskedByMember) {
    const rows = await this.db.tenant(ctx, (tx) => tx.token.findMany({ where: { memberId: member.memberId, ...living() }, orderBy: { createdAt: 'asc' } }));
    return { data: rows.map(view) };
  }

  @Delete('tokens/:id')
  @HttpCode(204)
  @Needs('member')
  @Operation('Revokes a token, and those that were made with it', 204, null)
  async revoke(@AskingMember() { ctx, member }: AskedByMember, @Param('id', { schema: z.uuid() }) id: string) {
    await this.db.tenant(ctx, async (tx) => {
      const end = (where: Prisma.TokenWhereInput) => tx.token.updateManyAndReturn({ where: { revokedAt: null, ...where }, data: { revokedAt: new Date() }, select: { id: true } });
      let ended = await end({ id, ...(!issues(member) && { memberId: member.memberId }) });
      if (ended.length === 0) throw new Problem('not-found', 'You have no living token with this id.');
      // Generation after generation: each statement waits for those who hold a parent, and sees what they have made.
      while (ended.length > 0) ended = await end({ parentId: { in: ended.map((token) => token.id) } });
      await announce(tx, { tenant: ctx.tenantId, kind: 'token-revoked' });
    });
  }

  /** The calling token, held until the transaction ends so that it is not revoked meanwhile; null for one that issues tokens by itself. */
  private async parent(tx: Tx, { member }: AskedByMember): Promise<{ id: string; expiresAt: Date } | null> {
    if (issues(member)) return null;
    const rows = await tx.$queryRaw<{ id: string; expiresAt: Date }[]>(Prisma.sql`SELECT id, expires_at AS "expiresAt" FROM token WHERE id = ${member.tokenId}::uuid AND revoked_at IS NULL FOR SHARE`);
    if (!rows[0]) throw new Problem('unauthenticated', 'This token was revoked just now.');
    return rows[0];
  }

  /** Whose token it will be. For oneself, no more than the calling token can do; for others, admins only. */
  private async owner(tx: Tx, { member }: AskedByMember, body: z.output<typeof TokenBody>): Promise<{ id: string; role: string }> {
    if (body.member === undefined || body.member === member.handle) {
      const beyond = body.scopes.filter((scope) => !member.scopes.includes(scope));
      if (beyond.length > 0) throw new Problem('forbidden', `Your token has no scope ${beyond.join(', ')} to pass on.`);
      return { id: member.memberId, role: member.role };
    }
    if (!issues(member)) throw new Problem('forbidden', 'Only admins make tokens for other members.');
    const other = await tx.member.findFirst({ where: { handle: body.member }, select: { id: true, role: true } });
    if (!other) throw new Problem('not-found', `There is no member ${body.member}.`);
    return other;
  }
}

/** Admins make tokens for everybody. */
function issues({ role, scopes }: Member): boolean {
  return role === 'admin' && scopes.includes('admin');
}

function view(row: { id: string; name: string; scopes: string[]; expiresAt: Date; createdAt: Date }) {
  return { id: row.id, name: row.name, scopes: row.scopes, expires_at: row.expiresAt.toISOString(), created_at: row.createdAt.toISOString() };
}
