import semver from 'semver';

/** Do the versions that are wanted lie among the affected ones: all of them, or some? Null for none. */
export type Admitted = { how: 'all' | 'some'; versions: string[] } | null;

/** Longer ranges are taken for ones that admit everything. */
const LONGEST_RANGE = 128;
/** Pre-releases are versions like others here: an attacker publishes what is not expected. */
const OPTIONS = { includePrerelease: true, loose: true } as const;

/**
 * Compares a range as npm writes ranges with affected versions and intervals (none: every version). A tag such as `latest`, and
 * a range that cannot be read, admit whatever there is.
 */
export function admittedByNpm(range: string, affected: readonly string[]): Admitted {
  if (affected.length === 0) return { how: 'all', versions: [] };
  if (affected.includes(range)) return { how: 'all', versions: [range] };
  const wanted = range.length > LONGEST_RANGE ? null : semver.validRange(range, OPTIONS);
  if (wanted === null) return { how: 'some', versions: [...affected] };
  const admitted = affected.filter((each) => semver.validRange(each, OPTIONS) !== null && semver.intersects(wanted, each, OPTIONS));
  if (admitted.length === 0) return null;
  return { how: semver.subset(wanted, admitted.join(' || '), OPTIONS) ? 'all' : 'some', versions: admitted };
}

/**
 * The same for Python (PEP 440), as far as it needs no order of versions: one version that is pinned (`==1.2`) is told from the
 * affected ones, and those that are excluded (`!=1.2`) are; everything else admits whatever there is.
 */
export function admittedByPython(specifier: string, affected: readonly string[]): Admitted {
  if (affected.length === 0) return { how: 'all', versions: [] };
  const parts = specifier.split(',').map((part) => part.trim());
  const pinned = parts.map((part) => /^={2,3}\s*([^*\s]+)$/.exec(part)?.[1]).find((version) => version !== undefined);
  const excluded = parts.flatMap((part) => /^!=\s*([^*\s]+)$/.exec(part)?.[1] ?? []).map(plain);
  const [intervals, versions] = [affected.filter(isInterval), affected.filter((each) => !isInterval(each))];
  if (pinned !== undefined) {
    const same = versions.filter((version) => plain(version) === plain(pinned));
    if (same.length > 0) return { how: 'all', versions: same };
    return intervals.length > 0 ? { how: 'some', versions: intervals } : null;
  }
  const left = [...versions.filter((version) => !excluded.includes(plain(version))), ...intervals];
  return left.length > 0 ? { how: 'some', versions: left } : null;
}

const isInterval = (affected: string): boolean => /^[<>]/.test(affected);

/** One spelling of a Python version: `V1.0.0` and `1` are the same. */
function plain(version: string): string {
  return version.toLowerCase().replace(/^v/, '').replace(/(?:\.0+)+$/, '');
}
