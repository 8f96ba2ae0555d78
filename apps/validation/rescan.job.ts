import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v5, v7 as uuid } from 'uuid';
import { packageKey } from '#libs/blobs/keys.js';
import { BlobMissing, BlobTooLarge } from '#libs/blobs/store.js';
import { CHECKS } from '#libs/contracts/checks.js';
import type { Ctx } from '#libs/contracts/context.js';
import { policyThatCounts, profileForTaken, type Profile } from '#libs/contracts/profile.js';
import { Prisma, type Db, type Tx } from '#libs/db/db.js';
import { recordEvent } from '#libs/db/events.js';
import { promise } from '#libs/db/outbox.js';
import { covers } from '#libs/db/rescans.js';
import { readProfile } from '#libs/db/tenants.js';
import { BLOBS, DB, type Blobs } from '#libs/service/service.module.js';
import type { YaraSource } from '#libs/yara/source.js';
import { compareWithImported, lastImport } from './advisories.js';
import type { CheckRun, Finding } from './check.js';
import { MARKETPLACE_CHECK } from './marketplace.js';
import { provenanceOf, type Provenance } from './scan/provenance.js';
import { deathOf, type ScanReport } from './scan/report.js';
import { SCANNER, type Scanner } from './scan/scanner.js';
import { settledFindings } from './settled.js';
import { readYaraRules } from './validate.job.js';
import { decide, type Verdict } from './verdict.js';

/** Versions of one job; then the next job waits behind those of other marketplaces. */
export const CHUNK_VERSIONS = 20;

/** What a marketplace asks of who enters was asked when the version was published; see `profileForTaken` for the rest of it. */
const ENTERED: CheckRun = { check: MARKETPLACE_CHECK, version: 0, outcome: 'passed', durationMs: 0, findings: [], detail: null };

type Rescan = Prisma.RescanGetPayload<object>;

/** A published version that is due, and what today's rules are. */
interface Due {
  rescanId: string;
  dryRun: boolean;
  extension: string;
  version: string;
  format: string;
  sha256: string;
  size: number;
  listing: string;
  submissionId: string;
  /** What is run and told. */
  asked: Profile;
  /** What follows from it. */
  profile: Profile;
  /** What counts of the marketplace's profile, whatever was asked for. */
  policy: ReturnType<typeof policyThatCounts>;
  note: string | null;
  yara: YaraSource[];
  /** When advisories had last been imported. */
  imported: string | null;
}

interface Examined extends Provenance {
  outcome: 'clean' | 'matched' | 'no-answer';
  action: 'none' | 'review' | 'quarantine';
  /** Those that nobody has settled, the ones that keep it back first. */
  findings: Finding[];
  verdict: Verdict['verdict'];
  reasons: string[];
  score: number | null;
  /** Checks that were asked, those first that found something or gave no answer. */
  runs: Omit<CheckRun, 'findings'>[];
  durationMs: number;
}

