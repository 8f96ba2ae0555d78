import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPackageSize, type Limits } from '#libs/manifest/limits.js';
import { PackageError } from '#libs/manifest/manifest.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { EXIT, Failure } from './exit-codes.js';

/** Reads what a user names: plain files only, whose size is asked before a byte is read. */

/** The bytes of a package's file. Throws PackageError `package-size`, Failure (usage) for what is no plain file. */
export function readPackageBytes(file: string, limits: Pick<Limits, 'package_bytes'> = CLIENT_LIMITS): Promise<Uint8Array> {
  return readPlain(file, (size) => checkPackageSize(size, limits));
}

/** A file of an extension's folder, by its path in there. Throws PackageError for one that cannot be packed. */
export function readSource(folder: string, path: string): Promise<Uint8Array> {
  return packable(path, readPlain(join(folder, path), (size) => {
    if (size > CLIENT_LIMITS.file_bytes) throw new PackageError('file-size', `${path} has ${size} bytes, ${CLIENT_LIMITS.file_bytes} are possible.`, path, 'Make it smaller, or leave it out.');
  }));
}

/** What was begun with a path of an extension's folder. Throws PackageError where nobody may read it and where its name is none: Node.js gives one that is not UTF-8 with U+FFFD in it, by which nothing is found. */
export async function packable<T>(path: string, begun: Promise<T>): Promise<T> {
  return begun.catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT' && path.includes('\ufffd')) throw new PackageError('pack-name', `The name ${path} is not UTF-8.`, path, 'Rename it.');
    if (code === 'EACCES' || code === 'EPERM') throw new PackageError('pack-unreadable', `${path === '' ? 'The folder' : path} cannot be read: permission denied.`, path, 'Make it readable, or move it out of the folder.');
    return begun;
  });
}

/** `fits` throws when there are too many bytes. */
async function readPlain(file: string, fits: (size: number) => void): Promise<Uint8Array> {
  const found = await stat(file);
  if (!found.isFile()) throw new Failure(EXIT.usage, `${file} is no plain file`, 'Put a plain file in its place, or name another.');
  fits(found.size);
  return readFile(file);
}
