import { z } from 'zod';
import { PermissionExplained, Sha256, Version, VersionNumber } from './api.js';
import { text } from './text.js';

/** Which version a client wants, and for which host. */
export const InstallBody = z.strictObject({ version: VersionNumber.optional(), client_id: text(100).optional(), host_version: VersionNumber.optional() });

/** The version that the client should install. */
export const InstallAnswer = z.object({
  extension: z.string(),
  version: z.string(),
  format: z.string(),
  package_sha256: Sha256,
  package_size: z.int(),
  download_url: z.string(),
  permissions: z.array(PermissionExplained),
  signature: Version.shape.signature,
});

/** What a member has installed. */
export const InstallView = z.object({
  extension: z.string(),
  version: z.string(),
  client_id: z.string().nullable(),
  host_version: z.string().nullable(),
  installed_at: z.iso.datetime(),
  /** What became of the version since, and why: a quarantined one was taken down and should be removed. */
  listing: Version.shape.listing,
  listing_reason: z.string().nullable(),
});

const Update = z.object({ extension: z.string(), installed: z.string(), latest: z.string(), changelog: z.string().nullable(), permissions_added: z.array(PermissionExplained), package_sha256: Sha256, download_url: z.string() });

/** What a member should know of what is installed. */
export const Updates = z.object({
  data: z.array(Update),
  /** Installed versions that were taken down, and why, whether or not `data` has a newer one. */
  taken_down: z.array(z.object({ extension: z.string(), installed: z.string(), reason: z.string().nullable() })),
});
