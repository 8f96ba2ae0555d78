import { InvalidArgumentError } from 'commander';
import { text, type Shown } from './text.js';

/** What `--page` was given. Throws for what is no page. */
export function pageNumber(value: string): number {
  const page = Number(value);
  if (!Number.isSafeInteger(page) || page < 1) throw new InvalidArgumentError('Write the number of a page, from 1.');
  return page;
}

/** The end of a list of which a page is shown, also of one behind the last. */
export function pageLine({ total, page, last_page: last }: { total: number; page: number; last_page: number }, words = 'in all'): Shown {
  return page > last ? text`there is no page ${page}: ${total} ${words}, and the last page is ${last}` : text`${total} ${words}, page ${page} of ${last}`;
}
