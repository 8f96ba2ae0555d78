import type { Ctx } from '#libs/contracts/context.js';
import { JOB_QUEUE, type JobEnvelope, type JobName, type JobPayloads, type QueueName } from '#libs/contracts/jobs.js';
import { PIPELINE } from '#libs/contracts/pipeline.js';
import { TIER_SHARE } from '#libs/contracts/profile.js';
import { notePromise, Prisma, type Db, type Tx } from './db.js';

/** A promise that is to be sent to its queue. */
export interface Promised {
  id: string;
  job: JobName;
  envelope: JobEnvelope;
}

interface Row {
  tenant_id: string;
  id: string;
  job: JobName;
  payload: JobPayloads[JobName];
  actor_id: string | null;
  request_id: string;
  created_at: Date;
}

const OWED_QUEUES = JSON.stringify(JOB_QUEUE);

function promised(row: Row): Promised {
  return {
    id: row.id,
    job: row.job,
    envelope: { promiseId: row.id, tenantId: row.tenant_id, actorId: row.actor_id, requestId: row.request_id, promisedAt: row.created_at.toISOString(), payload: row.payload },
  };
}

/** Promises a job in the caller's transaction; `subject` is the id that the job is about. One promise for each job and subject at a time. */
export async function promise<J extends JobName>(tx: Tx, ctx: Ctx, job: J, subject: string, payload: JobPayloads[J]): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    SELECT promise(${JOB_QUEUE[job]}, ${job}, ${subject}::uuid, ${JSON.stringify(payload)}::jsonb, ${ctx.actorId}::uuid, ${ctx.requestId})`);
  notePromise(tx, JOB_QUEUE[job]);
}

/** Sets a blocked submission free and promises again what its status owes. False when it is not blocked. */
export async function unblock(tx: Tx, ctx: Ctx, submissionId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ done: boolean }[]>(Prisma.sql`
    SELECT unblock(${submissionId}::uuid, ${OWED_QUEUES}::jsonb, ${ctx.actorId}::uuid, ${ctx.requestId}) AS done`);
  if (rows[0]!.done) Object.values(PIPELINE).forEach(({ owes }) => owes && notePromise(tx, JOB_QUEUE[owes]));
  return rows[0]!.done;
}

/** Forgets the promises that are paid and takes up to `limit` others, round-robin over tenants, each within its tier's share. */
export async function takePromises(db: Db, queue: QueueName, paid: string[], limit: number): Promise<Promised[]> {
  const rows = await db.outside.$queryRaw<Row[]>(Prisma.sql`
    SELECT * FROM relay_take(${queue}, ${paid}::uuid[], ${JSON.stringify(TIER_SHARE)}::jsonb, ${limit}::integer)`);
  return rows.map(promised);
}

/** Promises that were sent more than `olderMs` ago and are not paid; each is given to one caller at a time. */
export async function oldPromises(db: Db, queue: QueueName, olderMs: number, limit: number): Promise<Promised[]> {
  const rows = await db.outside.$queryRaw<Row[]>(Prisma.sql`
    SELECT * FROM sweep_sent(${queue}, ${olderMs / 1000} * interval '1 second', ${limit}::integer)`);
  return rows.map(promised);
}

/** Promises again what statuses owe and nobody promised. Returns how many. */
export async function promiseOwed(db: Db, olderMs: number): Promise<number> {
  const rows = await db.outside.$queryRaw<{ n: number }[]>(Prisma.sql`
    SELECT sweep_owed(${OWED_QUEUES}::jsonb, ${olderMs / 1000} * interval '1 second') AS n`);
  return rows[0]!.n;
}

/** A promised job gave up: blocks what it was about, with the reason. Decisions and listing changes begin anew instead, unless hopeless. */
export async function blockPromise(db: Db, promiseId: string, reason: string, hopeless: boolean): Promise<void> {
  await db.outside.$executeRaw`SELECT relay_block(${promiseId}::uuid, ${reason}, ${hopeless})`;
}

export interface QueueDepth {
  tenant: string;
  waiting: bigint;
  in_flight: bigint;
  oldest_seconds: number;
}

/** Promises of a queue for each tenant that has some. */
export async function queueDepth(db: Db, queue: QueueName): Promise<QueueDepth[]> {
  return db.outside.$queryRaw<QueueDepth[]>`SELECT * FROM queue_depth(${queue})`;
}
