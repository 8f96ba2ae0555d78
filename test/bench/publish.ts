import { setTimeout as delay } from 'node:timers/promises';
import { AUTOMATIC_PROFILE, upload, type TestTenant } from '#test/support/marketplace.js';
import { packageOf, quantile, type Backend, type Stage } from './parts.js';

const BYTES = 40_000;
const IDLE_UPLOADS = 15;
const WARM_UP = 40;
const WARM_UP_SECONDS = 20;
const CONCURRENT = [1, 4, 16];
/** Packages made in advance for each second of a run: more than can be published. */
const MOST_PER_SECOND = 250;

export interface PublishResult {
  backend: Backend;
  concurrent: number;
  published: number;
  perSecond: number;
  medianMs: number;
  p99Ms: number;
}

export interface IdleResult {
  backend: Backend;
  medianMs: number;
  worstMs: number;
}

let made = 0;

/** Packages that no other is like. */
export const packages = (count: number): Uint8Array[] => Array.from({ length: count }, () => packageOf(`package-${++made}`, '1.0.0', BYTES));

/** Uploads, waits for the answer that it is published, then sees it in the listing. In ms. */
export async function untilVisible(tenant: TestTenant, bytes: Uint8Array): Promise<number> {
  const started = performance.now();
  const { status, body } = await upload(tenant, bytes, { headers: { prefer: 'wait=30' } });
  if (status !== 201) throw new Error(`an upload was answered with ${status}: ${JSON.stringify(body)}`);
  const answer = await fetch(`${tenant.api}/extensions/${body.extension}/versions/${body.version}`);
  if (!answer.ok) throw new Error(`a published version is not visible: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - started;
}

/** Uploads until published, so many at a time for about so many seconds, and alone on a marketplace that does nothing else. */
export async function benchPublish(stage: Stage, backend: Backend, seconds: number): Promise<{ loads: PublishResult[]; idle: IdleResult }> {
  const tenant = await stage.souk.tenant('publish', AUTOMATIC_PROFILE);
  await together(tenant, packages(WARM_UP), 4, WARM_UP_SECONDS);
  const alone: number[] = [];
  for (const bytes of packages(IDLE_UPLOADS)) {
    await delay(100);
    alone.push(await untilVisible(tenant, bytes));
  }
  const idle = { backend, medianMs: quantile(alone, 0.5), worstMs: Math.max(...alone) };
  const loads: PublishResult[] = [];
  for (const concurrent of CONCURRENT) {
    const all = packages(seconds * MOST_PER_SECOND);
    const started = performance.now();
    const taken = await together(tenant, all, concurrent, seconds);
    loads.push({ backend, concurrent, published: taken.length, perSecond: (taken.length * 1000) / (performance.now() - started), medianMs: quantile(taken, 0.5), p99Ms: quantile(taken, 0.99) });
  }
  return { loads, idle };
}

/** Uploads these packages, so many at a time, and begins none after so many seconds. Milliseconds that each took. */
async function together(tenant: TestTenant, all: Uint8Array[], concurrent: number, seconds: number): Promise<number[]> {
  const until = performance.now() + seconds * 1000;
  const waiting = all[Symbol.iterator]();
  const taken: number[] = [];
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for (const bytes of waiting) {
        if (performance.now() > until) break;
        taken.push(await untilVisible(tenant, bytes));
      }
    }),
  );
  return taken;
}
