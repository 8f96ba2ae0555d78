import type { Command } from 'commander';
import { Extension, pageOf } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import { pageLine, pageNumber } from '../pages.js';
import type { Session } from '../session.js';
import { beginning, paint, text } from '../text.js';

interface Options {
  category?: string;
  tag?: string;
  sort?: string;
  page: number;
}

export function searchCommand(program: Command, action: Action): void {
  program
    .command('search')
    .description('Finds extensions')
    .argument('[words...]', 'what to look for; everything when left out')
    .option('--category <name>', 'only this category')
    .option('--tag <name>', 'only with this tag')
    .option('--sort <order>', 'popular, recent, rating, name or relevance')
    .option('--page <number>', 'page of the result', pageNumber, 1)
    .action(action(search));
}

async function search({ marketplace, terminal }: Session, options: Options, words: string[]): Promise<typeof EXIT.done> {
  const q = words.join(' ') || undefined;
  const sort = options.sort ?? (q === undefined ? undefined : 'relevance');
  const answer = await marketplace.call(pageOf(Extension), '/extensions', { query: { q, category: options.category, tag: options.tag, sort, page: options.page } });
  const { meta } = answer;
  terminal.answer(answer, [
    ...answer.data.flatMap((item) => [
      text`${paint('bold', item.name)} ${item.latest_version ?? item.latest_prerelease ?? '(no version)'} by ${item.publisher.display_name}${item.publisher.trusted ? ' (trusted)' : ''}, ${item.installs} installs, ${item.rating.count === 0 ? 'not rated' : `rated ${item.rating.average.toFixed(1)}`}`,
      ...(item.description === '' ? [] : [text`    ${beginning(item.description)}`]),
    ]),
    meta.total === 0 ? text`nothing found` : pageLine(meta, 'found'),
  ]);
  return EXIT.done;
}
