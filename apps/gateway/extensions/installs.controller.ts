import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { ExtensionName, Paging, pageOf } from '#libs/contracts/api.js';
import { InstallAnswer, InstallBody, InstallView, Updates } from '#libs/contracts/installs.js';
import type { Profile } from '#libs/contracts/profile.js';
import { promise } from '#libs/db/outbox.js';
import type { Prisma, Tx } from '#libs/db/db.js';
import { runsOn } from '#libs/manifest/compatibility.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { isGreater, isPrerelease, latest } from '#libs/manifest/versions.js';
import { Relay } from '#libs/queue/relay.js';
import { Metrics } from '#libs/service/metrics.js';
import { Problem } from '#libs/service/problems.js';
import { DB, LOGGER, unseen, type Db, type Logger } from '#libs/service/service.module.js';
import { Commands } from '../http/commands.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember, type Reply } from '../http/request.js';
import { downloadPath, explain, pageView } from '../views.js';

type VersionRow = Omit<Prisma.VersionGetPayload<object>, 'readme'>;
const OptionalBody = InstallBody.prefault({});

@ApiTags('installs')
@Controller()
export class InstallsController {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly relay: Relay,
    private readonly metrics: Metrics,
    private readonly commands: Commands,
  ) {}

  @Post('extensions/:name/install')
  @HttpCode(200)
  @Needs('install')
  @Operation('Records an install and says which version to install', 200, InstallAnswer)
  async install(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Body({ schema: OptionalBody }) body: z.output<typeof InstallBody>) {
    const { ctx, tenant, member } = asked;
    const row = await this.db.tenant(ctx, (tx) => this.choose(tx, name, body, tenant.profile));
    const installId = uuid();
    const payload = { installId, memberId: member.memberId, extension: name, version: row.version, clientId: body.client_id ?? null, hostVersion: body.host_version ?? null, at: new Date().toISOString() };
    // Losing a record is allowed, refusing an install because of the queue is not.
    await this.commands
      .carriedOut((told) => told.kind === 'install' && told.id === installId, () => this.relay.enqueue(ctx, 'install.record', payload))
      .catch((error) => unseen(this.logger, this.metrics, error, 'recording an install'));
    return {
      extension: name,
      version: row.version,
      format: row.format,
      package_sha256: row.packageSha256,
      package_size: Number(row.packageSize),
      download_url: `${asked.base}${downloadPath(name, row.version)}`,
      permissions: explain(row.permissions, tenant.profile),
      signature: row.signature as z.output<typeof InstallAnswer>['signature'],
    };
  }

  @Delete('extensions/:name/uninstall')
  @HttpCode(204)
  @Needs('install')
  @Operation('Records an uninstall', 204, null, { also: { 202: 'it is on its way' } })
  async uninstall(@AskingMember() asked: AskedByMember, @Param('name', { schema: ExtensionName }) name: string, @Res({ passthrough: true }) reply: Reply) {
    const { ctx, member } = asked;
    const uninstallId = uuid();
    const done = await this.commands.carriedOut((told) => told.kind === 'uninstall' && told.id === uninstallId, () =>
      this.db.tenant(ctx, async (tx) => {
        if ((await tx.install.count({ where: { memberId: member.memberId, extension: name, uninstalledAt: null } })) === 0) throw new Problem('not-found', `You have not installed ${name}.`);
        await promise(tx, ctx, 'install.remove', uninstallId, { uninstallId, memberId: member.memberId, extension: name, at: new Date().toISOString() });
      }),
    );
    if (!done) reply.code(202);
  }

  @Get('installs')
  @Needs('read')
  @Operation('What the member has installed', 200, pageOf(InstallView))
  async installs(@AskingMember() asked: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    const where = { memberId: asked.member.memberId, uninstalledAt: null };
    return this.db.tenant(asked.ctx, async (tx) => {
      const rows = await tx.install.findMany({ where, include: { of: { select: { listing: true, listingReason: true } } }, orderBy: { extension: 'asc' }, skip: (query.page - 1) * query.per_page, take: query.per_page });
      const data = rows.map((row) => ({
        extension: row.extension,
        version: row.version,
        client_id: row.clientId,
        host_version: row.hostVersion,
        installed_at: row.installedAt.toISOString(),
        listing: row.of.listing,
        listing_reason: row.of.listingReason,
      }));
      return pageView(data, await tx.install.count({ where }), query);
    });
  }

  @Get('updates')
  @Needs('read')
  @Operation('Newer versions of what the member has installed, with the permissions they add, and what of it was taken down', 200, Updates)
  async updates(@AskingMember() asked: AskedByMember) {
    const { profile } = asked.tenant;
    return this.db.tenant(asked.ctx, async (tx) => {
      const installs = await tx.install.findMany({ where: { memberId: asked.member.memberId, uninstalledAt: null }, include: { of: { select: { permissions: true, listing: true, listingReason: true } } }, orderBy: { extension: 'asc' } });
      const versions = await tx.version.findMany({ where: { extension: { in: installs.map((row) => row.extension) }, listing: 'listed' }, omit: { readme: true } });
      const data = installs.flatMap((installed) => {
        const offered = versions.filter((row) => row.extension === installed.extension);
        const next = newest(offered, { prerelease: isPrerelease(installed.version), hostVersion: installed.hostVersion ?? undefined }, profile);
        if (!next || !isGreater(next.version, installed.version)) return [];
        const added = next.permissions.filter((scope) => !installed.of.permissions.includes(scope));
        return [{ extension: next.extension, installed: installed.version, latest: next.version, changelog: next.changelog, permissions_added: explain(added, profile), package_sha256: next.packageSha256, download_url: `${asked.base}${downloadPath(next.extension, next.version)}` }];
      });
      const takenDown = installs.filter(({ of }) => of.listing === 'quarantined').map(({ extension, version, of }) => ({ extension, installed: version, reason: of.listingReason }));
      return { data, taken_down: takenDown };
    });
  }

  /** The version that the client should install: the one it names, else the newest listed one that runs on its host. */
  private async choose(tx: Tx, name: string, body: z.output<typeof InstallBody>, profile: Profile): Promise<VersionRow> {
    const rows = await tx.version.findMany({ where: { extension: name }, omit: { readme: true } });
    if (rows.length === 0) throw new Problem('not-found', `There is no extension called ${name}.`);
    if (body.version !== undefined) {
      const row = rows.find((version) => version.version === body.version);
      if (!row) throw new Problem('not-found', `There is no version ${body.version} of ${name}.`);
      if (row.listing === 'quarantined') throw new Problem('quarantined', `${name} ${row.version} was quarantined: ${row.listingReason}`);
      if (body.host_version && !mayRun(row, body.host_version, profile)) throw new Problem('conflict', `${name} ${row.version} does not run on ${profile.host} ${body.host_version}; it needs ${manifestOf(row).engines[profile.host]}.`);
      return row;
    }
    const row = newest(rows, { prerelease: false, hostVersion: body.host_version }, profile);
    if (row) return row;
    throw new Problem('conflict', body.host_version ? `No listed version of ${name} runs on ${profile.host} ${body.host_version}.` : `${name} has no listed version that is not a pre-release. Name the version that you want.`);
  }
}

function manifestOf(row: VersionRow): Manifest {
  return row.manifest as unknown as Manifest;
}

/** What does not say where it runs may run everywhere. */
function mayRun(row: VersionRow, hostVersion: string, profile: Profile): boolean {
  return runsOn(manifestOf(row), profile.host, hostVersion) !== false;
}

function newest(rows: VersionRow[], wish: { prerelease: boolean; hostVersion: string | undefined }, profile: Profile): VersionRow | undefined {
  const offered = rows.filter((row) => row.listing === 'listed' && (wish.prerelease || !row.prerelease) && (wish.hostVersion === undefined || mayRun(row, wish.hostVersion, profile)));
  const version = latest(offered.map((row) => row.version), { prerelease: true });
  return offered.find((row) => row.version === version);
}
