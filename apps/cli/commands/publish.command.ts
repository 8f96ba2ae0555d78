import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { Me, Submission } from '#libs/contracts/api.js';
import { sha256 } from '#libs/manifest/sha256.js';
import type { Action } from '../action.js';
import { formatCalled } from '../detection.js';
import { exitHelp, MEANING, type Exit } from '../exit-codes.js';
import type { Followed } from '../follow.js';
import { readPackageFile, signatureBeside } from '../opened.js';
import { packFolder } from '../package-files.js';
import { addPackingOptions, readPackingOptions, tellUnpacked, tellUnused, type PackingOptions } from '../packing-options.js';
import type { Session } from '../session.js';
import { bytes as sizeWords, text } from '../text.js';
import { uploadBody } from '../transfer.js';
import { stage } from '../views.js';
import { Watch } from '../watch.js';
import { tellLeftOut } from './pack.command.js';

/** Uploads larger than this show their progress. */
const SHOWN_PROGRESS = 1024 * 1024;
/** How long an upload is tried again while nobody answers. */
const UPLOAD_PATIENCE_MS = 30_000;

const EXITS = exitHelp({
  ...MEANING,
  done: 'published, or accepted with --no-wait',
  refused: 'refused, by the checks or by a maintainer, or withdrawn',
  waiting: 'not decided yet when --timeout ended; usually a maintainer must look',
  conflict: 'the version exists with other bytes, or another submission has its number',
});

interface Options extends PackingOptions {
  preRelease?: boolean;
  channel?: string;
  publisher?: string;
  wait: boolean;
  timeout: number;
  idempotencyKey?: string;
}

interface Upload {
  file: string;
  bytes: Uint8Array;
  sha256: string;
  /** Base64; for formats whose signature is not in the package. */
  signature: string | undefined;
}

export function publishCommand(program: Command, action: Action): void {
  const command = program
    .command('publish')
    .description('Uploads a package and shows each stage until it is published or refused')
    .argument('[what]', 'a folder, which is packed first, or a package', '.')
    .option('--pre-release', 'publish on the channel prerelease')
    .option('--channel <name>', 'publish on this channel (default: by the version number)')
    .option('--publisher <name>', 'for this publisher; needed by members of more than one')
    .option('--no-wait', 'end as soon as the upload is accepted')
    .option('--timeout <seconds>', 'how long to wait for the outcome', seconds, 600)
    .option('--idempotency-key <key>', 'the same key makes the same upload once (default: a new one)')
    .addHelpText('after', EXITS);
  addPackingOptions(command).action(action(publish));
}

async function publish(session: Session, options: Options, what: string): Promise<Exit> {
  const { terminal, member } = session;
  const deadline = Date.now() + options.timeout * 1000;
  const upload = await prepare(session, what, options);
  const watch = new Watch(member, terminal);
  watch.tell({ event: 'packed', file: upload.file, size: upload.bytes.length, sha256: upload.sha256 }, [
    stage('packed', 'cyan', `${basename(upload.file)}, ${sizeWords(upload.bytes.length)}, sha256 ${upload.sha256}`),
  ]);
  await member.call(Me, '/me');
  const submission = await send(session, upload, options);
  watch.tell({ event: 'uploaded', submission_id: submission.id, status: submission.status }, [stage('uploaded', 'cyan', `submission ${submission.id}`)]);
  if (options.wait) return watch.untilDecided(submission, deadline);
  watch.show(submission);
  return watch.accepted(submission);
}

async function prepare({ terminal }: Session, what: string, options: Options): Promise<Upload> {
  if (!(await stat(what)).isDirectory()) {
    tellUnpacked(what, options, terminal);
    const bytes = await readPackageFile(what);
    return { file: what, bytes, sha256: sha256(bytes), signature: await signatureBeside(what) };
  }
  const packed = await packFolder(what, await readPackingOptions(options));
  tellUnused(formatCalled(packed.format), options, terminal);
  tellLeftOut(packed, terminal);
  return { ...packed, signature: packed.detached_signature ?? undefined };
}

function send({ terminal, member }: Session, upload: Upload, options: Options): Promise<Followed> {
  const progress = upload.bytes.length > SHOWN_PROGRESS ? terminal.progress('uploading', upload.bytes.length) : () => {};
  if (options.preRelease && options.channel !== undefined) terminal.warn(text`--channel ${options.channel} is used, not --pre-release`);
  return member.call(Submission, '/extensions', {
    method: 'POST',
    query: { submit: 'true', channel: options.channel ?? (options.preRelease ? 'prerelease' : undefined), publisher: options.publisher },
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(upload.bytes.length),
      'x-package-sha256': upload.sha256,
      ...(upload.signature !== undefined && { 'x-package-signature': upload.signature }),
      'idempotency-key': options.idempotencyKey ?? randomUUID(),
    },
    body: () => uploadBody(upload.bytes, progress),
    repeatable: true,
    patienceMs: Math.min(options.timeout * 1000, UPLOAD_PATIENCE_MS),
  });
}

function seconds(value: string): number {
  const count = Number(value);
  if (!Number.isFinite(count) || count < 0 || count > 86_400) throw new InvalidArgumentError('Write seconds from 0 to 86400.');
  return count;
}
