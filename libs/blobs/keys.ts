/**
 * Every object key. The stores take only keys and prefixes that have these shapes, so a key that
 * came from outside can never name anything else.
 */
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SHA256 = '[0-9a-f]{64}';

const UUID_ONLY = new RegExp(`^${UUID}$`);
const SHA256_ONLY = new RegExp(`^${SHA256}$`);
const KEY = new RegExp(`^(?:quarantine/(?<quarantined>${UUID})/(?<blob>${UUID})|packages/(?<owner>${UUID})/(?<shard>[0-9a-f]{2})/(?<sha256>${SHA256}))$`);
const PREFIX = new RegExp(`^(?:quarantine/|packages/)(?:${UUID}/)?$`);

/** What a key says. */
type ParsedKey =
  | { area: 'quarantine'; tenantId: string; blobId: string }
  | { area: 'packages'; tenantId: string; sha256: string };

/** Where an upload stays until it is published: `quarantine/<tenant>/<blob>`. Ids are lower-case UUIDs. */
export function quarantineKey(tenantId: string, blobId: string): string {
  return `${quarantinePrefix(tenantId)}${uuid(blobId, 'blob id')}`;
}

/** The content address of a published package: `packages/<tenant>/<first two digits>/<lower-case hex SHA-256>`. */
export function packageKey(tenantId: string, sha256: string): string {
  if (!SHA256_ONLY.test(sha256)) throw new Error(`A package key needs a SHA-256 of 64 lower-case hex digits, not ${quote(sha256)}`);
  return `${packagePrefix(tenantId)}${sha256.slice(0, 2)}/${sha256}`;
}

/** For `list`: every upload in quarantine, of one tenant or of all. */
export function quarantinePrefix(tenantId?: string): string {
  return tenantId === undefined ? 'quarantine/' : `quarantine/${uuid(tenantId, 'tenant id')}/`;
}

/** For `list`: every published package, of one tenant or of all. */
export function packagePrefix(tenantId?: string): string {
  return tenantId === undefined ? 'packages/' : `packages/${uuid(tenantId, 'tenant id')}/`;
}

/** The way back from a key; null for anything that the functions above did not make. */
export function parseKey(key: string): ParsedKey | null {
  const { quarantined, blob, owner, shard, sha256 } = KEY.exec(key)?.groups ?? {};
  if (quarantined && blob) return { area: 'quarantine', tenantId: quarantined, blobId: blob };
  if (owner && sha256 && sha256.slice(0, 2) === shard) return { area: 'packages', tenantId: owner, sha256 };
  return null;
}

/** Returns the key, or throws when it is none of ours. */
export function checkKey(key: string): string {
  if (parseKey(key) === null) throw new Error(`Not an object key: ${quote(key)}; make keys with libs/blobs/keys.ts`);
  return key;
}

/** Returns the prefix, or throws when it is none of ours. */
export function checkPrefix(prefix: string): string {
  if (!PREFIX.test(prefix)) throw new Error(`Not a key prefix: ${quote(prefix)}; make prefixes with libs/blobs/keys.ts`);
  return prefix;
}

function uuid(value: string, what: string): string {
  if (!UUID_ONLY.test(value)) throw new Error(`A key needs a ${what} that is a lower-case UUID, not ${quote(value)}`);
  return value;
}

function quote(value: string): string {
  return JSON.stringify(String(value).slice(0, 100));
}
