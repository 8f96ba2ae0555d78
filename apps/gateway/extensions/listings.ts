import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { SearchQuery } from '#libs/contracts/api.js';
import { Prisma, type Announcements, type Db, type Tx } from '#libs/db/db.js';
import { newestFirst } from '#libs/manifest/versions.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { DB } from '#libs/service/service.module.js';
import { Problem } from '#libs/service/problems.js';
import { ANNOUNCEMENTS } from '../tokens.js';
import { matches } from '../http/etag.js';
import { baseOf, type Asked, type Reply, type Request } from '../http/request.js';
import { explain, extensionView, pageView, publicManifest, versionView } from '../views.js';
import { search } from './search.js';

/** A rendered answer. */
export interface Page {
  body: Buffer;
  /** Strong: hash of the body. */
  etag: string;
}

/** Bytes that are rendered before everything is forgotten and remembering begins anew. */
const REMEMBERED_BYTES = 128 * 1024 * 1024;
/** A search is remembered at most so long, in ms: it shows counters that change all the time. */
const SEARCH_MS = 2_000;
/** Kinds of announcements after which rendered answers may be wrong. */
const CHANGES = new Set(['listing', 'stats', 'tenant', 'publisher']);

/** Addresses of one tenant that lead to remembered answers at once. */
const REMEMBERED_ADDRESSES = 20_000;

/** What is remembered of one tenant; another object takes its place when something changes. */
interface Remembered {
  /** By what they show, beginning with the extension's name. */
  pages: Map<string, { page: Page; until: number }>;
  /** Address as requested → key of `pages`. */
  addresses: Map<string, string>;
}

