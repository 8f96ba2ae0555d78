import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT, Failure } from '../exit-codes.js';
import { Refusal, Unreachable } from '../problem.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function uninstallCommand(program: Command, action: Action): void {
  program.command('uninstall').description('Removes an extension from this machine').argument('<name>', 'name of the extension').action(action(uninstall));
}

async function uninstall(session: Session, _options: object, name: string): Promise<typeof EXIT.done> {
  const { extensions, terminal } = session;
  const receipt = await extensions.receipt(name);
  if (!(await extensions.uninstall(name))) throw new Failure(EXIT.usage, `${name} is not installed in ${extensions.folder}`);
  const told = receipt?.source === session.place.address && (await tellMarketplace(session, name));
  terminal.answer({ name, uninstalled: true, marketplace_told: told }, [text`uninstalled ${name}`]);
  return EXIT.done;
}

/** The extension is gone already, so a marketplace that cannot be told is only worth a warning. */
async function tellMarketplace({ marketplace, terminal }: Session, name: string): Promise<boolean> {
  try {
    await marketplace.send(`/extensions/${encodeURIComponent(name)}/uninstall`, { method: 'DELETE' });
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return true;
    if (!(error instanceof Refusal || error instanceof Unreachable)) throw error;
    terminal.warn(text`it is removed here, but the marketplace could not be told: ${error.message}`);
    return false;
  }
}
