import type { Command } from 'commander';
import { Version } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function yankCommand(program: Command, action: Action): void {
  program
    .command('yank')
    .description('Takes a version out of the listing; who has locked it can still download it')
    .argument('<name>', 'name of the extension')
    .argument('<version>', 'the version')
    .requiredOption('--reason <text>', 'why, shown to everybody')
    .action(action(yank));
}

async function yank({ member, terminal }: Session, options: { reason: string }, name: string, version: string): Promise<typeof EXIT.done> {
  const answer = await member.call(Version, `/extensions/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`, { method: 'DELETE', json: { reason: options.reason } });
  terminal.answer(answer, [text`yanked ${name} ${version}; undo it with: souk unyank ${name} ${version}`]);
  return EXIT.done;
}
