import { z } from 'zod';
import { ChangesView } from './changes.js';
import { CheckId, ProfileBody } from './profile-body.js';
import { SEVERITIES } from './severity.js';
import { LISTINGS, STATUSES } from './pipeline.js';
import { fileText, line, prose, text } from './text.js';

/** What travels over HTTP: bodies, queries and answers. The gateway validates with these, OpenAPI is made from them, the CLI reads with them. */

const time = z.iso.datetime();
const id = z.uuid();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const ROLES = ['user', 'publisher', 'maintainer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a token may be used for; a token without a scope cannot do it whatever its user's role. */
export const TOKEN_SCOPES = ['read', 'publish', 'install', 'review', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What the names and ids of every dialect come to, and nothing that is no file name. VS Code's are the longest: publisher, dot and name of 100 each. */
export const ExtensionName = z.string().regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/, 'lower-case letters, digits, and . _ - after the first, not ending with a dot').max(201);
export const VersionNumber = z.string().regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, 'a semantic version such as 1.2.3 or 1.0.0-beta.1').max(100);
export const PublisherName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits, and hyphens after the first').max(100);
const Channel = z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'lower-case letters, digits and hyphens, at most 20');

const page = { page: z.coerce.number().int().min(1).max(100_000).default(1), per_page: z.coerce.number().int().min(1).max(100).default(20) };
const Meta = z.object({ total: z.int(), page: z.int(), per_page: z.int(), last_page: z.int() });
/** A page of `item`. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), meta: Meta });
export const Paging = z.strictObject(page);

export const ProblemDocument = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

// ---- extensions ----

export const SearchQuery = z.strictObject({
  q: text(200).optional(),
  category: text(60).optional(),
  tag: text(60).optional(),
  compat: text(40).optional(),
  sort: z.enum(['popular', 'recent', 'rating', 'name', 'relevance']).default('popular'),
  ...page,
});

export const PermissionExplained = z.object({ scope: z.string(), description: z.string(), risk: z.enum(['low', 'medium', 'high']) });

export const Extension = z.object({
  name: z.string(),
  display_name: z.string(),
  description: z.string(),
  publisher: z.object({ name: z.string(), display_name: z.string(), trusted: z.boolean() }),
  compat: z.string(),
  license: z.string().nullable(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  /** The highest listed version that is not a pre-release; null when there is none. */
  latest_version: z.string().nullable(),
  latest_prerelease: z.string().nullable(),
  downloads: z.int(),
  installs: z.int(),
  rating: z.object({ average: z.number(), count: z.int() }),
  featured: z.boolean(),
  created_at: time,
  updated_at: time,
});

/** Whether a published version is offered, and served. */
const Listing = z.enum(LISTINGS);

export const Version = z.object({
  extension: z.string(),
  version: z.string(),
  channel: z.string(),
  prerelease: z.boolean(),
  listing: Listing,
  yanked: z.boolean(),
  listing_reason: z.string().nullable(),
  format: z.string(),
  package_sha256: sha256,
  package_size: z.int(),
  permissions: z.array(z.string()),
  engines: z.record(z.string(), z.string()),
  /** For each host version of the marketplace, newest first: does it run there? Null when the manifest does not say. */
  compatibility: z.array(z.object({ host_version: z.string(), runs: z.boolean().nullable() })),
  changelog: z.string().nullable(),
  downloads: z.int(),
  download_url: z.string(),
  signature: z.object({ algorithm: z.literal('ed25519'), key_id: sha256, value: z.string() }).nullable(),
  /** The publisher's key that signed the package; null for formats and packages without such a signature. */
  publisher_key_id: sha256.nullable(),
  /** The publisher's signature in base64 when the package does not hold it itself. */
  package_signature: z.string().nullable(),
  published_at: time,
});

export const ExtensionDetail = Extension.extend({
  latest: Version.nullable(),
  readme: z.string().nullable(),
  permissions: z.array(PermissionExplained),
});

export const VersionDetail = Version.extend({ manifest: z.unknown(), readme: z.string().nullable() });

export const CategoryCount = z.object({ category: z.string(), extensions: z.int() });

// ---- submissions ----

export const PublishQuery = z.strictObject({
  submit: z.enum(['true', 'false']).default('true'),
  channel: Channel.optional(),
  /** Needed only by who belongs to more than one publisher. */
  publisher: PublisherName.optional(),
});

