import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { Handle, KeyBody, KeyView, PublisherBody, PublisherMemberBody, PublisherName, PublisherView, TrustBody } from '#libs/contracts/api.js';
import type { Tx } from '#libs/db/db.js';
import { announce, recordEvent } from '#libs/db/events.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { hasRole, Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { Asking, AskingMember, type Asked, type AskedByMember } from '../http/request.js';
import { readPublicKey } from './secrets.js';

/** Publishers that one member may make. */
export const MOST_PUBLISHERS = 20;
/** Living keys of one publisher. */
export const MOST_KEYS = 20;

const WITH = { keys: true, members: { include: { member: { select: { handle: true } } } } } as const;

@ApiTags('publishers')
@Controller('publishers')
export class PublishersController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Post()
  @Needs('publish')
  @Operation('Makes a publisher, with the member in it', 201, PublisherView)
  create(@AskingMember() asked: AskedByMember, @Body({ schema: PublisherBody }) body: z.output<typeof PublisherBody>) {
    const { ctx, member } = asked;
    return this.db.tenant(ctx, async (tx) => {
      if ((await tx.publisherMember.count({ where: { memberId: member.memberId } })) >= MOST_PUBLISHERS) throw new Problem('conflict', `A member may belong to ${MOST_PUBLISHERS} publishers.`);
      const id = uuid();
      const made = await tx.publisher.createMany({ data: [{ tenantId: ctx.tenantId, id, name: body.name, displayName: body.display_name }], skipDuplicates: true });
      if (made.count === 0) throw new Problem('name-taken', `There is a publisher called ${body.name} already.`);
      await tx.publisherMember.create({ data: { tenantId: ctx.tenantId, publisherId: id, memberId: member.memberId } });
      await recordEvent(tx, ctx, { kind: 'publisher-created', to: body.name });
      return this.view(tx, body.name, true);
    });
  }

  @Get(':name')
  @Operation('A publisher with its living keys', 200, PublisherView)
  show(@Asking() asked: Asked, @Param('name', { schema: PublisherName }) name: string) {
    return this.db.tenant(asked.ctx, async (tx) => {
      const { member } = asked;
      const own = member !== null && (hasRole(member.role, 'maintainer') || (await tx.publisherMember.count({ where: { memberId: member.memberId, publisher: { name } } })) > 0);
      return this.view(tx, name, own);
    });
  }

  @Put(':name/trust')
  @Needs('admin')
  @Operation('Says whether policy may trust a publisher', 200, PublisherView)
  trust(@AskingMember() { ctx }: AskedByMember, @Param('name', { schema: PublisherName }) name: string, @Body({ schema: TrustBody }) body: z.output<typeof TrustBody>) {
    return this.db.tenant(ctx, async (tx) => {
      await tx.publisher.updateMany({ where: { name }, data: { trusted: body.trusted } });
      const shown = await this.view(tx, name, true);
      await recordEvent(tx, ctx, { kind: 'publisher-trust', to: `${name} ${body.trusted ? 'trusted' : 'not trusted'}` });
      await announce(tx, { tenant: ctx.tenantId, kind: 'publisher' });
      return shown;
    });
  }

  @Post(':name/members')
  @HttpCode(200)
  @Needs('publish')
  @Operation('Takes another member into the publisher', 200, PublisherView)
  addMember(@AskingMember() asked: AskedByMember, @Param('name', { schema: PublisherName }) name: string, @Body({ schema: PublisherMemberBody }) body: z.output<typeof PublisherMemberBody>) {
    return this.db.tenant(asked.ctx, async (tx) => {
      const publisherId = await this.own(tx, asked, name);
      const other = await tx.member.findFirst({ where: { handle: body.handle }, select: { id: true, role: true } });
      if (!other) throw new Problem('not-found', `There is no member ${body.handle}.`);
      await tx.publisherMember.createMany({ data: [{ tenantId: asked.ctx.tenantId, publisherId, memberId: other.id }], skipDuplicates: true });
      await recordEvent(tx, asked.ctx, { kind: 'publisher-member', to: `${name} ${body.handle}` });
      return this.view(tx, name, true);
    });
  }

  @Delete(':name/members/:handle')
  @HttpCode(204)
  @Needs('member')
  @Operation('Takes a member out of the publisher; everybody may take themselves out', 204, null)
  async removeMember(@AskingMember() asked: AskedByMember, @Param('name', { schema: PublisherName }) name: string, @Param('handle', { schema: Handle }) handle: string) {
    await this.db.tenant(asked.ctx, async (tx) => {
      const publisherId = await this.governed(tx, asked, { name, handle });
      // Two that leave at the same time would both see the other stay.
      await tx.$executeRaw`SELECT 1 FROM publisher WHERE id = ${publisherId}::uuid FOR UPDATE`;
      const members = await tx.publisherMember.findMany({ where: { publisherId }, select: { memberId: true, member: { select: { handle: true } } } });
      const leaving = members.find(({ member }) => member.handle === handle);
      if (!leaving) throw new Problem('not-found', `${handle} does not belong to the publisher ${name}.`);
      if (members.length === 1) throw new Problem('conflict', `${handle} is the last member of ${name}. Take somebody else in first.`);
      await tx.publisherMember.deleteMany({ where: { publisherId, memberId: leaving.memberId } });
      await recordEvent(tx, asked.ctx, { kind: 'publisher-member-left', to: `${name} ${handle}` });
    });
  }

  @Post(':name/keys')
  @Needs('publish')
  @Operation('Adds an Ed25519 key', 201, KeyView)
  addKey(@AskingMember() asked: AskedByMember, @Param('name', { schema: PublisherName }) name: string, @Body({ schema: KeyBody }) body: z.output<typeof KeyBody>) {
    const key = readPublicKey(body.public_key_pem);
    return this.db.tenant(asked.ctx, async (tx) => {
      const publisherId = await this.own(tx, asked, name);
      if ((await tx.publisherKey.count({ where: { publisherId, revokedAt: null } })) >= MOST_KEYS) throw new Problem('conflict', `A publisher may have ${MOST_KEYS} living keys. Revoke some first.`);
      await tx.publisherKey.createMany({ data: [{ tenantId: asked.ctx.tenantId, id: key.id, publisherId, publicKeyPem: key.pem }], skipDuplicates: true });
      const row = await tx.publisherKey.findFirstOrThrow({ where: { id: key.id } });
      if (row.publisherId !== publisherId) throw new Problem('conflict', 'This key belongs to another publisher.');
      if (row.revokedAt) throw new Problem('conflict', 'This key was revoked and cannot be used again.');
      return { id: row.id, public_key_pem: row.publicKeyPem, created_at: row.createdAt.toISOString() };
    });
  }

  @Delete(':name/keys/:id')
  @HttpCode(204)
  @Needs('publish')
  @Operation('Revokes a key', 204, null)
  async revokeKey(@AskingMember() asked: AskedByMember, @Param('name', { schema: PublisherName }) name: string, @Param('id', { schema: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits') }) id: string) {
    await this.db.tenant(asked.ctx, async (tx) => {
      const publisherId = await this.own(tx, asked, name);
      const gone = await tx.publisherKey.updateMany({ where: { id, publisherId, revokedAt: null }, data: { revokedAt: new Date() } });
      if (gone.count === 0) throw new Problem('not-found', `${name} has no living key with this id.`);
      await recordEvent(tx, asked.ctx, { kind: 'publisher-key-revoked', to: `${name} ${id}` });
    });
  }

  /** Id of the publisher, if the member may take `handle` out of it: its publishers, the marketplace's admins, and `handle` itself. */
  private async governed(tx: Tx, asked: AskedByMember, { name, handle }: { name: string; handle: string }): Promise<string> {
    const { member } = asked;
    if (member.handle !== handle && !(hasRole(member.role, 'publisher') && member.scopes.includes('publish')) && !member.scopes.includes('admin')) throw new Problem('forbidden', 'This needs a token with the scope "publish".');
    if (!(hasRole(member.role, 'admin') && member.scopes.includes('admin'))) return this.own(tx, asked, name);
    const row = await tx.publisher.findFirst({ where: { name }, select: { id: true } });
    if (!row) throw new Problem('not-found', `There is no publisher called ${name}.`);
    return row.id;
  }

  /** Id of the publisher, if the member belongs to it. */
  private async own(tx: Tx, { member }: AskedByMember, name: string): Promise<string> {
    const row = await tx.publisher.findFirst({ where: { name }, include: { members: { where: { memberId: member.memberId } } } });
    if (!row) throw new Problem('not-found', `There is no publisher called ${name}.`);
    if (row.members.length === 0) throw new Problem('forbidden', `You do not belong to the publisher ${name}.`);
    return row.id;
  }

  /** Who its members are is for them and for maintainers. */
  private async view(tx: Tx, name: string, withMembers: boolean) {
    const row = await tx.publisher.findFirst({ where: { name }, include: WITH });
    if (!row) throw new Problem('not-found', `There is no publisher called ${name}.`);
    return {
      name: row.name,
      display_name: row.displayName,
      trusted: row.trusted,
      members: withMembers ? row.members.map(({ member }) => member.handle).sort() : [],
      keys: row.keys.map((key) => ({ id: key.id, public_key_pem: key.publicKeyPem, created_at: key.createdAt.toISOString(), revoked: key.revokedAt !== null })),
    };
  }
}
