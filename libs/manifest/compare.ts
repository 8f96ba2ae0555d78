import { breakingChanges } from './breaking.js';
import { dependenciesOf } from './dependencies.js';
import type { Manifest, PackageFile } from './manifest.js';
import { comparePowers } from './powers.js';

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
  /** Scopes, and what else allows something; what goes further says from where. */
  permissions: Lists;
  engines: Change[];
  entry_points: Lists;
  activation: Lists;
  /** Each as `kind id`, for example `commands demo.run`. */
  contributes: Lists;
  /** Everything that it asks for: also what is optional, of the host, or another extension. */
  dependencies: Change[];
  /** Names that the code of the entry points exports. */
  exports: Lists;
  /** Sentences about what may stop working for those who update. */
  breaking: string[];
}

export interface ComparedFile extends Omit<PackageFile, 'bytes'> {
  /** It was compiled; left out where it was not, or where nobody has looked. */
  native?: true;
}

/** Digests are lower-case hex. */
export interface FileComparison {
  added: ComparedFile[];
  removed: ComparedFile[];
  changed: { path: string; size_before: number; size_after: number; sha256_before: string; sha256_after: string }[];
}

/** Names that the code of two versions exports, as whoever parsed it found them; null when they are not known. */
export interface Exports {
  before: readonly string[] | null;
  after: readonly string[] | null;
}

/** Digits of a digest that tell two files apart for people. */
const SHOWN_DIGITS = 12;
/** Exports that are named in one sentence. */
const MOST_NAMED = 10;
const CARRIED = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/;

/** Compares a manifest with the one published before it, and what their code exports when that is known. Order never counts. */
export function compareManifests(previous: Manifest | null, next: Manifest, exported: Exports = { before: null, after: null }): ManifestComparison {
  const compared = {
    permissions: comparePowers(previous, next),
    engines: compareEntries(Object.entries(previous?.engines ?? {}), Object.entries(next.engines)),
    entry_points: compareLists(previous?.entry_points ?? [], next.entry_points),
    activation: compareLists(previous?.activation ?? [], next.activation),
    contributes: compareLists(contributions(previous), contributions(next)),
    dependencies: compareEntries(previous === null ? [] : dependenciesOf(previous), dependenciesOf(next)),
  };
  const before = previous === null ? [] : exported.before;
  const exports = before === null || exported.after === null ? { added: [], removed: [] } : compareLists(before, exported.after);
  const breaking = previous === null ? [] : [...breakingChanges(previous, next, compared), ...exports.removed.map((name) => `No longer exports ${name}.`), ...untold(exported)];
  return { first: previous === null, ...compared, exports, breaking };
}

/** Code that hides what it exports may have dropped it. */
function untold({ before, after }: Exports): string[] {
  return before !== null && before.length > 0 && after === null ? [`What it exports cannot be read any more; it was ${before.slice(0, MOST_NAMED).join(', ')}${before.length > MOST_NAMED ? ', …' : ''}.`] : [];
}

/** Compares two file tables by path and SHA-256. */
export function compareFiles(previous: readonly ComparedFile[], next: readonly ComparedFile[]): FileComparison {
  const before = new Map(previous.map((file) => [file.path, file]));
  const after = new Map(next.map((file) => [file.path, file]));
  const { added, removed } = compareLists([...before.keys()], [...after.keys()]);
  const row = (files: typeof before) => (path: string) => ({ path, size: files.get(path)!.size, sha256: files.get(path)!.sha256 });
  return {
    added: added.map(row(after)),
    removed: removed.map(row(before)),
    changed: [...before.keys()]
      .filter((path) => after.has(path) && after.get(path)!.sha256 !== before.get(path)!.sha256)
      .sort()
      .map((path) => ({ path, size_before: before.get(path)!.size, size_after: after.get(path)!.size, sha256_before: before.get(path)!.sha256, sha256_after: after.get(path)!.sha256 })),
  };
}

/** Packages of npm that lie in two file tables, each by its folder and what its own package.json is. */
export function compareCarried(previous: readonly ComparedFile[], next: readonly ComparedFile[]): Change[] {
  const carried = (files: readonly ComparedFile[]) =>
    files.flatMap(({ path, sha256 }): [string, string][] => {
      const folder = CARRIED.exec(path)?.[1];
      return folder === undefined ? [] : [[folder, `carried (package.json ${shortDigest(sha256)})`]];
    });
  return compareEntries(carried(previous), carried(next));
}

/** Enough of a digest to tell it from another by eye. */
export function shortDigest(sha256: string): string {
  return sha256.slice(0, SHOWN_DIGITS);
}

function contributions(manifest: Manifest | null): string[] {
  return Object.entries(manifest?.contributes ?? {}).flatMap(([kind, ids]) => ids.map((id) => `${kind} ${id}`));
}

function compareLists(before: readonly string[], after: readonly string[]): Lists {
  const [old, fresh] = [new Set(before), new Set(after)];
  return { added: [...fresh].filter((item) => !old.has(item)).sort(), removed: [...old].filter((item) => !fresh.has(item)).sort() };
}

function compareEntries(before: Iterable<[string, string]>, after: Iterable<[string, string]>): Change[] {
  const [old, fresh] = [new Map(before), new Map(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .map((name) => ({ name, before: old.get(name) ?? null, after: fresh.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}
