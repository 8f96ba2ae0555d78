import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT, exitHelp, MEANING, type Exit } from '../exit-codes.js';
import { makeFolder } from '../folders.js';
import type { Session } from '../session.js';
import { takedowns } from '../takedowns.js';
import { table, text } from '../text.js';

export function exportOsvCommand(program: Command, action: Action): void {
  program
    .command('export-osv')
    .description('Shows what was taken down as OSV records; what was restored is withdrawn')
    .option('--out <folder>', 'writes each record to <id>.json in this folder')
    .addHelpText('after', exitHelp({ ...MEANING, done: 'done, also when nothing was taken down' }))
    .action(action(exportOsv));
}

async function exportOsv({ marketplace, terminal }: Session, { out }: { out?: string }): Promise<Exit> {
  const records = await takedowns(marketplace);
  if (out !== undefined) {
    await makeFolder(out);
    for (const record of records) await writeFile(join(out, `${record.id}.json`), `${JSON.stringify(record, null, 2)}\n`);
  }
  const rows = records.map(({ id, modified, summary }) => [id, modified, summary]);
  terminal.answer(records, rows.length === 0 ? [text`nothing was taken down`] : table(rows));
  return EXIT.done;
}
