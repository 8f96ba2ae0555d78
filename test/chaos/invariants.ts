import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseKey } from '#libs/blobs/keys.js';
import { PIPELINE, type Status } from '#libs/contracts/pipeline.js';
import type { Servers } from './servers.js';
import { download, type Kind, type Package } from './workload.js';

/** At most this many examples of each broken invariant are told. */
const EXAMPLES = 3;

interface SubmissionRow {
  id: string;
  slug: string;
  sha256: string;
  status: Status;
  owes: string | null;
  blocked: string | null;
  path: [from: Status, to: Status][];
  /** What the checks did and found, as text. */
  checks: string;
  versions: number;
  reviews: number;
  review_states: string[];
}

const SUBMISSIONS = `
  SELECT s.id, t.slug, s.package_sha256 AS sha256, s.status, s.owes, s.blocked,
    (SELECT coalesce(json_agg(json_build_array(e."from", e."to") ORDER BY e.id), '[]') FROM event e WHERE e.tenant_id = s.tenant_id AND e.submission_id = s.id AND e.kind = 'transition') AS path,
    concat_ws(' | ',
      (SELECT string_agg(concat_ws(' ', c."check", c.outcome, c.findings), ', ' ORDER BY c."check") FROM check_run c WHERE c.tenant_id = s.tenant_id AND c.submission_id = s.id),
      (SELECT string_agg(concat_ws(' ', f.position, f.rule, f.severity, f.file, f.line), ', ' ORDER BY f.position) FROM finding f WHERE f.tenant_id = s.tenant_id AND f.submission_id = s.id),
      (SELECT 'content' FROM package_content p WHERE p.tenant_id = s.tenant_id AND p.submission_id = s.id)) AS checks,
    (SELECT count(*)::int FROM version v WHERE v.tenant_id = s.tenant_id AND v.submission_id = s.id AND v.package_sha256 = s.package_sha256) AS versions,
    (SELECT count(*)::int FROM review r WHERE r.tenant_id = s.tenant_id AND r.submission_id = s.id) AS reviews,
    (SELECT coalesce(array_agg(r.state), '{}') FROM review r WHERE r.tenant_id = s.tenant_id AND r.submission_id = s.id) AS review_states
  FROM submission s JOIN tenant t ON t.id = s.tenant_id`;

/** Rows that must not exist, by what they are. */
const ORPHAN_ROWS: Record<string, string> = {
  'promises in the outbox': 'SELECT job FROM outbox',
  'versions without a published submission': `SELECT extension FROM version v WHERE NOT EXISTS (SELECT FROM submission s WHERE s.tenant_id = v.tenant_id AND s.id = v.submission_id AND s.status = 'PUBLISHED')`,
  'extensions without a version': 'SELECT name FROM extension e WHERE NOT EXISTS (SELECT FROM version v WHERE v.tenant_id = e.tenant_id AND v.extension = e.name)',
  'extensions that do not show their version': `SELECT name FROM extension WHERE latest_version IS DISTINCT FROM '1.0.0' OR NOT listed`,
  'idempotency keys without a submission': 'SELECT key FROM idempotency_key k WHERE NOT EXISTS (SELECT FROM submission s WHERE s.tenant_id = k.tenant_id AND s.id = k.submission_id)',
  'reviews that are open though the submission has ended by decision': `SELECT r.id FROM review r JOIN submission s ON s.tenant_id = r.tenant_id AND s.id = r.submission_id WHERE r.state = 'open' AND s.status <> 'WITHDRAWN'`,
};

const read = (servers: Servers) => servers.sql<SubmissionRow>(SUBMISSIONS);

/** What the checks say of each kind when nothing goes wrong. */
export async function quietChecks(servers: Servers, quiet: readonly Package[]): Promise<Map<Kind, string>> {
  const rows = await read(servers);
  return new Map(quiet.map((it) => [it.kind, rows.find((row) => row.id === it.submissionId)!.checks]));
}

/** Is everything over: every submission ended, nothing promised, nothing left behind? Otherwise what is not, as numbers. */
export async function unfinished(servers: Servers, packages: readonly Package[]): Promise<string | null> {
  const [row] = await servers.sql<{ moving: number; promised: number }>(`SELECT (SELECT count(*)::int FROM submission WHERE status NOT IN ('PUBLISHED', 'REJECTED', 'WITHDRAWN')) AS moving, (SELECT count(*)::int FROM outbox) AS promised`);
  const left = (await orphanBlobs(servers)).length;
  const unsent = packages.filter((it) => it.submissionId === null).length;
  return row!.moving + row!.promised + left + unsent === 0 ? null : `${row!.moving} on their way, ${row!.promised} promises, ${left} orphan blobs, ${unsent} not answered`;
}

