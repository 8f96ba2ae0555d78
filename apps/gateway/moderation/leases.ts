import type { Told } from '#libs/comparison/comparison.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import type { AskedByMember } from '../http/request.js';

const MINUTE_MS = 60_000;

export interface Held {
  /** The fencing token: grows with every claim, so that an old one can be told. */
  fence: bigint;
  expiresAt: Date;
  /** What its holder was told when they claimed the review. */
  told: Told;
}

interface Row {
  holder_id: string;
  fence: bigint;
  expires_at: Date;
  live: boolean;
  against: string | null;
  rules_changed: string[];
}

/** Gives the review to the member, or renews what they hold; with what they are told of it. 409 while somebody else holds it. */
export async function claim(tx: Tx, asked: AskedByMember, reviewId: string, told: Told): Promise<Held> {
  const { tenantId } = asked.ctx;
  const minutes = asked.tenant.profile.review.lease_minutes;
  const rows = await tx.$queryRaw<{ fence: bigint; expires_at: Date }[]>(Prisma.sql`
    INSERT INTO review_lease AS l (tenant_id, review_id, holder_id, fence, expires_at, against, rules_changed)
    VALUES (${tenantId}::uuid, ${reviewId}::uuid, ${asked.member.memberId}::uuid, 1, now() + ${minutes} * interval '1 minute', ${told.against}, ${told.rulesChanged})
    ON CONFLICT (tenant_id, review_id) DO UPDATE
    SET holder_id = excluded.holder_id, expires_at = excluded.expires_at, fence = l.fence + 1, against = excluded.against, rules_changed = excluded.rules_changed
    WHERE l.holder_id = excluded.holder_id OR l.expires_at <= now()
    RETURNING fence, expires_at`);
  const row = rows[0];
  if (row) return { fence: row.fence, expiresAt: row.expires_at, told };
  const held = await read(tx, reviewId);
  const holder = held && (await tx.member.findFirst({ where: { id: held.holder_id }, select: { handle: true } }));
  const minutesLeft = held ? Math.max(Math.ceil((held.expires_at.getTime() - Date.now()) / MINUTE_MS), 1) : 0;
  throw new Problem('lease-held', `${holder?.handle ?? 'Another maintainer'} holds this review for ${minutesLeft} more minutes.`, {
    extra: { holder: holder?.handle ?? null, expires_at: held?.expires_at.toISOString() ?? null },
  });
}

/** Gives a review back. 409 with a stale lease. */
export async function release(tx: Tx, asked: AskedByMember, reviewId: string, lease: string): Promise<void> {
  await mustHold(tx, asked, reviewId, lease);
  await tx.$executeRaw`UPDATE review_lease SET expires_at = now() WHERE review_id = ${reviewId}::uuid`;
}

/** Makes sure that `lease` is the current claim and the member's, and keeps it so until the transaction ends. */
export async function mustHold(tx: Tx, asked: AskedByMember, reviewId: string, lease: string): Promise<Held> {
  const held = await read(tx, reviewId);
  if (held && held.live && held.holder_id === asked.member.memberId && String(held.fence) === lease) return { fence: held.fence, expiresAt: held.expires_at, told: { against: held.against, rulesChanged: held.rules_changed } };
  throw new Problem('lease-stale', 'The lease has expired, was given back or was claimed again. Claim the review anew and look at it once more.');
}

async function read(tx: Tx, reviewId: string): Promise<Row | null> {
  const rows = await tx.$queryRaw<Row[]>(Prisma.sql`SELECT holder_id, fence, expires_at, expires_at > now() AS live, against, rules_changed FROM review_lease WHERE review_id = ${reviewId}::uuid FOR UPDATE`);
  return rows[0] ?? null;
}
