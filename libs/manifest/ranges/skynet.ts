/** Skynet counts versions 1, 2, 3 …; Souk writes the n-th one as `n.0.0`, so that both say the same and sort the same. */
const MAPPED = /^([1-9][0-9]{0,15})\.0\.0$/;
const INTEGER = /^[1-9][0-9]{0,15}$/;

/** The semantic version of Skynet's version `n`. Throws RangeError unless it is a safe integer above 0. */
export function integerVersion(n: number): string {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`not a version of Skynet: ${n}`);
  return `${n}.0.0`;
}

/** Skynet's number of a version, or null when Skynet cannot have given it. */
export function versionInteger(version: string): number | null {
  const n = Number(MAPPED.exec(version)?.[1]);
  return Number.isSafeInteger(n) ? n : null;
}

/** True for what Skynet can ask for: `*`, or the one number that a server has pinned. */
export function isSkynetRange(text: string): boolean {
  return text === '*' || (INTEGER.test(text) && Number.isSafeInteger(Number(text)));
}

/** True when the version (`n.0.0`) is one that the range takes. Versions that are not Skynet's satisfy nothing. */
export function satisfiesSkynet(version: string, range: string): boolean {
  const n = versionInteger(version);
  return n !== null && (range === '*' || range === String(n));
}
