import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT, Failure } from '../exit-codes.js';
import { makeFolder } from '../folders.js';
import type { Session } from '../session.js';
import { skeleton } from '../skeleton.js';
import { paint, text } from '../text.js';

/** Names of Orchestra. */
const NAME = /^(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*$/;

export function initCommand(program: Command, action: Action): void {
  program
    .command('init')
    .description('Makes a new Orchestra extension that can be packed and published')
    .argument('<name>', 'name of the extension: lower-case letters and digits with single hyphens between them')
    .option('--dir <folder>', 'where to make it (default: a folder with its name)')
    .action(action(init));
}

async function init({ terminal }: Session, options: { dir?: string }, name: string): Promise<typeof EXIT.done> {
  if (!NAME.test(name)) throw new Failure(EXIT.usage, `${name} cannot be the name of an extension`, 'Write lower-case letters and digits with single hyphens between them, for example git-lens.');
  const folder = resolve(options.dir ?? name);
  await refuseContent(folder);
  const files = skeleton(name, await gitName(), new Date().getFullYear());
  for (const [path, content] of files) {
    await makeFolder(dirname(join(folder, path)));
    await writeFile(join(folder, path), content, { flag: 'wx' });
  }
  terminal.answer({ name, folder, files: [...files.keys()] }, [
    text`${paint('green', 'made')} ${name} in ${folder}: ${[...files.keys()].join(', ')}`,
    text`next: souk publish ${options.dir ?? name}`,
  ]);
  return EXIT.done;
}

async function refuseContent(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.some((entry) => entry !== '.git')) throw new Failure(EXIT.usage, `${folder} is not empty`, 'Choose another folder with --dir: nothing is overwritten.');
}

/** The author's name as git knows it; null when git does not know, or is not there. */
async function gitName(): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', ['config', 'user.name'])).stdout.trim() || null;
  } catch {
    return null;
  }
}
