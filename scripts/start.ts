import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openParts, type Parts } from './embedded.js';
import { openHome, openSecrets, readJson, writePrivate, type Home, type Secrets } from './home.js';
import { freePort, isFree } from './ports.js';
import { isComplete, seed, type Accounts } from './seed.js';
import { keepRunning, print, SERVICES, type Running, type ServiceName } from './services.js';

/** `npm start`: the whole marketplace on this machine, on embedded parts unless the environment names others. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Settings of libs/service/config.ts that are handed on when set. */
const HANDED_ON = ['PATH', 'TZ', 'LOG_LEVEL', 'PUBLIC_URL', 'TRUST_PROXY', 'DATABASE_CONNECTIONS', 'DOWNLOADS', 'PACKAGE_CACHE_MB', 'DRAIN_SECONDS', 'RELAY_POLL_MS', 'SWEEP_INTERVAL_MS', 'SWEEP_AFTER_MS', 'ORPHAN_INTERVAL_SECONDS', 'ORPHAN_AFTER_SECONDS', 'SCAN_CHILDREN'];
const READY_MS = 120_000;
/** How long the services of a killed launcher may take to end, in ms. */
const ABANDONED_MS = 40_000;
const DRAIN_DEFAULT_S = 25;
/** Over the drain, before a service is killed. */
const GRACE_S = 10;
/** One Ctrl-C may arrive more than once: from the terminal and from npm. In ms. */
const SAME_KEY_MS = 1_000;

const say = (text: string): void => print('souk', text);

function portFromEnvironment(): number {
  const port = Number(process.env.SOUK_PORT || 4400);
  if (!Number.isInteger(port) || port < 1 || port > 65_530) throw new Error('SOUK_PORT must be a whole number from 1 to 65530');
  return port;
}

async function requirePort(port: number, home: Home): Promise<void> {
  const deadline = Date.now() + (home.abandonedBy ? ABANDONED_MS : 0);
  for (let told = false; !(await isFree(port)); told = true) {
    if (Date.now() > deadline) throw new Error(`port ${port} is in use: stop what listens there, or set SOUK_PORT to a free one`);
    if (!told) say(`launcher ${home.abandonedBy} was killed; waiting for its services to end`);
    await delay(100);
  }
}

async function opsPorts(port: number): Promise<Record<ServiceName, number>> {
  const ports: [string, number][] = [];
  for (const [index, name] of SERVICES.entries()) ports.push([name, await freePort(port + 1 + index)]);
  return Object.fromEntries(ports) as Record<ServiceName, number>;
}

function environmentOf(name: ServiceName, parts: Parts, secrets: Secrets, ports: { gateway: number; ops: number }): Record<string, string> {
  const handedOn = HANDED_ON.flatMap((variable) => (process.env[variable] ? [[variable, process.env[variable]]] : []));
  return {
    ...Object.fromEntries(handedOn),
    DATABASE_URL: parts.serviceUrl(name),
    QUEUE_URL: parts.queueUrl,
    BLOB_URL: parts.blobUrl,
    OPS_HOST: '127.0.0.1',
    OPS_PORT: String(ports.ops),
    ...(name === 'gateway' ? { HOST: '127.0.0.1', PORT: String(ports.gateway) } : {}),
    ...(name === 'storage' ? { SIGNING_KEY: process.env.SIGNING_KEY || secrets.signing_key } : {}),
  };
}

/** credentials.json, which is there only once it is complete; until then its content stands in another file. */
function openCredentials(home: Home): { accounts: Accounts; write(baseUrl: string, pids: Record<string, number>): void } {
  const file = home.path('credentials.json');
  const unfinished = home.path('credentials.unfinished.json');
  const { platform_token, tenants } = readJson(unfinished, readJson<Accounts>(file, { platform_token: '', tenants: {} }));
  const accounts = { platform_token, tenants };
  return {
    accounts,
    write(baseUrl, pids) {
      const [current, other] = isComplete(accounts) ? [file, unfinished] : [unfinished, file];
      writePrivate(current, { base_url: baseUrl, ...accounts, pids });
      rmSync(other, { force: true });
    },
  };
}

async function ready(name: ServiceName, opsPort: number): Promise<void> {
  for (const deadline = Date.now() + READY_MS; ; await delay(50)) {
    const answer = await fetch(`http://127.0.0.1:${opsPort}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${name} is not ready after ${READY_MS / 1000} s, see its log`);
  }
}

/** Resolves when somebody wants the marketplace to end; who insists calls `insisted`. */
function stopAsked(insisted: () => void): Promise<string> {
  return new Promise((resolve) => {
    let first = 0;
    const asked = (how: string) => {
      first ||= Date.now();
      if (Date.now() - first > SAME_KEY_MS) insisted();
      resolve(how);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked(signal));
    process.on('disconnect', () => asked('the end of npm start'));
  });
}

function announce(baseUrl: string, home: Home, seconds: string): void {
  const lines = [
    `up after ${seconds} s`,
    `  marketplaces  ${baseUrl}/t/{comfyvn,skynet,orchestra,formula}`,
    `  OpenAPI       ${baseUrl}/api/v1/openapi.json`,
    `  credentials   ${home.path('credentials.json')}`,
    `  logs          ${home.path('logs')}`,
    `  log in        npx souk --url ${baseUrl} --tenant orchestra login`,
    '  stop          Ctrl-C',
  ];
  lines.forEach(say);
}

async function marketplace(home: Home, port: number): Promise<void> {
  const services = new Map<ServiceName, Running>();
  const asked = stopAsked(() => services.forEach((service) => service.kill()));
  await requirePort(port, home);
  const secrets = openSecrets(home);
  const parts = await openParts(home, secrets, process.env, say);
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    const credentials = openCredentials(home);
    const pids = () => Object.fromEntries([...services].flatMap(([name, { pid }]) => (pid ? [[name, pid]] : [])));
    const keep = () => credentials.write(baseUrl, pids());
    const ports = await opsPorts(port);
    for (const name of SERVICES) {
      const environment = environmentOf(name, parts, secrets, { gateway: port, ops: ports[name] });
      services.set(name, keepRunning({ name, environment, logFile: home.path('logs', `${name}.log`) }, () => queueMicrotask(keep)));
    }
    const comeUp = async () => {
      await Promise.all(SERVICES.map((name) => ready(name, ports[name])));
      await seed(baseUrl, parts.ownerUrl, credentials.accounts, keep);
      announce(baseUrl, home, process.uptime().toFixed(1));
    };
    await Promise.race([comeUp(), asked]);
    say(`stopping because of ${await asked}`);
  } finally {
    const limitMs = (Number(process.env.DRAIN_SECONDS || DRAIN_DEFAULT_S) + GRACE_S) * 1000;
    await Promise.all([...services.values()].map((service) => service.stop(limitMs)));
    await parts.stop();
  }
  say('stopped');
}

try {
  const port = portFromEnvironment();
  const home = openHome(resolve(process.env.SOUK_HOME || join(ROOT, '.souk')));
  try {
    await marketplace(home, port);
  } finally {
    home.release();
  }
  process.exit(0);
} catch (error) {
  say((error as Error).message);
  process.exit(1);
}
