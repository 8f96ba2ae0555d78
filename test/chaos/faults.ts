import { setTimeout as delay } from 'node:timers/promises';
import type { JobEnvelope, JobName, QueueName } from '#libs/contracts/jobs.js';
import { openBackend, type SoukQueue } from '#libs/queue/backend.js';
import type { Marketplace } from '#test/support/marketplace.js';
import { SERVICES } from '../../scripts/services.js';
import type { Random } from './random.js';
import type { Servers } from './servers.js';

export interface Plan {
  kills: number;
  restarts: number;
  /** How long Redis is away and storage fails, in ms. */
  outageMs: number;
  /** Time between two kills, in ms. */
  killGapMs: [least: number, most: number];
  /** Time between two faults of the servers, in ms. */
  faultGapMs: [least: number, most: number];
}

export type Told = (text: string) => void;

/** What was done to the marketplace. */
export interface Done {
  kills: Record<string, number>;
  faults: string[];
  /** When the queue last lost its jobs. */
  lostAt: Date;
}

interface World {
  servers: Servers;
  souk: Marketplace;
  random: Random;
  tell: Told;
  done: Done;
}

/** Kills processes and breaks servers at the same time, in an order that the seed decides. Resolves after the last of it. */
export async function bringChaos(world: World, plan: Plan, backend: 'postgres' | 'redis'): Promise<void> {
  await Promise.all([killProcesses(world, plan), breakServers(world, plan, backend)]);
}

async function killProcesses(world: World, plan: Plan): Promise<void> {
  const { souk, random } = world;
  // Each service once first, then whichever.
  const chosen = [...random.shuffled(SERVICES), ...Array.from({ length: Math.max(plan.kills - SERVICES.length, 0) }, () => random.pick(SERVICES))].slice(0, plan.kills);
  for (const service of chosen) {
    await delay(random.between(...plan.killGapMs));
    while (souk.pid(service) === null) await delay(50);
    await kill(world, service);
  }
}

async function kill({ souk, tell, done }: World, service: (typeof SERVICES)[number]): Promise<void> {
  if (souk.pid(service) === null) return;
  tell(`kill -9 ${service}`);
  await souk.kill(service);
  done.kills[service] = (done.kills[service] ?? 0) + 1;
}

async function breakServers(world: World, plan: Plan, backend: 'postgres' | 'redis'): Promise<void> {
  const { servers, random, tell, done } = world;
  const faults: [string, () => Promise<void>][] = [
    ['the queue forgets its jobs', () => emptyQueue(world)],
    [`storage fails for ${plan.outageMs / 1000} s`, () => servers.breakBlobs(plan.outageMs)],
  ];
  if (backend === 'redis') faults.push([`Redis is stopped for ${plan.outageMs / 1000} s and comes back empty`, () => servers.stopRedis(plan.outageMs)]);
  for (let turn = 0; turn < plan.restarts; turn += 1) {
    const how = turn % 2 === 0 ? 'crash' : 'shutdown';
    faults.push([`PostgreSQL restarts (${how})`, () => servers.restartPostgres(how)]);
  }
  for (const [name, cause] of random.shuffled(faults)) {
    await delay(random.between(...plan.faultGapMs));
    tell(name);
    await cause();
    if (/queue|Redis/.test(name)) done.lostAt = new Date();
    done.faults.push(name);
  }
}

/** Nobody works on the jobs while they get lost, so that there are some to lose. */
async function emptyQueue(world: World): Promise<void> {
  const waiting = async () => Number((await world.servers.sql<{ n: string }>(`SELECT count(*) AS n FROM outbox WHERE queue = 'validation' AND sent_at IS NOT NULL`))[0]!.n);
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await delay(50)) {
    await kill(world, 'validation');
    if ((await waiting()) >= 3) break;
  }
  await world.servers.emptyQueue();
}

interface SentRow {
  id: string;
  queue: QueueName;
  job: JobName;
  tenant_id: string;
  actor_id: string | null;
  request_id: string;
  created_at: Date;
  payload: JobEnvelope['payload'];
}

/**
 * Adds jobs a second time under other ids, as a queue that delivers at least once may do, until told to stop. Each
 * promise once, and none from before a loss: a repeat must not bring back what was lost. Returns how many.
 */
export async function deliverAgain(servers: Servers, done: Done, stopped: () => boolean): Promise<number> {
  const backend = openBackend(servers.queueUrl);
  const queues = new Map<QueueName, SoukQueue>();
  const queue = (name: QueueName): SoukQueue => {
    const known = queues.get(name) ?? backend.queue(name);
    // A queue that is away is part of the plan.
    if (!queues.has(name)) known.on('error', () => undefined);
    queues.set(name, known);
    return known;
  };
  const repeated = new Set<string>();
  for (; !stopped(); await delay(100)) {
    const rows = await servers.sql<SentRow>('SELECT * FROM outbox WHERE sent_at > $1 AND NOT id = ANY ($2::uuid[]) LIMIT 10', [done.lostAt, [...repeated]]);
    for (const row of rows.filter((one) => one.created_at > done.lostAt)) {
      const envelope: JobEnvelope = { promiseId: row.id, tenantId: row.tenant_id, actorId: row.actor_id, requestId: row.request_id, promisedAt: row.created_at.toISOString(), payload: row.payload };
      const added = await queue(row.queue).add(row.job, envelope).catch(() => null);
      if (added) repeated.add(row.id);
    }
  }
  await Promise.all([...queues.values()].map((opened) => opened.close()));
  return repeated.size;
}
