import type { Profile } from '#libs/contracts/profile.js';
import { atLeast, SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import { compareCarried, compareFiles, compareManifests, type ComparedFile, type FileComparison, type ManifestComparison } from '#libs/manifest/compare.js';
import { runsOn } from '#libs/manifest/compatibility.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { firstThatMayBreak, mayBreak } from '#libs/manifest/versions.js';

/** What is known of one version, for the comparison. */
export interface Reviewed {
  version: string;
  manifest: Manifest;
  files: readonly ComparedFile[];
  /** Servers that its code names. */
  hosts: readonly string[];
  /** Names that its code exports; null when they are not known. */
  exports: readonly string[] | null;
  findings: readonly ReviewedFinding[];
}

/** A finding as far as two versions can have the same one. */
export interface ReviewedFinding {
  rule: string;
  severity: Severity;
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

/** Compares a version with the one that its users have; null when it is the first. */
export function changesOf(previous: Reviewed | null, next: Reviewed, { host, host_versions: hostVersions }: Profile): Changes {
  const compared = compareManifests(previous?.manifest ?? null, next.manifest, { before: previous?.exports ?? null, after: next.exports });
  const files = compareFiles(previous?.files ?? [], next.files);
  const running = ({ manifest }: Reviewed): string[] => hostVersions.filter((version) => runsOn(manifest, host, version) !== false);
  return {
    against: previous?.version ?? null,
    ...compared,
    dependencies: [...compared.dependencies, ...compareCarried(previous?.files ?? [], next.files)],
    hosts: compareSets(previous?.hosts ?? [], next.hosts),
    native_files: compareNative(files, previous?.files ?? [], next.files),
    host_versions: previous === null ? { added: [], removed: [] } : compareSets(running(previous), running(next)),
    too_small: previous && compared.breaking.length > 0 && !mayBreak(previous.version, next.version) ? `${next.version} breaks what worked with ${previous.version}: that needs ${firstThatMayBreak(previous.version)} or later.` : null,
    files,
    new_findings: newFindings(previous?.findings ?? [], next.findings, renamed(files)),
  };
}

/** Of what a maintainer has to know before approving: that in `now` and not in `before`, a sentence each. */
export function unseen(before: Changes, now: Changes): string[] {
  const known = new Set(alarms(before));
  return [...alarms(now).filter((sentence) => !known.has(sentence)), ...(before.too_small === null && now.too_small !== null ? [now.too_small] : [])];
}

function alarms({ breaking, permissions, hosts, native_files: native, dependencies }: Changes): string[] {
  return [
    ...breaking,
    ...permissions.added.map((scope) => `New permission ${scope}.`),
    ...hosts.added.map((host) => `New server ${host}.`),
    ...native.added.map((path) => `New native file ${path}.`),
    ...dependencies.flatMap(({ name, after }) => (after === null ? [] : [`New dependency ${name} ${after}.`])),
  ];
}

/** Of files that stayed as they were nothing is said, whatever was known of the version before. */
function compareNative({ added, removed, changed }: FileComparison, before: readonly ComparedFile[], after: readonly ComparedFile[]): Lists {
  const touched = new Set([...added, ...removed, ...changed].map(({ path }) => path));
  const native = (files: readonly ComparedFile[]): string[] => files.flatMap((file) => (file.native && touched.has(file.path) ? [file.path] : [])).sort();
  return { added: native(after), removed: native(before) };
}

function compareSets(before: readonly string[], after: readonly string[]): Lists {
  const [old, fresh] = [new Set(before), new Set(after)];
  return { added: [...fresh].filter((item) => !old.has(item)).sort(), removed: [...old].filter((item) => !fresh.has(item)).sort() };
}

/** New path → old path of files with the same bytes, each once. */
function renamed({ added, removed }: FileComparison): ReadonlyMap<string, string> {
  const gone = new Map<string, string[]>();
  for (const { path, sha256 } of removed) {
    if (gone.has(sha256)) gone.get(sha256)!.push(path);
    else gone.set(sha256, [path]);
  }
  return new Map(added.flatMap(({ path, sha256 }): [string, string][] => {
    const old = gone.get(sha256)?.shift();
    return old === undefined ? [] : [[path, old]];
  }));
}

/** A finding stays the same when only its line moves or its file is renamed, and it is no graver than it was; of several equal ones, as many are old as there were before. */
function newFindings(before: readonly ReviewedFinding[], after: readonly ReviewedFinding[], oldPaths: ReadonlyMap<string, string>): number[] {
  const key = ({ rule, file, evidence, message }: ReviewedFinding): string => JSON.stringify([rule, file, evidence ?? message]);
  const known = new Map<string, Severity[]>();
  for (const finding of gravestFirst(before)) known.set(key(finding), [...(known.get(key(finding)) ?? []), finding.severity]);
  const fresh = gravestFirst(after).filter((finding) => {
    const left = known.get(key({ ...finding, file: oldPaths.get(finding.file ?? '') ?? finding.file })) ?? [];
    if (left[0] === undefined || !atLeast(left[0], finding.severity)) return true;
    left.shift();
    return false;
  });
  return fresh.map(({ position }) => position).sort((a, b) => a - b);
}

function gravestFirst(findings: readonly ReviewedFinding[]): ReviewedFinding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}
