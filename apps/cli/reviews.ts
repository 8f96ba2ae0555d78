import { z } from 'zod';
import { Claim, Me, pageOf, ReviewDetail, ReviewEntry } from '#libs/contracts/api.js';
import { EXIT, Failure } from './exit-codes.js';
import type { HeldLease } from './home.js';
import { Refusal } from './problem.js';
import type { Session } from './session.js';
import { bytes, paint, text, type Shown } from './text.js';
import { countWords, findingLines } from './views.js';

type Review = z.output<typeof ReviewDetail>;
const ReviewPage = pageOf(ReviewEntry);

const lists = z.looseObject({ added: z.array(z.string()), removed: z.array(z.string()) });
/** What of a comparison is shown; the rest is in --json. */
const Changes = z.looseObject({
  against: z.string().nullable(),
  permissions: lists,
  engines: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  entry_points: lists,
  hosts: lists,
  native_files: lists,
  host_versions: lists,
  dependencies: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  too_small: z.string().nullable(),
  breaking: z.array(z.string()),
  files: z.object({
    added: z.array(z.object({ path: z.string(), size: z.int() })),
    removed: z.array(z.object({ path: z.string(), size: z.int() })),
    changed: z.array(z.object({ path: z.string(), size_before: z.int(), size_after: z.int() })),
  }),
});

/** A page of open reviews in the order in which they should be taken. */
export function openReviews({ member }: Session, page: number): Promise<z.output<typeof ReviewPage>> {
  return member.call(ReviewPage, '/moderation/queue', { query: { state: 'open', page, per_page: 100 } });
}

/** A claimed review with its lease. */
interface Claimed {
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

/** Claims a review and keeps its lease for the decision. */
async function claim(session: Session, id: string): Promise<Claimed> {
  const path = `/moderation/reviews/${encodeURIComponent(id)}`;
  const review = await session.member.call(ReviewDetail, path);
  const { lease, expires_at } = await session.member.call(Claim, `${path}/claim`, { method: 'POST' });
  const held = { review_id: id, lease, expires_at, extension: review.extension, version: review.version };
  await session.home.change(({ leases }) => {
    const others = (leases[session.place.address] ?? []).filter((known) => known.review_id !== id);
    leases[session.place.address] = [...others, held];
  });
  return { review, held };
}

/** The lease of a claimed review, the last claimed one when no id is given; one that is named and not held yet is claimed. */
export async function heldLease(session: Session, id: string | undefined): Promise<HeldLease> {
  const held = (await session.home.settings()).leases[session.place.address] ?? [];
  const found = id === undefined ? held.at(-1) : held.find((lease) => lease.review_id === id);
  if (found !== undefined) return found;
  if (id === undefined) throw new Failure(EXIT.usage, 'no review is claimed', 'Claim one with souk review next, or name its id.');
  return (await claim(session, id)).held;
}

export async function forgetLease({ home, place }: Session, id: string): Promise<void> {
  await home.change(({ leases }) => {
    leases[place.address] = (leases[place.address] ?? []).filter((lease) => lease.review_id !== id);
  });
}

/** A review as its maintainer needs it: why it is next, what it wants, what was found, what changed. */
export function reviewLines(review: Review, lease: HeldLease): Shown[] {
  const { submission, findings, checks, history } = review;
  return [
    text`${paint('bold', `${review.extension} ${review.version}`)} by ${review.publisher}, ${countWords(submission.findings)}`,
    text`review ${review.id}, submission ${review.submission_id}`,
    text`due ${review.due_at}${review.overdue ? ' (overdue)' : ''}; yours until ${lease.expires_at}`,
    text`why it is next:`,
    ...review.reasons.map(({ hours, text: why }) => text`  ${`${hours > 0 ? '+' : ''}${hours} h`.padStart(7)}  ${why}`),
    text`permissions: ${submission.permissions.length === 0 ? 'none' : submission.permissions.join(', ')}`,
    ...changeLines(review.changes),
    ...checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'found').map((run) => text`check ${run.check}: ${paint('yellow', run.outcome)} ${run.detail ?? ''}`),
    ...findingLines(findings.filter((finding) => finding.new)),
    ...(findings.every((finding) => finding.new) ? [] : [text`found before, too:`, ...findingLines(findings.filter((finding) => !finding.new))]),
    ...(history.length === 0 ? [] : [text`before:`, ...history.map((past) => text`  ${past.at}  ${past.version ?? '-'} ${past.status.toLowerCase()}`)]),
    text`decide: souk review approve | souk review reject --feedback "…" | souk review release`,
  ];
}

function changeLines(changes: unknown): Shown[] {
  const parsed = Changes.safeParse(changes);
  if (!parsed.success) return changes === null ? [] : [text`changes: see --json`];
  const { against, permissions, engines, entry_points: entryPoints, breaking, files, hosts, native_files: native, dependencies, host_versions: hostVersions } = parsed.data;
  return [
    text`against ${against ?? 'nothing: it is the first version'}:`,
    ...permissions.added.map((scope) => text`  ${paint('yellow', 'new permission')} ${scope}`),
    ...permissions.removed.map((scope) => text`  permission given up ${scope}`),
    ...hosts.added.map((host) => text`  ${paint('yellow', 'new server')} ${host}`),
    ...hosts.removed.map((host) => text`  server not named any more ${host}`),
    ...native.added.map((path) => text`  ${paint('yellow', 'new native file')} ${path}`),
    ...dependencies.map(({ name, before, after }) => text`  dependency ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`),
    ...hostVersions.removed.map((version) => text`  ${paint('yellow', 'no longer for')} ${version}`),
    ...engines.map(({ name, before, after }) => text`  engine ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`),
    ...entryPoints.added.map((path) => text`  new entry point ${path}`),
    ...(parsed.data.too_small === null ? [] : [text`  ${paint('yellow', parsed.data.too_small)}`]),
    ...breaking.map((sentence) => text`  ${paint('yellow', 'breaking')} ${sentence}`),
    ...files.added.map((file) => text`  ${paint('green', '+')} ${file.path} ${bytes(file.size)}`),
    ...files.removed.map((file) => text`  ${paint('red', '-')} ${file.path}`),
    ...files.changed.map((file) => text`  ${paint('yellow', '~')} ${file.path} ${bytes(file.size_before)} -> ${bytes(file.size_after)}`),
  ];
}
