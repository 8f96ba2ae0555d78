import { setTimeout as delay } from 'node:timers/promises';
import { AUTOMATIC_PROFILE, upload, type TestTenant } from '#test/support/marketplace.js';
import { quantile, type Stage } from './parts.js';
import { packages, untilVisible } from './publish.js';

const FLOOD = 1_000;
const AT_ONCE = 8;
const SAMPLES = 7;

export interface FairnessResult {
  flood: number;
  idleMedianMs: number;
  /** While the other tenant's flood waits: each upload with how many of the flood had not ended when it came. */
  during: { ms: number; waiting: number }[];
  medianMs: number;
  worstMs: number;
  /** Of the median to the idle median. */
  times: number;
}

/** Tenant A hands in 1,000 submissions without waiting; how long the next ones of tenant B take, beside how long they take alone. */
export async function benchFairness(stage: Stage): Promise<FairnessResult> {
  const profile = { ...AUTOMATIC_PROFILE, tier: 'standard' as const };
  const a = await stage.souk.tenant('flood-a', profile);
  const b = await stage.souk.tenant('flood-b', profile);
  for (const bytes of packages(10)) await untilVisible(b, bytes);
  const alone: number[] = [];
  for (const bytes of packages(SAMPLES)) {
    await delay(100);
    alone.push(await untilVisible(b, bytes));
  }
  const mine = packages(SAMPLES);
  await flood(a);
  const during: FairnessResult['during'] = [];
  for (const bytes of mine) {
    const waiting = await notEnded(stage, a);
    if (waiting === 0) break;
    during.push({ waiting, ms: await untilVisible(b, bytes) });
  }
  if (during.length === 0) throw new Error('the flood had ended before the other tenant came: nothing was measured');
  while ((await notEnded(stage, a)) > 0) await delay(200);
  const [idleMedianMs, medianMs] = [quantile(alone, 0.5), quantile(during.map(({ ms }) => ms), 0.5)];
  return { flood: FLOOD, idleMedianMs, during, medianMs, worstMs: Math.max(...during.map(({ ms }) => ms)), times: medianMs / idleMedianMs };
}

/** Uploads everything without waiting for any of it to be published. What has ended before the last upload is not waiting any more. */
async function flood(tenant: TestTenant): Promise<void> {
  const waiting = packages(FLOOD)[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const bytes of waiting) {
        const { status, body } = await upload(tenant, bytes);
        if (status !== 202) throw new Error(`an upload was answered with ${status}: ${JSON.stringify(body)}`);
      }
    }),
  );
}

async function notEnded({ query }: Stage, tenant: TestTenant): Promise<number> {
  const [row] = await query<{ n: number }>(`SELECT count(*)::integer AS n FROM submission s JOIN tenant t ON t.id = s.tenant_id WHERE t.slug = $1 AND s.status NOT IN ('PUBLISHED', 'REJECTED')`, [tenant.slug]);
  return row!.n;
}
