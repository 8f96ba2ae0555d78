import { DEFAULT_LIMITS, type Limits } from '#libs/manifest/limits.js';

/** What this side reads and packs at most; the marketplace's own limits are usually narrower and decide. */
export const CLIENT_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  package_bytes: DEFAULT_LIMITS.package_bytes * 10,
  unpacked_bytes: DEFAULT_LIMITS.unpacked_bytes * 10,
  file_bytes: DEFAULT_LIMITS.file_bytes * 10,
  entries: DEFAULT_LIMITS.entries * 10,
};