export const DraftBody = z.strictObject({
  display_name: line(255, 1),
  /** The extension that the package will be a version of, when that is known. */
  extension: ExtensionName.optional(),
  channel: Channel.optional(),
  publisher: PublisherName.optional(),
});

const FindingCounts = z.object(Object.fromEntries(SEVERITIES.map((severity) => [severity, z.int()])) as Record<(typeof SEVERITIES)[number], z.ZodInt>);

export const Submission = z.object({
  id,
  status: z.enum(STATUSES as [string, ...string[]]),
  publisher: z.string(),
  display_name: z.string().nullable(),
  extension: z.string().nullable(),
  version: z.string().nullable(),
  channel: z.string().nullable(),
  format: z.string().nullable(),
  package_sha256: sha256.nullable(),
  package_size: z.int().nullable(),
  manifest: z.unknown(),
  permissions: z.array(z.string()),
  findings: FindingCounts.nullable(),
  /** What the checks came to, and why. */
  verdict: z.object({ verdict: z.enum(['pass', 'needs-human', 'reject']), reasons: z.array(z.string()) }).nullable(),
  /** What became of the version since it was published, and why; null for what is not published. */
  listing: Listing.nullable().default(null),
  listing_reason: z.string().nullable().default(null),
  /** Why its owed job gave up; null when all is well. */
  blocked: z.string().nullable(),
  /** Why a maintainer looks, in sentences for its author; empty unless one is to look now. */
  review_reasons: z.array(z.string()).default([]),
  feedback: z.object({ reasons: z.array(z.string()), text: z.string().nullable() }).nullable(),
  timeline: z.array(z.object({ status: z.string(), at: time, actor: z.string().nullable(), reason: z.string().nullable() })),
  /** Place among what waits for the same step of the same tenant, from 1; null when nothing is waited for. */
  queue_position: z.int().nullable(),
  created_at: time,
  updated_at: time,
});

export const SubmissionsQuery = z.strictObject({ status: z.enum(STATUSES as [string, ...string[]]).optional(), ...page });

export const FindingView = z.object({
  check: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  file: z.string().nullable(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  message: z.string(),
  evidence: z.string().nullable(),
  /** Why it matters, the same for all findings of a check; null for scans of releases that did not say. */
  why: z.string().nullable(),
  help: z.string(),
});

export const CheckView = z.object({ check: z.string(), version: z.int(), outcome: z.string(), duration_ms: z.number(), findings: z.int(), detail: z.string().nullable(), enforced: z.boolean().nullable(), required: z.boolean().nullable(), at: time });

/** What of the profile a verdict went by, under the profile's own names; of `checks` those that did not run, count or have to answer. Earlier releases did not write these down. */
export const PolicyThatCounted = z.object({
  reject_at: z.enum(['critical', 'block']),
  score: z.object({ human_at: z.int(), reject_at: z.int().nullable(), threats: z.array(z.string()) }),
  checks: z.record(z.string(), z.object({ enabled: z.boolean(), enforced: z.boolean(), required: z.boolean() })).optional(),
});

/** Names and hashes of a marketplace's YARA rules; GET /yara-rules/{name}/versions/{sha256} has their texts. */
const YaraUsed = z.array(z.object({ name: z.string(), sha256 }));

/**
 * What a scan or a rescan went by: these bytes, these rules, this verdict, then. `rule_set` is a SHA-256 over the ids and
 * versions of all rules. What a scan of an earlier release did not write down is null.
 */
export const ScannedWith = z.object({
  rule_set: sha256,
  yara: YaraUsed.nullable(),
  engines: z.record(z.string(), z.string()),
  score: z.int().nullable(),
  policy: PolicyThatCounted.nullable(),
  duration_ms: z.number(),
  at: time,
});

// ---- moderation ----

export const QueueQuery = z.strictObject({ state: z.enum(['open', 'approved', 'rejected', 'closed']).default('open'), assigned_to: text(60).optional(), ...page });

const Lease = z.object({ holder: z.string(), expires_at: time });

export const ReviewEntry = z.object({
  id,
  state: z.enum(['open', 'approved', 'rejected', 'closed']),
  submission_id: id,
  extension: z.string(),
  version: z.string(),
  publisher: z.string(),
  /** Why it stands where it stands: each reason moves it forward by hours. */
  reasons: z.array(z.object({ reason: z.string(), hours: z.number(), text: z.string() })),
  head_start_hours: z.number(),
  opened_at: time,
  due_at: time,
  overdue: z.boolean(),
  lease: Lease.nullable(),
});

/** What has become of the rules since the submission was scanned, a sentence each: a scan now might say something else. Of a review that is over, nothing. */
const RulesChanged = z.array(z.string());

export const ReviewDetail = ReviewEntry.extend({
  submission: Submission,
  /** Those first that the version before did not have. */
  findings: z.array(FindingView.extend({ new: z.boolean() })),
  checks: z.array(CheckView),
  scanned_with: ScannedWith.nullable(),
  rules_changed: RulesChanged,
  /** Against the version that users have: permissions, servers, entry points, exports, dependencies, native files, engines, files with their SHA-256, breaking changes. As things stand now; of a review that is over, as it was decided, and what an earlier release compared. Null when the package could not be read. */
  changes: z.union([ChangesView, z.record(z.string(), z.unknown())]).nullable(),
  history: z.array(z.object({ submission_id: id, version: z.string().nullable(), status: z.string(), at: time })),
});

export const Claim = z.object({ review_id: id, lease: z.string(), expires_at: time, rules_changed: RulesChanged });
export const ReleaseBody = z.strictObject({ lease: text(40, 1) });
export const DecisionBody = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  reasons: z.array(prose(200, 1)).max(20).default([]),
  feedback: prose(10_000).optional(),
  lease: text(40, 1),
});

