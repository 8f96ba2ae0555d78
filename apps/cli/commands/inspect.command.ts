import type { Command } from 'commander';
import type { Manifest } from '#libs/manifest/manifest.js';
import type { Action } from '../action.js';
import { inspectedTexts } from '../comfyvn.js';
import { EXIT } from '../exit-codes.js';
import { digestsOf, explained, open, type Opened } from '../opened.js';
import type { Session } from '../session.js';
import { block, paint, table, text, type Shown } from '../text.js';
import { permissionLines } from '../views.js';

export function inspectCommand(program: Command, action: Action): void {
  program
    .command('inspect')
    .description('Shows what a package or a manifest says: the normalised manifest, digests, files, permissions explained')
    .argument('<file>', 'a package of any format, or a manifest')
    .option('--format <id>', 'the format of a manifest that does not say which it is for')
    .action(action(inspect));
}

async function inspect({ terminal }: Session, options: { format?: string }, file: string): Promise<typeof EXIT.done> {
  const opened = await open(file, options.format);
  const { format, manifest, package: read } = opened;
  const permissions = explained(format, manifest.permissions);
  const extra = manifest.dialect === 'comfyvn' ? inspectedTexts(opened) : null;
  const files = read?.files.map(({ path, size, sha256 }) => ({ path, size, sha256 })) ?? null;
  terminal.answer({ format: format.id, manifest, permissions, digests: digestsOf(read, opened.bytes), signature: read?.signature ?? null, files, ...extra }, [
    text`${paint('bold', manifest.display_name)} (${manifest.name}) ${manifest.version}, ${format.id}`,
    ...(manifest.description === '' ? [] : block(manifest.description, '')),
    ...manifestLines(manifest),
    permissions.length === 0 ? text`permissions: none` : text`permissions:`,
    ...permissionLines(permissions),
    ...packageLines(opened),
    ...(extra !== null && read === null ? [text`manifest_sha256 ${extra.manifest_sha256}`] : []),
  ]);
  return EXIT.done;
}

function manifestLines(manifest: Manifest): Shown[] {
  const list = (label: string, items: readonly string[]) => (items.length === 0 ? [] : [text`${label}: ${items.join(', ')}`]);
  const pairs = (record: Record<string, string>) => Object.entries(record).map(([name, range]) => `${name} ${range}`);
  return [
    ...list('authors', manifest.authors),
    ...list('licence', manifest.license === null ? [] : [manifest.license]),
    ...list('runs on', pairs(manifest.engines)),
    ...list('entry points', manifest.entry_points),
    ...list('starts on', manifest.activation),
    ...Object.entries(manifest.contributes).flatMap(([kind, ids]) => list(kind, ids)),
    ...list('depends on', pairs(manifest.dependencies)),
  ];
}

function packageLines({ package: read, bytes }: Opened): Shown[] {
  if (read === null) return [];
  return [
    ...Object.entries(digestsOf(read, bytes)).map(([name, digest]) => text`${name} ${digest}`),
    text`${read.signature === null ? 'no signature in the package' : `signature ${read.signature.algorithm} ${read.signature.value}`}`,
    text`${read.files.length} files:`,
    ...table(read.files.map(({ path, size, sha256 }) => [`  ${sha256}`, String(size), path])),
  ];
}
