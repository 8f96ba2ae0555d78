import { z } from 'zod';
import { FindingView, ScannedWith } from '#libs/contracts/api.js';
import { isFinal, type Status } from '#libs/contracts/pipeline.js';
import type { Marketplace } from './client.js';
import { EXIT, type Exit } from './exit-codes.js';
import { follow, type Followed } from './follow.js';
import type { Terminal } from './terminal.js';
import { paint, text, type Shown } from './text.js';
import { countWords, feedbackLines, findingLines, listingLines, stepLines, type Finding, type Scanned, whyReviewed } from './views.js';

/** Findings that say: this version number is taken. */
const CONFLICTS = new Set(['version-exists', 'version-in-review']);
const Scan = z.object({ data: z.array(FindingView), scanned_with: ScannedWith.nullable() });

/** All findings of a submission, and what it was scanned with; null before it was. */
export async function scanOf(marketplace: Marketplace, id: string): Promise<{ findings: Finding[]; scanned_with: Scanned | null }> {
  const { data: findings, scanned_with } = await marketplace.call(Scan, `/submissions/${id}/findings`);
  return { findings, scanned_with };
}

/** Shows a submission's journey, each step once; with --json each as one line. */
export class Watch {
  private shownSteps = 0;
  private shownPlace: number | null = null;

  constructor(
    private readonly marketplace: Marketplace,
    private readonly terminal: Terminal,
  ) {}

  tell(event: Record<string, unknown>, lines: readonly Shown[]): void {
    this.terminal.answer(event, lines);
  }

  /** Shows what is new since the last time. */
  show(submission: Followed): void {
    const steps = submission.timeline.slice(this.shownSteps).filter(({ status }) => status !== 'DRAFT' && status !== 'SAVED');
    this.shownSteps = submission.timeline.length;
    for (const step of steps) this.tell({ event: 'status', submission_id: submission.id, ...step }, stepLines(step, submission.verdict));
    if (submission.status !== 'IN_REVIEW') return;
    const { queue_position: place, verdict, review_reasons: reviewReasons } = submission;
    if (place === null || place === this.shownPlace) return;
    const why = this.shownPlace === null ? whyReviewed(submission) : [];
    this.shownPlace = place;
    const lines = [...why, `place ${place} in the queue of the maintainers`];
    this.tell({ event: 'waiting', submission_id: submission.id, queue_position: place, reasons: verdict?.reasons ?? [], review_reasons: reviewReasons }, lines.map((line) => text`              ${line}`));
  }

  /** Follows until there is an outcome or the deadline (ms since the epoch) passes. */
  async untilDecided(submission: Followed, deadline: number): Promise<Exit> {
    let last = submission;
    this.show(last);
    if (!isFinal(last.status as Status)) {
      for await (last of follow(this.marketplace, submission.id, deadline)) {
        this.show(last);
        if (isFinal(last.status as Status) || last.blocked !== null) break;
      }
    }
    return this.outcome(last);
  }

  /** The end of a publish that does not wait. */
  async accepted(submission: Followed): Promise<Exit> {
    return isFinal(submission.status as Status) ? this.outcome(submission) : this.end(submission, EXIT.done, [text`accepted: souk status ${submission.id} shows how it goes on`]);
  }

  private async outcome(submission: Followed): Promise<Exit> {
    const { id, status, extension, version, blocked } = submission;
    if (status === 'PUBLISHED') {
      const published = text`${paint('green', `${extension} ${version} is published`)}, ${countWords(submission.findings)}`;
      return this.end(submission, submission.listing === 'quarantined' ? EXIT.refused : EXIT.done, [published, ...listingLines(submission)]);
    }
    if (status === 'REJECTED' || status === 'WITHDRAWN') {
      const { findings } = await scanOf(this.marketplace, id);
      const lines = [...findingLines(findings), text`${paint('red', status === 'REJECTED' ? 'refused' : 'withdrawn')}: ${countWords(submission.findings)}`, ...feedbackLines(submission)];
      const conflict = findings.some(({ rule }) => CONFLICTS.has(rule));
      return this.end(submission, conflict ? EXIT.conflict : EXIT.refused, lines, findings);
    }
    if (blocked !== null) {
      return this.end(submission, EXIT.unreachable, [text`${paint('red', 'stuck')}: ${blocked}`, text`The marketplace gave up for now. Try again with: souk retry ${id}`]);
    }
    return this.end(submission, EXIT.waiting, [text`not decided yet: souk status ${id} shows how it goes on`]);
  }

  private end(submission: Followed, exit: Exit, lines: readonly Shown[], findings?: readonly Finding[]): Exit {
    this.tell({ event: 'result', exit_code: exit, submission, ...(findings && { findings }) }, lines);
    return exit;
  }
}
