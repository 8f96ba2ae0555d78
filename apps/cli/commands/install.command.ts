import { resolve } from 'node:path';
import type { Command } from 'commander';
import { VersionNumber } from '#libs/contracts/api.js';
import { formats } from '#libs/manifest/formats.js';
import type { Action } from '../action.js';
import { EXIT, Failure, type Exit } from '../exit-codes.js';
import type { Receipt } from '../extensions.js';
import { consentLines, findOffer, installFile, installOffer } from '../installation.js';
import { explained, readChecked } from '../opened.js';
import { readPackageBytes } from '../reading.js';
import type { Session } from '../session.js';
import { paint, text, type Shown } from '../text.js';

const HOW = 'Agree beforehand with --yes.';

interface Options {
  preRelease?: boolean;
  yes?: boolean;
}

export function installCommand(program: Command, action: Action): void {
  program
    .command('install')
    .description('Installs an extension after showing what it may do; nothing of it is executed')
    .argument('<what>', '<name>, <name>@<version>, or the path of a package')
    .option('--pre-release', 'take a pre-release when it is newer')
    .option('--yes', 'agree to the permissions without being asked')
    .action(action(install));
}

async function install(session: Session, options: Options, what: string): Promise<Exit> {
  if ([...formats.values()].some(({ extension }) => what.endsWith(extension))) return installLocal(session, options, what);
  const { member, terminal, extensions } = session;
  const at = what.indexOf('@');
  const [name, version] = at === -1 ? [what, undefined] : [what.slice(0, at), what.slice(at + 1)];
  extensions.path(name);
  if (version !== undefined && !VersionNumber.safeParse(version).success) throw new Failure(EXIT.usage, `${version} is not a version`, 'Write for example git-lens@1.2.3.');
  if (!options.yes) terminal.mustBeInteractive(HOW);
  const offer = await findOffer(member, name, { version, preRelease: options.preRelease });
  if (!(await agreed(session, options, consentLines(name, offer.version, offer.permissions)))) return declined(session);
  return done(session, await installOffer(session, offer));
}

async function installLocal(session: Session, options: Options, file: string): Promise<Exit> {
  if (!options.yes) session.terminal.mustBeInteractive(HOW);
  const bytes = await readPackageBytes(file);
  const extension = readChecked(bytes);
  const { name, version, permissions } = extension.manifest;
  session.terminal.warn(text`${file} does not come from the marketplace: nobody has checked it`);
  if (!(await agreed(session, options, consentLines(name, version, explained(formats.get(extension.format)!, permissions))))) return declined(session);
  return done(session, await installFile(session, extension, bytes, resolve(file)));
}

async function agreed({ terminal }: Session, options: Options, lines: readonly Shown[]): Promise<boolean> {
  for (const line of lines) terminal.note(line);
  return options.yes === true || terminal.confirm(text`Install it?`, HOW);
}

function declined({ terminal }: Session): Exit {
  terminal.answer({ installed: false }, [text`not installed`]);
  return EXIT.refused;
}

function done({ terminal, extensions }: Session, receipt: Receipt): Exit {
  const { files, ...shown } = receipt;
  const folder = extensions.path(receipt.name);
  terminal.answer({ installed: true, folder, ...shown, files: Object.keys(files).length }, [text`${paint('green', 'installed')} ${receipt.name} ${receipt.version} in ${folder}`]);
  return EXIT.done;
}
