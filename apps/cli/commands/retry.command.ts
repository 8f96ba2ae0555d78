import type { Command } from 'commander';
import { Submission } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function retryCommand(program: Command, action: Action): void {
  program.command('retry').description('Lets the marketplace try again what it gave up on').argument('<submission>', 'id of a submission').action(action(retry));
}

async function retry({ member, terminal }: Session, _options: object, id: string): Promise<typeof EXIT.done> {
  const submission = await member.call(Submission, `/submissions/${encodeURIComponent(id)}/retry`, { method: 'POST' });
  terminal.answer(submission, [text`submission ${id} is tried again`]);
  return EXIT.done;
}
