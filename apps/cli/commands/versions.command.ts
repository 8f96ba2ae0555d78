import type { Command } from 'commander';
import { z } from 'zod';
import { Version } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { takedowns } from '../takedowns.js';
import { bytes, oneLine, paint, table, text } from '../text.js';

const Versions = z.looseObject({ data: z.array(Version) });

export function versionsCommand(program: Command, action: Action): void {
  program.command('versions').description('Lists the versions of an extension, and those that were taken down').argument('<name>', 'name of the extension').action(action(versions));
}

async function versions({ marketplace, terminal }: Session, _options: object, name: string): Promise<typeof EXIT.done> {
  const answer = await marketplace.call(Versions, `/extensions/${encodeURIComponent(name)}/versions`);
  const rows = answer.data.map((item) => [
    item.version, item.channel, item.published_at.slice(0, 10), bytes(item.package_size), `${item.downloads} downloads`,
    item.listing === 'listed' ? '' : `${item.listing}${item.listing_reason === null ? '' : `: ${item.listing_reason}`}`,
  ]);
  const takenDown = (await takedowns(marketplace, name)).filter(({ withdrawn }) => withdrawn === undefined).flatMap(({ affected, published, details }) => affected[0]!.versions.map((version) => ({ version, at: published, reason: details })));
  const lines = [...table(rows), ...takenDown.map(({ version, at, reason }) => text`${version}  ${paint('red', 'taken down')} ${at.slice(0, 10)}: ${oneLine(reason)}`)];
  terminal.answer({ ...answer, taken_down: takenDown }, lines.length === 0 ? [text`no versions`] : lines);
  return EXIT.done;
}
