import type { Command } from 'commander';
import type { Action } from '../action.js';
import { EXIT, type Exit } from '../exit-codes.js';
import type { Differences, InstalledExtensions, Receipt } from '../extensions.js';
import type { Session } from '../session.js';
import { paint, text, type Shown } from '../text.js';

interface Row {
  name: string;
  version: string | null;
  sha256: string | null;
  source: string | null;
  permissions: string[];
  installed_at: string | null;
  state: 'ok' | 'unchecked' | 'modified' | 'damaged';
  differences?: Differences;
}

export function listCommand(program: Command, action: Action): void {
  program
    .command('list')
    .description('Lists what is installed here')
    .option('--verify', 'compare every file with what was installed; exit code 7 when one differs')
    .action(action(list));
}

async function list({ extensions, terminal }: Session, options: { verify?: boolean }): Promise<Exit> {
  const rows: Row[] = [];
  for (const [name, receipt] of await extensions.list()) rows.push(receipt === null ? damaged(name) : await row(extensions, receipt, options.verify === true));
  terminal.answer({ folder: extensions.folder, data: rows }, rows.length === 0 ? [text`nothing is installed in ${extensions.folder}`] : rows.flatMap(lines));
  return rows.every(({ state }) => state === 'ok' || state === 'unchecked') ? EXIT.done : EXIT.integrity;
}

function damaged(name: string): Row {
  return { name, version: null, sha256: null, source: null, permissions: [], installed_at: null, state: 'damaged' };
}

async function row(extensions: InstalledExtensions, receipt: Receipt, verify: boolean): Promise<Row> {
  const { files: _, ...shown } = receipt;
  if (!verify) return { ...shown, state: 'unchecked' };
  const differences = await extensions.differences(receipt);
  const same = Object.values(differences).every((paths) => paths.length === 0);
  return { ...shown, state: same ? 'ok' : 'modified', differences };
}

function lines({ name, version, permissions, state, differences }: Row): Shown[] {
  if (state === 'damaged') return [text`${paint('bold', name)} ${paint('red', 'damaged')}: its record is missing; install it again`];
  const mark = state === 'unchecked' ? '' : state;
  return [
    text`${paint('bold', name)} ${version ?? ''} ${permissions.length === 0 ? 'no permissions' : permissions.join(', ')} ${paint(state === 'ok' ? 'green' : 'red', mark)}`,
    ...Object.entries<string[]>({ ...differences }).flatMap(([kind, paths]) => paths.map((path) => text`    ${kind}: ${path}`)),
  ];
}
