import { z } from 'zod';
import { Claim, Me, pageOf, ReviewDetail, ReviewEntry } from '#libs/contracts/api.js';
import { formats } from '#libs/manifest/formats.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { EXIT, Failure } from './exit-codes.js';
import type { HeldLease } from './home.js';
import { Refusal } from './problem.js';
import { changeLines } from './review-changes.js';
import type { Session } from './session.js';
import { block, paint, text, type Shown } from './text.js';
import { download } from './transfer.js';
import { countWords, findingLines, scannedLines } from './views.js';
import { writePackage } from './writing.js';

type Review = z.output<typeof ReviewDetail>;
const ReviewPage = pageOf(ReviewEntry);

/** What users will read of it. */
const Described = z.looseObject({ display_name: z.string().nullish(), description: z.string().nullish() });

/** A page of open reviews in the order in which they should be taken. */
export function openReviews({ member }: Session, page: number): Promise<z.output<typeof ReviewPage>> {
  return member.call(ReviewPage, '/moderation/queue', { query: { state: 'open', page, per_page: 100 } });
}

/** A claimed review with its lease. */
export interface Claimed {
  review: Review;
  held: HeldLease;
}

/** Claims the first open review that may be had; null when there is none. Those that others hold, and one's own, are passed over. */
export async function claimNext(session: Session): Promise<Claimed | null> {
  const { handle } = await session.member.call(Me, '/me');
  for (let page = 1, last = 1; page <= last; page += 1) {
    const { data, meta } = await openReviews(session, page);
    last = meta.last_page;
    for (const entry of data.filter(({ lease }) => lease === null || lease.holder === handle)) {
      try {
        return await claim(session, entry.id);
      } catch (error) {
        if (!(error instanceof Refusal) || (error.status !== 409 && error.status !== 403)) throw error;
        session.terminal.note(text`passed over ${entry.extension} ${entry.version}: ${error.message}`);
      }
    }
  }
  return null;
}

const pathOf = (id: string): string => `/moderation/reviews/${encodeURIComponent(id)}`;

/** A review as it is, claimed or not, with one's own lease; the last claimed one when no id is given. */
export async function look(session: Session, id: string | undefined): Promise<{ review: Review; held: HeldLease | null }> {
  const held = id === undefined ? await heldLease(session, undefined) : ((await leasesOf(session)).find((lease) => lease.review_id === id) ?? null);
  const review = await session.member.call(ReviewDetail, pathOf(id ?? held!.review_id));
  return { review, held: review.lease?.expires_at === held?.expires_at ? held : null };
}

/** Those that this computer knows; some may be over. */
async function leasesOf({ home, place }: Session): Promise<HeldLease[]> {
  return (await home.settings()).leases[place.address] ?? [];
}

/** Fetches the package of an open review, the last claimed one when no id is given, into a file. Throws Failure (integrity) when it is not what was submitted. */
export async function fetchPackage(session: Session, id: string | undefined, { out, force }: { out: string; force: boolean }): Promise<{ review: Review; file: string; sha256: string; size: number }> {
  const { review } = await look(session, id);
  const { package_sha256: sha256, package_size: size, format, extension, version } = review.submission;
  if (sha256 === null || size === null) throw new Failure(EXIT.usage, 'the submission has no package');
  if (size > CLIENT_LIMITS.package_bytes) throw new Failure(EXIT.refused, `the package has ${size} bytes, more than souk reads`);
  const bytes = await download(session.member.resolve(`${session.place.address}/api/v1${pathOf(review.id)}/package`), { sha256, size }, () => {});
  const called = `${extension ?? ''}-${version ?? ''}`;
  const name = `${/^[a-z\d][\w.+-]*$/i.test(called) ? called : 'package'}${formats.get(format ?? '')?.extension ?? ''}`;
  return { review, file: await writePackage({ bytes, signature: null, name }, out, force), sha256, size };
}

/** Claims a review and keeps its lease for the decision. What is shown is what the claim is for: it is read afterwards. */
export async function claim(session: Session, id: string): Promise<Claimed> {
  const path = pathOf(id);
  const { lease, expires_at } = await session.member.call(Claim, `${path}/claim`, { method: 'POST' });
  const review = await session.member.call(ReviewDetail, path);
  const held = { review_id: id, lease, expires_at, extension: review.extension, version: review.version };
  await session.home.change(({ leases }) => {
    const others = (leases[session.place.address] ?? []).filter((known) => known.review_id !== id);
    leases[session.place.address] = [...others, held];
  });
  return { review, held };
}

