import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { generateKeys } from '#libs/manifest/keys.js';
import type { Action } from '../action.js';
import { EXIT, Failure } from '../exit-codes.js';
import type { Session } from '../session.js';
import { paint, text } from '../text.js';
import { writeInto } from '../writing.js';

export function keygenCommand(program: Command, action: Action): void {
  program
    .command('keygen')
    .description('Makes an Ed25519 key pair to sign packages with')
    .option('-o, --out <prefix>', 'writes <prefix>.private.pem and <prefix>.public.pem', 'souk')
    .action(action(keygen));
}

async function keygen({ terminal }: Session, { out }: { out: string }): Promise<typeof EXIT.done> {
  if (out.endsWith('/') || ['', '.', '..'].includes(basename(out))) throw new Failure(EXIT.usage, `--out ${JSON.stringify(out)} names no file`, 'Write how the two files are to begin, for example keys/studio.');
  const { privateKey, publicKey, keyId } = await generateKeys();
  const [privateFile, publicFile] = [resolve(`${out}.private.pem`), resolve(`${out}.public.pem`)];
  await writeNew(publicFile, publicKey, 0o644);
  await writeNew(privateFile, privateKey, 0o600).catch(async (error) => {
    await rm(publicFile);
    throw error;
  });
  terminal.answer({ key_id: keyId, private_key: privateFile, public_key: publicFile }, [
    text`${paint('green', 'made')} key ${keyId}`,
    text`private key ${privateFile}: keep it to yourself, sign with souk pack --private-key`,
    text`public key ${publicFile}: register it with your publisher`,
  ]);
  return EXIT.done;
}

async function writeNew(file: string, content: string, mode: number): Promise<void> {
  await writeInto(file, content, { flag: 'wx', mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new Failure(EXIT.usage, `${file} exists, and keys are never replaced`, 'Name other files with --out.');
    throw error;
  });
}
