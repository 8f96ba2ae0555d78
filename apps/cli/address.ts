import { EXIT, Failure } from './exit-codes.js';

export const DEFAULT_URL = 'http://127.0.0.1:4400';

/** A tenant's marketplace: its address (no slash at the end, `/t/<slug>` included when the path names the tenant). */
export interface Place {
  address: string;
  /** Null when the host itself stands for the tenant. */
  tenant: string | null;
}

const SLUG = /^[a-z][a-z0-9-]{1,39}$/;

/** Joins a base URL, which may already name a tenant or end in /api/v1, with a tenant. Throws Failure (usage). */
export function placeOf(url: string, tenant: string | null): Place {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw new Failure(EXIT.usage, `${url} is not an http or https address`, `Write --url ${DEFAULT_URL}`);
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '' || parsed.hash !== '') throw new Failure(EXIT.usage, 'the address of the marketplace may not hold a user, a query or a fragment');
  if (tenant !== null && !SLUG.test(tenant)) throw new Failure(EXIT.usage, `${tenant} is not the name of a tenant`, 'Write lower-case letters, digits and hyphens.');
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  const named = /\/t\/([a-z][a-z0-9-]{1,39})$/.exec(path)?.[1] ?? null;
  if (named !== null && tenant !== null && named !== tenant) throw new Failure(EXIT.usage, `--url names the tenant ${named}, --tenant names ${tenant}`, 'Leave one of them out.');
  const suffix = named === null && tenant !== null ? `/t/${tenant}` : '';
  return { address: `${parsed.origin}${path}${suffix}`, tenant: named ?? tenant };
}

/** True when what is sent there can be read on the way. */
export function isExposed(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
