import type { Profile } from './profile.js';
import { atLeast, SEVERITIES, type Severity } from './severity.js';

/** What policy decides by: whether a submission is approved without a maintainer. Pure; a scan without a marketplace asks the part that it can answer. */

/** What the checks of a package came to. */
export interface Checked {
  verdict: 'pass' | 'needs-human';
  /** Findings by severity. */
  findings: Record<Severity, number>;
}

/** What only the marketplace knows. */
interface Known {
  /** Checks that policy requires and that gave no answer. */
  unanswered: number;
  /** Have rules, limits or advisories become others since it was scanned? */
  rulesChanged: boolean;
  /** Scopes that the last published version did not have. */
  newPermissions: string[];
  /** Is it the first version of its extension? */
  first: boolean;
  /** Does it break what the last published version gave, by a number that does not say so? */
  tooSmall: boolean;
  publisher: {
    trusted: boolean;
    /** Submissions by how they ended. */
    published: number;
    rejected: number;
    /** Versions that were quarantined. */
    quarantined: number;
  };
}

/** What is known about a submission when it is to be decided. */
export type Circumstances = Checked & Known;

/** What policy asks of the part that only the marketplace knows. */
interface Demand {
  /** Ends "… unless …". */
  condition: string;
  /** Ends "… because …"; null when the condition is met. */
  objection: (it: Known) => string | null;
}

/** The worst severity that was found; null when nothing was. */
export function worst(findings: Record<Severity, number>): Severity | null {
  return [...SEVERITIES].reverse().find((severity) => findings[severity] > 0) ?? null;
}

/** Why policy does not approve by itself; empty means that it does. */
export function objections(it: Circumstances, profile: Profile): string[] {
  return [...objectionsToPackage(it, profile), ...demands(profile).map(({ objection }) => objection(it)).filter((text) => text !== null)];
}

/** Those of them that hold whoever publishes the package, and whatever was published before. */
export function objectionsToPackage({ verdict, findings }: Checked, { review: { auto_approve: policy } }: Profile): string[] {
  const found = worst(findings);
  const against: [boolean, string][] = [
    [verdict !== 'pass', 'the checks ask for a human'],
    [policy.publishers === 'nobody', 'this marketplace reviews everything'],
    [found !== null && !atLeast(policy.max_severity, found), `a finding is ${found}, and whatever the score, policy approves findings up to ${policy.max_severity} only`],
  ];
  return against.filter(([holds]) => holds).map(([, text]) => text);
}

/** What has to hold besides for policy to approve by itself, in words that follow "unless". */
export function conditions(profile: Profile): string[] {
  return demands(profile).map(({ condition }) => condition);
}

/** The sentence about objections. */
export function whyReviewed(against: readonly string[]): string {
  return `A maintainer looks because ${against.join(', and ')}.`;
}

function demands({ review: { auto_approve: policy } }: Profile): Demand[] {
  const all: [boolean, Demand][] = [
    [policy.publishers === 'trusted', { condition: 'the publisher is trusted', objection: ({ publisher }) => (publisher.trusted ? null : 'the publisher is not trusted yet') }],
    [!policy.first_version, { condition: 'it is not the first version of the extension', objection: ({ first }) => (first ? 'it is the first version of the extension' : null) }],
    [!policy.new_permissions, { condition: 'it asks for no permission that the last version did not have', objection: ({ newPermissions }) => (newPermissions.length > 0 ? `it asks for new permissions: ${newPermissions.join(', ')}` : null) }],
    [policy.min_published > 0, { condition: `the publisher has ${policy.min_published} published versions`, objection: ({ publisher }) => (publisher.published < policy.min_published ? `the publisher has fewer than ${policy.min_published} published versions` : null) }],
    [true, { condition: 'the rules stay what it was scanned with', objection: ({ rulesChanged }) => (rulesChanged ? 'rules changed since it was scanned' : null) }],
    [true, { condition: 'no version of the publisher was quarantined', objection: ({ publisher }) => (publisher.quarantined > 0 ? 'a version of the publisher was quarantined' : null) }],
    [true, { condition: 'its version says so where it breaks what worked before', objection: ({ tooSmall }) => (tooSmall ? 'it breaks what worked before and its version does not say so' : null) }],
  ];
  return all.filter(([applies]) => applies).map(([, demand]) => demand);
}
