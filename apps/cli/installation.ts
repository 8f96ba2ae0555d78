import { ExtensionDetail, VersionDetail } from '#libs/contracts/api.js';
import { InstallAnswer } from '#libs/contracts/installs.js';
import type { Package } from '#libs/manifest/manifest.js';
import { isGreater } from '#libs/manifest/versions.js';
import { sha256 } from '#libs/manifest/sha256.js';
import type { Marketplace } from './client.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { EXIT, Failure } from './exit-codes.js';
import type { Receipt } from './extensions.js';
import { readChecked } from './opened.js';
import type { Session } from './session.js';
import { paint, text, type Shown } from './text.js';
import { download } from './transfer.js';
import { permissionLines, unexplained, type Permission } from './views.js';

/** Downloads larger than this show their progress. */
const SHOWN_PROGRESS = 1024 * 1024;

/** A version that can be installed, and what it would be allowed to do. */
export interface Offer {
  name: string;
  version: string;
  permissions: Permission[];
  changelog: string | null;
}

/** The version to install: the named one, else the latest, pre-releases only when wanted. Throws Failure when there is none. */
export async function findOffer(marketplace: Marketplace, name: string, wanted: { version?: string; preRelease?: boolean }): Promise<Offer> {
  const path = `/extensions/${encodeURIComponent(name)}`;
  const detail = await marketplace.call(ExtensionDetail, path);
  const { latest_version: stable, latest_prerelease: early } = detail;
  const newest = wanted.preRelease && early !== null && (stable === null || isGreater(early, stable)) ? early : stable;
  const version = wanted.version ?? newest;
  if (version === null) throw new Failure(EXIT.usage, `${name} has no version that can be installed`, early === null ? null : `There is the pre-release ${early}: ask for it with --pre-release.`);
  const found = detail.latest?.version === version ? detail.latest : await marketplace.call(VersionDetail, `${path}/versions/${encodeURIComponent(version)}`);
  const explained = new Map(detail.permissions.map((permission) => [permission.scope, permission]));
  const permissions = found.permissions.map((scope) => explained.get(scope) ?? unexplained(scope));
  return { name: detail.name, version, permissions, changelog: found.changelog };
}

/** What somebody agrees to before an installation. */
export function consentLines(name: string, version: string, permissions: readonly Permission[]): Shown[] {
  const title = text`${paint('bold', `${name} ${version}`)} ${permissions.length === 0 ? 'asks for no permissions.' : 'asks for these permissions:'}`;
  return [title, ...permissionLines(permissions)];
}

/**
 * Records the install, downloads, checks and unpacks exactly the offered version. Throws Failure (integrity) before a byte is
 * unpacked when anything is not as announced or agreed.
 */
export async function installOffer(session: Session, offer: Offer): Promise<Receipt> {
  const { member, terminal, extensions, place } = session;
  extensions.path(offer.name);
  const answer = await member.call(InstallAnswer, `/extensions/${encodeURIComponent(offer.name)}/install`, { method: 'POST', json: { version: offer.version }, repeatable: true });
  if (answer.extension !== offer.name || answer.version !== offer.version) throw new Failure(EXIT.integrity, `${offer.name} ${offer.version} was asked for, the marketplace offers ${answer.extension} ${answer.version}`);
  if (answer.package_size > CLIENT_LIMITS.package_bytes) throw new Failure(EXIT.refused, `the package has ${answer.package_size} bytes, more than souk installs`);
  const progress = answer.package_size > SHOWN_PROGRESS ? terminal.progress('downloading', answer.package_size) : () => {};
  const bytes = await download(member.resolve(answer.download_url), { sha256: answer.package_sha256, size: answer.package_size }, progress);
  const extension = readChecked(bytes);
  mustMatch(extension, offer);
  return extensions.install(extension, { sha256: answer.package_sha256, source: place.address });
}

/** Installs a package that lies on this machine. */
export function installFile(session: Session, extension: Package, bytes: Uint8Array, source: string): Promise<Receipt> {
  return session.extensions.install(extension, { sha256: sha256(bytes), source });
}

/** Throws Failure (integrity) when the package is another one, or wants more than was agreed to. */
function mustMatch({ manifest }: Package, { name, version, permissions }: Offer): void {
  if (manifest.name !== name || manifest.version !== version) throw new Failure(EXIT.integrity, `the package says that it is ${manifest.name} ${manifest.version}, asked for was ${name} ${version}`, 'Nothing was unpacked. Tell the marketplace.');
  const agreed = new Set(permissions.map(({ scope }) => scope));
  const more = manifest.permissions.filter((scope) => !agreed.has(scope));
  if (more.length > 0) throw new Failure(EXIT.integrity, `the package wants more than was shown: ${more.join(', ')}`, 'Nothing was unpacked. Tell the marketplace.');
}
