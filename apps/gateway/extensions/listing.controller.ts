import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { ExtensionName, Version, VersionNumber, YankBody } from '#libs/contracts/api.js';
import { nextListings, type Listing } from '#libs/contracts/pipeline.js';
import { prose } from '#libs/contracts/text.js';
import { promise } from '#libs/db/outbox.js';
import type { Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Commands } from '../http/commands.js';
import { hasRole, Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { dismissFlags } from '../moderation/dismissals.js';
import { versionView } from '../views.js';

/** Where each wish leads; a restored version becomes again what it was. */
const LEADS = { yank: 'yanked', unyank: 'listed', quarantine: 'quarantined', restore: null } as const satisfies Record<string, Listing | null>;

interface Wanted {
  name: string;
  version: string;
  wish: keyof typeof LEADS;
  reason: string;
}

const UnyankBody = z.strictObject({ reason: prose(1_000).default('') }).prefault({});

/** Moves a published version between listed, yanked and quarantined. */
@ApiTags('extensions')
@Controller('extensions/:name/versions/:version')
export class ListingController {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly commands: Commands,
  ) {}

  @Delete()
  @HttpCode(200)
  @Needs('publish')
  @Operation('Yanks a version: it is not offered any more, but still downloads', 200, Version)
  yank(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Body({ schema: YankBody }) body: z.output<typeof YankBody>) {
    return this.change(asked, { name, version, wish: 'yank', reason: body.reason });
  }

  @Post('unyank')
  @HttpCode(200)
  @Needs('publish')
  @Operation('Offers a yanked version again', 200, Version)
  unyank(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Body({ schema: UnyankBody }) body: z.output<typeof UnyankBody>) {
    return this.change(asked, { name, version, wish: 'unyank', reason: body.reason });
  }

  @Post('quarantine')
  @HttpCode(200)
  @Needs('review')
  @Operation('Quarantines a version: nobody gets it any more', 200, Version)
  quarantine(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Body({ schema: YankBody }) body: z.output<typeof YankBody>) {
    return this.change(asked, { name, version, wish: 'quarantine', reason: body.reason });
  }

  @Post('restore')
  @HttpCode(200)
  @Needs('review')
  @Operation('Ends the quarantine of a version: it is listed again, or yanked as it was', 200, Version, { description: 'It says, too, that what flagged the version until then is no reason to act.' })
  restore(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Param('version', { schema: VersionNumber }) version: string, @Body({ schema: YankBody }) body: z.output<typeof YankBody>) {
    return this.change(asked, { name, version, wish: 'restore', reason: body.reason });
  }

  /** Writes the wish down, promises it to storage and waits until it is carried out. */
  private async change(asked: AskedByMember, wanted: Wanted) {
    const { ctx } = asked;
    const { name, version, wish, reason } = wanted;
    const changeId = uuid();
    // Storage checks again when it carries it out; here it is for the answer, and to wait for nothing when there is nothing to do.
    const { from, to } = await this.db.tenant(ctx, (tx) => this.check(tx, asked, wanted));
    if (from !== to) {
      await this.commands.carriedOut(
        (told) => told.tenant === ctx.tenantId && told.extension === name && told.kind.startsWith('listing') && told.to === `${version} ${to}`,
        () =>
          this.db.tenant(ctx, async (tx) => {
            await tx.listingChange.create({ data: { tenantId: ctx.tenantId, id: changeId, extension: name, version, to, reason, requestedBy: asked.member.memberId } });
            if (wish === 'restore') await dismissFlags(tx, asked, { extension: name, version, reason });
            await promise(tx, ctx, 'version.list', changeId, { changeId });
          }),
      );
    }
    const row = await this.db.tenant(ctx, (tx) => tx.version.findFirstOrThrow({ where: { extension: name, version } }));
    if (row.listing !== to) throw new Problem('unavailable', `The change is written down but not carried out yet: the version is still ${row.listing}. Look at it again in a moment.`, { headers: { 'retry-after': '5' } });
    return versionView(row, { downloads: 0, base: asked.base, profile: asked.tenant.profile });
  }

  /** What the version is and shall be. Throws for what is not there, not allowed or not the member's. */
  private async check(tx: Tx, { member }: AskedByMember, { name, version, wish }: Wanted): Promise<{ from: Listing; to: Listing }> {
    const row = await tx.version.findFirst({ where: { extension: name, version }, include: { of: { select: { publisherId: true } } } });
    if (!row) throw new Problem('not-found', `There is no version ${version} of ${name}.`);
    const from = row.listing as Listing;
    const moderating = from === 'quarantined' || wish === 'quarantine' || wish === 'restore';
    const own = (await tx.publisherMember.count({ where: { publisherId: row.of.publisherId, memberId: member.memberId } })) > 0;
    if (moderating && !(hasRole(member.role, 'maintainer') && member.scopes.includes('review'))) throw new Problem('forbidden', 'Only maintainers quarantine a version, or end a quarantine.');
    if (own && wish === 'restore') throw new Problem('forbidden', 'Nobody ends the quarantine of their own extension.');
    if (!moderating && !own && !(member.role === 'admin' && member.scopes.includes('admin'))) throw new Problem('forbidden', `The extension ${name} belongs to another publisher.`);
    const to = LEADS[wish] ?? (from === 'quarantined' ? nextListings(row)[0]! : from);
    if (from === 'quarantined' && to !== from && wish !== 'restore') throw new Problem('conflict', 'The version is quarantined: only restoring it ends that.');
    return { from, to };
  }
}
