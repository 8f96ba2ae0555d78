import { ChangesView } from '#libs/contracts/changes.js';
import { shortDigest } from '#libs/manifest/compare.js';
import { bytes, paint, text, type Shown } from './text.js';

/** Lines of each kind that are shown; hundreds would push everything else off the screen. */
const MOST_LINES = 20;

/** What an update changes, as a maintainer needs it: what breaks and what it may do from now on first, then what it is made of. */
export function changeLines(changes: unknown): Shown[] {
  const parsed = ChangesView.safeParse(changes);
  if (!parsed.success) return changes === null ? [] : [text`changes: see --json`];
  const { against, breaking, too_small: tooSmall, permissions, engines, hosts, native_files: native, dependencies, host_versions: hostVersions, files: compared } = parsed.data;
  return [
    text`against ${against ?? 'nothing: it is the first version'}:`,
    ...(tooSmall === null ? [] : [text`  ${paint('yellow', tooSmall)}`]),
    ...few(breaking, (sentence) => text`  ${paint('yellow', 'breaking')} ${sentence}`),
    ...few(permissions.added, (scope) => text`  ${paint('yellow', 'new permission')} ${scope}`),
    ...few(permissions.removed, (scope) => text`  permission given up ${scope}`),
    ...few(hosts.added, (host) => text`  ${paint('yellow', 'new server')} ${host}`),
    ...few(hosts.removed, (host) => text`  server not named any more ${host}`),
    ...few(native.added, (path) => text`  ${paint('yellow', 'new native file')} ${path}`),
    ...few(native.removed, (path) => text`  native file gone ${path}`),
    ...few(dependencies, ({ name, before, after }) => text`  dependency ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`),
    ...few(hostVersions.added, (version) => text`  now for ${version} too`),
    ...few(hostVersions.removed, (version) => text`  ${paint('yellow', 'no longer for')} ${version}`),
    ...few(engines, ({ name, before, after }) => text`  engine ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`),
    ...listLines('entry point', parsed.data.entry_points),
    ...listLines('activation', parsed.data.activation),
    ...listLines('contribution', parsed.data.contributes),
    ...listLines('export', parsed.data.exports),
    ...few(compared.added, ({ path, size }) => text`  ${paint('green', '+')} ${path} ${bytes(size)}`),
    ...few(compared.removed, ({ path }) => text`  ${paint('red', '-')} ${path}`),
    ...few(compared.changed, (file) => text`  ${paint('yellow', '~')} ${file.path} ${bytes(file.size_before)} -> ${bytes(file.size_after)}, sha256 ${shortDigest(file.sha256_before)} -> ${shortDigest(file.sha256_after)}`),
  ];
}

function listLines(what: string, { added, removed }: { added: string[]; removed: string[] }): Shown[] {
  return [...few(added, (item) => text`  new ${what} ${item}`), ...few(removed, (item) => text`  ${what} gone ${item}`)];
}

function few<Item>(items: readonly Item[], line: (item: Item) => Shown): Shown[] {
  const more = items.length - MOST_LINES;
  return [...items.slice(0, MOST_LINES).map(line), ...(more > 0 ? [text`  … and ${more} more: see --json`] : [])];
}
