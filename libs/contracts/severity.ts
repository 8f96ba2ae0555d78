/** From harmless to worst. Apart from the profile, so that who scans a package need not load what checks profiles. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical', 'block'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** True when `a` is as bad as `b` or worse. */
export function atLeast(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b);
}
