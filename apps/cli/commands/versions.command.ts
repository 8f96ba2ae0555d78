import type { Command } from 'commander';
import { z } from 'zod';
import { Version } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { bytes, table, text } from '../text.js';

const Versions = z.looseObject({ data: z.array(Version) });

export function versionsCommand(program: Command, action: Action): void {
  program.command('versions').description('Lists the versions of an extension').argument('<name>', 'name of the extension').action(action(versions));
}

async function versions({ marketplace, terminal }: Session, _options: object, name: string): Promise<typeof EXIT.done> {
  const answer = await marketplace.call(Versions, `/extensions/${encodeURIComponent(name)}/versions`);
  const rows = answer.data.map((item) => [
    item.version, item.channel, item.published_at.slice(0, 10), bytes(item.package_size), `${item.downloads} downloads`,
    item.listing === 'listed' ? '' : `${item.listing}${item.listing_reason === null ? '' : `: ${item.listing_reason}`}`,
  ]);
  terminal.answer(answer, rows.length === 0 ? [text`no versions`] : table(rows));
  return EXIT.done;
}
