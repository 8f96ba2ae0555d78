import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Verification } from '#libs/manifest/format.js';
import { formats } from '#libs/manifest/formats.js';
import { keyId } from '#libs/manifest/keys.js';
import { PackageError, type Package } from '#libs/manifest/manifest.js';
import type { Action } from '../action.js';
import { EXIT, Failure, type Exit } from '../exit-codes.js';
import { digestsOf, readChecked, signatureBeside } from '../opened.js';
import { readPackageBytes } from '../reading.js';
import { repeated } from '../repeated.js';
import type { Session } from '../session.js';
import { block, bytes as sizeWords, paint, text, type Shown } from '../text.js';

interface Options {
  pubkey?: string[];
  signature?: string;
  compat?: boolean;
}

const SIGNATURE_WORDS: Record<Verification['signature'], string> = { none: 'not signed', unchecked: 'signed, but not checked: give the key with --pubkey', valid: 'signature valid' };

export function verifyCommand(program: Command, action: Action): void {
  program
    .command('verify')
    .description('Reads a whole package strictly and checks its signature: 0 accepted, 1 refused, 2 usage')
    .argument('<file>', 'a package of any format')
    .option('--pubkey <pem>', 'file with a public key; may be given again, one of them must have signed', repeated)
    .option('--signature <base64>', 'a signature that is not in the package (default: what FILE.sig holds)')
    .option('--compat', "take what the host's own reader takes, where that is safe")
    .action(action(verify));
}

async function verify({ terminal }: Session, options: Options, file: string): Promise<Exit> {
  const bytes = await readPackageBytes(file);
  const publicKeys = await readKeys(options.pubkey ?? []);
  try {
    const read = readChecked(bytes, options.compat ? 'compat' : 'strict');
    const signature = options.signature ?? (read.signature === null ? await signatureBeside(file) : undefined);
    const verification = await formats.get(read.format)!.verify(read, bytes, { publicKeys, signature });
    if (verification.signature === 'none' && (publicKeys.length > 0 || options.signature !== undefined)) throw new PackageError('signature-missing', 'The package is not signed.', null, 'Leave out --pubkey and --signature, or ask its author for a signed one.');
    const digests = digestsOf(read, bytes);
    terminal.answer({ accepted: true, ...summary(read, digests, verification) }, acceptedLines(read, digests, verification));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const { code, message, path, help } = error;
    terminal.answer({ accepted: false, error: { code, detail: message, path, help, exit_code: EXIT.refused } }, [text`${paint('red', 'refused')} ${code}: ${message}`, ...(help === '' ? [] : block(help, '  '))]);
    return EXIT.refused;
  }
}

async function readKeys(files: readonly string[]): Promise<string[]> {
  const keys = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [at, key] of keys.entries()) {
    try {
      keyId(key);
    } catch (error) {
      throw error instanceof PackageError ? new Failure(EXIT.usage, `${files[at]}: ${error.message}`, error.help) : error;
    }
  }
  return keys;
}

function summary({ format, manifest, files, warnings }: Package, digests: Package['digests'], { signature, keyId: signer }: Verification) {
  const { name, version } = manifest;
  return { format, name, version, file_count: files.length, unpacked_size: unpackedSize(files), digests, signature, key_id: signer, warnings };
}

function unpackedSize(files: Package['files']): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function acceptedLines({ format, manifest, files, warnings }: Package, digests: Package['digests'], { signature, keyId: signer }: Verification): Shown[] {
  return [
    text`${paint('green', 'accepted')} ${manifest.name} ${manifest.version}, ${format}, ${files.length} files, ${sizeWords(unpackedSize(files))} unpacked`,
    text`${paint(signature === 'unchecked' ? 'yellow' : 'cyan', SIGNATURE_WORDS[signature])}${signer === null ? '' : ` by key ${signer}`}`,
    ...Object.entries(digests).map(([name, digest]) => text`${name} ${digest}`),
    ...warnings.map(({ code, message }) => text`${paint('yellow', 'warning:')} ${code}: ${message}`),
  ];
}
