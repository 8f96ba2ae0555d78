import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from '#libs/manifest/limits.js';
import { text } from './text.js';

/**
 * How many jobs of one tenant may be in flight in each queue: while it is alone, and beside other tenants that have work. Beside
 * others it is what stands before their next job, and what it has to share the processors with (docs/decisions/0003).
 */
export const TIER_SHARE = {
  small: { alone: 1, beside: 1 },
  standard: { alone: 2, beside: 1 },
  large: { alone: 16, beside: 4 },
} as const;

/** The widest limits that a profile may set. */
const WIDEST_LIMITS = Object.fromEntries(Object.entries(DEFAULT_LIMITS).map(([name, value]) => [name, value * 5])) as unknown as Limits;

const limits = z.strictObject(
  Object.fromEntries(Object.entries(DEFAULT_LIMITS).map(([name, value]) => [name, z.int().positive().max(WIDEST_LIMITS[name as keyof Limits]).default(value)])) as {
    [K in keyof Limits]: z.ZodDefault<z.ZodInt>;
  },
);

const check = z.strictObject({
  /** Runs at all. */
  enabled: z.boolean().default(true),
  /** Its findings count for the verdict; otherwise they are only shown. */
  enforced: z.boolean().default(true),
  /** Not having run (crash, time-out, missing) keeps the submission from automatic approval. */
  required: z.boolean().default(true),
});

const autoApprove = z.strictObject({
  /** Whose submissions policy may approve without a maintainer. */
  publishers: z.enum(['nobody', 'trusted', 'everybody']).default('trusted'),
  /** The worst finding that policy may approve. */
  max_severity: z.enum(['info', 'low', 'medium']).default('low'),
  /** May policy approve the first version of an extension? */
  first_version: z.boolean().default(false),
  /** May policy approve scopes that the last published version did not have? */
  new_permissions: z.boolean().default(false),
  /** Published versions that a publisher needs before policy approves. */
  min_published: z.int().min(0).default(0),
});

/** A tenant's dialect and policy, as data, as it is stored and read. What is left out has the default shown here. */
export const Profile = z.strictObject({
  /** Share of each queue. */
  tier: z.enum(['small', 'standard', 'large']).default('standard'),
  /** Formats that this marketplace takes, by id. */
  formats: z.array(text(40)).min(1).max(10),
  /** The host's name in a manifest's `engines`. */
  host: text(60),
  /** Host versions that compatibility is shown for, newest first. */
  host_versions: z.array(text(60)).max(50).default([]),
  /** Categories that a manifest may name; empty means any. */
  categories: z.array(text(60)).max(100).default([]),
  /** Known scopes with their meaning, shown to users and maintainers. */
  permissions: z.record(text(80), z.strictObject({
    description: text(300),
    risk: z.enum(['low', 'medium', 'high']).default('medium'),
  })).default({}),
  /** Names that nobody may take, besides the ones the API needs. */
  reserved_names: z.array(text(100)).max(1000).default([]),
  limits: limits.prefault({}),
  /** Check id → how it counts; a check that is not named here is enabled, enforced and required. */
  checks: z.record(text(80), check).default({}),
  /** Findings this bad reject by themselves; with `block`, critical ones are a maintainer's to judge. */
  reject_at: z.enum(['critical', 'block']).default('critical'),
  /** Points of suspicion that findings up to high add up to. */
  score: z.strictObject({
    /** From here on a maintainer looks. */
    human_at: z.int().positive().max(1_000).default(6),
    /** From here on it is rejected; null for never. Not written below `human_at`; equal to it, the score asks no maintainer. */
    reject_at: z.int().positive().max(1_000).nullable().default(null),
    /** Checks that count as threats here and elsewhere only say what a package can do, for example `native-binary` where hosts forbid programs. */
    threats: z.array(text(80)).max(100).default([]),
  }).prefault({}),
  review: z.strictObject({
    auto_approve: autoApprove.prefault({}),
    /** Hours until a review is due. */
    due_hours: z.int().positive().max(24 * 90).default(72),
    /** Minutes that a maintainer holds a claimed review. */
    lease_minutes: z.int().positive().max(24 * 60).default(30),
    /** What becomes of a published version that today's rules keep back: only told; shown to maintainers; or quarantined where it would be rejected, and shown where a maintainer would look. */
    rescan: z.enum(['report', 'review', 'quarantine']).default('report'),
  }).prefault({}),
  quotas: z.strictObject({
    /** Uploads of one publisher in 24 hours. */
    uploads_per_day: z.int().positive().max(1_000_000).default(200),
    /** Submissions of one publisher that have not ended. */
    open_submissions: z.int().positive().max(1_000_000).default(100),
  }).prefault({}),
  rate_limits: z.strictObject({
    /** Requests a minute from one address without a token. */
    address_per_minute: z.int().positive().max(100_000_000).default(600),
    /** Requests a minute with one token. */
    token_per_minute: z.int().positive().max(100_000_000).default(1200),
    /** Uploads a minute with one token. */
    upload_per_minute: z.int().positive().max(100_000_000).default(60),
  }).prefault({}),
});

export type Profile = z.output<typeof Profile>;

/**
 * The profile for a package of this format that the marketplace took before: which formats it takes and how much a package may
 * hold is asked of who enters. The rest that is asked of them (names, categories, scopes, host versions) the check `marketplace` asks.
 */
export function profileForTaken(profile: Profile, format: string): Profile {
  return { ...profile, formats: [format], limits: WIDEST_LIMITS };
}

/** What of a profile a verdict goes by besides what the checks are told: limits, and the checks that do not run, do not count or need not answer. */
export function policyThatCounts({ reject_at, score, checks }: Profile): Pick<Profile, 'reject_at' | 'score' | 'checks'> {
  return { reject_at, score, checks: Object.fromEntries(Object.entries(checks).filter(([, { enabled, enforced, required }]) => !(enabled && enforced && required))) };
}

/**
 * The part of a profile that a scan decides by, a profile itself: what authors may know to scan before they publish. Shares,
 * quotas, rate limits and the maintainers' hours are the marketplace's own, and so are reserved names, which may be somebody's
 * plans: whether a name is free only the marketplace tells, one at a time.
 */
export const ScanProfile = Profile.pick({ formats: true, host: true, host_versions: true, categories: true, permissions: true, limits: true, checks: true, reject_at: true, score: true }).extend({
  review: z.strictObject({ auto_approve: autoApprove }),
});

/** The part of this profile that authors may know. */
export function scanProfileOf({ formats, host, host_versions, categories, permissions, limits: most, checks, reject_at, score, review }: Profile): z.output<typeof ScanProfile> {
  return { formats, host, host_versions, categories, permissions, limits: most, checks, reject_at, score, review: { auto_approve: review.auto_approve } };
}
