import type { Command } from 'commander';
import { compareCarried, compareFiles, compareManifests, shortDigest, type FileComparison, type ManifestComparison } from '#libs/manifest/compare.js';
import { exportsOf } from '#libs/manifest/exports.js';
import { isVersion, mayBreak } from '#libs/manifest/versions.js';
import type { Action } from '../action.js';
import { EXIT } from '../exit-codes.js';
import { digestsOf, explained, open, type Opened } from '../opened.js';
import type { Session } from '../session.js';
import { paint, text, type Shown } from '../text.js';
import { permissionLines } from '../views.js';

export function diffCommand(program: Command, action: Action): void {
  program
    .command('diff')
    .description('Shows what an update changes, and what of it breaks')
    .argument('<before>', 'a package or a manifest')
    .argument('<after>', 'a package or a manifest')
    .action(action(diff));
}

async function diff({ terminal }: Session, _options: object, before: string, after: string): Promise<typeof EXIT.done> {
  const [old, fresh] = [await open(before), await open(after)];
  if (old.manifest.name !== fresh.manifest.name) terminal.warn(text`these are two extensions: ${old.manifest.name} and ${fresh.manifest.name}`);
  const packages = old.package === null || fresh.package === null ? null : { before: old.package, after: fresh.package };
  const compared = compareManifests(old.manifest, fresh.manifest, packages === null ? undefined : { before: exportsOf(packages.before), after: exportsOf(packages.after) });
  const carried = packages === null ? [] : compareCarried(packages.before.files, packages.after.files);
  const manifest = { ...compared, dependencies: [...compared.dependencies, ...carried] };
  const files = packages === null ? null : compareFiles(packages.before.files, packages.after.files);
  const [breaks, announced] = [manifest.breaking.length > 0, announces(old.manifest.version, fresh.manifest.version)];
  if (files === null) terminal.note(text`files are compared between two packages only`);
  terminal.answer({ before: identity(old), after: identity(fresh), ...manifest, breaking_announced: announced, files }, [
    text`${paint('bold', fresh.manifest.name)} ${old.manifest.version} -> ${fresh.manifest.version}`,
    ...breakingLines(manifest),
    ...(breaks && !announced ? [text`${paint('red', 'breaking')} changes need a version that says so: ${fresh.manifest.version} promises none`] : []),
    ...manifestLines(manifest, fresh),
    ...(files === null ? [] : fileLines(files)),
  ]);
  return EXIT.done;
}

/** True when the new number says that something may break; a version that is not semantic says nothing. */
function announces(before: string, after: string): boolean {
  return !isVersion(before) || !isVersion(after) || mayBreak(before, after);
}

function identity({ format, manifest, package: read, bytes }: Opened) {
  return { format: format.id, name: manifest.name, version: manifest.version, package_sha256: digestsOf(read, bytes).package_sha256 ?? null };
}

function breakingLines({ breaking }: ManifestComparison): Shown[] {
  return breaking.map((sentence) => text`${paint('red', 'breaking:')} ${sentence}`);
}

function manifestLines(changes: ManifestComparison, { format }: Opened): Shown[] {
  const { permissions } = changes;
  return [
    ...(permissions.added.length === 0 ? [] : [text`new permissions:`, ...permissionLines(explained(format, permissions.added))]),
    ...permissions.removed.map((scope) => text`- permission ${scope}`),
    ...listLines('entry point', changes.entry_points),
    ...listLines('activation', changes.activation),
    ...listLines('contributes', changes.contributes),
    ...listLines('export', changes.exports),
    ...changeLines('engine', changes.engines),
    ...changeLines('dependency', changes.dependencies),
  ];
}

function listLines(what: string, { added, removed }: ManifestComparison['permissions']): Shown[] {
  return [...removed.map((item) => text`${paint('red', '-')} ${what} ${item}`), ...added.map((item) => text`${paint('green', '+')} ${what} ${item}`)];
}

function changeLines(what: string, changes: ManifestComparison['engines']): Shown[] {
  return changes.map(({ name, before, after }) => text`${paint('yellow', '~')} ${what} ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`);
}

function fileLines({ added, removed, changed }: FileComparison): Shown[] {
  return [
    ...removed.map(({ path, size }) => text`${paint('red', '-')} ${path} (${size} bytes)`),
    ...added.map(({ path, size }) => text`${paint('green', '+')} ${path} (${size} bytes)`),
    ...changed.map((file) => text`${paint('yellow', '~')} ${file.path} (${file.size_before} -> ${file.size_after} bytes, sha256 ${shortDigest(file.sha256_before)} -> ${shortDigest(file.sha256_after)})`),
  ];
}
