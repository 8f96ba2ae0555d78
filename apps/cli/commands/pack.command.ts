import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { PackageError } from '#libs/manifest/manifest.js';
import type { Action } from '../action.js';
import { packedLines } from '../comfyvn.js';
import { formatCalled } from '../detection.js';
import { EXIT, Failure, type Exit } from '../exit-codes.js';
import { packFolder, type PackedFolder } from '../package-files.js';
import { addPackingOptions, readPackingOptions, tellUnused, type PackingOptions } from '../packing-options.js';
import type { Session } from '../session.js';
import { bytes, paint, text } from '../text.js';
import type { Terminal } from '../terminal.js';
import { writePackage } from '../writing.js';

interface Options extends PackingOptions {
  out?: string;
  output?: string;
  force?: boolean;
  style?: 'comfyvn';
}

export function packCommand(program: Command, action: Action): void {
  const command = program
    .command('pack')
    .description('Packs an extension of any format; the same files give the same bytes')
    .argument('[folder]', 'the folder that holds the manifest', '.')
    .option('-o, --out <path>', "a file, or a folder for a file with the format's own name (default: this folder)")
    .addOption(new Option('--output <path>', 'the same as --out').hideHelp())
    .option('--force', 'replace the file when it exists')
    .addOption(new Option('--style <name>', "the words and the exit code of a host's own tool").choices(['comfyvn']));
  addPackingOptions(command).action(action(pack));
}

async function pack({ terminal }: Session, options: Options, folder: string): Promise<Exit> {
  if (options.style !== 'comfyvn') {
    const { packed, file } = await packTo(folder, options, '.');
    tellUnused(formatCalled(packed.format), options, terminal);
    tellLeftOut(packed, terminal);
    tellPacked(packed, file, terminal);
    return EXIT.done;
  }
  try {
    const { packed, file } = await packTo(folder, { ...options, format: options.format ?? 'cvnext' }, dirname(resolve(folder)));
    terminal.answer(shown(packed, file), packedLines(packed, file));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof PackageError || error instanceof Failure)) throw error;
    terminal.answer({ error: { detail: error.message, exit_code: EXIT.unpackable } }, [text`[error] ${error.message}`]);
    return EXIT.unpackable;
  }
}

/** Packs and writes the file, and its signature beside it where the format keeps that apart. */
async function packTo(folder: string, options: Options, fallback: string): Promise<{ packed: PackedFolder; file: string }> {
  const packed = await packFolder(folder, await readPackingOptions(options));
  const file = await writePackage({ bytes: packed.bytes, signature: packed.detached_signature, name: packed.file }, options.out ?? options.output ?? fallback, options.force);
  return { packed, file };
}

function tellPacked(packed: PackedFolder, file: string, terminal: Terminal): void {
  const { name, version } = packed.manifest;
  const signature = packed.detached_signature === null ? [] : [text`signature ${packed.detached_signature}, also in ${file}.sig`];
  terminal.answer(shown(packed, file), [
    text`${paint('green', 'packed')} ${name} ${version} into ${file}`,
    text`${bytes(packed.bytes.length)}, ${packed.files.length} files, sha256 ${packed.sha256}`,
    ...signature,
  ]);
}

function shown({ manifest, bytes: content, ...packed }: PackedFolder, file: string) {
  return { name: manifest.name, version: manifest.version, size: content.length, ...packed, file };
}

/** Says what of the folder is not in the package, what is in it by accident, and what a marketplace will refuse. */
export function tellLeftOut({ left_out: leftOut, hidden, hidden_packed: packed, warnings }: PackedFolder, terminal: Terminal): void {
  if (leftOut.length > 0) terminal.note(text`${paint('dim', `left out: ${leftOut.join(', ')}`)}`);
  if (hidden.length > 0) terminal.warn(text`hidden files are not packed: ${hidden.join(', ')}`);
  if (packed.length > 0) terminal.warn(text`hidden files are in the package: ${packed.join(', ')}`);
  for (const { code, message } of warnings) terminal.warn(text`a marketplace will refuse this: ${code}: ${message}`);
}
