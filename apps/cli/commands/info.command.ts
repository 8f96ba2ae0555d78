import type { Command } from 'commander';
import { ExtensionDetail } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import type { Session } from '../session.js';
import { block, bytes, paint, text } from '../text.js';
import { permissionLines } from '../views.js';

export function infoCommand(program: Command, action: Action): void {
  program.command('info').description('Shows one extension and what it may do').argument('<name>', 'name of the extension').action(action(info));
}

async function info({ marketplace, terminal }: Session, _options: object, name: string): Promise<typeof EXIT.done> {
  const detail = await marketplace.call(ExtensionDetail, `/extensions/${encodeURIComponent(name)}`);
  const { latest } = detail;
  terminal.answer(detail, [
    text`${paint('bold', detail.display_name)} (${detail.name}) by ${detail.publisher.display_name}${detail.publisher.trusted ? ' (trusted)' : ''}`,
    ...(detail.description === '' ? [] : block(detail.description, '')),
    text`latest version ${detail.latest_version ?? 'none'}${detail.latest_prerelease === null ? '' : `, pre-release ${detail.latest_prerelease}`}; licence ${detail.license ?? 'not given'}`,
    text`${detail.downloads} downloads, ${detail.installs} installs, ${detail.rating.count === 0 ? 'not rated' : `rated ${detail.rating.average.toFixed(1)} by ${detail.rating.count}`}`,
    ...(latest === null ? [] : [text`sha256 ${latest.package_sha256}, ${bytes(latest.package_size)}, published ${latest.published_at}`]),
    detail.permissions.length === 0 ? text`permissions: none` : text`permissions:`,
    ...permissionLines(detail.permissions),
  ]);
  return EXIT.done;
}
