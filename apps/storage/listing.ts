import type { Ctx } from '#libs/contracts/context.js';
import type { Listing } from '#libs/contracts/pipeline.js';
import type { Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { latest } from '#libs/manifest/versions.js';

/** Locks an extension's row until the transaction ends, so that its listing is decided by one at a time. */
export async function lockExtension(tx: Tx, name: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM extension WHERE name = ${name} FOR UPDATE`;
}

/** Sets what users see of an extension from its listed versions: texts from the latest stable one, else from the latest. `newest` is a manifest that the caller has at hand. */
export async function refreshListing(tx: Tx, name: string, newest?: Manifest): Promise<void> {
  const versions = await tx.version.findMany({ where: { extension: name, listing: 'listed' }, select: { version: true, prerelease: true } });
  const stable = latest(versions.filter((row) => !row.prerelease).map((row) => row.version));
  const prerelease = latest(versions.filter((row) => row.prerelease).map((row) => row.version), { prerelease: true });
  const shown = stable ?? prerelease;
  const manifest = shown === null ? null : shown === newest?.version ? newest : await manifestOf(tx, name, shown);
  await tx.extension.updateMany({
    where: { name },
    data: { latestVersion: stable, latestPrerelease: prerelease, listed: shown !== null, updatedAt: new Date(), ...(manifest && described(manifest)) },
  });
}

/** Lists a version otherwise, with everything that follows from it. Whoever calls has asked whether it may be, and holds the lock. */
export async function moveListing(tx: Tx, by: Ctx, move: { extension: string; version: string; from: Listing; to: Listing; reason: string }): Promise<void> {
  const { extension, version, from, to, reason } = move;
  const at = new Date();
  const isTakedown = from === 'quarantined' || to === 'quarantined';
  const { yankReason, quarantinedAt } = await tx.version.findFirstOrThrow({ where: { extension, version }, select: { yankReason: true, quarantinedAt: true } });
  // Only its publisher yanks and offers again; a quarantine comes and goes on top of that.
  const yanked = isTakedown ? yankReason : to === 'yanked' ? reason : null;
  const data = { listing: to, listingReason: to === 'quarantined' ? reason : yanked, yankReason: yanked, ...(isTakedown && { takedownAt: at, quarantinedAt: quarantinedAt ?? at }) };
  await tx.version.updateMany({ where: { extension, version }, data });
  await refreshListing(tx, extension);
  await recordEvent(tx, by, { kind: 'listing', extension, from: `${version} ${from}`, to: `${version} ${to}`, reason });
}

async function manifestOf(tx: Tx, extension: string, version: string): Promise<Manifest> {
  const row = await tx.version.findFirstOrThrow({ where: { extension, version }, select: { manifest: true } });
  return row.manifest as unknown as Manifest;
}

/** The columns of `extension` that a manifest decides. */
export function described(manifest: Manifest) {
  const { name, display_name, description, compat, license, categories, tags } = manifest;
  const searchText = [name, name.replace(/[._-]+/g, ' '), display_name, description, ...categories, ...tags].join(' ').toLowerCase();
  return { displayName: display_name, description, compat, license, categories, tags, searchText };
}
