import { lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { ExtensionName } from '#libs/contracts/api.js';
import type { Package } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { EXIT, Failure } from './exit-codes.js';
import { makeFolder } from './folders.js';

/** Written into every installed extension; a package may not bring its own. */
const RECEIPT = '.souk.json';
const LEFTOVER = /^\.(staging|previous|removed)-(\d+)-(.+)$/;

const Receipt = z.object({
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  /** The address of the marketplace, or the path of the file. */
  source: z.string(),
  permissions: z.array(z.string()),
  installed_at: z.string(),
  /** Path → lower-case hex SHA-256. */
  files: z.record(z.string(), z.string()),
});
export type Receipt = z.output<typeof Receipt>;

/** How an installed folder differs from what was installed. */
export interface Differences {
  changed: string[];
  missing: string[];
  added: string[];
}

/** The extensions that are installed below one folder. Nothing of them is ever executed. */
export class InstalledExtensions {
  constructor(readonly folder: string) {}

  /** Where an extension lies. Throws Failure (usage) for what is not the name of one. */
  path(name: string): string {
    if (!ExtensionName.safeParse(name).success) throw new Failure(EXIT.usage, `${name} is not the name of an extension`, 'Write it as souk search shows it.');
    return join(this.folder, name);
  }

  /** Every extension by name; `null` stands for a folder whose receipt is missing or damaged. */
  async list(): Promise<Map<string, Receipt | null>> {
    await this.recover();
    const names = (await entriesOf(this.folder)).filter((name) => ExtensionName.safeParse(name).success).sort();
    return new Map(await Promise.all(names.map(async (name) => [name, await this.receipt(name)] as const)));
  }

  /** The receipt of one extension; null when it is not installed, or its receipt is damaged. */
  async receipt(name: string): Promise<Receipt | null> {
    try {
      return Receipt.parse(JSON.parse(await readFile(join(this.path(name), RECEIPT), 'utf8')));
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError || isMissing(error)) return null;
      throw error;
    }
  }

  /**
   * Unpacks beside, then swaps by rename: there is always the whole old or the whole new version, also after a crash
   * (the next command puts things right). A failure leaves the old version in place.
   */
  async install(extension: Package, from: { sha256: string; source: string }): Promise<Receipt> {
    const { name, version, permissions } = extension.manifest;
    const target = this.path(name);
    await this.recover();
    const receipt: Receipt = {
      name, version, permissions, ...from,
      installed_at: new Date().toISOString(),
      files: Object.fromEntries(extension.files.map((file) => [file.path, file.sha256])),
    };
    const staging = this.aside('staging', name);
    try {
      await unpack(extension, staging);
      await writeFile(join(staging, RECEIPT), `${JSON.stringify(receipt, null, 2)}\n`, { flag: 'wx' });
      await replaceFolder(staging, target, this.aside('previous', name));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    return receipt;
  }

  /** Removes an extension; false when it is not installed. */
  async uninstall(name: string): Promise<boolean> {
    const target = this.path(name);
    await this.recover();
    const removed = this.aside('removed', name);
    try {
      await rename(target, removed);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    await rm(removed, { recursive: true, force: true });
    return true;
  }

  /** Compares the files on disk with the receipt; links and devices count as changed. */
  async differences({ name, files }: Receipt): Promise<Differences> {
    const found = await hashes(this.path(name));
    found.delete(RECEIPT);
    const recorded = new Map(Object.entries(files));
    return {
      changed: [...recorded].filter(([path, hash]) => found.has(path) && found.get(path) !== hash).map(([path]) => path),
      missing: [...recorded.keys()].filter((path) => !found.has(path)),
      added: [...found.keys()].filter((path) => !recorded.has(path)),
    };
  }

  private aside(kind: 'staging' | 'previous' | 'removed', name: string): string {
    return join(this.folder, `.${kind}-${process.pid}-${name}`);
  }

  /** Puts right what a killed command left: a version that was set aside comes back unless the new one is there. */
  private async recover(): Promise<void> {
    const entries = await entriesOf(this.folder);
    for (const entry of entries) {
      const [, kind, pid, name] = LEFTOVER.exec(entry) ?? [];
      if (name === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
      if (kind === 'previous' && !entries.includes(name)) await rename(join(this.folder, entry), this.path(name));
      else await rm(join(this.folder, entry), { recursive: true, force: true });
    }
  }
}

/** Puts `staging` where `target` is, which waits under the name `previous` meanwhile and comes back when that fails. */
export async function replaceFolder(staging: string, target: string, previous: string): Promise<void> {
  const hadOne = await rename(target, previous).then(() => true, (error) => {
    if (isMissing(error)) return false;
    throw error;
  });
  try {
    await rename(staging, target);
  } catch (error) {
    if (hadOne) await rename(previous, target);
    throw error;
  }
  await rm(previous, { recursive: true, force: true });
}

async function unpack(extension: Package, folder: string): Promise<void> {
  await makeFolder(folder, 0o755);
  for (const file of extension.files) {
    const path = join(folder, file.path);
    const first = file.path.split('/')[0]!;
    if (first.toLowerCase() === RECEIPT || !path.startsWith(`${folder}${sep}`)) throw new Failure(EXIT.integrity, `the package holds ${file.path}, which may not be installed`);
    await makeFolder(dirname(path), 0o755);
    await writeFile(path, file.bytes, { flag: 'wx', mode: 0o644 });
  }
}

/** Path → SHA-256 of every file below a folder; what is no file has the hash `not a file`. */
async function hashes(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    found.set(path.slice(folder.length + 1).replaceAll(sep, '/'), entry.isFile() ? sha256(await readFile(path)) : 'not a file');
  }
  return found;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    if (!(await lstat(folder)).isDirectory()) throw new Failure(EXIT.usage, `${folder} is not a folder`, 'Remove it, or choose another home with --home.');
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
