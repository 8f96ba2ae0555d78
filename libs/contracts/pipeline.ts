/**
 * The journey of a submission: the first file to read.
 *
 * Each status states a fact and owes at most one job. `transition` (libs/db/transition.ts) is the
 * only code that moves a submission; a move that is not in this table does not compile.
 */
export const PIPELINE = {
  /** Metadata only, no package yet. */
  DRAFT: { owes: null, next: ['SAVED', 'WITHDRAWN'] },
  /** Package stored and hashed, not submitted. */
  SAVED: { owes: null, next: ['QUEUED', 'WITHDRAWN'] },
  /** Submitted by its publisher. */
  QUEUED: { owes: 'submission.validate', next: ['IN_REVIEW', 'REJECTED', 'WITHDRAWN'] },
  /** Every required check ran and none blocks. */
  IN_REVIEW: { owes: 'review.open', next: ['APPROVED', 'REJECTED', 'WITHDRAWN'] },
  /** Decided, by policy or by a maintainer. */
  APPROVED: { owes: 'version.publish', next: ['PUBLISHED'] },
  /** The version exists and can be installed. */
  PUBLISHED: { owes: null, next: [] },
  /** With reasons and feedback. */
  REJECTED: { owes: null, next: [] },
  /** By its publisher. */
  WITHDRAWN: { owes: null, next: [] },
} as const satisfies Record<string, { owes: OwedJob | null; next: readonly string[] }>;

type OwedJob = 'submission.validate' | 'review.open' | 'version.publish';

export type Status = keyof typeof PIPELINE;
export type Next<S extends Status> = (typeof PIPELINE)[S]['next'][number];

export const STATUSES = Object.keys(PIPELINE) as Status[];

/** Statuses in which the same bytes again are the same submission. */
export const LIVE_STATUSES = ['SAVED', 'QUEUED', 'IN_REVIEW', 'APPROVED', 'PUBLISHED'] as const satisfies readonly Status[];

/** True when no further move exists. */
export function isFinal(status: Status): boolean {
  return PIPELINE[status].next.length === 0;
}

/** The states of a published version; its bytes never change. */
export const LISTINGS = ['listed', 'yanked', 'quarantined'] as const;

export type Listing = (typeof LISTINGS)[number];

/** Where a published version may go from its state: a quarantine ends where it began. `yankReason` is null when its publisher has not yanked it. */
export function nextListings({ listing, yankReason }: { listing: string; yankReason: string | null }): readonly Listing[] {
  if (listing === 'quarantined') return [yankReason === null ? 'listed' : 'yanked'];
  return listing === 'yanked' ? ['listed', 'quarantined'] : ['yanked', 'quarantined'];
}
