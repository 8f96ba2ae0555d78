import type { PackageFile } from '#libs/manifest/manifest.js';

/** Bytes; in a larger script, as a bundle is one, things are together that have nothing to do with each other. */
export const LARGEST_TOGETHER = 50_000;

/** Paths of the larger ones. */
export function largeFiles(files: readonly Pick<PackageFile, 'path' | 'size'>[]): ReadonlySet<string> {
  return new Set(files.filter(({ size }) => size > LARGEST_TOGETHER).map(({ path }) => path));
}
