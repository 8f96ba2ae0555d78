import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orchestra, packOrchestra } from '#libs/manifest/formats/orchestra.format.js';
import { parseJson } from '#libs/manifest/json.js';
import { DEFAULT_LIMITS, type Limits } from '#libs/manifest/limits.js';
import { PackageError, type Manifest } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { EXIT, Failure } from './exit-codes.js';

const FOLDERS = ['dist', 'assets', 'themes', 'snippets', 'syntaxes'];
const DOCUMENTS = /^(package\.json|readme\.md|changelog\.md|licen[cs]e(\.md|\.txt)?)$/i;
const NEVER_MENTIONED = new Set(['.git', 'node_modules']);

/** What this side reads and packs at most; the marketplace's own limits are usually narrower and decide. */
export const CLIENT_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  package_bytes: DEFAULT_LIMITS.package_bytes * 10,
  unpacked_bytes: DEFAULT_LIMITS.unpacked_bytes * 10,
  file_bytes: DEFAULT_LIMITS.file_bytes * 10,
  entries: DEFAULT_LIMITS.entries * 10,
};

export interface Packed {
  /** `<name>-<version>.tar.gz` */
  file: string;
  bytes: Uint8Array;
  /** Lower-case hex. */
  sha256: string;
  manifest: Manifest;
  /** Paths inside the package, sorted. */
  files: string[];
  /** Entries at the root of the folder that are not part of a package. */
  left_out: string[];
  /** Hidden files, which are never packed. */
  hidden: string[];
}

/** Packs the folder of an Orchestra extension; the same files give the same bytes. Throws PackageError, or Failure (usage). */
export async function packFolder(folder: string): Promise<Packed> {
  const selection = new Selection(folder);
  const manifest = await readManifest(selection);
  for (const entry of (await readdir(folder)).sort()) await selection.root(entry);
  for (const path of [...manifest.entry_points, ...(manifest.icon === null ? [] : [manifest.icon])]) await selection.named(path);
  const bytes = packOrchestra(selection.files, CLIENT_LIMITS);
  return {
    file: `${manifest.name}-${manifest.version}${orchestra.extension}`,
    bytes,
    sha256: sha256(bytes),
    manifest,
    files: [...selection.files.keys()].sort(),
    left_out: selection.leftOut.filter((entry) => !selection.holds(entry)),
    hidden: selection.hidden,
  };
}

async function readManifest(selection: Selection): Promise<Manifest> {
  const bytes = await selection.take('package.json').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Failure(EXIT.usage, `there is no package.json in ${selection.folder}`, 'Name the folder of an extension, or make one with souk init.');
    throw error;
  });
  return orchestra.manifest(parseJson(bytes, 'package.json', CLIENT_LIMITS));
}

class Selection {
  readonly files = new Map<string, Uint8Array>();
  readonly leftOut: string[] = [];
  readonly hidden: string[] = [];

  constructor(readonly folder: string) {}

  /** True when something at or below a path at the root was taken. */
  holds(entry: string): boolean {
    return [...this.files.keys()].some((path) => path === entry || path.startsWith(`${entry}/`));
  }

  async root(entry: string): Promise<void> {
    if (NEVER_MENTIONED.has(entry)) return;
    const isFolder = (await lstat(join(this.folder, entry))).isDirectory();
    if (isFolder ? FOLDERS.includes(entry) : DOCUMENTS.test(entry) || FOLDERS.includes(entry)) await this.walk(entry);
    else this.leftOut.push(entry);
  }

  /** Takes a file that package.json names; one that is missing is found out when packing. */
  async named(path: string): Promise<void> {
    try {
      const steps = path.split('/');
      for (let depth = 1; depth < steps.length; depth += 1) await this.refuseLink(steps.slice(0, depth).join('/'));
      await this.take(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** Reads one file into the package. Throws PackageError for what is no plain file. */
  async take(path: string): Promise<Uint8Array> {
    const entry = await this.refuseLink(path);
    if (!entry.isFile()) throw new PackageError('pack-special', `${path} is not a plain file.`, path, 'Remove it, or put a plain file in its place.');
    const bytes = this.files.get(path) ?? (await readFile(join(this.folder, path)));
    this.files.set(path, bytes);
    return bytes;
  }

  private async walk(path: string): Promise<void> {
    if (path.split('/').at(-1)!.startsWith('.')) {
      this.hidden.push(path);
      return;
    }
    if (!(await this.refuseLink(path)).isDirectory()) {
      await this.take(path);
      return;
    }
    for (const name of (await readdir(join(this.folder, path))).sort()) await this.walk(`${path}/${name}`);
  }

  private async refuseLink(path: string) {
    const entry = await lstat(join(this.folder, path));
    if (entry.isSymbolicLink()) throw new PackageError('pack-symlink', `${path} is a symbolic link.`, path, 'Put the content itself in its place: a package holds files and folders only.');
    return entry;
  }
}
