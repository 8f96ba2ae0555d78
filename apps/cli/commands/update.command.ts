import type { Command } from 'commander';
import { isGreater, isPrerelease } from '#libs/manifest/versions.js';
import type { Action } from '../action.js';
import { EXIT, Failure, type Exit } from '../exit-codes.js';
import type { Receipt } from '../extensions.js';
import { findOffer, installOffer, type Offer } from '../installation.js';
import { Refusal } from '../problem.js';
import type { Session } from '../session.js';
import { block, paint, text } from '../text.js';
import { permissionLines, type Permission } from '../views.js';

const HOW = 'Agree beforehand with --yes, or look first with --dry-run.';

interface Options {
  yes?: boolean;
  dryRun?: boolean;
  preRelease?: boolean;
}

interface Update {
  name: string;
  installed: string;
  latest: string;
  permissions_added: Permission[];
  changelog: string | null;
  state: 'available' | 'updated' | 'declined';
}

export function updateCommand(program: Command, action: Action): void {
  program
    .command('update')
    .description('Shows newer versions with their changes and new permissions, and asks for each')
    .argument('[name]', 'only this extension')
    .option('--pre-release', 'take pre-releases too; an installed pre-release always does')
    .option('--dry-run', 'only show')
    .option('--yes', 'agree to every update and its new permissions')
    .action(action(update));
}

async function update(session: Session, options: Options, name?: string): Promise<Exit> {
  const { terminal } = session;
  if (!options.yes && !options.dryRun) terminal.mustBeInteractive(HOW);
  const updates: Update[] = [];
  for (const receipt of await chosen(session, name)) {
    const offer = await newerOffer(session, receipt, options);
    if (offer !== null) updates.push(await offerUpdate(session, receipt, offer, options));
  }
  terminal.answer({ data: updates }, updates.length === 0 ? [text`everything is up to date`] : updates.map((item) => text`${paint('bold', item.name)} ${item.installed} -> ${item.latest} ${item.state}`));
  return EXIT.done;
}

async function chosen({ extensions, place }: Session, name?: string): Promise<Receipt[]> {
  if (name !== undefined) {
    const receipt = await extensions.receipt(name);
    if (receipt === null) throw new Failure(EXIT.usage, `${name} is not installed in ${extensions.folder}`);
    return [receipt];
  }
  return [...(await extensions.list()).values()].filter((receipt) => receipt?.source === place.address) as Receipt[];
}

/** The newer version on offer; null when there is none. Says so when the installed one is no longer served. */
async function newerOffer({ marketplace, terminal }: Session, { name, version }: Receipt, options: Options): Promise<Offer | null> {
  try {
    const offer = await findOffer(marketplace, name, { preRelease: options.preRelease || isPrerelease(version) });
    if (isGreater(offer.version, version)) return offer;
    await marketplace.send(`/extensions/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`);
  } catch (error) {
    const gone = error instanceof Refusal && (error.status === 404 || error.status === 410);
    if (!gone && !(error instanceof Failure)) throw error;
    terminal.warn(text`${name} ${version}: ${error.message}`);
  }
  return null;
}

async function offerUpdate(session: Session, { name, version, permissions }: Receipt, offer: Offer, options: Options): Promise<Update> {
  const { terminal } = session;
  const added = offer.permissions.filter(({ scope }) => !permissions.includes(scope));
  const found: Update = { name, installed: version, latest: offer.version, permissions_added: added, changelog: offer.changelog, state: 'available' };
  terminal.note(text`${paint('bold', name)} ${version} -> ${paint('green', offer.version)}`);
  if (offer.changelog !== null) for (const line of block(offer.changelog)) terminal.note(line);
  terminal.note(added.length === 0 ? text`  no new permissions` : text`  ${paint('yellow', 'new permissions:')}`);
  for (const line of permissionLines(added)) terminal.note(line);
  if (options.dryRun) return found;
  if (!options.yes && !(await terminal.confirm(text`Update ${name}?`, HOW))) return { ...found, state: 'declined' };
  await installOffer(session, offer);
  return { ...found, state: 'updated' };
}