/** Every invariant that does not hold, with examples. Empty when all do. */
export async function brokenInvariants(servers: Servers, packages: readonly Package[], quiet: ReadonlyMap<Kind, string>): Promise<string[]> {
  const rows = await read(servers);
  const broken: string[] = [];
  const must = (what: string, offenders: string[]) => {
    if (offenders.length > 0) broken.push(`${what}: ${offenders.length} (${offenders.slice(0, EXAMPLES).join('; ')}${offenders.length > EXAMPLES ? '; …' : ''})`);
  };
  const of = (it: Package) => rows.filter((row) => row.slug === it.tenant.slug && row.sha256 === it.sha256);
  const each = (wrong: (row: SubmissionRow, it: Package) => string | false) =>
    packages.flatMap((it) => of(it).flatMap((row) => {
      const said = wrong(row, it);
      return said === false ? [] : [`${it.name}: ${said}`];
    }));
  must('packages that are not exactly one submission', packages.filter((it) => of(it).length !== 1).map((it) => `${it.name}: ${of(it).length}`));
  must('submissions that are not the one that was answered', each((row, it) => row.id !== it.submissionId && `${row.id}, answered ${it.submissionId}`));
  must('submissions of no package', rows.filter((row) => !packages.some((it) => it.sha256 === row.sha256)).map((row) => `${row.id} ${row.status}`));
  must('submissions in the wrong state', each((row, it) => row.status !== it.end && `${row.status}, not ${it.end}`));
  must('submissions that still owe', each((row) => row.owes !== null && `${row.status} owes ${row.owes}`));
  must('blocked submissions', each((row) => row.blocked !== null && row.blocked));
  must('submissions with a path that is not legal', each((row) => illegal(row)));
  must('submissions without exactly the version they should have', each((row, it) => row.versions !== (it.end === 'PUBLISHED' ? 1 : 0) && `${row.versions} versions`));
  must('submissions with other checks and findings than in a quiet run', each((row, it) => row.checks !== (wasChecked(row) ? quiet.get(it.kind) : '') && `${row.checks || 'none'}, not ${wasChecked(row) ? quiet.get(it.kind) : 'none'}`));
  must('submissions with a review that should have none, or the other way round', each((row, it) => wrongReview(row, it)));
  for (const [what, sql] of Object.entries(ORPHAN_ROWS)) must(what, (await servers.sql(sql)).map((row) => String(Object.values(row)[0])));
  must('blobs that no row knows', await orphanBlobs(servers));
  must('downloads that are not the bytes that were uploaded', await wrongDownloads(packages));
  return broken;
}

const wasChecked = (row: SubmissionRow) => row.path.some(([from, to]) => from === 'QUEUED' && to !== 'WITHDRAWN');

/** Each move follows the one before and is in the table; none happens twice, the last one leads to the status. */
function illegal({ path, status }: SubmissionRow): string | false {
  const text = path.map(([from, to]) => `${from}→${to}`).join(' ');
  const legal = path.every(([from, to], at) => from === (at === 0 ? 'DRAFT' : path[at - 1]![1]) && (PIPELINE[from].next as readonly Status[]).includes(to));
  const once = new Set(text.split(' ')).size === path.length;
  return !(legal && once && path.at(-1)?.[1] === status) && `${text}, now ${status}`;
}

function wrongReview({ reviews, review_states }: SubmissionRow, { kind }: Package): string | false {
  const wanted = { approved: 'approved', declined: 'rejected' }[kind as string];
  if (wanted === undefined) return reviews > 0 && `${kind} with a review`;
  return !(reviews === 1 && review_states[0] === wanted) && `${kind} with ${review_states.join(', ') || 'no review'}`;
}

/** Keys of blobs that neither a version nor a submission that may keep its package knows. */
async function orphanBlobs(servers: Servers): Promise<string[]> {
  const known = new Set((await servers.sql<{ key: string }>(`
    SELECT concat('quarantine/', tenant_id, '/', blob_id) AS key FROM submission WHERE status <> 'PUBLISHED'
    UNION SELECT concat('packages/', tenant_id, '/', left(package_sha256, 2), '/', package_sha256) FROM version`)).map((row) => row.key));
  return blobs(servers.blobFolder, '').filter((key) => !known.has(key));
}

function blobs(root: string, folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const key = folder === '' ? name : `${folder}/${name}`;
    const found = statSync(join(root, key), { throwIfNoEntry: false });
    if (found?.isDirectory()) return blobs(root, key);
    return found && parseKey(key) !== null ? [key] : [];
  });
}

async function wrongDownloads(packages: readonly Package[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const it of packages.filter((one) => one.end === 'PUBLISHED')) {
    const got = await download(it);
    if (got !== it.sha256) wrong.push(`${it.name}: ${got}`);
  }
  return wrong;
}
