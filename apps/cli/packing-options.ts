import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Format, Packing, PackingOption } from '#libs/manifest/format.js';
import { EXIT, Failure } from './exit-codes.js';
import type { PackOptions } from './package-files.js';
import { repeated } from './repeated.js';
import { text } from './text.js';
import type { Terminal } from './terminal.js';
import { readText } from './text-files.js';

/** The options of every command that writes a package. */
export interface WritingOptions {
  privateKey?: string;
  trust?: string;
  allowlist?: string;
}

/** The options of every command that packs a folder. */
export interface PackingOptions extends WritingOptions {
  format?: string;
  ignore?: string[];
  includeHidden?: boolean;
}

const Allowlist = z.record(z.string(), z.array(z.string()));

/** Adds the options of WritingOptions to a command. */
export function addWritingOptions(command: Command): Command {
  return command
    .option('--private-key <pem>', 'file with the Ed25519 key to sign with, for formats that are signed')
    .option('--trust <level>', 'ComfyVN: in place of the level that the manifest names')
    .option('--allowlist <file>', 'ComfyVN: JSON with further prefixes of global routes by trust level');
}

/** Adds the options of PackingOptions to a command. */
export function addPackingOptions(command: Command): Command {
  return addWritingOptions(command)
    .option('--format <id>', 'the format (default: by the manifest)')
    .option('--ignore <glob>', 'leave out what matches; * crosses /; may be given again', repeated)
    .option('--include-hidden', 'pack hidden files too');
}

/** Reads the files that the options name. Throws Failure (usage). */
export async function readWritingOptions({ privateKey, trust, allowlist }: WritingOptions): Promise<Omit<Packing, 'limits'>> {
  return {
    trust,
    privateKey: privateKey === undefined ? undefined : await readFile(privateKey, 'utf8'),
    allowlist: allowlist === undefined ? undefined : await readAllowlist(allowlist),
  };
}

/** The same with what decides about the files of a folder. */
export async function readPackingOptions(options: PackingOptions): Promise<PackOptions> {
  const { format, ignore, includeHidden } = options;
  return { format, ignore, includeHidden, ...(await readWritingOptions(options)) };
}

/** Says of options that were given and change nothing in packages of this format: who gives a key believes that the package is signed. */
export function tellUnused(format: Format, options: Partial<Record<PackingOption, unknown>>, terminal: Terminal): void {
  for (const name of given(options, ['privateKey', 'trust', 'allowlist'])) {
    if (!format.packsWith.includes(name)) terminal.warn(text`${OPTION[name]} has no effect: ${name === 'privateKey' ? `packages of the format ${format.id} are not signed` : `the format ${format.id} knows nothing of it`}`);
  }
}

/** Says of options for packing that were given with a file, which is taken as it is. */
export function tellUnpacked(file: string, options: PackingOptions, terminal: Terminal): void {
  const names = given(options, ['privateKey', 'trust', 'allowlist', 'format', 'ignore', 'includeHidden']);
  for (const name of names) terminal.warn(text`${OPTION[name]} has no effect: ${file} is a file, and nothing is packed`);
}

const OPTION: Record<keyof PackingOptions, string> = { privateKey: '--private-key', trust: '--trust', allowlist: '--allowlist', format: '--format', ignore: '--ignore', includeHidden: '--include-hidden' };

function given<Name extends keyof PackingOptions>(options: Partial<Record<Name, unknown>>, names: readonly Name[]): Name[] {
  return names.filter((name) => options[name] !== undefined);
}

async function readAllowlist(file: string): Promise<Record<string, string[]>> {
  const content = await readText(file);
  try {
    return Allowlist.parse(JSON.parse(content));
  } catch {
    throw new Failure(EXIT.usage, `${file} is not an allowlist`, 'Write JSON such as {"verified": ["/api/my-tool/"]}.');
  }
}