/** What everybody reads, rendered once and remembered until something of the tenant changes. */
@Injectable()
export class Listings {
  private readonly byTenant = new Map<string, Remembered>();
  private bytes = 0;
  /** What is being rendered now: who asks for the same waits for the same. */
  private readonly rendering = new Map<string, { remembered: Remembered; page: Promise<Page> }>();

  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(ANNOUNCEMENTS) private readonly announcements: Announcements,
  ) {
    announcements.on((told) => {
      if (told === null) this.forgetAll();
      else if (CHANGES.has(told.kind) || told.to === 'PUBLISHED') this.forget(told.tenant, told.kind === 'stats' ? told.extension! : null);
    });
  }

  /** An extension with its latest version, README and permissions. */
  detail(asked: Asked, name: string): Promise<Page> | Page {
    return this.remember(asked, `${name} detail`, Infinity, (tx) => this.renderDetail(tx, asked, name));
  }

  /** All versions of an extension, highest first; quarantined ones are left out. */
  versions(asked: Asked, name: string): Promise<Page> | Page {
    return this.remember(asked, `${name} versions`, Infinity, async (tx) => {
      await this.find(tx, name);
      const [rows, downloads] = [await this.servedVersions(tx, name), await this.downloads(tx, name)];
      const byVersion = new Map(rows.map((row) => [row.version, row]));
      const data = newestFirst([...byVersion.keys()]).map((version) => versionView(byVersion.get(version)!, { downloads: downloads.get(version) ?? 0, base: asked.base, profile: asked.tenant.profile }));
      return pageView(data, data.length, { page: 1, per_page: Math.max(data.length, 1) });
    });
  }

  /** One version with its manifest and README. 410 when it is quarantined. */
  version(asked: Asked, name: string, version: string): Promise<Page> | Page {
    return this.remember(asked, `${name} version ${version}`, Infinity, async (tx) => {
      const row = await tx.version.findFirst({ where: { extension: name, version } });
      if (!row) throw new Problem('not-found', `There is no version ${version} of ${name}.`);
      if (row.listing === 'quarantined') throw new Problem('quarantined', `${name} ${version} was quarantined: ${row.listingReason}`);
      const downloads = await this.downloads(tx, name);
      return { ...versionView(row, { downloads: downloads.get(version) ?? 0, base: asked.base, profile: asked.tenant.profile }), manifest: publicManifest(row.manifest as unknown as Manifest), readme: row.readme };
    });
  }

  /** A page of search results. */
  search(asked: Asked, query: z.output<typeof SearchQuery>): Promise<Page> | Page {
    return this.remember(asked, `search ${JSON.stringify(query)}`, SEARCH_MS, async (tx) => {
      const { names, total } = await search(tx, asked.tenant.id, query);
      return pageView(await this.extensions(tx, names), total, query);
    });
  }

  featured(asked: Asked): Promise<Page> | Page {
    return this.remember(asked, 'featured', SEARCH_MS, async (tx) => {
      const rows = await tx.extension.findMany({ where: { featured: true, listed: true }, select: { name: true }, orderBy: { name: 'asc' }, take: 100 });
      return { data: await this.extensions(tx, rows.map((row) => row.name)) };
    });
  }

  categories(asked: Asked): Promise<Page> | Page {
    return this.remember(asked, 'categories', SEARCH_MS, async (tx) => {
      const rows = await tx.$queryRaw<{ category: string; extensions: bigint }[]>(Prisma.sql`
        SELECT lower(c) AS category, count(*) AS extensions FROM extension e CROSS JOIN unnest(e.categories) c WHERE e.listed GROUP BY 1`);
      const counted = new Map(rows.map((row) => [row.category, Number(row.extensions)]));
      const named = asked.tenant.profile.categories.length > 0 ? asked.tenant.profile.categories : [...counted.keys()].sort();
      return { data: named.map((category) => ({ category, extensions: counted.get(category.toLowerCase()) ?? 0 })) };
    });
  }

  private async renderDetail(tx: Tx, asked: Asked, name: string) {
    const row = await this.find(tx, name);
    const shown = row.latestVersion ?? row.latestPrerelease;
    const version = shown ? await tx.version.findFirst({ where: { extension: name, version: shown } }) : null;
    const downloads = await this.downloads(tx, name);
    return {
      ...extensionView(row),
      latest: version && versionView(version, { downloads: downloads.get(version.version) ?? 0, base: asked.base, profile: asked.tenant.profile }),
      readme: version?.readme ?? null,
      permissions: explain(version?.permissions ?? [], asked.tenant.profile),
    };
  }

  private async find(tx: Tx, name: string) {
    const row = await tx.extension.findFirst({ where: { name }, include: { publisher: true, stats: true } });
    if (!row) throw new Problem('not-found', `There is no extension called ${name}.`);
    return row;
  }

  private servedVersions(tx: Tx, name: string) {
    return tx.version.findMany({ where: { extension: name, listing: { not: 'quarantined' } }, omit: { readme: true } });
  }

  private async downloads(tx: Tx, name: string): Promise<Map<string, number>> {
    const rows = await tx.versionDownloads.findMany({ where: { extension: name } });
    return new Map(rows.map((row) => [row.version, Number(row.downloads)]));
  }

  private async extensions(tx: Tx, names: string[]) {
    const rows = await tx.extension.findMany({ where: { name: { in: names } }, include: { publisher: true, stats: true } });
    const byName = new Map(rows.map((row) => [row.name, row]));
    return names.flatMap((name) => (byName.has(name) ? [extensionView(byName.get(name)!)] : []));
  }

  /** The answer that this very address had last time, if it still holds; null when it has to be looked for. */
  at(tenantId: string, address: string): Page | null {
    const remembered = this.byTenant.get(tenantId);
    const key = remembered?.addresses.get(address);
    const known = key === undefined ? undefined : remembered!.pages.get(key);
    return known && known.until > Date.now() ? known.page : null;
  }

  private remember(asked: Asked, what: string, milliseconds: number, render: (tx: Tx) => Promise<unknown>): Promise<Page> | Page {
    const tenantId = asked.tenant.id;
    const key = `${what} ${asked.base}`;
    const remembered = this.byTenant.get(tenantId) ?? this.begin(tenantId);
    if (remembered.addresses.size >= REMEMBERED_ADDRESSES) remembered.addresses.clear();
    remembered.addresses.set(addressOf(asked.base, asked.request), key);
    const known = remembered.pages.get(key);
    if (known && known.until > Date.now()) return known.page;
    return this.renderOnce(tenantId, key, { milliseconds, render, remembered });
  }

  private begin(tenantId: string): Remembered {
    const remembered: Remembered = { pages: new Map(), addresses: new Map() };
    this.byTenant.set(tenantId, remembered);
    return remembered;
  }

  private renderOnce(tenantId: string, key: string, it: { milliseconds: number; render: (tx: Tx) => Promise<unknown>; remembered: Remembered }): Promise<Page> {
    const running = this.rendering.get(`${tenantId} ${key}`);
    // Begun before something changed, it may be wrong by now.
    if (running?.remembered === it.remembered) return running.page;
    const entry = { remembered: it.remembered, page: this.render(tenantId, key, it) };
    this.rendering.set(`${tenantId} ${key}`, entry);
    const over = () => void (this.rendering.get(`${tenantId} ${key}`) === entry && this.rendering.delete(`${tenantId} ${key}`));
    entry.page.then(over, over);
    return entry.page;
  }

  private async render(tenantId: string, key: string, { milliseconds, render, remembered }: { milliseconds: number; render: (tx: Tx) => Promise<unknown>; remembered: Remembered }): Promise<Page> {
    const body = Buffer.from(JSON.stringify(await this.db.tenant({ tenantId }, render)));
    const page = { body, etag: `"${createHash('sha256').update(body).digest('hex')}"` };
    // What was told of while rendering has put another object in place, or none; what cannot be told of is not remembered.
    if (this.announcements.connected && this.byTenant.get(tenantId) === remembered) {
      if ((this.bytes += body.length) > REMEMBERED_BYTES) this.forgetAll();
      this.byTenant.get(tenantId)?.pages.set(key, { page, until: Date.now() + milliseconds });
    }
    return page;
  }

  private forgetAll(): void {
    this.byTenant.clear();
    this.bytes = 0;
  }

  /** Counters change often and only concern their extension; everything else concerns searches too. */
  private forget(tenantId: string, extension: string | null): void {
    const remembered = this.byTenant.get(tenantId);
    if (!remembered) return;
    const kept = extension === null ? [] : [...remembered.pages].filter(([key]) => !key.startsWith(`${extension} `));
    this.byTenant.set(tenantId, { pages: new Map(kept), addresses: remembered.addresses });
  }
}

/** What tells one address from another: where the tenant's API begins, and the path with its query. */
function addressOf(base: string, request: Request): string {
  return `${base} ${request.url}`;
}

/** Answers from memory what was asked for at this address before, without a look at anything else. False when it is not there. */
export function answerRemembered(listings: Listings, request: Request, reply: Reply): boolean {
  if (request.method !== 'GET' || !request.tenant) return false;
  const page = listings.at(request.tenant.id, addressOf(baseOf(request), request));
  if (page === null) return false;
  sendPage(reply, request, page);
  return true;
}

/** Sends a rendered answer, or 304 to who knows it. */
export function sendPage(reply: Reply, request: Request, page: Page): void {
  reply.header('etag', page.etag).header('cache-control', 'no-cache').header('vary', 'authorization, host');
  const known = request.headers['if-none-match'];
  if (known !== undefined && matches(known, page.etag)) reply.code(304).send();
  else reply.type('application/json; charset=utf-8').send(page.body);
}
