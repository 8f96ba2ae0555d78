import type { Command } from 'commander';
import { Submission } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { text } from '../text.js';

export function withdrawCommand(program: Command, action: Action): void {
  program.command('withdraw').description('Takes a submission back before it is decided').argument('<submission>', 'id of a submission').action(action(withdraw));
}

async function withdraw({ member, terminal }: Session, _options: object, id: string): Promise<typeof EXIT.done> {
  const submission = await member.call(Submission, `/submissions/${encodeURIComponent(id)}/withdraw`, { method: 'POST' });
  terminal.answer(submission, [text`submission ${id} is withdrawn`]);
  return EXIT.done;
}
