import semver from 'semver';

/** Longest version that is taken, in characters. */
export const VERSION_LENGTH = 50;

export type Channel = 'stable' | 'prerelease';

/** True for Semantic Versioning 2.0.0 as written there: no leading `v`, no spaces, at most VERSION_LENGTH characters. */
export function isVersion(text: string): boolean {
  const parsed = text.length <= VERSION_LENGTH ? semver.parse(text) : null;
  if (parsed === null) return false;
  const build = parsed.build.length > 0 ? `+${parsed.build.join('.')}` : '';
  return text === parsed.version + build;
}

/** True for a range as npm writes ranges, not empty, at most 128 characters. */
export function isRange(text: string): boolean {
  return text.trim() !== '' && text.length <= 128 && semver.validRange(text) !== null;
}

/** True when the version has a pre-release part. Throws TypeError unless isVersion(version). */
export function isPrerelease(version: string): boolean {
  return new semver.SemVer(version).prerelease.length > 0;
}

/** The channel that a version belongs to by its number. */
export function channelOf(version: string): Channel {
  return isPrerelease(version) ? 'prerelease' : 'stable';
}

/** True when `a` has higher precedence than `b`; build metadata does not count. */
export function isGreater(a: string, b: string): boolean {
  return semver.gt(a, b);
}

/** True when the version lies in the range; pre-releases only when asked for, or when the range names one of the same number. */
export function satisfies(version: string, range: string, options: { prerelease?: boolean } = {}): boolean {
  return semver.satisfies(version, range, { includePrerelease: options.prerelease ?? false });
}

/** The version with the highest precedence, or null; pre-releases count only when asked for. */
export function latest(versions: readonly string[], options: { prerelease?: boolean } = {}): string | null {
  const candidates = options.prerelease ? versions : versions.filter((version) => !isPrerelease(version));
  return candidates.reduce<string | null>((best, version) => (best === null || isGreater(version, best) ? version : best), null);
}

/** True when every version that `inner` takes is taken by `outer` too. Both must satisfy isRange. */
export function isWithin(inner: string, outer: string): boolean {
  return semver.subset(inner, outer);
}

/**
 * True when semantic versioning lets an update from `before` to `after` break what it likes: it is major (below 1.0.0 minor,
 * below 0.1.0 any), or `before` is a pre-release. False when either is not a version.
 */
export function mayBreak(before: string, after: string): boolean {
  if (!isVersion(before) || !isVersion(after)) return false;
  return isPrerelease(before) || !satisfies(after, `^${new semver.SemVer(before).version}`, { prerelease: true });
}

/** The first version that may break what worked with `before`; its own pre-releases may, too. Throws TypeError unless isVersion(before). */
export function firstThatMayBreak(before: string): string {
  const { major, minor, patch } = new semver.SemVer(before);
  return major > 0 ? `${major + 1}.0.0` : minor > 0 ? `0.${minor + 1}.0` : `0.0.${patch + 1}`;
}

/** The versions by precedence, highest first. */
export function newestFirst(versions: readonly string[]): string[] {
  return semver.rsort([...versions]);
}
