import type { Command } from 'commander';
import { isGreater, isPrerelease } from '#libs/manifest/versions.js';
import type { Action } from '../action.js';
import { EXIT, exitHelp, Failure, MEANING, type Exit } from '../exit-codes.js';
import type { Receipt } from '../extensions.js';
import { findOffer, installOffer, type Offer } from '../installation.js';
import { Refusal } from '../problem.js';
import type { Session } from '../session.js';
import { block, oneLine, paint, text, type Shown } from '../text.js';
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

/** An installed version that the marketplace took down, and whether it is installed still. */
interface TakenDown {
  name: string;
  version: string;
  reason: string;
  still_installed: boolean;
}

export function updateCommand(program: Command, action: Action): void {
  program
    .command('update')
    .description('Tells what was taken down, then shows newer versions with their changes and new permissions, and asks for each')
    .argument('[name]', 'only this extension')
    .option('--pre-release', 'take pre-releases too; an installed pre-release always does')
    .option('--dry-run', 'only show')
    .option('--yes', 'agree to every update and its new permissions')
    .addHelpText('after', exitHelp({ ...MEANING, done: 'what was agreed to is installed, or there is nothing newer', refused: 'a version that was taken down is still installed', integrity: 'a package is not what the marketplace announced; it was not unpacked' }))
    .action(action(update));
}

async function update(session: Session, options: Options, name?: string): Promise<Exit> {
  const { terminal } = session;
  if (!options.yes && !options.dryRun) terminal.mustBeInteractive(HOW);
  const receipts = await chosen(session, name);
  const reasons = new Map<string, string>();
  for (const receipt of receipts) {
    const reason = await whyTakenDown(session, receipt);
    if (reason !== null) reasons.set(receipt.name, reason);
  }
  const updates: Update[] = [];
  const takenDown: TakenDown[] = [];
  const advice: Shown[] = [];
  for (const receipt of receipts) {
    const newest = await newestOffer(session, receipt, options);
    const found = newest !== null && isGreater(newest.version, receipt.version) ? await offerUpdate(session, receipt, newest, options) : null;
    if (found !== null) updates.push(found);
    const reason = reasons.get(receipt.name);
    if (reason === undefined) continue;
    const still = found?.state !== 'updated';
    takenDown.push({ name: receipt.name, version: receipt.version, reason, still_installed: still });
    if (still) advice.push(adviceLine(receipt, newest));
  }
  const lines = [...updates.map((item) => text`${paint('bold', item.name)} ${item.installed} -> ${item.latest} ${item.state}`), ...advice];
  terminal.answer({ data: updates, taken_down: takenDown }, lines.length === 0 ? [text`everything is up to date`] : lines);
  return advice.length === 0 ? EXIT.done : EXIT.refused;
}

/** What to do about a version that was taken down and stays: what is offered in its place may be older. */
function adviceLine({ name, version }: Receipt, offer: Offer | null): Shown {
  const instead = offer === null ? '' : `, or install ${offer.version} in its place: souk install ${name}@${offer.version}`;
  return text`${paint('bold', name)} ${version} ${paint('red', 'was taken down and is still installed')}; remove it: souk uninstall ${name}${instead}`;
}

async function chosen({ extensions, place }: Session, name?: string): Promise<Receipt[]> {
  if (name !== undefined) {
    const receipt = await extensions.receipt(name);
    if (receipt === null) throw new Failure(EXIT.usage, `${name} is not installed in ${extensions.folder}`);
    return [receipt];
  }
  return [...(await extensions.list()).values()].filter((receipt) => receipt?.source === place.address) as Receipt[];
}

/** Says when the installed version is no longer served. Why it was taken down; null when it was not. */
async function whyTakenDown({ marketplace, terminal }: Session, { name, version }: Receipt): Promise<string | null> {
  try {
    await marketplace.send(`/extensions/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`);
    return null;
  } catch (error) {
    if (!isGone(error)) throw error;
    terminal.warn(text`${oneLine(error.message)}`);
    return error.type === 'quarantined' ? error.message : null;
  }
}

/** The newest version on offer, which may be the installed one or an older one; null when there is none. */
async function newestOffer({ marketplace, terminal }: Session, { name, version }: Receipt, options: Options): Promise<Offer | null> {
  try {
    return await findOffer(marketplace, name, { preRelease: options.preRelease || isPrerelease(version) });
  } catch (error) {
    if (error instanceof Failure) terminal.warn(text`${[error.message, error.help].filter((part) => part !== null).join('. ')}`);
    else if (!isGone(error)) throw error;
    return null;
  }
}

function isGone(error: unknown): error is Refusal {
  return error instanceof Refusal && (error.status === 404 || error.status === 410);
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
