import type { Check } from '#libs/contracts/checks.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { FIRST_CALLS, isRunnable, recordingRun } from '#libs/sandbox/recording.js';
import type { Recording } from '#libs/sandbox/recording.js';
import type { HostApi } from '#libs/sandbox/protocol.js';
import type { Sandbox } from '#libs/sandbox/sandbox.js';
import { SANDBOX_CHECK } from './check.js';
import type { Finding } from './check.js';
import type { Catalogue } from './permissions/catalogue.js';
import { CATALOGUES } from './permissions/catalogues.js';
import { howToDeclare } from './permissions/declaration.js';
import type { PermissionReport } from './permissions/report.js';
import { visible } from './rules/text.js';
import { judgeRanData } from './sandbox-data.js';
import { grantedScopes, recordedApi, scopesOf, shownMethod } from './sandbox-api.js';
import type { AnsweredRun, LoadableFile } from './scan/report.js';

const VERSION = 8;
/** The rule of a finding that is a gap of the inference. */
export const INFERENCE_MISS = 'inference-miss';
const UNPARSEABLE = 'unparseable-script' satisfies Check;
/** Methods and attempts that are named in a run's detail. */
const MOST_NAMED = 30;
const LONGEST_DETAIL = 2_000;
const LONGEST_MESSAGE = 500;

export interface SandboxSubject {
  /** The child that runs it may have run code of this tenant before, and of nobody else. */
  tenantId: string;
  manifest: Manifest;
  loadable: readonly LoadableFile[];
}

/** What the entries of a package did, or why they were not run. */
export interface SandboxRun {
  durationMs: number;
  recordings: readonly Recording[];
  notRun: { detail: string; findings: Finding[] } | null;
}

/** What a run is held against. */
export interface Judged {
  manifest: Manifest;
  permissions: PermissionReport | null;
  /** What the rules found, which is not told again. */
  found?: readonly Finding[];
}

/** Runs each JavaScript entry of a package once against a recording of its host. Rejects only when no child starts. */
export async function runEntries(sandbox: Sandbox, { tenantId, manifest, loadable }: SandboxSubject): Promise<SandboxRun> {
  const started = performance.now();
  const without = (detail: string, findings: Finding[] = []): SandboxRun => ({ durationMs: performance.now() - started, recordings: [], notRun: { detail, findings } });
  if (!manifest.entry_points.some(isRunnable)) return without('nothing to run: no entry point is JavaScript');
  const catalogue = CATALOGUES.get(manifest.dialect);
  if (!catalogue) return without(`not run: the interface of ${manifest.dialect} is not known here`);
  if (loadable.length === 0) return without('not run', [notRun(manifest.entry_points[0] ?? null, 'its scripts are too large')]);
  const granted = grantedScopes(manifest.permissions, catalogue);
  const recordings = await recordingRun(sandbox, { manifest: { ...manifest, permissions: granted }, files: loadable }, recordedApi(catalogue), tenantId);
  return { durationMs: performance.now() - started, recordings, notRun: null };
}

/**
 * Judges what the entries did by what the package declares and by what reading it showed. Calls without a declared
 * permission block; what it did with data that rules did not find is told under the rule's name; called scopes that the inference did not see are told as `inference-miss`. An entry that cannot run
 * alone, for want of a browser or of packages, or of which nothing was called, says nothing about the package; one that does not end, or takes all memory, does, also where modules are missing: who asks what stands in for them again and again is ended as one that cannot run alone.
 */
export function judgeRun({ durationMs, recordings, notRun: reason }: SandboxRun, { manifest, permissions, found = [] }: Judged): AnsweredRun {
  const answer = (outcome: AnsweredRun['outcome'], findings: Finding[], detail: string): AnsweredRun => ({
    check: SANDBOX_CHECK, version: VERSION, outcome, durationMs, findings, detail: visible(detail).slice(0, LONGEST_DETAIL),
  });
  const catalogue = CATALOGUES.get(manifest.dialect);
  if (reason || !catalogue) return answer('passed', reason?.findings ?? [], reason?.detail ?? '');
  const api = recordedApi(catalogue);
  const findings = recordings.flatMap((recording) => {
    const undeclared = undeclaredCalls(recording, api, manifest);
    // Whose calls were refused may have ended because of that; of a script that nobody can read, the rules say what to do.
    const isTold = undeclared.length > 0 || found.some(({ rule, file }) => rule === UNPARSEABLE && file === recording.entry);
    const end = isTold && recording.report.outcome === 'threw' ? [] : ended(recording);
    const data = judgeRanData(recording, manifest, found).map(({ rule, place, ...said }) => ({ ...finding(rule, recording.entry, { severity: 'high', ...said }), ...place }));
    const uncalled = recording.report.isUncalled && catalogue.activates.length > 0 ? [notCalled(recording.entry)] : [];
    return [...end, ...uncalled, ...undeclared, ...data, ...missedScopes(recording, { declared: manifest.permissions, permissions, catalogue })];
  });
  const seen = new Set(recordings.map(({ entry }) => entry));
  const unseen = manifest.entry_points.filter((entry) => isRunnable(entry) && !seen.has(entry));
  if (unseen.length > 0) findings.push(notRun(unseen[0]!, `${unseen.length} of its entries were not reached`));
  const crash = recordings.flatMap(({ entry, report }) => (report.outcome === 'crashed' ? [`${entry}: ${report.detail}`] : []))[0];
  if (crash !== undefined) return answer('crashed', findings, crash);
  return answer(findings.length > 0 ? 'found' : 'passed', findings, recordings.map(summary).join('; '));
}

