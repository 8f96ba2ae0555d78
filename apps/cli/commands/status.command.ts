import type { Command } from 'commander';
import { pageOf, Submission } from '#libs/contracts/api.js';
import type { Action } from '../action.js';
import { EXIT, type Exit } from '../exit-codes.js';
import { pageLine, pageNumber } from '../pages.js';
import type { Session } from '../session.js';
import { bytes, paint, table, text } from '../text.js';
import { countWords, feedbackLines, findingLines, journeyLine, listingLines, scannedLines, statusWords, whyReviewed } from '../views.js';
import { scanOf } from '../watch.js';

export function statusCommand(program: Command, action: Action): void {
  program
    .command('status')
    .description('Shows your submissions, or one with its journey and findings')
    .argument('[submission]', 'id of a submission')
    .option('--status <status>', 'only those in this status, for example IN_REVIEW')
    .option('--page <number>', 'page of the list', pageNumber, 1)
    .action(action(status));
}

async function status(session: Session, options: { status?: string; page: number }, id?: string): Promise<Exit> {
  return id === undefined ? listSubmissions(session, options) : showSubmission(session, id);
}

async function listSubmissions({ member, terminal }: Session, options: { status?: string; page: number }): Promise<Exit> {
  const answer = await member.call(pageOf(Submission), '/submissions', { query: { status: options.status?.toUpperCase(), page: options.page } });
  const rows = answer.data.map((item) => [item.id, item.extension ?? item.display_name ?? '-', item.version ?? '-', statusWords(item.status), item.blocked === null ? countWords(item.findings) : 'stuck']);
  terminal.answer(answer, answer.meta.total === 0 ? [text`no submissions`] : [...table(rows), pageLine(answer.meta)]);
  return EXIT.done;
}

async function showSubmission({ member, terminal }: Session, id: string): Promise<Exit> {
  const submission = await member.call(Submission, `/submissions/${encodeURIComponent(id)}`);
  const { findings, scanned_with } = await scanOf(member, submission.id);
  terminal.answer({ ...submission, findings, scanned_with }, [
    text`${paint('bold', `${submission.extension ?? submission.display_name ?? 'submission'} ${submission.version ?? ''}`.trim())} ${statusWords(submission.status)}`,
    text`${submission.id}, publisher ${submission.publisher}${submission.channel === null ? '' : `, channel ${submission.channel}`}`,
    ...(submission.package_sha256 === null ? [] : [text`sha256 ${submission.package_sha256}, ${bytes(submission.package_size ?? 0)}`]),
    ...submission.timeline.map((step) => journeyLine(step, submission)),
    ...listingLines(submission),
    ...whyReviewed(submission).map((reason) => text`${reason}`),
    ...(submission.queue_position === null ? [] : [text`place ${submission.queue_position} in the queue`]),
    ...(submission.blocked === null ? [] : [text`${paint('red', 'stuck')}: ${submission.blocked} (souk retry ${submission.id})`]),
    ...feedbackLines(submission),
    ...findingLines(findings),
    ...scannedLines(scanned_with),
  ]);
  return EXIT.done;
}
