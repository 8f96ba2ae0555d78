import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function logoutCommand(program: Command, action: Action): void {
  program.command('logout').description('Forgets the stored token; it stays valid until it is revoked or expires').action(action(logout));
}

async function logout({ home, place, terminal }: Session): Promise<typeof EXIT.done> {
  let known = false;
  await home.change((settings) => {
    known = place.address in settings.logins;
    delete settings.logins[place.address];
    delete settings.leases[place.address];
  });
  terminal.answer({ address: place.address, logged_out: known }, [known ? text`logged out of ${place.address}` : text`was not logged in at ${place.address}`]);
  return EXIT.done;
}
