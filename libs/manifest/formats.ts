import type { Format, Reading } from './format.js';
import { fextpkgV1 } from './formats/fextpkg-v1.format.js';
import { fextpkg } from './formats/fextpkg.format.js';
import { cvnext } from './formats/cvnext.format.js';
import { orchestra } from './formats/orchestra.format.js';
import { skypkg } from './formats/skypkg.format.js';
import { vsix } from './formats/vsix.format.js';
import { checkPackageBytes, type Limits } from './limits.js';
import { PackageError, type Package } from './manifest.js';
import { endsLikeZip, looksLikeZip } from './zip.js';

/** Every format that Souk reads, by id. A new one is its file in formats/ and its name in this list. */
export const formats: ReadonlyMap<string, Format> = new Map([cvnext, fextpkg, fextpkgV1, orchestra, skypkg, vsix].map((format) => [format.id, format]));

/** Names that the manifest has in packages of a dialect, the preferred one first; none for a dialect that no format speaks. */
export function manifestNamesOf(dialect: string): readonly string[] {
  return [...formats.values()].find((format) => format.dialect === dialect)?.manifestNames ?? [];
}

export interface ReadOptions {
  /** Ids of the formats that the marketplace takes. */
  formats: readonly string[];
  limits: Limits;
  /** `strict` when left out. */
  mode?: Reading['mode'];
  /** Formats to recognise; all of Souk's when left out. */
  registry?: ReadonlyMap<string, Format>;
}

/**
 * Finds the format by content and reads the whole package. Throws PackageError and nothing else: `package-size`,
 * `format-unknown`, `format-ambiguous`, `format-not-taken`, or what the format refuses.
 */
export function readPackage(bytes: Uint8Array, options: ReadOptions): Package {
  checkPackageBytes(bytes, options.limits);
  return recogniseFormat(bytes, options).read(bytes, { limits: options.limits, mode: options.mode ?? 'strict' });
}

function recogniseFormat(bytes: Uint8Array, { formats: taken, registry = formats }: ReadOptions): Format {
  const names = taken.map((id) => `${id} (${registry.get(id)?.extension ?? 'not known here'})`).join(', ');
  const help = `Taken here: ${names}. Pack with "souk pack".`;
  const [format, second] = [...registry.values()].filter((candidate) => candidate.recognise(bytes));
  if (format === undefined) throw new PackageError('format-unknown', 'The file is not a package of any known format.', null, help);
  if (second !== undefined) throw new PackageError('format-ambiguous', `The file can be read both as ${format.id} and as ${second.id}.`, null, help);
  if (!looksLikeZip(bytes) && endsLikeZip(bytes)) throw new PackageError('format-ambiguous', `The file begins as ${format.id} and ends as a ZIP archive.`, null, help);
  if (!taken.includes(format.id)) throw new PackageError('format-not-taken', `The file is a package of the format ${format.id}, which is not taken here.`, null, help);
  return format;
}
