import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Format } from '#libs/manifest/format.js';
import { sha256 } from '#libs/manifest/sha256.js';
import type { Action } from '../action.js';
import { CLIENT_LIMITS } from '../client-limits.js';
import { migrateManifest } from '../comfyvn.js';
import { convert } from '../conversions.js';
import { formatCalled } from '../detection.js';
import { EXIT } from '../exit-codes.js';
import { readChecked } from '../opened.js';
import { addWritingOptions, readWritingOptions, tellUnused, type WritingOptions } from '../packing-options.js';
import { readPackageBytes } from '../reading.js';
import type { Session } from '../session.js';
import { paint, text } from '../text.js';
import { writePackage } from '../writing.js';

/** The old name of ComfyVN's manifest. */
const LEGACY_MANIFEST = 'extension.json';

interface Options extends WritingOptions {
  to: string;
  out: string;
  force?: boolean;
}

export function convertCommand(program: Command, action: Action): void {
  const command = program
    .command('convert')
    .description('Makes a package of another format of it, where meaning allows it, and says what is lost')
    .argument('<file>', 'a package, or an old extension.json of ComfyVN')
    .requiredOption('--to <format>', 'the format to make')
    .option('-o, --out <path>', "a file, or a folder for a file with the format's own name", '.')
    .option('--force', 'replace the file when it exists');
  addWritingOptions(command).action(action(convertFile));
}

async function convertFile({ terminal }: Session, options: Options, file: string): Promise<typeof EXIT.done> {
  const to = formatCalled(options.to);
  const { output, lost } = LEGACY_MANIFEST === basename(file) && to.id === 'cvnext' ? await migrate(file) : await repack(file, to, options);
  tellUnused(to, options, terminal);
  const written = await writePackage(output, options.out, options.force);
  for (const sentence of lost) terminal.warn(text`changed or lost: ${sentence}`);
  terminal.answer({ file: written, format: to.id, size: output.bytes.length, sha256: sha256(output.bytes), lost }, [text`${paint('green', 'wrote')} ${written}`]);
  return EXIT.done;
}

async function migrate(file: string) {
  const { bytes, changes } = migrateManifest(await readFile(file), basename(file));
  return { output: { bytes, signature: null, name: 'manifest.json' }, lost: changes };
}

async function repack(file: string, to: Format, options: Options) {
  const { files, lost } = convert(readChecked(await readPackageBytes(file)), to.id);
  const { bytes, name, detachedSignature } = await to.pack(files, { limits: CLIENT_LIMITS, ...(await readWritingOptions(options)) });
  return { output: { bytes, signature: detachedSignature, name }, lost };
}
