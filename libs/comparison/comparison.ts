import type { Profile } from '#libs/contracts/profile.js';
import type { Tx } from '#libs/db/db.js';
import { previousOf, type Placed } from '#libs/db/submissions.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { changesOf, unseen, type Changes, type Reviewed, type ReviewedFinding } from './changes.js';
import { rulesChangedSince } from './rules-since.js';

/** Sentences that say what has not been seen; the rest is in the review. */
const MOST_NEWS = 10;

/** A submission as its row has it; without a manifest its package could not be read. */
export type Compared = Placed & { id: string; manifest: unknown };

/** What whoever claims a review is told of it: the version that it is compared with (null: none), and what has become of the rules since it was scanned. */
export interface Told {
  against: string | null;
  rulesChanged: string[];
}

/** What there is to tell now. */
export async function toTell(tx: Tx, submission: Compared, profile: Profile): Promise<Told> {
  return { against: (await previousOf(tx, submission))?.version ?? null, rulesChanged: await rulesChangedSince(tx, submission.id, profile) };
}

/** What a submission changes for those who have the version before it, as things stand now; null when its package could not be read. */
export async function compareSubmission(tx: Tx, submission: Compared, profile: Profile): Promise<Changes | null> {
  if (submission.manifest === null) return null;
  return changesOf(await reviewed(tx, (await previousOf(tx, submission))?.submissionId ?? null), (await reviewed(tx, submission.id))!, profile);
}

/** Why whoever was told this has to look again: what they could not know of the submission and of the rules; null when they knew it all. */
export async function changedSince(tx: Tx, submission: Compared, { against, rulesChanged }: Told, profile: Profile): Promise<string | null> {
  const rules = (await rulesChangedSince(tx, submission.id, profile)).filter((sentence) => !rulesChanged.includes(sentence));
  const said = [
    ...(rules.length === 0 ? [] : [`It was scanned before rules changed, and they did after it was claimed: ${shortened(rules)}`]),
    await comparedSince(tx, submission, against, profile),
  ].filter((sentence) => sentence !== null);
  return said.length === 0 ? null : said.join(' ');
}

/** What is not seen by comparing with `against` (null: with nothing), in one sentence. */
async function comparedSince(tx: Tx, submission: Compared, against: string | null, profile: Profile): Promise<string | null> {
  const now = await compareSubmission(tx, submission, profile);
  if (now === null || now.against === against) return null;
  const looked = against === null ? null : await tx.submission.findFirst({ where: { extension: submission.extension, version: against, status: { in: ['APPROVED', 'PUBLISHED'] } }, select: { id: true } });
  const before = changesOf(await reviewed(tx, looked?.id ?? null), (await reviewed(tx, submission.id))!, profile);
  const news = unseen(before, now);
  return news.length === 0 ? null : `It was compared with ${against ?? 'nothing'} when it was claimed, and now is with ${now.against ?? 'nothing'}: ${shortened(news)}`;
}

function shortened(news: readonly string[]): string {
  return [...news.slice(0, MOST_NEWS), ...(news.length > MOST_NEWS ? [`And ${news.length - MOST_NEWS} more.`] : [])].join(' ');
}

async function reviewed(tx: Tx, submissionId: string | null): Promise<Reviewed | null> {
  if (submissionId === null) return null;
  const { version, manifest } = await tx.submission.findFirstOrThrow({ where: { id: submissionId }, select: { version: true, manifest: true } });
  const content = await tx.packageContent.findFirst({ where: { submissionId }, select: { files: true, hosts: true, exports: true } });
  const findings = await tx.finding.findMany({ where: { submissionId }, select: { rule: true, severity: true, file: true, evidence: true, message: true, position: true }, orderBy: { position: 'asc' } });
  return { version: version!, manifest: manifest as unknown as Manifest, files: (content?.files ?? []) as unknown as Reviewed['files'], hosts: content?.hosts ?? [], exports: (content?.exports ?? null) as string[] | null, findings: findings as ReviewedFinding[] };
}
