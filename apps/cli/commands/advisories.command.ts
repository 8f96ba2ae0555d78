import type { Command } from 'commander';
import { z } from 'zod';
import { AdvisoriesImported, AdvisoryView, MOST_ADVISORIES_AT_ONCE, type AdvisoryRecord } from '#libs/contracts/advisories.js';
import { pageOf } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { advisoryFiles, readAdvisories, type RefusedRecord } from '../advisory-files.js';
import { EXIT, exitHelp, MEANING, type Exit } from '../exit-codes.js';
import { pageNumber } from '../pages.js';
import type { Session } from '../session.js';
import { paint, table, text, type Shown } from '../text.js';

/** Bytes of the records of one request; the gateway takes 1 MiB of JSON. */
const BATCH_BYTES = 900_000;
const MOST_SHOWN = 20;
const PAGE = 100;

export function advisoriesCommand(program: Command, action: Action): void {
  const advisories = program.command('advisories').description('What is known to be malicious, as OSV records that packages are compared with');
  advisories
    .command('import')
    .description('Imports records; the same again changes nothing, and a withdrawn one is removed')
    .argument('<what>', 'a file with one record or a list of them, or a folder of such files')
    .addHelpText('after', exitHelp({ ...MEANING, done: 'all were taken', refused: 'some were refused, and the others taken', conflict: 'the marketplace would have too many' }))
    .action(action(importAdvisories));
  advisories.command('list').description('Lists the records, by id').option('--page <number>', `from the first, ${PAGE} on each`, pageNumber, 1).addHelpText('after', exitHelp({ ...MEANING, done: 'they are shown' })).action(action(list));
  advisories.command('remove').description('Removes a record; importing it again brings it back').argument('<id>', 'such as MAL-2026-1').addHelpText('after', exitHelp({ ...MEANING, done: 'it is removed' })).action(action(remove));
}

type Counted = { stored: number; unchanged: number; removed: number; ignored: z.output<typeof AdvisoriesImported>['ignored'] };

async function importAdvisories({ member, terminal }: Session, _options: object, what: string): Promise<Exit> {
  const files = await advisoryFiles(what);
  const progress = terminal.progress('importing', files.length, 'files');
  const total: Counted = { stored: 0, unchanged: 0, removed: 0, ignored: [] };
  const refused: RefusedRecord[] = [];
  let batch: AdvisoryRecord[] = [];
  let bytes = 0;
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    const done = await member.call(AdvisoriesImported, '/advisories', { method: 'POST', json: { records: batch }, repeatable: true });
    for (const key of ['stored', 'unchanged', 'removed'] as const) total[key] += done[key];
    total.ignored.push(...done.ignored);
    [batch, bytes] = [[], 0];
  };
  for (const [at, file] of files.entries()) {
    const read = await readAdvisories(file);
    refused.push(...read.refused);
    for (const record of read.records) {
      const size = Buffer.byteLength(JSON.stringify(record)) + 1;
      if (size > BATCH_BYTES) {
        refused.push({ file, id: record.id, pointer: '', detail: `is larger than ${BATCH_BYTES} bytes` });
        continue;
      }
      if (batch.length >= MOST_ADVISORIES_AT_ONCE || bytes + size > BATCH_BYTES) await send();
      batch.push(record);
      bytes += size;
    }
    progress(at + 1);
  }
  await send();
  terminal.answer({ ...total, refused }, importLines(total, refused));
  return refused.length > 0 ? EXIT.refused : EXIT.done;
}

function importLines({ stored, unchanged, removed, ignored }: Counted, refused: readonly RefusedRecord[]): Shown[] {
  const reasons = new Set(ignored.map(({ reason }) => reason));
  return [
    ...refused.slice(0, MOST_SHOWN).map(({ file, id, pointer, detail }) => text`${paint('red', 'refused')} ${file}${id === null ? '' : ` (${id})`}: ${pointer} ${detail}`),
    ...(refused.length > MOST_SHOWN ? [text`… and ${refused.length - MOST_SHOWN} more`] : []),
    ...[...reasons].map((reason) => {
      const records = ignored.filter((each) => each.reason === reason);
      return text`${paint('yellow', 'ignored')} ${records.length}, such as ${records[0]!.id}: ${reason}`;
    }),
    text`${stored} stored, ${unchanged} unchanged, ${removed} removed, ${ignored.length} ignored, ${refused.length} refused`,
    ...(stored > 0 ? [text`They count from the next scan on. souk-admin rescan start --rule known-malicious looks at what is published already.`] : []),
  ];
}

async function list({ member, terminal }: Session, { page }: { page: number }): Promise<Exit> {
  const { data, meta } = await member.call(pageOf(AdvisoryView), '/advisories', { query: { page, per_page: PAGE } });
  const rows = data.map(({ id, modified, indicators, summary }) => [id, modified, `${indicators} indicators`, summary]);
  const more = meta.page < meta.last_page ? [text`page ${meta.page} of ${meta.last_page}, ${meta.total} in all`] : [];
  terminal.answer({ data, meta }, rows.length === 0 ? [text`there are no advisories${meta.total > 0 ? ' on this page' : ''}`] : [...table(rows), ...more]);
  return EXIT.done;
}

async function remove({ member, terminal }: Session, _options: object, id: string): Promise<Exit> {
  await member.call(z.null(), `/advisories/${encodeURIComponent(id)}`, { method: 'DELETE' });
  terminal.answer({ removed: id }, [text`removed ${id}`]);
  return EXIT.done;
}