/** The lease of a claimed review, the last claimed one when no id is given; one that is named and not held yet is claimed. */
export async function heldLease(session: Session, id: string | undefined): Promise<HeldLease> {
  const held = await leasesOf(session);
  const found = id === undefined ? held.at(-1) : held.find((lease) => lease.review_id === id);
  if (found !== undefined) return found;
  if (id === undefined) throw new Failure(EXIT.usage, 'no review is claimed', 'Claim one with souk review next or souk review claim, or name its id.');
  return (await claim(session, id)).held;
}

export async function forgetLease({ home, place }: Session, id: string): Promise<void> {
  await home.change(({ leases }) => {
    leases[place.address] = (leases[place.address] ?? []).filter((lease) => lease.review_id !== id);
  });
}

/** A review as its maintainer needs it: why it stands where it does, what it wants, what was found, what changed. `held` is the reader's own lease. */
export function reviewLines(review: Review, held: HeldLease | null): Shown[] {
  const { submission, findings, checks, history } = review;
  const sandbox = checks.find(({ check, outcome }) => check === 'sandbox-run' && isAnswer(outcome));
  return [
    text`${paint('bold', `${review.extension} ${review.version}`)} by ${review.publisher}, ${countWords(submission.findings)}`,
    text`review ${review.id}, submission ${review.submission_id}`,
    ...describedLines(submission.manifest),
    text`${stateWords(review, held)}`,
    text`its place in the queue:`,
    ...review.reasons.map(({ hours, text: why }) => text`  ${`${hours > 0 ? '+' : ''}${hours} h`.padStart(7)}  ${why}`),
    text`permissions: ${submission.permissions.length === 0 ? 'none' : submission.permissions.join(', ')}`,
    ...changeLines(review.changes),
    ...(sandbox?.detail ? [text`run in the sandbox: ${sandbox.detail}`] : []),
    ...checks.filter(({ outcome }) => !isAnswer(outcome)).map((run) => text`check ${run.check}: ${paint('yellow', run.outcome)} ${run.detail ?? ''}`),
    ...findingLines(findings.filter((finding) => finding.new)),
    ...(findings.every((finding) => finding.new) ? [] : [text`found before, too:`, ...findingLines(findings.filter((finding) => !finding.new))]),
    ...scannedLines(review.scanned_with),
    ...review.rules_changed.map((sentence) => text`${paint('yellow', 'rules changed:')} ${sentence}`),
    ...checks.filter(({ enforced, findings: found }) => enforced === false && found > 0).map(({ check, findings: found }) => text`check ${check}: its ${found} findings do not count, because the profile does not enforce it`),
    ...(history.length === 0 ? [] : [text`before:`, ...history.map((past) => text`  ${past.at}  ${past.version ?? '-'} ${past.status.toLowerCase()}`)]),
    ...decideLines(review, held),
  ];
}

function isAnswer(outcome: string): boolean {
  return outcome === 'passed' || outcome === 'found';
}

/** The name and the description that users will see, as they are: whose they look like is for the maintainer to judge. */
function describedLines(manifest: unknown): Shown[] {
  const { display_name: title, description } = Described.safeParse(manifest).data ?? {};
  return [...(title ? [text`shown as: ${title}`] : []), ...(description ? block(description) : [])];
}

function stateWords({ state, due_at: due, overdue, lease }: Review, held: HeldLease | null): string {
  if (state !== 'open') return state;
  const others = lease === null ? 'nobody has claimed it' : `held by ${lease.holder} until ${lease.expires_at}`;
  return `due ${due}${overdue ? ' (overdue)' : ''}; ${held === null ? others : `yours until ${held.expires_at}`}`;
}

function decideLines({ id, state, lease }: Review, held: HeldLease | null): Shown[] {
  if (state !== 'open' || (held === null && lease !== null)) return [];
  if (held === null) return [text`take it: souk review claim ${id}`];
  return [text`read it: souk review package`, text`decide: souk review approve | souk review reject --feedback "…" | souk review release`];
}
