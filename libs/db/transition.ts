import type { Ctx } from '#libs/contracts/context.js';
import { JOB_QUEUE } from '#libs/contracts/jobs.js';
import { PIPELINE, type Next, type Status } from '#libs/contracts/pipeline.js';
import { notePromise, Prisma, type Tx } from './db.js';

/** What a move may set along with the status. What is left out stays as it is. */
export interface SubmissionPatch {
  display_name?: string;
  channel?: string;
  blob_id?: string;
  package_sha256?: string;
  package_size?: number;
  package_signature?: string;
  publisher_key_id?: string;
  extension?: string;
  version?: string;
  format?: string;
  manifest?: unknown;
  permissions?: string[];
  findings?: unknown;
  verdict?: unknown;
  feedback?: unknown;
}

export interface Move<S extends Status> {
  id: string;
  from: S;
  to: Next<S>;
  /** Why, for the timeline; shown to the publisher. */
  reason?: string;
  patch?: SubmissionPatch;
}

/**
 * The only code that moves a submission: compare-and-set on the status, the event and the promise of the owed
 * job in the caller's transaction. False when the submission is not in `from` any more: somebody else moved it,
 * so there is nothing to do. Throws on the constraints `one_submission_per_version`, `one_publisher_per_name`
 * and `same_bytes_once` (see `violates`).
 */
export async function transition<S extends Status>(tx: Tx, ctx: Ctx, move: Move<S>): Promise<boolean> {
  const { owes } = PIPELINE[move.to as Status];
  const queue = owes && JOB_QUEUE[owes];
  const rows = await tx.$queryRaw<{ moved: boolean }[]>(Prisma.sql`
    SELECT transition(${move.id}::uuid, ${move.from}, ${move.to}, ${owes}, ${queue}, ${ctx.actorId}::uuid, ${move.reason ?? null},
      ${ctx.requestId}, ${JSON.stringify(move.patch ?? {})}::jsonb) AS moved`);
  if (rows[0]!.moved && queue) notePromise(tx, queue);
  return rows[0]!.moved;
}