// ---- ratings and listings ----

export const RatingBody = z.strictObject({ rating: z.int().min(1).max(5), title: line(255).default(''), body: prose(10_000).default('') });
export const RatingView = z.object({ member: z.string(), rating: z.int(), title: z.string(), body: z.string(), created_at: time, updated_at: time });
export const YankBody = z.strictObject({ reason: prose(1_000, 1) });
export const FeatureBody = z.strictObject({ featured: z.boolean() });

// ---- publishers, members, tokens ----

export const PublisherBody = z.strictObject({ name: PublisherName, display_name: line(255, 1) });
export const PublisherView = z.object({
  name: z.string(),
  display_name: z.string(),
  trusted: z.boolean(),
  members: z.array(z.string()),
  keys: z.array(z.object({ id: sha256, public_key_pem: z.string(), created_at: time, revoked: z.boolean() })),
});
export const TrustBody = z.strictObject({ trusted: z.boolean() });
export const Handle = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/, 'lower-case letters, digits, and _ . - after the first, at most 60');
export const PublisherMemberBody = z.strictObject({ handle: text(60, 1) });
export const KeyBody = z.strictObject({ public_key_pem: text(2_000, 1) });
export const KeyView = z.object({ id: sha256, public_key_pem: z.string(), created_at: time });
export const SigningKeys = z.object({ data: z.array(KeyView) });
export const TokenBody = z.strictObject({
  name: line(100, 1),
  scopes: z.array(z.enum(TOKEN_SCOPES)).min(1).max(TOKEN_SCOPES.length),
  expires_in_days: z.int().min(1).max(366).default(90),
  /** For another member: admins only. */
  member: text(60, 1).optional(),
});
export const TokenView = z.object({ id, name: z.string(), scopes: z.array(z.string()), expires_at: time, created_at: time });
export const TokenCreated = TokenView.extend({ token: z.string() });
export const MembersBody = z.strictObject({ members: z.array(z.strictObject({ handle: Handle, role: z.enum(ROLES) })).min(1).max(1_000) });
export const MemberView = z.object({ handle: z.string(), role: z.enum(ROLES), created_at: time });
export const Me = z.object({ handle: z.string(), role: z.enum(ROLES), scopes: z.array(z.string()), publishers: z.array(z.string()), tenant: z.string() });

// ---- platform ----

export const TenantSlug = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower-case letters, digits and hyphens');
export const TenantBody = z.strictObject({
  slug: TenantSlug,
  name: line(100, 1),
  profile: ProfileBody,
  hosts: z.array(z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$/)).max(20).default([]),
  /** Handle of the first admin, whose token is in the answer. */
  admin: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/).default('admin'),
});
export const TenantCreated = z.object({ id, slug: z.string(), name: z.string(), admin: z.object({ handle: z.string(), token: z.string() }) });

