/**
 * Every queue with its whole policy, every job with its payload. A service registers one handler
 * for each job of its queue (libs/queue/worker.ts); a missing or a surplus handler does not compile.
 *
 * Jobs carry ids and re-read; a payload never carries what the database knows.
 */
export interface QueuePolicy {
  /** Runs of one job before its submission is blocked. */
  readonly attempts: number;
  /** First wait between runs in ms; doubles each time. */
  readonly backoffMs: number;
  /** Jobs of one worker process at a time. */
  readonly concurrency: number;
  /** How long a worker may hold a job without renewing, in ms. */
  readonly lockMs: number;
  /** How long failed jobs stay for inspection, in seconds. Done jobs are removed at once. */
  readonly keepFailedSeconds: number;
}

export const QUEUES = {
  validation: { attempts: 5, backoffMs: 1_000, concurrency: 4, lockMs: 10_000, keepFailedSeconds: 86_400 },
  /** Behind everything else: one package at a time, beside the submissions. */
  rescan: { attempts: 5, backoffMs: 2_000, concurrency: 1, lockMs: 10_000, keepFailedSeconds: 86_400 },
  review: { attempts: 8, backoffMs: 500, concurrency: 8, lockMs: 10_000, keepFailedSeconds: 86_400 },
  storage: { attempts: 10, backoffMs: 1_000, concurrency: 8, lockMs: 15_000, keepFailedSeconds: 86_400 },
  installs: { attempts: 8, backoffMs: 500, concurrency: 8, lockMs: 10_000, keepFailedSeconds: 86_400 },
} as const satisfies Record<string, QueuePolicy>;

export type QueueName = keyof typeof QUEUES;

export interface JobPayloads {
  /** Opens the package, runs the checks, moves QUEUED → IN_REVIEW or REJECTED. */
  'submission.validate': { submissionId: string };
  /** Runs today's rules over the next published versions of a rescan; `chunk` counts them. */
  'rescan.chunk': { rescanId: string; chunk: number };
  /** Looks at a version that a rescan covers and that was published since it was asked for, where the rescan is done by then. */
  'rescan.late': { rescanId: string; extension: string; version: string };
  /** Approves by policy or opens a review. */
  'review.open': { submissionId: string };
  /** Carries out a maintainer's decision (a row of `decision`). */
  'review.decide': { decisionId: string };
  /** Copies the package to its content address and creates the version. */
  'version.publish': { submissionId: string };
  /** Moves a published version between listed, yanked and quarantined (a row of `listing_change`). */
  'version.list': { changeId: string };
  /** Quarantines a published version in which a rescan found something (a row of `rescan_result`). */
  'version.recall': { resultId: string };
  /** An admin puts an extension forward, or no longer. */
  'extension.feature': { featureId: string; extension: string; featured: boolean; memberId: string };
  /** A user installed a version. */
  'install.record': { installId: string; memberId: string; extension: string; version: string; clientId: string | null; hostVersion: string | null; at: string };
  /** A user uninstalled. */
  'install.remove': { uninstallId: string; memberId: string; extension: string; at: string };
  /** Downloads since the last count, per extension and version. */
  'download.count': { counts: { extension: string; version: string; count: number }[] };
  /** A user rated an extension they installed. */
  'rating.record': { ratingId: string; memberId: string; extension: string; rating: number; title: string; body: string; at: string };
}

export type JobName = keyof JobPayloads;

/** The queue, and so the service, that handles a job. */
export const JOB_QUEUE = {
  'submission.validate': 'validation',
  'rescan.chunk': 'rescan',
  'rescan.late': 'rescan',
  'review.open': 'review',
  'review.decide': 'review',
  'version.publish': 'storage',
  'version.list': 'storage',
  'version.recall': 'storage',
  'extension.feature': 'storage',
  'install.record': 'installs',
  'install.remove': 'installs',
  'download.count': 'installs',
  'rating.record': 'installs',
} as const satisfies Record<JobName, QueueName>;

/** The jobs of one queue. */
export type JobsOf<Q extends QueueName> = { [J in JobName]: (typeof JOB_QUEUE)[J] extends Q ? J : never }[JobName];

/** What travels through BullMQ. `promiseId` is the outbox row that is paid by doing the job; null when none was made. */
export interface JobEnvelope<J extends JobName = JobName> {
  readonly promiseId: string | null;
  readonly tenantId: string;
  readonly actorId: string | null;
  readonly requestId: string;
  /** When the job was promised, RFC 3339. */
  readonly promisedAt: string;
  readonly payload: JobPayloads[J];
}
