import type { Command } from 'commander';
import { Me } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { paint, text } from '../text.js';

export function whoamiCommand(program: Command, action: Action): void {
  program.command('whoami').description('Shows who the token belongs to, and what it may do').action(action(whoami));
}

async function whoami({ member, place, terminal }: Session): Promise<typeof EXIT.done> {
  const me = await member.call(Me, '/me');
  terminal.answer({ address: place.address, ...me }, [
    text`${paint('bold', me.handle)} (${me.role}) at ${place.address}`,
    text`scopes: ${me.scopes.join(', ')}`,
    ...(me.publishers.length > 0 ? [text`publishers: ${me.publishers.join(', ')}`] : []),
  ]);
  return EXIT.done;
}
