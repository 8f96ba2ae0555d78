import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Format } from '#libs/manifest/format.js';
import { formats, readPackage } from '#libs/manifest/formats.js';
import type { Limits } from '#libs/manifest/limits.js';
import type { Manifest, Package } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { detectManifest, isManifest } from './detection.js';
import { EXIT, Failure } from './exit-codes.js';
import { readPackageBytes } from './reading.js';
import { unexplained, type Permission } from './views.js';

/** A package or a manifest that lies on this machine. */
export interface Opened {
  format: Format;
  bytes: Uint8Array;
  manifest: Manifest;
  /** Null for a manifest alone. */
  package: Package | null;
}

/** Reads a package of any format. Throws PackageError. */
export function readChecked(bytes: Uint8Array, mode: 'strict' | 'compat' = 'strict'): Package {
  return readPackage(bytes, { formats: [...formats.keys()], limits: CLIENT_LIMITS, mode });
}

/** The digest of the whole package and the dialect's own, by their names; none of a manifest alone. */
export function digestsOf(read: Package | null, bytes: Uint8Array): Record<string, string> {
  return read === null ? {} : { package_sha256: sha256(bytes), ...read.digests };
}

/** Opens a package, or a manifest as it lies in a source folder, strictly. Throws PackageError, or Failure (usage). */
export async function open(file: string, format?: string): Promise<Opened> {
  const bytes = await readPackageBytes(file);
  if (format !== undefined || looksLikeManifest(file, bytes)) {
    const source = detectManifest(basename(file), bytes, format);
    return { format: source.format, bytes, manifest: source.format.manifest(source.value), package: null };
  }
  const read = readChecked(bytes);
  return { format: formats.get(read.format)!, bytes, manifest: read.manifest, package: read };
}

/** The bytes of a package's file. Throws PackageError `package-size`, Failure (usage) for the manifest of a folder, which is named by mistake. */
export async function readPackageFile(file: string, limits?: Pick<Limits, 'package_bytes'>): Promise<Uint8Array> {
  const bytes = await readPackageBytes(file, limits);
  if (!looksLikeManifest(file, bytes)) return bytes;
  throw new Failure(EXIT.usage, `${file} is the manifest of an extension, and no package`, `Name its folder: ${dirname(file)}`);
}

/** The signature, base64, that `souk pack` writes beside a package of a format that does not hold its own. */
export async function signatureBeside(file: string): Promise<string | undefined> {
  try {
    return (await readFile(`${file}.sig`, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A `.skypkg` is JSON too, so that the name decides first; under any other name a manifest is what says which host it is for. */
function looksLikeManifest(file: string, bytes: Uint8Array): boolean {
  const all = [...formats.values()];
  if (all.some(({ manifestNames }) => manifestNames.includes(basename(file)))) return true;
  if (all.some((format) => file.endsWith(format.extension) || format.recognise(bytes))) return false;
  return isManifest(basename(file), bytes);
}

/** Scopes with what they let an extension do, also with how far behind them: `read (required, was optional)`. */
export function explained({ scopes }: Format, wanted: readonly string[]): Permission[] {
  return wanted.map((said) => {
    const scope = said.replace(/ \(.*\)$/, '');
    return Object.hasOwn(scopes, scope) ? { ...scopes[scope]!, scope: said } : unexplained(said);
  });
}