export const TierBody = z.strictObject({ tier: ProfileBody.shape.tier.unwrap() });
export const TierView = TierBody.extend({ slug: z.string() });

// ---- rules that change ----

export const RescanBody = z.strictObject({
  /** Only the versions of this extension; all extensions when left out. */
  extension: ExtensionName.optional(),
  /** Only these checks, by id; all when left out. */
  rules: z.array(CheckId).max(100).default([]),
  /** Finds and tells, and nothing follows from it. */
  dry_run: z.boolean().default(false),
});
export const RescanView = z.object({
  id,
  state: z.enum(['running', 'stopped', 'done']),
  extension: z.string().nullable(),
  rules: z.array(z.string()),
  dry_run: z.boolean(),
  /** SHA-256 over the ids and versions of all rules that it looked at the last version with; null until it begins. */
  rule_set: sha256.nullable(),
  /** Versions, those that were approved before it and are published later as soon as they are looked at; null until they are counted. */
  total: z.int().nullable(),
  done: z.int(),
  matched: z.int(),
  /** Versions about which today's rules say nothing: the package is gone or another one, or the scan ended early. */
  no_answer: z.int(),
  percent: z.number(),
  /** What is to be known about it: why it did not do what was asked, why it does not get on, or that rules changed and how many versions it looked at with those of before. */
  note: z.string().nullable(),
  requested_by: z.string().nullable(),
  requested_at: time,
  finished_at: time.nullable(),
});
export const RescanResultsQuery = z.strictObject({ outcome: z.enum(['clean', 'matched', 'no-answer']).optional(), ...page });
export const RescanResultView = z.object({
  id,
  rescan_id: id,
  extension: z.string(),
  version: z.string(),
  package_sha256: sha256,
  outcome: z.enum(['clean', 'matched', 'no-answer']),
  /** What a submission of these bytes would have come to, asked for these checks, with what maintainers have settled left out; null, and no reasons, of earlier releases. */
  verdict: z.enum(['pass', 'needs-human', 'reject']).nullable(),
  reasons: z.array(z.string()),
  /** What followed from it, by the policy of that moment. */
  action: z.enum(['none', 'review', 'quarantine']),
  /** Those that count and that no maintainer has settled, the ones that match first. */
  findings: z.array(FindingView.omit({ check: true, why: true })),
  /** Checks that were asked, those first that found something or gave no answer; earlier releases kept only these. */
  runs: z.array(z.object({ check: z.string(), version: z.int(), outcome: z.string(), duration_ms: z.number(), detail: z.string().nullable() })),
  ...ScannedWith.shape,
});
/** The last result that flagged the version, with the findings of all that are open, and without the checks that passed. */
export const FlaggedView = RescanResultView.extend({ listing: Listing, publisher: z.string() });
export const DismissBody = z.strictObject({ reason: prose(1_000, 1) });

/** Characters of one source of YARA rules. */
export const MOST_YARA_CHARACTERS = 65_536;
export const YaraRuleName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, a letter first, at most 40');
/** Lower-case hexadecimal. */
export const Sha256 = sha256;
export const YaraRuleBody = z.strictObject({ source: fileText(MOST_YARA_CHARACTERS, 1) });
export const YaraRuleView = z.object({ name: z.string(), sha256, source: z.string(), written_by: z.string().nullable(), created_at: time, updated_at: time });
/** A text that YARA rules have or had; it stays when they are replaced or removed. */
export const YaraVersionView = z.object({ name: z.string(), sha256, source: z.string(), written_by: z.string().nullable(), written_at: time });

/** All that was taken down, or what of one extension was. */
export const TakedownsQuery = z.strictObject({ extension: ExtensionName.optional(), ...page });
/** One version that was taken down, `withdrawn` once it was restored, in the OSV format, https://ossf.github.io/osv-schema/. */
export const OsvRecord = z.object({
  schema_version: z.literal('1.7.0'),
  id: z.string().regex(/^SOUK-[0-9a-f]{16}$/),
  modified: time,
  published: time,
  withdrawn: time.optional(),
  summary: z.string(),
  details: z.string(),
  affected: z.array(z.object({
    package: z.object({ ecosystem: z.string(), name: z.string() }),
    versions: z.array(z.string()),
    database_specific: z.object({ sha256, format: z.string() }),
  })),
  references: z.array(z.object({ type: z.literal('PACKAGE'), url: z.string() })),
});
