import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EXIT, Failure } from './exit-codes.js';

interface Output {
  bytes: Uint8Array;
  /** Goes beside it as `.sig` unless null. */
  signature: string | null;
  /** Name of the file where the target is a folder. */
  name: string;
}

/** Writes a package to a file, or into a folder: with its signature, or not at all. Gives the path. Throws Failure (usage) when it exists and may not be replaced. */
export async function writePackage({ bytes, signature, name }: Output, target: string, force = false): Promise<string> {
  const out = resolve(target);
  const file = (await stat(out).then((found) => found.isDirectory(), () => false)) ? join(out, name) : out;
  await write(file, bytes, force);
  if (signature === null) return file;
  await write(`${file}.sig`, signature, force).catch(async (error) => {
    await rm(file);
    throw error;
  });
  return file;
}

async function write(file: string, content: Uint8Array | string, force: boolean): Promise<void> {
  await writeInto(file, content, { flag: force ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new Failure(EXIT.usage, `${file} exists`, 'Replace it with --force, or name another file with --out.');
    throw error;
  });
}

/** Writes a file. Throws Failure (usage) where there is no folder for it. */
export async function writeInto(file: string, content: Uint8Array | string, options: { flag: string; mode?: number }): Promise<void> {
  await writeFile(file, content, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Failure(EXIT.usage, `there is no folder ${dirname(file)}`, 'Make it first, or name another file with --out.');
    throw error;
  });
}