function finding(rule: string, entry: string | null, said: Pick<Finding, 'severity' | 'message' | 'help'> & { evidence?: string | null }): Finding {
  return { rule, file: entry, line: null, column: null, evidence: null, ...said, message: visible(said.message).slice(0, LONGEST_MESSAGE) };
}

function notRun(entry: string | null, why: string): Finding {
  return finding('not-run-alone', entry, { severity: 'info', message: `It could not be run by itself: ${why}`, help: 'Nothing has to be done: a recording has no real host, and what stands in for it, or for modules that are not in the package, is not always enough.' });
}

/** Where a host has something to call first, nothing but the loading was seen. What a host does not find either is held against nobody. */
function notCalled(entry: string): Finding {
  return finding('not-called', entry, { severity: 'info', message: `Its \`activate\` was not called: \`${entry}\` exports something, but no function ${FIRST_CALLS.map((name) => `\`${name}\``).join(', ')}, of its own or of a class; only what it does when it is loaded, and an instance of it is made, was seen`, help: 'Nothing has to be done when the host calls nothing of it. Else export the function that the host calls, such as `activate`, from the entry.' });
}

function ended({ entry, report }: Recording): Finding[] {
  switch (report.outcome) {
    case 'threw':
      return [notRun(entry, `${report.error.name}: ${report.error.message}`)];
    case 'timed-out':
      return [finding('endless-run', entry, report.hasBegun
        ? { severity: 'high', message: `It does not end when it is started: ${report.detail}`, help: 'Return from the entry, and do lasting work in events or timers.' }
        : { severity: 'high', message: `It does not start in time: ${report.detail}`, help: 'Ship smaller files, with fewer variables in one scope: tens of thousands of them take an engine seconds to read.' })];
    case 'memory':
      return [finding('memory-run', entry, { severity: 'high', message: `It takes all memory when it is started: ${report.detail}`, help: 'Keep what the extension holds below what its host allows, 128 MB.' })];
    default:
      return [];
  }
}

function undeclaredCalls({ entry, refused }: Recording, api: HostApi, manifest: Manifest): Finding[] {
  const methods = [...new Set(refused.flatMap(({ kind, name }) => (kind === 'scope' ? [name] : [])))];
  return methods.map((method) => {
    const [scope = 'unknown', ...others] = scopesOf(method, api);
    const needed = [scope, ...others].map((each) => `\`${each}\``).join(' or ');
    return finding('undeclared-call', entry, { severity: 'block', message: `When it ran it called \`${shownMethod(method)}\`, which needs the permission ${needed}; it is not declared`, evidence: shownMethod(method), help: `${howToDeclare(scope, manifest)}, or remove the call.` });
  });
}

/** Scopes that were called and that the inference neither saw nor doubted: a mistake of the inference, not of the author. */
function missedScopes({ entry, scopes }: Recording, { declared, permissions, catalogue }: { declared: readonly string[]; permissions: PermissionReport | null; catalogue: Catalogue }): Finding[] {
  if (!permissions || catalogue.rows.length === 0) return [];
  const seen = new Set([...permissions.used, ...permissions.undeclared].map(({ scope }) => scope).concat(permissions.inconclusive.flatMap((each) => each.scopes)));
  const missed = scopes.filter((scope) => declared.includes(scope) && !seen.has(scope));
  return missed.map((scope) => finding(INFERENCE_MISS, entry, { severity: 'info', message: `When it ran it used the permission \`${scope}\`, which reading the code did not show`, evidence: scope, help: 'Nothing has to be done: this is a gap of the marketplace.' }));
}

/** `dist/index.js returned in 12 ms, called cells.getCell, was refused module fs`. */
function summary({ entry, methods, refused, report }: Recording): string {
  const called = [...methods, ...refused.flatMap(({ kind, name }) => (kind === 'method' ? [name] : []))];
  const denied = refused.flatMap(({ kind, name }) => (kind === 'method' ? [] : [`${kind} ${shownMethod(name)}`]));
  const named = (word: string, all: readonly string[], list = [...new Set(all)]): string[] => (list.length === 0 ? [] : [`${word} ${list.slice(0, MOST_NAMED).join(', ')}${list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : ''}`]);
  const ends = report.last.map(({ name, outcome }) => `its ${name} ${outcome}`);
  return [`${entry} ${report.outcome} in ${Math.round(report.durationMs)} ms`, ...ends, ...named('called', called.map(shownMethod)), ...named('was refused', denied)].join(', ');
}
