import type { PackageFile } from '#libs/manifest/manifest.js';

/** Bytes; in a larger script, as a bundle is one, things are together that have nothing to do with each other. */
export const LARGEST_TOGETHER = 50_000;

/** Bytes; in a script that is larger still, what a value is made of is followed through functions that half of the script calls, and may be what another caller gave. */
export const LARGEST_CERTAIN = 1_000_000;

/** Paths of those that have more bytes. */
export function largeFiles(files: readonly Pick<PackageFile, 'path' | 'size'>[], largest = LARGEST_TOGETHER): ReadonlySet<string> {
  return new Set(files.filter(({ size }) => size > largest).map(({ path }) => path));
}
