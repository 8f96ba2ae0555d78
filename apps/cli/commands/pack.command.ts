import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT, Failure } from '../exit-codes.js';
import { packFolder, type Packed } from '../package-files.js';
import type { Session } from '../session.js';
import { bytes, paint, text } from '../text.js';
import type { Terminal } from '../terminal.js';

export function packCommand(program: Command, action: Action): void {
  program
    .command('pack')
    .description('Packs an extension; the same files give the same bytes')
    .argument('[folder]', 'the folder that holds package.json', '.')
    .option('-o, --output <file>', 'where to write (default: <name>-<version>.tar.gz here)')
    .option('--force', 'replace the file when it exists')
    .action(action(pack));
}

async function pack({ terminal }: Session, options: { output?: string; force?: boolean }, folder: string): Promise<typeof EXIT.done> {
  const packed = await packFolder(folder);
  const file = resolve(options.output ?? packed.file);
  await writeFile(file, packed.bytes, { flag: options.force ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new Failure(EXIT.usage, `${file} exists`, 'Replace it with --force, or name another file with --output.');
    throw error;
  });
  tellLeftOut(packed, terminal);
  const { name, version } = packed.manifest;
  terminal.answer({ name, version, file, sha256: packed.sha256, size: packed.bytes.length, files: packed.files, left_out: packed.left_out, hidden: packed.hidden }, [
    text`${paint('green', 'packed')} ${name} ${version} into ${file}`,
    text`${bytes(packed.bytes.length)}, ${packed.files.length} files, sha256 ${packed.sha256}`,
  ]);
  return EXIT.done;
}

/** Says what of the folder is not in the package. */
export function tellLeftOut({ left_out: leftOut, hidden }: Packed, terminal: Terminal): void {
  if (leftOut.length > 0) terminal.note(text`${paint('dim', `left out: ${leftOut.join(', ')}`)}`);
  if (hidden.length > 0) terminal.warn(text`hidden files are never packed: ${hidden.join(', ')}`);
}
