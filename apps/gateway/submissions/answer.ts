import { HttpStatus } from '@nestjs/common';
import { Problem } from '#libs/service/problems.js';
import type { Asked, AskedByMember, Reply } from '../http/request.js';
import type { SubmissionView, Submissions } from './submissions.js';
import type { Uploaded } from './uploads.js';
import type { Findings } from './findings.js';

/** The longest that a client may ask an answer to wait, in seconds. */
export const LONGEST_WAIT_SECONDS = 30;

/** Seconds of `Prefer: wait=N` (RFC 7240); 0 without one. */
export function waitSeconds({ request }: Asked): number {
  const prefer = request.headers.prefer;
  const found = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,5})"?/i.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''));
  return Math.min(Number(found?.[1] ?? 0), LONGEST_WAIT_SECONDS);
}

/** Answers an upload: 200 for the very same bytes, 201 once published, 202 on the way, 409 and 422 with the findings when refused. */
export async function answerUpload(asked: AskedByMember, uploaded: Uploaded, parts: { submissions: Submissions; findings: Findings; reply: Reply }): Promise<SubmissionView> {
  const { submissions, findings, reply } = parts;
  const seconds = waitSeconds(asked);
  const submission = seconds > 0 ? await submissions.settled(asked, uploaded.submissionId, { seconds, fresh: uploaded.queued }) : await submissions.one(asked, uploaded.submissionId);
  reply.header('location', `${asked.base}/submissions/${submission.id}`);
  if (seconds > 0) reply.header('preference-applied', `wait=${seconds}`);
  if (seconds > 0 && submission.status === 'REJECTED') throw await refusal(asked, submission, findings);
  reply.code(statusOf(submission, uploaded.again));
  return submission;
}

function statusOf(submission: SubmissionView, again: boolean): number {
  if (submission.status === 'PUBLISHED') return again ? HttpStatus.OK : HttpStatus.CREATED;
  return HttpStatus.ACCEPTED;
}

async function refusal(asked: AskedByMember, submission: SubmissionView, findings: Findings): Promise<Problem> {
  const { data: found } = await findings.ofSubmission(asked, submission.id);
  const extra = { submission, findings: found };
  const headers = { location: `${asked.base}/submissions/${submission.id}` };
  const exists = found.find((finding) => finding.rule === 'version-exists');
  if (exists) return new Problem('version-exists', `${exists.message} ${exists.help}`, { extra, headers });
  const taken = found.find((finding) => finding.rule === 'name-taken');
  if (taken) return new Problem('name-taken', `${taken.message} ${taken.help}`, { extra, headers });
  return new Problem('validation-failed', submission.verdict?.reasons.join(' ') || 'The checks rejected the package; the findings say why.', { extra, headers });
}
