import type { Tx } from '#libs/db/db.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { latest } from '#libs/manifest/versions.js';

/** Locks an extension's row until the transaction ends, so that its listing is decided by one at a time. */
export async function lockExtension(tx: Tx, name: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM extension WHERE name = ${name} FOR UPDATE`;
}

/** Sets what users see of an extension from its listed versions: texts from the latest stable one, else from the latest. */
export async function refreshListing(tx: Tx, name: string): Promise<void> {
  const versions = await tx.version.findMany({ where: { extension: name, listing: 'listed' }, select: { version: true, prerelease: true } });
  const stable = latest(versions.filter((row) => !row.prerelease).map((row) => row.version));
  const prerelease = latest(versions.filter((row) => row.prerelease).map((row) => row.version), { prerelease: true });
  const shown = stable ?? prerelease;
  const manifest = shown && ((await tx.version.findFirst({ where: { extension: name, version: shown }, select: { manifest: true } }))?.manifest as Manifest | undefined);
  await tx.extension.updateMany({
    where: { name },
    data: { latestVersion: stable, latestPrerelease: prerelease, listed: shown !== null, updatedAt: new Date(), ...(manifest && described(manifest)) },
  });
}

/** The columns of `extension` that a manifest decides. */
export function described(manifest: Manifest) {
  const { name, display_name, description, compat, license, categories, tags } = manifest;
  const searchText = [name, name.replaceAll('-', ' '), display_name, description, ...categories, ...tags].join(' ').toLowerCase();
  return { displayName: display_name, description, compat, license, categories, tags, searchText };
}
