import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Format, Packing, Selecting } from '#libs/manifest/format.js';
import type { RewrittenManifest } from '#libs/contracts/local-scan.js';
import { placed, withPlaces } from '#libs/manifest/json-place.js';
import { PackageError, type Manifest, type Warning } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { detectFolder } from './detection.js';
import { packable, readSource } from './reading.js';

/** Folders that nobody means to pack; they are looked into only for a format that takes what is in them. */
const NEVER_MENTIONED = new Set(['.git', 'node_modules']);

/** How a folder is packed; everything may be left out. */
export interface PackOptions extends Omit<Packing, 'limits'> {
  /** Id of the format; found by the manifest when left out. */
  format?: string;
  includeHidden?: boolean;
  ignore?: readonly string[];
}

export interface PackedFolder {
  format: string;
  /** The file name that the format gives it. */
  file: string;
  bytes: Uint8Array;
  /** Lower-case hex. */
  sha256: string;
  /** Base64; null unless the signature lies beside the package. */
  detached_signature: string | null;
  manifest: Manifest;
  /** The manifest when the package has it in other words than the folder, so that lines in it are not the author's; null otherwise. */
  rewritten: RewrittenManifest | null;
  /** Paths that were packed, sorted. */
  files: string[];
  /** Entries at the root of the folder of which nothing is in the package. */
  left_out: string[];
  /** Hidden files and folders that are not in the package. */
  hidden: string[];
  /** What a marketplace refuses in this package. */
  warnings: Warning[];
  /** Hidden files that are in the package though nobody asked for them. */
  hidden_packed: string[];
}

/** Packs the folder of an extension of any format; the same files give the same bytes. Throws PackageError, or Failure (usage). */
export async function packFolder(folder: string, options: PackOptions = {}): Promise<PackedFolder> {
  const { format, name: manifestName, bytes: source, value } = await detectFolder(folder, options.format);
  const manifest = withPlaces(source, manifestName, () => format.manifest(value));
  const { includeHidden = false, ignore = [], privateKey, trust, allowlist } = options;
  const selection = new Selection(folder, { format, manifestName }, { manifest, includeHidden, ignore });
  await selection.walk('');
  const { bytes, name, detachedSignature, manifestIn = '', warnings = [] } = await format.pack(selection.files, { limits: CLIENT_LIMITS, privateKey, trust, allowlist }).catch((error: unknown) => {
    throw placed(error, source, manifestName);
  });
  return {
    format: format.id,
    file: name,
    bytes,
    sha256: sha256(bytes),
    detached_signature: detachedSignature,
    manifest,
    rewritten: rewrittenIn(format, bytes, { file: manifestName, source, within: manifestIn }),
    files: [...selection.files.keys()].sort(),
    ...selection.remarks(),
    warnings: [...warnings, ...listingWarnings(format, bytes)],
    hidden_packed: includeHidden ? [] : [...selection.files.keys()].filter((path) => hiddenPart(path) !== null),
  };
}

/** The manifest if it is another text in the package than the author's. Taken for so where only some marketplaces read the package, such as one with routes that most do not open. */
function rewrittenIn(format: Format, bytes: Uint8Array, author: Omit<RewrittenManifest, 'packed'>): RewrittenManifest | null {
  try {
    const packed = format.read(bytes, { limits: CLIENT_LIMITS, mode: 'compat' }).files.find(({ path }) => path === author.file);
    return packed?.sha256 === sha256(author.source) ? null : { ...author, packed: packed?.bytes ?? null };
  } catch (error) {
    if (error instanceof PackageError) return { ...author, packed: null };
    throw error;
  }
}

/** What the host's own marketplace would not list. */
function listingWarnings(format: Format, bytes: Uint8Array): Warning[] {
  if (format.checkListing === undefined) return [];
  try {
    format.checkListing(format.read(bytes, { limits: CLIENT_LIMITS, mode: 'strict' }), bytes);
    return [];
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return [{ code: error.code, message: error.message, path: error.path }];
  }
}

/** The path up to its first part that starts with a dot; null when there is none. */
function hiddenPart(path: string): string | null {
  return /^(?:[^/.][^/]*\/)*\.[^/]*/.exec(path)?.[0] ?? null;
}

/** What packing wrote here the last time: a package never holds itself. */
function isPackage(path: string, { extension }: Format): boolean {
  return !path.includes('/') && (path.endsWith(extension) || path.endsWith(`${extension}.sig`));
}

/** The files of a folder that a format takes, and its manifest. */
class Selection {
  readonly files = new Map<string, Uint8Array>();
  private readonly skipped: string[] = [];
  private size = 0;

  constructor(
    private readonly folder: string,
    private readonly source: { format: Format; manifestName: string },
    private readonly selecting: Selecting,
  ) {}

  async walk(inside: string): Promise<void> {
    const entries = await packable(inside, readdir(join(this.folder, inside), { withFileTypes: true }));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NEVER_MENTIONED.has(entry.name) || this.takes(`${path}/package.json`)) await this.walk(path);
      } else if (entry.isSymbolicLink()) await this.follow(path);
      else if (!this.takes(path)) this.skipped.push(path);
      else if (entry.isFile()) await this.add(path);
      else throw new PackageError('pack-special', `${path} is not a plain file.`, path, 'Remove it, or put a plain file in its place.');
    }
  }

  /** What was left where it is, in the words of PackedFolder. */
  remarks(): Pick<PackedFolder, 'left_out' | 'hidden'> {
    const roots = new Set([...this.files.keys()].map((path) => path.split('/')[0]!));
    const visible = this.skipped.filter((path) => hiddenPart(path) === null).map((path) => path.split('/')[0]!);
    const hidden = this.skipped.map(hiddenPart).filter((path) => path !== null);
    return { left_out: [...new Set(visible)].filter((root) => !roots.has(root)), hidden: [...new Set(hidden)] };
  }

  private takes(path: string): boolean {
    const { format, manifestName } = this.source;
    if (path === manifestName) return true;
    return !isPackage(path, format) && format.takes(path, this.selecting);
  }

  /** A symbolic link, by the format's rule; never content from outside of the folder. */
  private async follow(path: string): Promise<void> {
    const target = await stat(join(this.folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ELOOP') return null;
      throw error;
    });
    const wanted = this.takes(target?.isDirectory() ? `${path}/package.json` : path);
    const { links } = this.source.format;
    if (!wanted || links === 'skip' || (links === 'follow' && !target?.isFile())) {
      this.skipped.push(path);
      return;
    }
    const inside = links === 'follow' && (await realpath(join(this.folder, path))).startsWith(`${await realpath(this.folder)}${sep}`);
    if (!inside) throw new PackageError('pack-symlink', `${path} is a symbolic link${links === 'follow' ? ' out of the folder' : ''}.`, path, 'Put the content itself in its place: a package holds files and folders only.');
    await this.add(path);
  }

  private async add(path: string): Promise<void> {
    const bytes = await readSource(this.folder, path);
    this.size += bytes.length;
    if (this.size > CLIENT_LIMITS.unpacked_bytes) throw new PackageError('unpacked-size', `The files have more than ${CLIENT_LIMITS.unpacked_bytes} bytes.`, path, 'Leave out what the extension does not need at run time.');
    this.files.set(path, bytes);
  }
}
