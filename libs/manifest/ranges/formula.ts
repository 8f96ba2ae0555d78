import semver from 'semver';
import { isVersion } from '../versions.js';

/** A place between versions: just before `version` (-1), on it (0), or just after it (1); null is behind all versions. */
type Cut = { version: string; side: -1 | 0 | 1 } | null;
/** All versions between two cuts. */
interface Interval {
  from: Cut;
  to: Cut;
}

const LOWEST: Cut = { version: '0.0.0-0', side: -1 };
/** Longest range that is taken, in characters. */
const LENGTH = 128;

/**
 * True for a range as Formula writes ranges: groups separated by `||`, each of `*`, whole versions, and whole versions
 * after `^ ~ >= <= > < =`, all separated by spaces. No `1.x`, no `1.2`, no hyphen ranges, no space after an operator.
 */
export function isFormulaRange(text: string): boolean {
  return intervalsOf(text) !== null;
}

/** True when the version lies in the range. Pre-releases are ordinary versions: `^1.0.0` takes 2.0.0-rc.1. False when either is invalid. */
export function satisfiesFormula(version: string, range: string): boolean {
  if (!isVersion(version)) return false;
  const place: Cut = { version, side: 0 };
  return (intervalsOf(range) ?? []).some(({ from, to }) => compare(from, place) < 0 && compare(place, to) < 0);
}

/** True when every version that `inner` takes is taken by `outer` too. False when either is invalid. */
export function isWithinFormula(inner: string, outer: string): boolean {
  const [parts, whole] = [intervalsOf(inner), intervalsOf(outer)];
  if (parts === null || whole === null) return false;
  const union = merge(whole);
  return parts.every((part) => isEmpty(part) || union.some(({ from, to }) => compare(from, part.from) <= 0 && compare(part.to, to) <= 0));
}

function intervalsOf(text: string): Interval[] | null {
  if (text.length > LENGTH) return null;
  const groups = text.split('||').map((group) => group.trim().split(/\s+/).map(comparator));
  const whole = groups.filter((group): group is Interval[] => !group.includes(null));
  return whole.length < groups.length ? null : whole.map((group) => group.reduce(intersect));
}

function comparator(text: string): Interval | null {
  if (text === '*') return { from: LOWEST, to: null };
  const [, operator, version = ''] = /^(\^|~|>=|<=|>|<|=|)(.*)$/.exec(text) ?? [];
  if (!isVersion(version)) return null;
  const before: Cut = { version, side: -1 };
  const after: Cut = { version, side: 1 };
  switch (operator) {
    case '^': return { from: before, to: nextAfter(version, 'caret') };
    case '~': return { from: before, to: nextAfter(version, 'tilde') };
    case '>=': return { from: before, to: null };
    case '>': return { from: after, to: null };
    case '<=': return { from: LOWEST, to: after };
    case '<': return { from: LOWEST, to: before };
    default: return { from: before, to: after };
  }
}

/** The first version that `^` or `~` does not take any more. */
function nextAfter(version: string, kind: 'caret' | 'tilde'): Cut {
  const { major, minor, patch } = new semver.SemVer(version);
  const bumpMajor = kind === 'caret' && major > 0;
  const bumpPatch = kind === 'caret' && major === 0 && minor === 0;
  const next = bumpMajor ? `${major + 1}.0.0` : bumpPatch ? `0.0.${patch + 1}` : `${major}.${minor + 1}.0`;
  return isVersion(next) ? { version: next, side: -1 } : null;
}

function compare(a: Cut, b: Cut): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return semver.compare(a.version, b.version) || a.side - b.side;
}

function isEmpty({ from, to }: Interval): boolean {
  return compare(from, to) >= 0;
}

function intersect(a: Interval, b: Interval): Interval {
  return { from: compare(a.from, b.from) > 0 ? a.from : b.from, to: compare(a.to, b.to) < 0 ? a.to : b.to };
}

/** The same versions as intervals that neither overlap nor touch. */
function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of intervals.filter((each) => !isEmpty(each)).sort((a, b) => compare(a.from, b.from))) {
    const last = merged.at(-1);
    if (last === undefined || compare(interval.from, last.to) > 0) merged.push({ ...interval });
    else if (compare(interval.to, last.to) > 0) last.to = interval.to;
  }
  return merged;
}
