import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { EXIT, Failure } from './exit-codes.js';

/**
 * Makes a folder, and those around it that are missing; one that is there stays as it is. Throws Failure (usage).
 * The `recursive` of Node.js tries again for ever where a folder that is there takes no other, as in /proc.
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  const missing: string[] = [];
  for (let path = resolve(folder); !(await isThere(path)); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    await mkdir(path, { mode }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' || !(await isThere(path))) throw unmade(folder, error);
    });
  }
}

/** Throws Failure (usage) for what is no folder. */
async function isThere(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw unmade(path, error as NodeJS.ErrnoException);
  }
  throw new Failure(EXIT.usage, `${path} is not a folder`, 'Remove it, or name another.');
}

function unmade(folder: string, { errno, message }: NodeJS.ErrnoException): Failure {
  return new Failure(EXIT.usage, `the folder ${folder} cannot be made: ${errno === undefined ? message : getSystemErrorMessage(errno)}`, 'Name another, where you may write.');
}
