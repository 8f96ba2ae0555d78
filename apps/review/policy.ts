import type { Profile } from '#libs/contracts/profile.js';
import { atLeast, SEVERITIES, type Severity } from '#libs/contracts/severity.js';

/** What is known about a submission when it is to be decided. */
export interface Circumstances {
  /** What the checks came to. */
  verdict: 'pass' | 'needs-human';
  /** Findings by severity. */
  findings: Record<Severity, number>;
  /** Scopes that the last published version did not have. */
  newPermissions: string[];
  /** Is it the first version of its extension? */
  first: boolean;
  publisher: {
    trusted: boolean;
    /** Submissions by how they ended. */
    published: number;
    rejected: number;
    /** Versions that were quarantined. */
    quarantined: number;
  };
}

export interface Reason {
  reason: string;
  /** Hours that the review is moved forward in the queue; negative moves it back. */
  hours: number;
  /** For the maintainer. */
  text: string;
}

/** The worst severity that was found; null when nothing was. */
export function worst(findings: Record<Severity, number>): Severity | null {
  return [...SEVERITIES].reverse().find((severity) => findings[severity] > 0) ?? null;
}

/** Why policy does not approve by itself; empty means that it does. */
export function objections(it: Circumstances, profile: Profile): string[] {
  const policy = profile.review.auto_approve;
  const found = worst(it.findings);
  const against: [boolean, string][] = [
    [it.verdict !== 'pass', 'the checks ask for a human'],
    [policy.publishers === 'nobody', 'this marketplace reviews everything'],
    [policy.publishers === 'trusted' && !it.publisher.trusted, 'the publisher is not trusted yet'],
    [it.first && !policy.first_version, 'it is the first version of the extension'],
    [it.newPermissions.length > 0 && !policy.new_permissions, `it asks for new permissions: ${it.newPermissions.join(', ')}`],
    [found !== null && !atLeast(policy.max_severity, found), `a finding is ${found}`],
    [it.publisher.published < policy.min_published, `the publisher has fewer than ${policy.min_published} published versions`],
    [it.publisher.quarantined > 0, 'a version of the publisher was quarantined'],
  ];
  return against.filter(([holds]) => holds).map(([, text]) => text);
}

/** From −1 (bad) to 1 (good): how the publisher's submissions have ended. Two imagined ones of each kind keep newcomers near 0. */
export function reputation(publisher: Circumstances['publisher']): number {
  const bad = publisher.rejected + 5 * publisher.quarantined;
  return (publisher.published - bad) / (publisher.published + bad + 4);
}

/**
 * Why a review stands where it stands. Each reason moves it forward by hours of waiting, so that what waits longer
 * overtakes in the end and the order needs no recalculation.
 */
export function queueReasons(it: Circumstances): Reason[] {
  const standing = reputation(it.publisher);
  const reasons: Reason[] = [];
  const found = worst(it.findings);
  if (found !== null && atLeast(found, 'high')) reasons.push({ reason: 'risk', hours: 12, text: `The worst finding is ${found}: users wait for an answer on what may be dangerous.` });
  if (it.newPermissions.length > 0) reasons.push({ reason: 'new-permissions', hours: 4, text: `Asks for permissions that the last version did not have: ${it.newPermissions.join(', ')}.` });
  if (!it.first) reasons.push({ reason: 'update', hours: 6, text: 'An update: people who installed it wait for it.' });
  if (it.publisher.trusted) reasons.push({ reason: 'trusted', hours: 8, text: 'The publisher is trusted.' });
  reasons.push({ reason: 'reputation', hours: Math.round(standing * 24), text: `${it.publisher.published} published, ${it.publisher.rejected} rejected, ${it.publisher.quarantined} quarantined.` });
  return reasons;
}
