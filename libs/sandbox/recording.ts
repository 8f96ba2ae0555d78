import type { Manifest, PackageFile } from '#libs/manifest/manifest.js';
import type { Attempt, HostApi } from './protocol.js';
import type { RecordReport, RecordedCalls, Sandbox } from './sandbox.js';

/** What one entry of a package did when it was run against a recording of its host. */
export interface Recording {
  entry: string;
  /** Methods that it called, sorted, each once. */
  methods: string[];
  /** Scopes of these methods, sorted, each once. */
  scopes: string[];
  /** What it tried and was refused: scopes that it does not declare, methods that the host does not have, modules that nobody provides. */
  refused: Attempt[];
  /** The whole run. An outcome other than `returned` says that it was not seen whole, not that it is bad. */
  report: RecordReport;
}

/** Functions that hosts call first, in the order in which they are looked for. */
export const FIRST_CALLS = ['activate', 'default', 'run', 'main', 'register', 'mount'] as const;
const CALLS: RecordedCalls = { first: FIRST_CALLS, last: [{ name: 'migrate', withHost: false }, { name: 'deactivate', withHost: true }] };
/** Entries of one package that are run. */
const MOST_ENTRIES = 10;
/** Milliseconds that a recording may have taken which is made once more, in the other world. */
const LONGEST_FIRST_MS = 1_000;
/** As an engine reads a script: what is not UTF-8 becomes U+FFFD. */
const decoder = new TextDecoder();

/** What of a package is run. */
export interface Recorded {
  manifest: Pick<Manifest, 'entry_points' | 'permissions'>;
  files: readonly Pick<PackageFile, 'path' | 'bytes'>[];
}

/** True for entry points that a recording runs. */
export function isRunnable(path: string): boolean {
  return /\.[mc]?js$/.test(path);
}

/** True for files that a running script can load. */
export function isLoadable(path: string): boolean {
  return isRunnable(path) || path.endsWith('.json');
}

/**
 * Runs each JavaScript entry of a package, every one in a child of its own, with the scopes that its manifest declares
 * and with a stub of its host: each method of the catalogue is recorded and answers with a value that can be used as
 * anything. Then each function that the extension handed to its host is called too, and its `migrate` and `deactivate` in the end. What depends on the time, on chance
 * or on what is there is run once more in another world; the report has what it did in both, and the outcome of the first; together they have the time of one. With an owner, a child may serve
 * several recordings of that owner, one after the other. At most 10 entries are run, and none after one that had to be
 * ended. Rejects only when no child starts or the catalogue is malformed.
 */
export async function recordingRun(sandbox: Sandbox, pkg: Recorded, api: HostApi, owner: string | null = null): Promise<Recording[]> {
  const files = textsOf(pkg);
  const recordings: Recording[] = [];
  for (const entry of pkg.manifest.entry_points.filter((path) => isRunnable(path) && files.has(path)).slice(0, MOST_ENTRIES)) {
    const extension = { files, entry, api, granted: pkg.manifest.permissions };
    const first = await sandbox.record(extension, CALLS, owner);
    const isAgain = first.wavers && first.durationMs <= LONGEST_FIRST_MS && (first.outcome === 'returned' || first.outcome === 'threw');
    const report = isAgain ? withOther(first, await sandbox.record({ ...extension, world: 'other' }, CALLS, owner, sandbox.limits.deadlineMs - first.durationMs)) : first;
    const scopes = report.calls.flatMap(({ scope }) => scope ?? []);
    recordings.push({ entry, methods: sorted(report.calls.map(({ method }) => method)), scopes: sorted(scopes), refused: report.attempts, report });
    if (report.outcome !== 'returned' && report.outcome !== 'threw') break;
  }
  return recordings;
}

/** What was done in both worlds, one after the other; what was refused in both, as in the first. */
function withOther(first: RecordReport, other: RecordReport): RecordReport {
  const calls = [...first.calls, ...other.calls.map((call) => ({ ...call, at: call.at + first.durationMs }))];
  const attempts = first.attempts.concat(other.attempts.filter(({ kind, name }) => !first.attempts.some((each) => each.kind === kind && each.name === name)));
  const [console, ran] = [[...first.console, ...other.console], [...first.ran, ...other.ran]];
  const isUncalled = first.isUncalled && other.isUncalled;
  const last = first.last.concat(other.last.filter(({ name }) => first.last.every((each) => each.name !== name)));
  return { ...first, isUncalled, last, calls, attempts, console, ran, durationMs: first.durationMs + other.durationMs, peakRssKb: Math.max(first.peakRssKb, other.peakRssKb) };
}

/** The files that code can load. */
function textsOf({ files }: Recorded): Map<string, string> {
  return new Map(files.filter(({ path }) => isLoadable(path)).map(({ path, bytes }) => [path, decoder.decode(bytes)]));
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
