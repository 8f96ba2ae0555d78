import type { Tx } from '#libs/db/db.js';
import type { AskedByMember } from '../http/request.js';

interface Dismissed {
  extension: string;
  version: string;
  reason: string;
  /** When the last of them was found; without it, all that there are. */
  until?: Date;
}

/** Writes down a maintainer's word that what rescans flagged a version for is no reason to act. What was shown to nobody is left out. */
export async function dismissFlags(tx: Tx, { ctx, member }: AskedByMember, { extension, version, reason, until }: Dismissed): Promise<void> {
  const shown = await tx.rescanResult.findMany({ where: { extension, version, action: { not: 'none' }, dismissal: null, ...(until && { at: { lte: until } }) }, select: { id: true } });
  await tx.rescanDismissal.createMany({ data: shown.map((row) => ({ tenantId: ctx.tenantId, resultId: row.id, reason, dismissedBy: member.memberId })), skipDuplicates: true });
}
