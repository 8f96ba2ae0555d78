import type { Command } from 'commander';
import { FlaggedView, pageOf } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT, type Exit } from '../exit-codes.js';
import { pageLine, pageNumber } from '../pages.js';
import { Refusal } from '../problem.js';
import { claim, claimNext, fetchPackage, forgetLease, heldLease, look, openReviews, reviewLines, type Claimed } from '../reviews.js';
import type { Session } from '../session.js';
import { bytes, paint, table, text, type Shown } from '../text.js';

interface Decision {
  reason?: string[];
  feedback?: string;
}

const FlaggedPage = pageOf(FlaggedView);
const many = (value: string, before: string[] = []) => [...before, value];

export function reviewCommand(program: Command, action: Action): void {
  const review = program.command('review').description('For maintainers: takes reviews and decides them');
  review.command('next').description('Claims the review that should be taken next, and shows it').action(action(next));
  review.command('list').description('Lists the open reviews in their order').option('--page <number>', 'page of the list', pageNumber, 1).action(action(list));
  review.command('show').description('Shows a review without claiming it').argument('[review]', 'id of a review (default: the one claimed last)').action(action(show));
  review.command('claim').description('Claims this review of the list, and shows it').argument('<review>', 'id of a review').action(action(async (session, _options: object, id: string) => tellClaimed(session, await claim(session, id))));
  review
    .command('package')
    .description('Fetches the package of an open review, to be read, scanned or compared; nothing of it is executed')
    .argument('[review]', 'id of a review (default: the one claimed last)')
    .option('-o, --out <path>', 'a file, or a folder (default: this folder)', '.')
    .option('--force', 'replace the file when it exists', false)
    .action(action(fetch));
  review
    .command('approve')
    .description('Approves the claimed review')
    .argument('[review]', 'id of a review (default: the one claimed last)')
    .option('--reason <text>', 'why; may be given several times', many)
    .option('--feedback <text>', 'what to tell the publisher')
    .action(action((session, options: Decision, id?: string) => decide(session, 'approve', options, id)));
  review
    .command('reject')
    .description('Rejects the claimed review')
    .argument('[review]', 'id of a review (default: the one claimed last)')
    .option('--reason <text>', 'why; may be given several times', many)
    .requiredOption('--feedback <text>', 'what the publisher should do')
    .action(action((session, options: Decision, id?: string) => decide(session, 'reject', options, id)));
  review.command('flagged').description('Lists the published versions that a rescan brings back to the maintainers').option('--page <number>', 'page of the list', pageNumber, 1).action(action(flagged));
  review.command('dismiss').description('Says that what flagged a published version is no reason to act').argument('<flag>', 'id of the list of flagged versions').requiredOption('--reason <text>', 'why').action(action(dismiss));
  review.command('release').description('Gives the claimed review back').argument('[review]', 'id of a review (default: the one claimed last)').action(action(release));
}

async function next(session: Session): Promise<Exit> {
  const claimed = await claimNext(session);
  if (claimed !== null) return tellClaimed(session, claimed);
  const { total } = (await flags(session, 1, 1)).meta;
  session.terminal.answer({ review: null, flagged: total }, waitingLines([], total));
  return EXIT.done;
}

function tellClaimed({ terminal }: Session, { review, held }: Claimed): Exit {
  terminal.answer({ review, lease: { expires_at: held.expires_at } }, reviewLines(review, held));
  return EXIT.done;
}

async function show(session: Session, _options: object, id?: string): Promise<Exit> {
  const { review, held } = await look(session, id);
  session.terminal.answer({ review }, reviewLines(review, held));
  return EXIT.done;
}

async function list(session: Session, options: { page: number }): Promise<Exit> {
  const answer = await openReviews(session, options.page);
  const rows = answer.data.map((entry) => [entry.id, entry.extension, entry.version, entry.publisher, entry.overdue ? 'overdue' : `due ${entry.due_at}`, entry.lease === null ? '' : `held by ${entry.lease.holder}`]);
  const { total } = (await flags(session, 1, 1)).meta;
  session.terminal.answer({ ...answer, flagged: total }, waitingLines(answer.meta.total === 0 ? [] : [...table(rows), pageLine(answer.meta, 'open')], total));
  return EXIT.done;
}

async function flagged(session: Session, options: { page: number }): Promise<Exit> {
  const answer = await flags(session, options.page, 100);
  const rows = answer.data.map(({ id, extension, version, listing, findings, runs }) => [id, extension, version, listing, findings[0]?.message ?? runs.find(({ detail }) => detail !== null)?.detail ?? '']);
  session.terminal.answer(answer, answer.meta.total === 0 ? [text`no published version is flagged`] : [...table(rows), pageLine(answer.meta, 'flagged')]);
  return EXIT.done;
}

async function dismiss(session: Session, { reason }: { reason: string }, id: string): Promise<Exit> {
  await session.member.send(`/moderation/flagged/${encodeURIComponent(id)}/dismiss`, { method: 'POST', json: { reason }, repeatable: true });
  session.terminal.answer({ flag_id: id, dismissed: true }, [text`dismissed ${id}`]);
  return EXIT.done;
}

function flags({ member }: Session, page: number, perPage: number) {
  return member.call(FlaggedPage, '/moderation/flagged', { query: { page, per_page: perPage } });
}

/** What waits: open reviews, if any, and how many published versions are flagged. */
function waitingLines(open: Shown[], flagged: number): Shown[] {
  const more = flagged === 0 ? [] : [text`${flagged} published ${flagged === 1 ? 'version is' : 'versions are'} flagged by a rescan: souk review flagged`];
  return open.length + more.length === 0 ? [text`nothing waits for a maintainer`] : [...open, ...more];
}

async function fetch(session: Session, options: { out: string; force: boolean }, id?: string): Promise<Exit> {
  const { review, ...fetched } = await fetchPackage(session, id, options);
  session.terminal.answer({ review_id: review.id, ...fetched }, [text`${paint('green', 'fetched')} ${fetched.file}, ${bytes(fetched.size)}, sha256 ${fetched.sha256}`]);
  return EXIT.done;
}

async function decide(session: Session, decision: 'approve' | 'reject', options: Decision, id?: string): Promise<Exit> {
  const { member, terminal } = session;
  const { review_id: review, lease, extension, version } = await heldLease(session, id);
  const json = { decision, reasons: options.reason ?? [], feedback: options.feedback, lease };
  await forgetWhenStale(session, review, member.send(`/moderation/reviews/${encodeURIComponent(review)}/decision`, { method: 'POST', json }));
  await forgetLease(session, review);
  terminal.answer({ review_id: review, extension, version, decision }, [text`${decision === 'approve' ? paint('green', 'approved') : paint('red', 'rejected')} ${extension} ${version}`]);
  return EXIT.done;
}

async function release(session: Session, _options: object, id?: string): Promise<Exit> {
  const { review_id: review, lease, extension, version } = await heldLease(session, id);
  await forgetWhenStale(session, review, session.member.send(`/moderation/reviews/${encodeURIComponent(review)}/release`, { method: 'POST', json: { lease }, repeatable: true }));
  await forgetLease(session, review);
  session.terminal.answer({ review_id: review, released: true }, [text`released ${extension} ${version}`]);
  return EXIT.done;
}

/** A lease that is no longer the current one is of no use to the next command either. */
async function forgetWhenStale(session: Session, review: string, call: Promise<Response>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 409)) await forgetLease(session, review);
    throw error;
  }
}
