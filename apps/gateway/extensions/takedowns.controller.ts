import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { OsvRecord, TakedownsQuery, pageOf } from '#libs/contracts/api.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Operation } from '../http/openapi.js';
import { Asking, type Asked } from '../http/request.js';
import { pageView } from '../views.js';

const SELECT = { extension: true, version: true, format: true, packageSha256: true, listing: true, listingReason: true, quarantinedAt: true, takedownAt: true } as const;

/** What was taken down, for whoever keeps track of bad packages. */
@ApiTags('extensions')
@Controller('takedowns.osv.json')
export class TakedownsController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get()
  @Operation('Quarantined versions as OSV records, the last change first; those that were restored are withdrawn', 200, pageOf(OsvRecord))
  list(@Asking() asked: Asked, @Query({ schema: TakedownsQuery }) query: z.output<typeof TakedownsQuery>) {
    return this.db.tenant(asked.ctx, async (tx) => {
      const where = { quarantinedAt: { not: null }, ...(query.extension !== undefined && { extension: query.extension }) };
      const rows = await tx.version.findMany({ where, select: SELECT, orderBy: [{ takedownAt: 'desc' }, { extension: 'asc' }, { version: 'asc' }], skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(rows.map((row) => record(row, asked)), await tx.version.count({ where }), query);
    });
  }
}

type Row = { extension: string; version: string; format: string; packageSha256: string; listing: string; listingReason: string | null; quarantinedAt: Date | null; takedownAt: Date | null };

function record({ extension, version, format, packageSha256: sha256, listing, listingReason, quarantinedAt, takedownAt }: Row, { tenant, base }: Asked): z.output<typeof OsvRecord> {
  const modified = takedownAt!.toISOString();
  const isWithdrawn = listing !== 'quarantined';
  return {
    schema_version: '1.7.0',
    id: `SOUK-${createHash('sha256').update(`${tenant.slug}/${extension}@${version}`).digest('hex').slice(0, 16)}`,
    modified,
    published: quarantinedAt!.toISOString(),
    ...(isWithdrawn && { withdrawn: modified }),
    summary: `${extension} ${version} was taken down from ${tenant.name}${isWithdrawn ? ', and restored' : ''}`,
    details: isWithdrawn ? 'It is no longer taken down.' : (listingReason ?? 'No reason was given.'),
    affected: [{ package: { ecosystem: `Souk:${tenant.slug}`, name: extension }, versions: [version], database_specific: { sha256, format } }],
    references: [{ type: 'PACKAGE', url: `${base}/extensions/${encodeURIComponent(extension)}` }],
  };
}
