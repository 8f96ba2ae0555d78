import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { permissionsOf } from '#apps/validation/permissions/permissions.js';
import type { Finding } from '#apps/validation/check.js';
import type { PermissionReport } from '#apps/validation/permissions/report.js';
import { INFERENCE_MISS, judgeRun, runEntries } from '#apps/validation/sandbox-check.js';
import type { SandboxRun } from '#apps/validation/sandbox-check.js';
import type { Package } from '#libs/manifest/manifest.js';
import { isRunnable } from '#libs/sandbox/recording.js';
import { openSandbox } from '#libs/sandbox/sandbox.js';
import { AWKWARD } from '#test/corpus/permissions/awkward.js';
import { COPIED } from '#test/corpus/permissions/copied.js';
import { DETOURS } from '#test/corpus/permissions/detours.js';
import { DETOURS_BY_MAPS } from '#test/corpus/permissions/detours-maps.js';
import { DETOURS_ACROSS } from '#test/corpus/permissions/detours-across.js';
import { generate } from '#test/corpus/permissions/generate.js';
import { HANDWRITTEN } from '#test/corpus/permissions/handwritten.js';
import { DIALECTS } from '#test/corpus/permissions/score.js';
import { packageOf } from '#test/support/scan-package.js';

const PACKAGES = 30;
/** Of the packages, those whose entries run to their end: others are told to be in doubt, or cannot run alone. */
const LEAST_RUN = 0.75;

/** A machine that stands still for seconds makes any run endless, and hardly three of them. */
const MOST_RUNS = 3;

const sandbox = await openSandbox();
after(() => sandbox.close());

async function runOf(pkg: Package, report: PermissionReport | null): Promise<{ ran: SandboxRun; findings: readonly Finding[] }> {
  for (let run = 1; ; run++) {
    const ran = await runEntries(sandbox, { tenantId: 'a', manifest: pkg.manifest, loadable: pkg.files });
    const { findings } = judgeRun(ran, { manifest: pkg.manifest, permissions: report });
    if (run === MOST_RUNS || !findings.some(({ rule }) => rule === 'endless-run')) return { ran, findings };
  }
}

test('what the packages of the corpus call when they run is what reading them showed', async (context) => {
  const detours = [...[...DETOURS, ...DETOURS_BY_MAPS].map((body) => ({ 'index.js': `export async function activate(ctx) { ${body} }` })), ...DETOURS_ACROSS].map((files) => ({ name: Object.values(files).join(' '), dialect: 'orchestra', files: files as Record<string, string>, entry: 'index.js', permissions: [], original: {} }));
  const labelled = [...DIALECTS.flatMap((dialect) => generate(dialect, PACKAGES, 7)), ...HANDWRITTEN, ...COPIED, ...AWKWARD, ...detours].filter(({ entry }) => isRunnable(entry));
  const missed: string[] = [];
  let returned = 0;
  for (const { name, dialect, files, entry, permissions, original = {} } of labelled) {
    const pkg = packageOf(files, { dialect, permissions, entry_points: [entry], original });
    const report = permissionsOf(pkg);
    const told = [...(report?.undeclared ?? []), ...(report?.inconclusive ?? [])].length > 0;
    const { ran, findings } = await runOf(pkg, report);
    for (const { rule, message } of findings) if (rule === INFERENCE_MISS || (rule === 'undeclared-call' && !told)) missed.push(`${dialect} ${name}: ${message}`);
    for (const { rule } of findings) assert.ok(rule !== 'endless-run' && rule !== 'memory-run', `${name}: ${rule}`);
    if (ran.recordings.every((recording) => recording.report.outcome === 'returned')) returned++;
  }
  context.diagnostic(`${labelled.length} packages, ${returned} run to their end`);
  assert.deepEqual(missed, []);
  assert.ok(returned > labelled.length * LEAST_RUN, `${returned} of ${labelled.length}`);
});
