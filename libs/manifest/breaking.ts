import type { ManifestComparison } from './compare.js';
import { rangesOf, type RangeGrammar } from './compatibility.js';
import type { Manifest } from './manifest.js';
import { narrowedSettings } from './settings.js';

/** Members that start an extension each on another kind of host; hosts of other dialects start `main`, whatever stands beside it. */
const STARTED_APART: Readonly<Record<string, readonly string[]>> = { vscode: ['main', 'browser'] };
/** Events that come whatever happens. */
const ALWAYS: ReadonlySet<string> = new Set(['*', 'onStartup', 'onStartupFinished']);
/** Dialects whose hosts start an extension for what it contributes, without an event of its own. */
const STARTS_WHAT_IS_CONTRIBUTED: ReadonlySet<string> = new Set(['vscode']);

/** Sentences about what may stop working for those who update, from what changed between two manifests. */
export function breakingChanges(previous: Manifest, next: Manifest, { engines, activation, contributes }: Pick<ManifestComparison, 'engines' | 'activation' | 'contributes'>): string[] {
  return [
    ...breakingEngines(engines, rangesOf(next.dialect)),
    ...breakingCompat(previous, next),
    ...breakingEntries(previous, next),
    ...contributes.removed.map((item) => `No longer contributes ${item}.`),
    ...breakingActivation(activation.removed, previous, next),
    ...narrowedSettings(previous, next),
  ];
}

function breakingEngines(changes: ManifestComparison['engines'], { isRange, isWithin }: RangeGrammar): string[] {
  return changes.flatMap(({ name, before, after }) => {
    if (after === null) return [];
    const wider = before === null ? !isRange(after) || isWithin('*', after) : isWithin(before, after);
    return wider ? [] : [`May run on fewer versions of ${name}: ${before ?? 'any'} becomes ${after}.`];
  });
}

function breakingCompat(previous: Manifest, next: Manifest): string[] {
  return previous.compat === next.compat ? [] : [`Written against another interface: ${previous.compat} becomes ${next.compat}.`];
}

function breakingEntries(previous: Manifest, next: Manifest): string[] {
  return (STARTED_APART[next.dialect] ?? []).filter((member) => previous.original[member] && !next.original[member]).map((member) => `No longer has an entry point "${member}".`);
}

/** What goes together with the contribution that it is about is said there. */
function breakingActivation(removed: readonly string[], previous: Manifest, next: Manifest): string[] {
  if (next.activation.some((event) => ALWAYS.has(event))) return [];
  const [before, after] = [contributed(previous), contributed(next)];
  return removed
    .filter((event) => {
      const subject = event.slice(event.indexOf(':') + 1);
      return after.has(subject) ? !STARTS_WHAT_IS_CONTRIBUTED.has(next.dialect) : !before.has(subject);
    })
    .map((event) => `No longer starts on ${event}.`);
}

function contributed({ contributes }: Manifest): Set<string> {
  return new Set(Object.values(contributes).flat());
}
