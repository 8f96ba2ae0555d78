import type { z } from 'zod';
import type * as api from '#libs/contracts/api.js';
import type { Listing } from '#libs/contracts/pipeline.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Prisma } from '#libs/db/db.js';
import { runsOn } from '#libs/manifest/compatibility.js';
import type { Manifest } from '#libs/manifest/manifest.js';

type Out<T extends z.ZodType> = z.output<T>;

/** What a scan or a rescan went by. */
export function scannedWithView(row: Pick<Prisma.ScanGetPayload<object>, 'ruleSet' | 'yara' | 'engines' | 'score' | 'policy' | 'durationMs' | 'at'>): Out<typeof api.ScannedWith> {
  const { ruleSet, yara, engines, score, policy, durationMs, at } = row;
  return { rule_set: ruleSet, yara: yara as Out<typeof api.ScannedWith>['yara'], engines: engines as Record<string, string>, score, policy: policy as Out<typeof api.ScannedWith>['policy'], duration_ms: durationMs, at: at.toISOString() };
}

/** A row as the API shows it. */
export function extensionView(row: Prisma.ExtensionGetPayload<{ include: { publisher: true; stats: true } }>): Out<typeof api.Extension> {
  return {
    name: row.name,
    display_name: row.displayName,
    description: row.description,
    publisher: { name: row.publisher.name, display_name: row.publisher.displayName, trusted: row.publisher.trusted },
    compat: row.compat,
    license: row.license,
    categories: row.categories,
    tags: row.tags,
    latest_version: row.latestVersion,
    latest_prerelease: row.latestPrerelease,
    downloads: Number(row.stats?.downloads ?? 0),
    installs: row.stats?.installs ?? 0,
    rating: { average: Math.round((row.stats?.ratingAverage ?? 0) * 100) / 100, count: row.stats?.ratingCount ?? 0 },
    featured: row.featured,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** A version; `base` is where this tenant's API begins, `profile` says for which hosts compatibility is shown. */
export function versionView(row: Omit<Prisma.VersionGetPayload<object>, 'readme'>, { downloads, base, profile }: { downloads: number; base: string; profile: Profile }): Out<typeof api.Version> {
  const manifest = row.manifest as unknown as Manifest;
  return {
    extension: row.extension,
    version: row.version,
    channel: row.channel,
    prerelease: row.prerelease,
    listing: row.listing as Listing,
    yanked: row.listing === 'yanked',
    listing_reason: row.listingReason,
    format: row.format,
    package_sha256: row.packageSha256,
    package_size: Number(row.packageSize),
    permissions: row.permissions,
    engines: manifest.engines,
    compatibility: profile.host_versions.map((version) => ({ host_version: version, runs: runsOn(manifest, profile.host, version) })),
    changelog: row.changelog,
    downloads,
    download_url: `${base}${downloadPath(row.extension, row.version)}`,
    signature: row.signature as Out<typeof api.Version>['signature'],
    publisher_key_id: row.publisherKeyId,
    package_signature: row.packageSignature,
    published_at: row.publishedAt.toISOString(),
  };
}

/** Where a version's bytes are, from the beginning of the tenant's API. */
export function downloadPath(extension: string, version: string): string {
  return `/extensions/${extension}/versions/${encodeURIComponent(version)}/download`;
}

/** A manifest for everybody: what the author wrote beside the normalised fields may hold addresses of people. */
export function publicManifest(manifest: Manifest): Omit<Manifest, 'original'> {
  const { original: _, ...shown } = manifest;
  return shown;
}

/** Scopes with their meaning in this marketplace. */
export function explain(scopes: readonly string[], profile: Profile): Out<typeof api.PermissionExplained>[] {
  return scopes.map((scope) => ({ scope, description: profile.permissions[scope]?.description ?? 'Not described by this marketplace.', risk: profile.permissions[scope]?.risk ?? 'high' }));
}

/** What is read with a submission to show it. */
export const SHOWN_WITH = { publisher: { select: { name: true } }, review: { select: { reasons: true } }, published: { select: { listing: true, listingReason: true } } } as const;
export type SubmissionRow = Prisma.SubmissionGetPayload<{ include: typeof SHOWN_WITH }>;

/** Of the reasons of a review, the one that its author is told, too: the others place it in the queue. */
const TOLD_TO_AUTHORS = 'not-automatic';

/** Why a maintainer looks: what policy says, then what the checks say when they ask for one. */
function reviewReasons({ status, review, verdict }: SubmissionRow): string[] {
  if (status !== 'IN_REVIEW' || review === null) return [];
  const policy = (review.reasons as Out<typeof api.ReviewEntry>['reasons']).filter(({ reason }) => reason === TOLD_TO_AUTHORS).map(({ text }) => text);
  const checks = verdict as Out<typeof api.Submission>['verdict'];
  return [...policy, ...(checks?.verdict === 'needs-human' ? checks.reasons : [])];
}

/** A submission with what happened to it. `handles` names members by id. */
export function submissionView(row: SubmissionRow, more: { events: Prisma.EventGetPayload<object>[]; handles: Map<string, string>; position: number | null }): Out<typeof api.Submission> {
  const moves = more.events.filter((event) => event.kind === 'transition');
  const begun = { status: 'DRAFT', at: row.createdAt.toISOString(), actor: more.handles.get(row.submittedBy) ?? null, reason: null };
  return {
    id: row.id,
    status: row.status,
    publisher: row.publisher.name,
    display_name: row.displayName,
    extension: row.extension ?? row.expectedExtension,
    version: row.version,
    channel: row.channel,
    format: row.format,
    package_sha256: row.packageSha256,
    package_size: row.packageSize === null ? null : Number(row.packageSize),
    manifest: row.manifest,
    permissions: row.permissions,
    findings: row.findings as Out<typeof api.Submission>['findings'],
    verdict: row.verdict as Out<typeof api.Submission>['verdict'],
    listing: (row.published?.listing as Listing | undefined) ?? null,
    listing_reason: row.published?.listingReason ?? null,
    blocked: row.blocked,
    review_reasons: reviewReasons(row),
    feedback: row.feedback as Out<typeof api.Submission>['feedback'],
    timeline: [begun, ...moves.map((event) => ({ status: event.to!, at: event.at.toISOString(), actor: event.actorId ? (more.handles.get(event.actorId) ?? null) : null, reason: event.reason }))],
    queue_position: more.position,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

/** A page of rows with its numbers. */
export function pageView<T>(data: T[], total: number, { page, per_page }: { page: number; per_page: number }) {
  return { data, meta: { total, page, per_page, last_page: Math.max(Math.ceil(total / per_page), 1) } };
}
