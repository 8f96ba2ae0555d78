import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Packing } from '#libs/manifest/format.js';
import { EXIT, Failure } from './exit-codes.js';
import type { PackOptions } from './package-files.js';

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
    .option('--ignore <glob...>', 'leave out what matches; * crosses /')
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

async function readAllowlist(file: string): Promise<Record<string, string[]>> {
  const text = await readFile(file, 'utf8');
  try {
    return Allowlist.parse(JSON.parse(text));
  } catch {
    throw new Failure(EXIT.usage, `${file} is not an allowlist`, 'Write JSON such as {"verified": ["/api/my-tool/"]}.');
  }
}
