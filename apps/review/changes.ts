import type { Profile } from '#libs/contracts/profile.js';
import { compareFiles, compareManifests, type FileComparison, type ManifestComparison } from '#libs/manifest/compare.js';
import type { Manifest, PackageFile } from '#libs/manifest/manifest.js';
import { isRange, mayBreak, satisfies } from '#libs/manifest/versions.js';

/** What is known of one version, for the comparison. */
export interface Reviewed {
  version: string;
  manifest: Manifest;
  files: readonly Omit<PackageFile, 'bytes'>[];
  /** Servers that its code names. */
  hosts: readonly string[];
  findings: readonly ReviewedFinding[];
}

/** A finding as far as two versions can have the same one. */
export interface ReviewedFinding {
  rule: string;
  file: string | null;
  evidence: string | null;
  message: string;
  /** Its place among the findings of its submission. */
  position: number;
}

interface Lists {
  added: string[];
  removed: string[];
}

/** What an update changes for those who have the version before it: new things first. JSON-safe; stored with the review. */
export interface Changes extends ManifestComparison {
  /** The published version that it is compared with. */
  against: string | null;
  hosts: Lists;
  /** Native programs; one that changed is in both lists. */
  native_files: Lists;
  /** Host versions of the profile that it runs on now and did not before, or the other way round. */
  host_versions: Lists;
  /** Why its version number is too small for what it breaks; null when it is not. */
  too_small: string | null;
  files: FileComparison;
  /** Positions of the findings that the version before did not have. */
  new_findings: number[];
}

const NATIVE_RULE = 'native-binary';

/** Compares a version with the one that its users have; null when it is the first. */
export function changesOf(previous: Reviewed | null, next: Reviewed, { host, host_versions: hostVersions }: Profile): Changes {
  const compared = compareManifests(previous?.manifest ?? null, next.manifest);
  const files = compareFiles(previous?.files ?? [], next.files);
  const changed = new Set(files.changed.map(({ path }) => path));
  const before = previous && runsOn(previous.manifest, host, hostVersions);
  return {
    against: previous?.version ?? null,
    ...compared,
    hosts: compareSets(previous?.hosts ?? [], next.hosts),
    native_files: compareSets(nativeFiles(previous), nativeFiles(next), changed),
    host_versions: before === null ? { added: [], removed: [] } : compareSets(before, runsOn(next.manifest, host, hostVersions)),
    too_small: previous && compared.breaking.length > 0 && !mayBreak(previous.version, next.version) ? `${next.version} breaks what worked with ${previous.version}, so it has to be a new major version.` : null,
    files,
    new_findings: newFindings(previous?.findings ?? [], next.findings),
  };
}

/** Those of the host's versions that the manifest says it runs on; all of them when it says nothing. */
function runsOn({ engines }: Manifest, host: string, versions: readonly string[]): string[] {
  const range = engines[host];
  return range === undefined || !isRange(range) ? [...versions] : versions.filter((version) => satisfies(version, range));
}

function nativeFiles(version: Reviewed | null): string[] {
  return (version?.findings ?? []).flatMap(({ rule, file }) => (rule === NATIVE_RULE && file !== null ? [file] : []));
}

function compareSets(before: readonly string[], after: readonly string[], changed: ReadonlySet<string> = new Set()): Lists {
  const [old, fresh] = [new Set(before), new Set(after)];
  return {
    added: [...fresh].filter((item) => !old.has(item) || changed.has(item)).sort(),
    removed: [...old].filter((item) => !fresh.has(item) || changed.has(item)).sort(),
  };
}

/** A finding stays the same when only its line moves; of several equal ones, as many are old as there were before. */
function newFindings(before: readonly ReviewedFinding[], after: readonly ReviewedFinding[]): number[] {
  const key = ({ rule, file, evidence, message }: ReviewedFinding): string => JSON.stringify([rule, file, evidence ?? message]);
  const known = new Map<string, number>();
  for (const finding of before) known.set(key(finding), (known.get(key(finding)) ?? 0) + 1);
  return after.flatMap((finding) => {
    const left = known.get(key(finding)) ?? 0;
    known.set(key(finding), left - 1);
    return left > 0 ? [] : [finding.position];
  });
}
