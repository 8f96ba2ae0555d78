import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { startMarketplace, type Marketplace, type TestTenant } from '#test/support/marketplace.js';
import { bringChaos, deliverAgain, type Done, type Plan } from './faults.js';
import { brokenInvariants, quietChecks, unfinished } from './invariants.js';
import { randomOf } from './random.js';
import { SABOTAGES, sabotage, type Sabotage } from './sabotage.js';
import { startServers, type Backend, type Servers } from './servers.js';
import { KINDS, PROFILE, operate, packageOf, packagesOf, review, submit, type Encounters, type Kind, type Package } from './workload.js';

const TENANTS = ['amber', 'birch', 'cedar'];
const CLIENTS_PER_TENANT = 2;
/** After the last fault everything must have ended within this time, in ms. */
const SETTLE_MS = 180_000;
/** A run in which nothing has changed for this long, in ms, will not get anywhere: longer than a dead worker's lock and the looks for it. */
const STILL_MS = 50_000;

/** Recovery that does not make a run wait; libs/service/config.ts has the values of a real installation. */
const ENVIRONMENT = { SWEEP_INTERVAL_MS: '1000', SWEEP_AFTER_MS: '4000', RELAY_POLL_MS: '300', ORPHAN_INTERVAL_SECONDS: '5', ORPHAN_AFTER_SECONDS: '20', LOG_LEVEL: 'warn' };

const FULL: Plan = { kills: 20, restarts: 2, outageMs: 10_000, killGapMs: [1_000, 4_000], faultGapMs: [1_000, 5_000] };
const SMALL: Plan = { kills: 8, restarts: 1, outageMs: 3_000, killGapMs: [500, 3_000], faultGapMs: [500, 3_000] };

interface Options {
  submissions: number;
  plan: Plan;
  seed: number;
  without: Sabotage | null;
}

interface Outcome {
  broken: string[];
  figures: Record<string, string | number>;
}

const USAGE = 'npm run chaos -- [--backend postgres|redis|both] [--small] [--submissions N] [--kills N] [--seed N] [--without sweep|outbox|cas]';

