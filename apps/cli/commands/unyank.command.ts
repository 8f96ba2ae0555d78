import type { Command } from 'commander';
import { Version } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function unyankCommand(program: Command, action: Action): void {
  program
    .command('unyank')
    .description('Puts a yanked version back into the listing')
    .argument('<name>', 'name of the extension')
    .argument('<version>', 'the version')
    .action(action(unyank));
}

async function unyank({ member, terminal }: Session, _options: object, name: string, version: string): Promise<typeof EXIT.done> {
  const answer = await member.call(Version, `/extensions/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/unyank`, { method: 'POST', repeatable: true });
  terminal.answer(answer, [text`${name} ${version} is listed again`]);
  return EXIT.done;
}
