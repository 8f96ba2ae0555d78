import type { Announcements, Db } from '#libs/db/db.js';
import { findTenant, type Tenant } from '#libs/db/tenants.js';

/** How long a tenant is remembered without being told of changes, in ms. */
const REMEMBER_MS = 5_000;
const REMEMBERED = 10_000;

/** Tenants by host and slug, remembered until they change. */
export class Tenants {
  private known = new Map<string, { tenant: Tenant | null; until: number }>();

  constructor(
    private readonly db: Db,
    announcements: Announcements,
  ) {
    announcements.on((told) => {
      if (told === null || told.kind === 'tenant') this.known = new Map();
    });
  }

  /** What is remembered; undefined when the database must be asked. */
  remembered(host: string | null, slug: string | null): Tenant | null | undefined {
    const entry = this.known.get(`${host}\n${slug}`);
    return entry && entry.until > Date.now() ? entry.tenant : undefined;
  }

  /** The tenant at a host, else the one that the path names; null when there is none. */
  async find(host: string | null, slug: string | null): Promise<Tenant | null> {
    const { known } = this;
    const tenant = await findTenant(this.db, host, slug);
    if (known.size >= REMEMBERED) known.clear();
    // What changed meanwhile has put another map in place, and this answer may be from before.
    known.set(`${host}\n${slug}`, { tenant, until: Date.now() + REMEMBER_MS });
    return tenant;
  }
}
