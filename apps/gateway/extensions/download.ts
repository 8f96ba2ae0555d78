import { Inject, Injectable } from '@nestjs/common';
import { packageKey } from '#libs/blobs/keys.js';
import type { Announcements, Db } from '#libs/db/db.js';
import { CONFIG, DB, type Config } from '#libs/service/service.module.js';
import { formats } from '#libs/manifest/formats.js';
import { Problem } from '#libs/service/problems.js';
import { matches } from '../http/etag.js';
import type { Asked, Reply } from '../http/request.js';
import { ANNOUNCEMENTS } from '../tokens.js';
import { Downloads } from './downloads.js';
import { Packages } from './packages.js';

/** How long a presigned address lives, in seconds. */
const PRESIGNED_SECONDS = 300;
const REMEMBERED = 20_000;

interface Served {
  sha256: string;
  size: number;
  /** File name for people who save it. */
  filename: string;
  /** Why it is not served; null when it is. */
  quarantined: string | null;
}

/** Hands out the bytes of versions: whole, in ranges, or as a redirect to the S3 server. */
@Injectable()
export class Download {
  private served = new Map<string, Served>();

  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ANNOUNCEMENTS) private readonly announcements: Announcements,
    private readonly packages: Packages,
    private readonly downloads: Downloads,
  ) {
    announcements.on((told) => {
      if (told === null || told.kind === 'listing') this.served = new Map();
    });
  }

  async send(asked: Asked, of: { name: string; version: string }, reply: Reply): Promise<void> {
    const served = await this.find(asked, of);
    if (served.quarantined !== null) throw new Problem('quarantined', `${of.name} ${of.version} was quarantined: ${served.quarantined}`);
    const etag = `"${served.sha256}"`;
    reply.headers({ etag, 'x-package-sha256': served.sha256, 'cache-control': 'public, max-age=31536000, immutable', 'accept-ranges': 'bytes' });
    const { headers } = asked.request;
    if (headers['if-none-match'] !== undefined && matches(headers['if-none-match'], etag)) return void reply.code(304).send();
    reply.headers({ 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${served.filename}"` });
    const partial = headers.range !== undefined && (headers['if-range'] === undefined || headers['if-range'] === etag);
    const range = partial ? parseRange(headers.range!, served.size) : null;
    if (asked.request.method === 'GET' && (!range || range.start === 0)) this.downloads.count(asked.tenant.id, of.name, of.version);
    if (!range && (await this.redirect(asked, served, reply))) return;
    await this.bytes(asked.tenant.id, served, range, reply);
  }

  private async bytes(tenantId: string, served: Served, range: Range | null, reply: Reply): Promise<void> {
    const length = range ? range.end - range.start + 1 : served.size;
    if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${served.size}`);
    reply.header('content-length', length);
    const whole = await this.packages.whole(tenantId, served.sha256, served.size);
    if (whole) reply.send(range ? whole.subarray(range.start, range.end + 1) : whole);
    else reply.send((await this.packages.blobs.get(packageKey(tenantId, served.sha256), range ?? undefined)).stream);
  }

  private async redirect({ tenant }: Asked, served: Served, reply: Reply): Promise<boolean> {
    if (this.config.DOWNLOADS !== 'redirect') return false;
    const url = await this.packages.blobs.presign(packageKey(tenant.id, served.sha256), PRESIGNED_SECONDS, { filename: served.filename });
    if (url === null) return false;
    reply.code(302).header('location', url).header('cache-control', `private, max-age=${PRESIGNED_SECONDS / 2}`).send();
    return true;
  }

  private async find({ tenant }: Asked, { name, version }: { name: string; version: string }): Promise<Served> {
    const key = `${tenant.id} ${name} ${version}`;
    const { served } = this;
    const known = served.get(key);
    if (known) return known;
    const row = await this.db.tenant({ tenantId: tenant.id }, (tx) =>
      tx.version.findFirst({ where: { extension: name, version }, select: { packageSha256: true, packageSize: true, listing: true, listingReason: true, format: true } }),
    );
    if (!row) throw new Problem('not-found', `There is no version ${version} of ${name}.`);
    const found = { sha256: row.packageSha256, size: Number(row.packageSize), filename: filename(name, version, row.format), quarantined: row.listing === 'quarantined' ? (row.listingReason ?? 'no reason given') : null };
    if (this.announcements.connected) {
      if (served.size >= REMEMBERED) served.clear();
      served.set(key, found);
    }
    return found;
  }
}

/** Names and versions hold letters, digits and `._-+` only, so nothing needs quoting. */
function filename(name: string, version: string, format: string): string {
  return `${name}-${version}${formats.get(format)?.extension ?? ''}`;
}

interface Range {
  start: number;
  end: number;
}

/** One range of bytes (RFC 9110, 14.1.2); null for what may be ignored. Throws 416 outside of the package. */
export function parseRange(header: string, size: number): Range | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (!found || (found[1] === '' && found[2] === '')) return null;
  const [, first, last] = found as unknown as [string, string, string];
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new Problem('range-not-satisfiable', `The package has ${size} bytes.`, { headers: { 'content-range': `bytes */${size}` } });
  return { start, end };
}
