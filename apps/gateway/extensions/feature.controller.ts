import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { ExtensionName, FeatureBody } from '#libs/contracts/api.js';
import { promise } from '#libs/db/outbox.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Commands } from '../http/commands.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';

/** What the marketplace puts forward is chosen by its admins. */
@ApiTags('administration')
@Controller('extensions/:name/featured')
export class FeatureController {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly commands: Commands,
  ) {}

  @Put()
  @Needs('admin')
  @Operation('Puts an extension forward, or no longer', 200, FeatureBody)
  async feature(@AskingMember() { ctx, member }: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Body({ schema: FeatureBody }) body: z.output<typeof FeatureBody>) {
    const featureId = uuid();
    await this.commands.carriedOut(
      (told) => told.tenant === ctx.tenantId && told.extension === name && told.kind.startsWith('listing'),
      () => this.db.tenant(ctx, async (tx) => {
        if ((await tx.extension.count({ where: { name } })) === 0) throw new Problem('not-found', `There is no extension called ${name}.`);
        await promise(tx, ctx, 'extension.feature', featureId, { featureId, extension: name, featured: body.featured, memberId: member.memberId });
      }),
    );
    return body;
  }
}
