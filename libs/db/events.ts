import type { Ctx } from '#libs/contracts/context.js';
import { Prisma, type Announcement, type Tx } from './db.js';

export interface Happening {
  kind: string;
  submissionId?: string;
  extension?: string;
  from?: string;
  to?: string;
  reason?: string;
}

/** Adds an event that is not a move of a submission. */
export async function recordEvent(tx: Tx, ctx: Ctx, what: Happening): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    SELECT record_event(${what.kind}, ${what.submissionId ?? null}::uuid, ${what.extension ?? null}, ${what.from ?? null}, ${what.to ?? null},
      ${ctx.actorId}::uuid, ${what.reason ?? null}, ${ctx.requestId})`);
}

/** Tells whoever listens, once the transaction commits; leaves no row. For what waits for an answer and for what remembers. */
export async function announce(tx: Tx, announcement: Announcement): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('souk_event', ${JSON.stringify(announcement)})`;
}
