import { worst, type Circumstances } from '#libs/contracts/approval.js';
import { atLeast } from '#libs/contracts/severity.js';

export interface Reason {
  reason: string;
  /** Hours that the review is moved forward in the queue; negative moves it back. */
  hours: number;
  /** For the maintainer. */
  text: string;
}

/** From −1 (bad) to 1 (good): how the publisher's submissions have ended. Two imagined ones of each kind keep newcomers near 0. */
export function reputation(publisher: Circumstances['publisher']): number {
  const bad = publisher.rejected + 5 * publisher.quarantined;
  return (publisher.published - bad) / (publisher.published + bad + 4);
}

/** What was not checked may be as bad as what was found. */
function risksOf({ findings, unanswered }: Circumstances): string[] {
  const found = worst(findings);
  return [
    ...(found !== null && atLeast(found, 'high') ? [`The worst finding is ${found}`] : []),
    ...(unanswered > 0 ? [`${unanswered === 1 ? 'A check' : `${unanswered} checks`} gave no answer`] : []),
  ];
}

/**
 * Why a review stands where it stands. Each reason moves it forward by hours of waiting, so that what waits longer
 * overtakes in the end and the order needs no recalculation.
 */
export function queueReasons(it: Circumstances): Reason[] {
  const standing = reputation(it.publisher);
  const reasons: Reason[] = [];
  const risks = risksOf(it);
  if (risks.length > 0) reasons.push({ reason: 'risk', hours: 12, text: `${risks.join(', and ')}: users wait for an answer on what may be dangerous.` });
  if (it.newPermissions.length > 0) reasons.push({ reason: 'new-permissions', hours: 4, text: `Asks for permissions that the last version did not have: ${it.newPermissions.join(', ')}.` });
  if (!it.first) reasons.push({ reason: 'update', hours: 6, text: 'An update: people who installed it wait for it.' });
  if (it.publisher.trusted) reasons.push({ reason: 'trusted', hours: 8, text: 'The publisher is trusted.' });
  reasons.push({ reason: 'reputation', hours: Math.round(standing * 24), text: `${it.publisher.published} published, ${it.publisher.rejected} rejected, ${it.publisher.quarantined} quarantined.` });
  return reasons;
}