/** Runs today's rules over published versions, one after another. Stoppable between two of them; a repeat continues where it was. */
@Injectable()
export class RescanJob {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(BLOBS) private readonly blobs: Blobs,
    @Inject(SCANNER) private readonly scanner: Scanner,
  ) {}

  async run(ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<void> {
    for (let count = 0; count < CHUNK_VERSIONS; count += 1) {
      if (!(await this.look(ctx, (tx) => this.next(tx, ctx, { rescanId, chunk })))) return;
    }
    await this.db.tenant(ctx, (tx) => this.handOn(tx, ctx, { rescanId, chunk }));
  }

  /** Looks at a version that was approved before a rescan and published after its end. */
  async runLate(ctx: Ctx, { rescanId, extension, version }: { rescanId: string; extension: string; version: string }): Promise<void> {
    await this.look(ctx, async (tx) => {
      const rescan = await tx.rescan.findFirst({ where: { id: rescanId } });
      // One that is not done comes to it by itself.
      if (!rescan || unknownIn(rescan.rules).length > 0 || !(await this.hold(tx, rescanId))?.finishedAt) return null;
      return this.first(tx, rescan, Prisma.sql`v.extension = ${extension} AND v.version = ${version}`);
    });
  }

  /** Looks at the version that is due; false when there is none. */
  private async look(ctx: Ctx, choose: (tx: Tx) => Promise<Due | null>): Promise<boolean> {
    const due = await this.db.tenant(ctx, choose);
    if (!due) return false;
    const examined = await this.examine(ctx, due).catch((error: unknown) => this.tellStuck(ctx, due, error));
    await this.db.tenant(ctx, (tx) => this.record(tx, ctx, due, examined));
    return true;
  }

  /** The version that is due; null when the rescan was stopped, is done, or is another job's by now. */
  private async next(tx: Tx, ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<Due | null> {
    const rescan = await tx.rescan.findFirst({ where: { id: rescanId } });
    if (!rescan || rescan.stopped) return null;
    const progress = (await this.hold(tx, rescanId)) ?? (await this.begin(tx, ctx, rescan));
    if (progress.chunk !== chunk || progress.finishedAt) return null;
    // What was published meanwhile may stand before the last one.
    const due = (await this.first(tx, rescan, Prisma.sql`(v.extension, v.version) > (${progress.afterExtension}, ${progress.afterVersion})`)) ?? (await this.first(tx, rescan, Prisma.sql`true`));
    if (due) return due;
    await tx.rescanProgress.updateMany({ where: { rescanId }, data: { finishedAt: new Date() } });
    await recordEvent(tx, ctx, { kind: 'rescan', to: `${rescanId} done` });
    return null;
  }

  /** How far it is, held until the transaction ends: a version that comes while the rescan ends is found by one of the two. */
  private async hold(tx: Tx, rescanId: string) {
    await tx.$executeRaw`SELECT 1 FROM rescan_progress WHERE rescan_id = ${rescanId}::uuid FOR UPDATE`;
    return tx.rescanProgress.findFirst({ where: { rescanId } });
  }

  /** Writes down how much there is to do. */
  private async begin(tx: Tx, ctx: Ctx, { id: rescanId, rules, extension, requestedAt }: Rescan) {
    const [unknown, yara] = [unknownIn(rules), await readYaraRules(tx)];
    const counted = await tx.$queryRaw<{ total: number }[]>(Prisma.sql`SELECT count(*)::integer AS total FROM version v WHERE ${coveredBy({ extension, requestedAt })}`);
    const problem = unknown.length === 0 ? { note: noteOf(await readProfile(tx), rules) } : { note: `There is no rule called ${unknown.join(', ')}: nothing was scanned.`, finishedAt: new Date() };
    const data = { tenantId: ctx.tenantId, rescanId, total: counted[0]!.total, ruleSet: provenanceOf(yara).ruleSet, ...problem };
    await tx.rescanProgress.createMany({ data: [data], skipDuplicates: true });
    return (await this.hold(tx, rescanId))!;
  }

  /** The first version (`v`) among these that the rescan covers and has not looked at, with today's rules. */
  private async first(tx: Tx, rescan: Rescan, among: Prisma.Sql): Promise<Due | null> {
    const [row] = await tx.$queryRaw<Pick<Due, 'extension' | 'version' | 'format' | 'sha256' | 'size' | 'listing' | 'submissionId'>[]>(Prisma.sql`
      SELECT v.extension, v.version, v.format, v.package_sha256 AS sha256, v.package_size::float8 AS size, v.listing, v.submission_id AS "submissionId" FROM version v
      WHERE ${among} AND ${coveredBy(rescan)}
        AND NOT EXISTS (SELECT 1 FROM rescan_result n WHERE n.rescan_id = ${rescan.id}::uuid AND n.extension = v.extension AND n.version = v.version)
      ORDER BY v.extension, v.version LIMIT 1`);
    if (!row) return null;
    const { id: rescanId, rules, dryRun } = rescan;
    const profile = await readProfile(tx);
    // Asked before they are compared, as for a submission.
    const imported = await lastImport(tx);
    return { rescanId, dryRun, ...row, ...narrowed(profileForTaken(profile, row.format), rules), policy: policyThatCounts(profile), note: noteOf(profile, rules), yara: await readYaraRules(tx), imported };
  }

  /** Today's verdict about one version. A child that died is asked once more. */
  private async examine(ctx: Ctx, due: Due): Promise<Examined> {
    const started = performance.now();
    const bytes = await this.read(ctx, due);
    if (typeof bytes === 'string') return { ...unread(bytes, due), ...provenanceOf(due.yara, due.imported), durationMs: performance.now() - started };
    const scan = () => this.scanner.scan(ctx.tenantId, bytes, due.asked, { yara: due.yara, patient: true });
    const first = await scan();
    const report = hasDied(first) ? await scan() : first;
    const { more, settled } = await this.db.tenant(ctx, async (tx) => ({
      more: report.kind === 'scanned' ? [ENTERED, ...(await compareWithImported(tx, due.asked, report.package, due.sha256))] : [],
      settled: await settledFindings(tx, due),
    }));
    const told = decide(report, due.asked, more, settled);
    const counted = due.asked === due.profile ? told : decide(report, due.profile, more, settled);
    return { ...judged(told, counted, due), ...provenanceOf(due.yara, due.imported), durationMs: performance.now() - started };
  }

  /** Writes down at which version it does not get on, until it does, and throws the error again. */
  private async tellStuck(ctx: Ctx, { rescanId, extension, version }: Due, error: unknown): Promise<never> {
    const note = `It does not get on at ${extension} ${version} and tries again; see the log of request ${ctx.requestId}.`;
    await this.db.tenant(ctx, (tx) => tx.rescanProgress.updateMany({ where: { rescanId, rescan: { results: { none: { extension, version } } } }, data: { note } }));
    throw error;
  }

  /** The package; why there is none when the store has another one, or nothing. */
  private async read(ctx: Ctx, { sha256, size }: Due): Promise<Buffer | string> {
    const changed = 'The stored package is not the one that was published.';
    try {
      const bytes = await this.blobs.read(packageKey(ctx.tenantId, sha256), size);
      return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : changed;
    } catch (error) {
      if (error instanceof BlobMissing) return 'Its package is not in the store.';
      if (error instanceof BlobTooLarge) return changed;
      throw error;
    }
  }

  /** One transaction: the result, how far the rescan is, and what follows from it. A repeat finds it done. */
  private async record(tx: Tx, ctx: Ctx, due: Due, { findings, runs, ...examined }: Examined): Promise<void> {
    const { rescanId, extension, version, policy } = due;
    const { outcome, action } = examined;
    const id = uuid();
    const shown = runs.map(({ durationMs, ...run }) => ({ ...run, duration_ms: Math.round(durationMs * 1_000) / 1_000 }));
    const data = { tenantId: ctx.tenantId, id, rescanId, extension, version, policy, findings: findings as unknown as Prisma.InputJsonValue, runs: shown, ...examined };
    const stored = await tx.rescanResult.createMany({ data: [data], skipDuplicates: true });
    if (stored.count === 0) return;
    await this.moveOn(tx, due, { id, ...examined });
    if (action === 'none') return;
    const reason = outcome === 'matched' ? findings[0]!.message : runs.find(({ detail }) => detail !== null)?.detail;
    await recordEvent(tx, { ...ctx, actorId: null }, { kind: outcome === 'matched' ? 'rescan-match' : 'rescan-no-answer', extension, to: version, ...(reason && { reason }) });
    if (action === 'quarantine') await promise(tx, ctx, 'version.recall', id, { resultId: id });
  }

  /** Writes down how far the rescan is with this result, and with how many others it went by other rules. What was not there when it began is one more. */
  private async moveOn(tx: Tx, { rescanId, extension, version, note }: Due, { id, outcome, ruleSet }: Pick<Examined, 'outcome' | 'ruleSet'> & { id: string }): Promise<void> {
    const { afterExtension, afterVersion, earlier } = (await this.hold(tx, rescanId))!;
    const changed = await othersThan(tx, id, Prisma.sql`(r.extension, r.version) = (${afterExtension}, ${afterVersion})`);
    const all = changed === 0 ? earlier : await othersThan(tx, id, Prisma.sql`true`);
    await tx.$executeRaw(Prisma.sql`
      UPDATE rescan_progress SET done = done + 1, total = greatest(total, done + 1), matched = matched + ${Number(outcome === 'matched')}, no_answer = no_answer + ${Number(outcome === 'no-answer')},
        note = ${note}, rule_set = ${ruleSet}, earlier = ${all}, after_extension = ${extension}, after_version = ${version}
      WHERE rescan_id = ${rescanId}::uuid`);
  }

  /** Ends this chunk and promises the next one; of two that end the same one, one does. */
  private async handOn(tx: Tx, ctx: Ctx, { rescanId, chunk }: { rescanId: string; chunk: number }): Promise<void> {
    const moved = await tx.rescanProgress.updateMany({ where: { rescanId, chunk, finishedAt: null }, data: { chunk: chunk + 1 } });
    if (moved.count > 0) await promise(tx, ctx, 'rescan.chunk', v5(`chunk ${chunk + 1}`, rescanId), { rescanId, chunk: chunk + 1 });
  }
}

/** The profile with no other checks than these; with all of them when none is named. What is asked for by name is run and told also where the profile switches it off, or does not count it. */
function narrowed(profile: Profile, rules: readonly string[]): Pick<Due, 'asked' | 'profile'> {
  if (rules.length === 0) return { asked: profile, profile };
  const only = (check: (name: string) => Profile['checks'][string]) => ({ ...profile, checks: Object.fromEntries([...Object.keys(profile.checks), ...CHECKS].map((name) => [name, rules.includes(name) ? check(name) : { enabled: false, enforced: true, required: true }])) });
  return { asked: only(() => ({ enabled: true, enforced: true, required: true })), profile: only((name) => ({ enabled: true, enforced: isCounted(profile, name), required: isCounted(profile, name) })) };
}

/** Versions (`v`) that a rescan is about. */
function coveredBy({ extension, requestedAt }: Pick<Rescan, 'extension' | 'requestedAt'>): Prisma.Sql {
  return covers(Prisma.sql`${extension}::text`, Prisma.sql`${requestedAt}::timestamptz`);
}

/** How many results (`r`) of the same rescan, among these, went by other rules than this one: checks, YARA rules, limits of the profile, advisories. */
async function othersThan(tx: Tx, id: string, among: Prisma.Sql): Promise<number> {
  const [row] = await tx.$queryRaw<{ others: number }[]>(Prisma.sql`
    SELECT count(*)::integer AS others FROM rescan_result this JOIN rescan_result r ON r.rescan_id = this.rescan_id
    WHERE this.id = ${id}::uuid AND ${among}
      AND (r.rule_set, r.policy, r.engines ->> 'advisories') IS DISTINCT FROM (this.rule_set, this.policy, this.engines ->> 'advisories')`);
  return row!.others;
}

/** Rules that this release does not have. */
function unknownIn(rules: readonly string[]): string[] {
  return rules.filter((rule) => !(CHECKS as readonly string[]).includes(rule));
}

function isCounted({ checks }: Profile, check: string): boolean {
  return checks[check]?.enabled !== false && checks[check]?.enforced !== false;
}

/** What is to be known about a rescan with these checks; null when there is nothing. */
function noteOf(profile: Profile, rules: readonly string[]): string | null {
  const without = rules.filter((rule) => !isCounted(profile, rule));
  return without.length === 0 ? null : `The profile switches off or does not enforce ${without.join(', ')}: what they find is told, and nothing follows from it.`;
}

/** What a rescan tells, by what was asked for; and what follows from it, by what counts. */
function judged(told: Verdict, counted: Verdict, due: Due): Omit<Examined, keyof Provenance | 'durationMs'> {
  const { because, reasons, verdict, score } = told;
  const outcome = because.length > 0 ? 'matched' : verdict === 'pass' ? 'clean' : 'no-answer';
  const asked = told.runs.filter(({ check, outcome: ended }) => ended !== 'skipped' && check !== MARKETPLACE_CHECK).map(({ check, version, outcome: run, durationMs, detail }) => ({ check, version, outcome: run, durationMs, detail }));
  const [telling, passed] = [asked.filter((run) => run.outcome !== 'passed'), asked.filter((run) => run.outcome === 'passed')];
  const why = outcome === 'no-answer' && telling.every(({ detail }) => detail === null) ? [unanswered('profile', reasons[0]!)] : [];
  return { outcome, verdict, reasons, score, action: actionOf(counted, due), findings: [...because, ...told.counted.filter((finding) => !because.includes(finding))], runs: [...telling, ...why, ...passed] };
}

/** Only what would be rejected today is quarantined; what would go to a maintainer goes to one, and so does what gave no answer. */
function actionOf({ verdict }: Pick<Verdict, 'verdict'>, { dryRun, listing, profile: { review } }: Due): Examined['action'] {
  if (verdict === 'pass' || dryRun || listing === 'quarantined' || review.rescan === 'report') return 'none';
  return verdict === 'reject' ? review.rescan : 'review';
}

function unread(why: string, due: Due): ReturnType<typeof judged> {
  return { outcome: 'no-answer', verdict: 'needs-human', reasons: [why], score: null, action: actionOf({ verdict: 'needs-human' }, due), findings: [], runs: [unanswered('package', why)] };
}

function unanswered(check: string, detail: string): Examined['runs'][number] {
  return { check, version: 0, outcome: 'missing', durationMs: 0, detail };
}

/** A child died over the package, or over one of its checks: by chance, perhaps. */
function hasDied(report: ScanReport): boolean {
  return deathOf(report) !== null || (report.kind === 'scanned' && report.runs.some(({ outcome }) => outcome === 'crashed' || outcome === 'timed-out'));
}
