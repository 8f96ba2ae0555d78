import { exportsOf } from '#libs/manifest/exports.js';
import { formats, readPackage } from '#libs/manifest/formats.js';
import { PackageError, placeOf } from '#libs/manifest/manifest.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { isLoadable, isRunnable } from '#libs/sandbox/recording.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Rule } from '../check.js';
import { componentsOf } from '../components.js';
import { declarationsOf } from '../permissions/declaration.js';
import { permissionsOf } from '../permissions/permissions.js';
import { RULES } from '../rules.js';
import { findingsThroughout } from '../rules/large-scripts.js';
import { hostsOf } from '../rules/code.js';
import { compiledIn } from '../rules/native-binary/compiled.js';
import { visible } from '../rules/text.js';
import { checkOrigin, type Origin } from './origin.js';
import type { AnsweredRun, ChildMessage, LoadableFile, Opened, PrepareRequest, ScanAnswer, ScanRequest, YaraRequest, YaraRun } from './report.js';
import { prepareYara, yaraRun } from './yara-check.js';

/**
 * The program of the disposable child process: the only code that opens an upload. It gets a package by message and
 * answers by message; it has no files, no environment and no standard input, and may be killed at any time.
 */
/** Bytes of scripts that the sandbox is given; a package with more is not run. */
const MOST_LOADABLE_BYTES = 16_000_000;
const LONGEST_DETAIL = 1_000;

/** The package that was read last. */
let last: Package | null = null;

// The service decides when a scan ends: a Ctrl-C in its terminal reaches this process too, and must not look like a crash.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('message', async (request: ScanRequest | PrepareRequest | YaraRequest) => {
  if ('bytes' in request) await tell({ id: request.id, answer: await scan(request) });
  else if ('prepare' in request) await tell({ id: request.id, prepared: prepareYara(request.prepare) });
  else if (last !== null) await tell({ id: request.id, yara: await searched(last, request) });
});
process.on('disconnect', () => process.exit(0));
await tell({ ready: true });

/** Settles when the message has left: what is told outlives this process. */
function tell(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** All files, or the one that is asked for. */
function searched({ files }: Package, { id, yara, only }: YaraRequest): Promise<YaraRun> {
  return yaraRun({ files: only === null ? files : files.filter(({ path }) => path === only) }, yara, (searching) => tell({ id, searching }));
}

/** Tells what it opened before it looks further, as the run in the sandbox need not wait for the rules; then each check as it ends, as the next may bring it down. */
async function scan({ id, bytes, profile, keys }: ScanRequest): Promise<ScanAnswer> {
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  last = null;
  let pkg: Package;
  let origin: Origin;
  try {
    pkg = readPackage(bytes, { formats: profile.formats, limits: profile.limits });
    origin = await checkOrigin(formats.get(pkg.format)!, pkg, bytes, keys);
  } catch (error) {
    if (!(error instanceof PackageError)) return { kind: 'failed', detail: describe(error) };
    const { code, message, member, help } = error;
    return { kind: 'refused', code, message, ...placeOf(error), member, help, durationMs: elapsed() };
  }
  last = pkg;
  const { findings, keyId } = origin;
  await tell({ id, opened: { package: contentsOf(pkg, keyId), loadable: loadableIn(pkg) } });
  const read: AnsweredRun = { check: 'package', version: 3, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: elapsed(), findings, detail: null };
  await tell({ id, run: read });
  for (const rule of RULES) if (profile.checks[rule.id]?.enabled !== false) await tell({ id, run: runRule(rule, pkg, profile) });
  return { kind: 'checked', seen: { hosts: unlessItFails(() => hostsOf(pkg)) ?? [], components: componentsOf(pkg), exports: unlessItFails(() => exportsOf(pkg)) }, permissions: unlessItFails(() => permissionsOf(pkg)) };
}

function contentsOf(pkg: Package, keyId: string | null): Opened['package'] {
  const { format, manifest, files, readme, changelog } = pkg;
  return { format, manifest, files: files.map(listed), readme, changelog, keyId, declared: declarationsOf(pkg) };
}

/** A file as the comparison of versions needs it. */
function listed(file: PackageFile): Opened['package']['files'][number] {
  const { path, size, sha256 } = file;
  return { path, size, sha256, ...(compiledIn(file) !== null && { native: true as const }) };
}

/** What the sandbox needs of a package whose entry it can run; nothing of any other, nor of more than it takes. */
function loadableIn({ files, manifest }: Package): LoadableFile[] {
  if (!manifest.entry_points.some(isRunnable)) return [];
  const loadable = files.filter(({ path }) => isLoadable(path)).map(({ path, bytes }) => ({ path, bytes }));
  return loadable.reduce((sum, { bytes }) => sum + bytes.length, 0) > MOST_LOADABLE_BYTES ? [] : loadable;
}

/** For people to look at; a crash in it is told by the rules that ask the same. */
function unlessItFails<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

/** One rule; its own crash is its own outcome, and the others go on. */
function runRule(rule: Rule, pkg: Package, profile: Profile): AnsweredRun {
  const started = performance.now();
  const run = { check: rule.id, version: rule.version };
  try {
    const findings = findingsThroughout(rule, pkg, profile);
    return { ...run, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: performance.now() - started, findings, detail: null };
  } catch (error) {
    return { ...run, outcome: 'crashed', durationMs: performance.now() - started, findings: [], detail: describe(error) };
  }
}

function describe(error: unknown): string {
  return visible(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, LONGEST_DETAIL);
}
