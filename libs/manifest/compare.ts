import { rangesOf, type RangeGrammar } from './compatibility.js';
import type { Manifest, PackageFile } from './manifest.js';

interface Lists {
  added: string[];
  removed: string[];
}

/** A named value that changed; null on the side where it is missing. */
interface Change {
  name: string;
  before: string | null;
  after: string | null;
}

/** What an update changes, sorted, JSON-safe. */
export interface ManifestComparison {
  /** True when there is no earlier version; then everything is added and nothing breaks. */
  first: boolean;
  permissions: Lists;
  engines: Change[];
  entry_points: Lists;
  activation: Lists;
  /** Each as `kind id`, for example `commands demo.run`. */
  contributes: Lists;
  dependencies: Change[];
  /** Names that the code of the entry points exports. */
  exports: Lists;
  /** Sentences about what may stop working for those who update. */
  breaking: string[];
}

export interface FileComparison {
  added: { path: string; size: number }[];
  removed: { path: string; size: number }[];
  changed: { path: string; size_before: number; size_after: number }[];
}

/** Names that the code of two versions exports, as whoever parsed it found them. */
export interface Exports {
  before: readonly string[];
  after: readonly string[];
}

/** Compares a manifest with the one published before it, and what their code exports when that is known. Order never counts. */
export function compareManifests(previous: Manifest | null, next: Manifest, exported: Exports = { before: [], after: [] }): ManifestComparison {
  const contributes = compareLists(contributions(previous), contributions(next));
  const engines = compareRecords(previous?.engines ?? {}, next.engines);
  const exports = compareLists(previous === null ? [] : exported.before, exported.after);
  return {
    first: previous === null,
    permissions: compareLists(previous?.permissions ?? [], next.permissions),
    engines,
    entry_points: compareLists(previous?.entry_points ?? [], next.entry_points),
    activation: compareLists(previous?.activation ?? [], next.activation),
    contributes,
    dependencies: compareRecords(previous?.dependencies ?? {}, next.dependencies),
    exports,
    breaking: previous === null ? [] : [
      ...breakingEngines(engines, rangesOf(next.dialect)),
      ...breakingCompat(previous, next),
      ...contributes.removed.map((item) => `No longer contributes ${item}.`),
      ...exports.removed.map((name) => `No longer exports ${name}.`),
    ],
  };
}

/** Compares two file tables by path and SHA-256. */
export function compareFiles(previous: readonly Omit<PackageFile, 'bytes'>[], next: readonly Omit<PackageFile, 'bytes'>[]): FileComparison {
  const before = new Map(previous.map((file) => [file.path, file]));
  const after = new Map(next.map((file) => [file.path, file]));
  const { added, removed } = compareLists([...before.keys()], [...after.keys()]);
  const row = (files: typeof before) => (path: string) => ({ path, size: files.get(path)!.size });
  return {
    added: added.map(row(after)),
    removed: removed.map(row(before)),
    changed: [...before.keys()]
      .filter((path) => after.has(path) && after.get(path)!.sha256 !== before.get(path)!.sha256)
      .sort()
      .map((path) => ({ path, size_before: before.get(path)!.size, size_after: after.get(path)!.size })),
  };
}

function contributions(manifest: Manifest | null): string[] {
  return Object.entries(manifest?.contributes ?? {}).flatMap(([kind, ids]) => ids.map((id) => `${kind} ${id}`));
}

function compareLists(before: readonly string[], after: readonly string[]): Lists {
  const [old, fresh] = [new Set(before), new Set(after)];
  return { added: [...fresh].filter((item) => !old.has(item)).sort(), removed: [...old].filter((item) => !fresh.has(item)).sort() };
}

function compareRecords(before: Record<string, string>, after: Record<string, string>): Change[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .map((name) => ({ name, before: old.get(name) ?? null, after: fresh.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

function breakingEngines(changes: Change[], { isRange, isWithin }: RangeGrammar): string[] {
  return changes.flatMap(({ name, before, after }) => {
    if (after === null) return [];
    const wider = before === null ? !isRange(after) || isWithin('*', after) : isWithin(before, after);
    return wider ? [] : [`May run on fewer versions of ${name}: ${before ?? 'any'} becomes ${after}.`];
  });
}

function breakingCompat(previous: Manifest, next: Manifest): string[] {
  return previous.compat === next.compat ? [] : [`Written against another interface: ${previous.compat} becomes ${next.compat}.`];
}