function readOptions(): Options & { backends: Backend[] } {
  const { values } = parseArgs({
    options: { backend: { type: 'string', default: 'both' }, small: { type: 'boolean', default: false }, submissions: { type: 'string' }, kills: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
  });
  const { backend, small, without } = values;
  const known = backend === 'both' || backend === 'postgres' || backend === 'redis';
  if (!known || (without !== undefined && !(SABOTAGES as readonly string[]).includes(without))) throw new Error(`usage: ${USAGE}`);
  const plan = small ? SMALL : FULL;
  return {
    backends: backend === 'both' ? ['postgres', 'redis'] : [backend],
    submissions: Number(values.submissions ?? (small ? 60 : 300)),
    plan: { ...plan, kills: Number(values.kills ?? plan.kills) },
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    without: (without as Sabotage | undefined) ?? null,
  };
}

const cleanups: (() => Promise<void>)[] = [];

async function cleanUp(): Promise<void> {
  for (const stop of cleanups.splice(0).reverse()) await stop();
}

/** One run on one backend, from nothing to nothing. */
async function run(backend: Backend, options: Options): Promise<Outcome> {
  const servers = await startServers(backend);
  cleanups.push(servers.stop);
  const souk = await startMarketplace({
    ownerUrl: servers.ownerUrl,
    serviceUrl: servers.serviceUrl,
    queueUrl: servers.queueUrl,
    blobUrl: `file://${servers.blobFolder}`,
    environment: { ...ENVIRONMENT, ...(options.without === 'sweep' && { SWEEP_INTERVAL_MS: '0' }) },
  });
  cleanups.push(souk.stop);
  try {
    return await underChaos(backend, options, { servers, souk });
  } finally {
    await cleanUp();
  }
}

async function underChaos(backend: Backend, options: Options, { servers, souk }: { servers: Servers; souk: Marketplace }): Promise<Outcome> {
  const started = Date.now();
  const tell = (text: string) => console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  const met: Encounters = { retries: 0, unexpected: [] };
  const tenants: TestTenant[] = [];
  for (const slug of TENANTS) tenants.push(await souk.tenant(slug, PROFILE));
  const quiet = await quietRun(servers, tenants[0]!);
  tell('the quiet run is over');
  await sabotage(servers, options.without);

  const done: Done = { kills: {}, faults: [], lostAt: new Date(0) };
  let over = false;
  const stopped = () => over;
  const people = Promise.all([operate(met, servers, tenants, stopped), deliverAgain(servers, done, stopped), ...tenants.map((tenant) => review(met, tenant, stopped))]);
  // Awaited when everything is over; until then a failure of theirs waits.
  people.catch(() => undefined);
  const packages = packagesOf(tenants, options.submissions);
  const chaosMs = options.plan.kills * ((options.plan.killGapMs[0] + options.plan.killGapMs[1]) / 2);
  const world = { servers, souk, random: randomOf(options.seed), tell, done };
  await Promise.all([bringChaos(world, options.plan, backend), ...tenants.map((tenant) => publishers(met, packages.filter((it) => it.tenant === tenant), chaosMs))]);
  tell('the last fault is over');
  const settledMs = await settle(servers, packages, tell);
  over = true;
  const [retried, repeats] = await people;
  await souk.ready();
  const broken = [...(await brokenInvariants(servers, [...quiet.packages, ...packages], quiet.checks)), ...met.unexpected.map((answer) => `an answer that no client should get: ${answer}`)];
  const count = (end: string) => packages.filter((it) => it.end === end).length;
  return {
    broken,
    figures: {
      seed: options.seed,
      submissions: packages.length,
      ends: `${count('PUBLISHED')} published, ${count('REJECTED')} rejected, ${count('WITHDRAWN')} withdrawn`,
      kills: `${Object.values(done.kills).reduce((sum, n) => sum + n, 0)} (${Object.entries(done.kills).map(([name, n]) => `${name} ${n}`).join(', ')})`,
      faults: done.faults.join('; '),
      'requests tried again': met.retries,
      'jobs delivered twice': repeats,
      'blocked, retried by an operator': retried.length === 0 ? 0 : `${retried.length} (${[...new Set(retried.map((reason) => reason.split(':', 1)[0]))].join(', ')})`,
      'settled after the last fault, s': (settledMs / 1000).toFixed(1),
      'whole run, s': ((Date.now() - started) / 1000).toFixed(1),
    },
  };
}

/** One package of each kind while nothing is broken: what its checks find is what they must find under chaos. */
async function quietRun(servers: Servers, tenant: TestTenant): Promise<{ packages: Package[]; checks: Map<Kind, string> }> {
  const met: Encounters = { retries: 0, unexpected: [] };
  const kinds = Object.keys(KINDS) as Kind[];
  // What is taken back may have been checked before: it is told from the same package that stays.
  const packages = kinds.map((kind, turn) => ({ ...packageOf(kind, tenant, 1_000_000 + turn), ...(kind === 'withdrawn' && { kind: 'automatic' as const, end: 'PUBLISHED' as const }) }));
  let over = false;
  const reviewer = review(met, tenant, () => over);
  for (const it of packages) await submit(met, it);
  for (const deadline = Date.now() + 60_000; (await unfinished(servers, packages)) !== null; await delay(100)) {
    if (Date.now() > deadline) throw new Error(`the quiet run does not end: ${await unfinished(servers, packages)}`);
  }
  over = true;
  await reviewer;
  const checks = await quietChecks(servers, packages);
  checks.set('withdrawn', checks.get('automatic')!);
  const broken = [...(await brokenInvariants(servers, packages, checks)), ...met.unexpected];
  if (broken.length > 0) throw new Error(`the quiet run is broken already:\n${broken.join('\n')}`);
  return { packages, checks };
}

/** Clients of one tenant who share its packages and spread them over `ms`. */
async function publishers(met: Encounters, packages: readonly Package[], ms: number): Promise<void> {
  const waiting = [...packages];
  const pauseMs = (ms * CLIENTS_PER_TENANT) / packages.length;
  await Promise.all(Array.from({ length: CLIENTS_PER_TENANT }, async () => {
    for (let it = waiting.shift(); it; it = waiting.shift()) {
      const pause = delay(pauseMs);
      await submit(met, it);
      await pause;
    }
  }));
}

/** Waits until everything has ended, or for as long as it should have taken. Returns the time in ms. */
async function settle(servers: Servers, packages: readonly Package[], tell: (text: string) => void): Promise<number> {
  const started = Date.now();
  let changed = started;
  let last: string | null = '';
  for (;;) {
    const left = await unfinished(servers, packages);
    if (left === null || Date.now() - started > SETTLE_MS || Date.now() - changed > STILL_MS) return Date.now() - started;
    if (left !== last) {
      tell(left);
      changed = Date.now();
    }
    last = left;
    await delay(1_000);
  }
}

function report(backend: Backend, { without }: Options, { broken, figures }: Outcome): boolean {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(width)}  ${value}`);
  for (const line of broken) console.log(`  BROKEN  ${line}`);
  const did = `${figures['submissions']} submissions, ${String(figures['kills']).split(' ', 1)[0]} kills, seed ${figures['seed']}`;
  if (without === null) {
    console.log(`chaos ${backend}: ${did}: ${broken.length === 0 ? 'held' : `broke in ${broken.length} ways`}`);
    return broken.length === 0;
  }
  console.log(`chaos ${backend} without ${without}: ${did}: ${broken.length > 0 ? `broke as it must: ${broken[0]}` : 'held, though it must not'}`);
  return broken.length > 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
process.once('disconnect', () => void cleanUp().finally(() => process.exit(1)));

const { backends, ...options } = readOptions();
let good = true;
for (const backend of backends) {
  console.log(`chaos ${backend}: ${options.submissions} submissions, ${options.plan.kills} kills, seed ${options.seed}${options.without ? `, without ${options.without}` : ''}`);
  const asked = await run(backend, options);
  good = report(backend, options, asked) && good;
}
process.exit(good ? 0 : 1);
