import { DEFAULT_LIMITS } from '../limits.js';
import { InstallError } from './install-error.js';

/** What the marketplace says of a version before its bytes are fetched. */
export interface Offer {
  name: string;
  version: string;
  format: string;
  /** Lower-case hex. */
  sha256: string;
  /** Bytes. */
  size: number;
  downloadUrl: string;
  /** Keys that its publisher uses, SPKI PEM; revoked ones are left out. */
  publicKeys: string[];
  /** Scope → what it allows, as this marketplace puts it. */
  meanings: Record<string, string>;
}

type Answer = Record<string, unknown>;

/**
 * Asks the API of one tenant (`…/api/v1`) for the version to install, the latest stable one unless `wanted` names another.
 * Throws InstallError `unreachable`, `not-found` or `blocked`.
 */
export async function findOffer(api: string, name: string, wanted?: string): Promise<Offer> {
  const address = `${api}/extensions/${encodeURIComponent(name)}`;
  const detail = await read(address);
  const version = wanted ?? detail.latest_version;
  if (typeof version !== 'string') throw new InstallError('not-found', `${name} has no version that can be installed.`);
  const found = await read(`${address}/versions/${encodeURIComponent(version)}`);
  if (detail.name !== name || found.version !== version) unexpected();
  if (found.listing === 'quarantined') throw new InstallError('blocked', `${name} ${version} was withdrawn by the marketplace.`);
  const publisher = await read(`${api}/publishers/${encodeURIComponent(text(record(detail.publisher).name))}`);
  const keys = list(publisher.keys).map(record);
  const publicKeys = keys.filter((key) => key.revoked !== true).map((key) => text(key.public_key_pem));
  if (publicKeys.length === 0) throw new InstallError('blocked', keys.length === 0 ? `The publisher of ${name} has no key.` : `Every key of the publisher of ${name} was revoked.`);
  return {
    name,
    version,
    format: text(found.format),
    sha256: text(found.package_sha256),
    size: sizeOf(found),
    downloadUrl: new URL(text(found.download_url), api).href,
    publicKeys,
    meanings: Object.fromEntries(list(detail.permissions).map(record).map(({ scope, description }) => [text(scope), text(description)])),
  };
}

/** Fetches the bytes, never more than announced. Throws InstallError `unreachable`, `not-found`, `blocked` or `hash-mismatch`. */
export async function download({ downloadUrl, size, sha256 }: Offer): Promise<Uint8Array> {
  const response = await ask(downloadUrl);
  // Where the marketplace sends clients on to its storage, the storage does not announce: the hash itself decides then.
  if (!response.redirected && response.headers.get('x-package-sha256') !== sha256) throw new InstallError('hash-mismatch', 'The marketplace announces one package and sends another.');
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const reader = (response.body ?? unexpected()).getReader(); ; ) {
    const { done, value } = await reader.read().catch((error) => lost(error));
    if (done) break;
    if (at + value.length > size) {
      await reader.cancel();
      throw new InstallError('hash-mismatch', `The package is larger than the announced ${size} bytes.`);
    }
    bytes.set(value, at);
    at += value.length;
  }
  return bytes.subarray(0, at);
}

function sizeOf({ package_size: size }: Answer): number {
  if (!Number.isSafeInteger(size) || Number(size) < 0) unexpected();
  if (Number(size) > DEFAULT_LIMITS.package_bytes) throw new InstallError('incompatible', `The package has ${String(size)} bytes; a browser takes ${DEFAULT_LIMITS.package_bytes}.`);
  return Number(size);
}

async function ask(url: string): Promise<Response> {
  const response = await fetch(url, { credentials: 'omit', redirect: 'follow' }).catch((error) => lost(error));
  if (response.ok) return response;
  const problem = record(await response.json().catch(() => ({})));
  const what = typeof problem.detail === 'string' ? problem.detail : `The marketplace answered ${response.status}.`;
  throw new InstallError(response.status === 404 ? 'not-found' : response.status === 410 ? 'blocked' : 'unreachable', what);
}

async function read(url: string): Promise<Answer> {
  return record(await (await ask(url)).json().catch((error) => lost(error)));
}

function lost(cause: unknown): never {
  throw new InstallError('unreachable', 'The marketplace cannot be reached.', { cause });
}

function unexpected(): never {
  throw new InstallError('unreachable', 'The answer of the marketplace is not understood.');
}

function record(value: unknown): Answer {
  return typeof value === 'object' && value !== null ? (value as Answer) : unexpected();
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : unexpected();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : unexpected();
}
