import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Profile } from '#libs/contracts/profile.js';
import { createPlatformToken } from '../../prisma/migrate.js';
import { freePort } from '../../scripts/ports.js';
import { SERVICES, type ServiceName } from '../../scripts/services.js';

const READY_MS = 60_000;
const RESTART_MS = 100;

export interface MarketplaceParts {
  /** As the owner, and as the role of a service. */
  ownerUrl: string;
  serviceUrl(role: ServiceName): string;
  queueUrl: string;
  /** Default: a folder of its own. */
  blobUrl?: string;
  /** Further variables of libs/service/config.ts for every process. */
  environment?: Record<string, string>;
}

export interface TestTenant {
  slug: string;
  /** Where the tenant's API begins. */
  api: string;
  tokens: Record<'admin' | 'maintainer' | 'publisher' | 'publisher2' | 'user', string>;
}

export interface Marketplace {
  readonly url: string;
  readonly platformToken: string;
  readonly folder: string;
  /** Process id of a service, null while it is down. */
  pid(service: ServiceName): number | null;
  opsUrl(service: ServiceName): string;
  /** kill -9; the service is started again as an orchestrator would. Resolves when it has ended. */
  kill(service: ServiceName): Promise<void>;
  /** Resolves once every service answers ready. */
  ready(): Promise<void>;
  /** Makes a tenant with five members and the publishers `<slug>-studio` (publisher) and `<slug>-labs` (publisher2). */
  tenant(slug: string, profile?: z.input<typeof Profile>): Promise<TestTenant>;
  log(service: ServiceName): string;
  stop(): Promise<void>;
}

/** A profile that takes Orchestra packages and leaves everything else at its default, without narrow limits. */
export const OPEN_PROFILE: z.input<typeof Profile> = {
  formats: ['orchestra'],
  host: 'orchestra',
  tier: 'large',
  permissions: { network: { description: 'Talks to servers', risk: 'medium' }, clipboard: { description: 'Reads and writes the clipboard', risk: 'low' }, 'filesystem.read': { description: 'Reads files', risk: 'medium' } },
  quotas: { uploads_per_day: 1_000_000, open_submissions: 1_000_000 },
  rate_limits: { address_per_minute: 10_000_000, token_per_minute: 10_000_000, upload_per_minute: 10_000_000 },
};

/** The same where policy approves whatever passes the checks. */
export const AUTOMATIC_PROFILE: z.input<typeof Profile> = {
  ...OPEN_PROFILE,
  review: { auto_approve: { publishers: 'everybody', first_version: true, new_permissions: true, max_severity: 'medium' } },
};

/** Starts the five real processes over the given parts. */
export async function startMarketplace(parts: MarketplaceParts): Promise<Marketplace> {
  const folder = mkdtempSync(join(tmpdir(), 'souk-test-'));
  const port = await freePort();
  const ops = new Map<ServiceName, number>();
  for (const service of SERVICES) ops.set(service, await freePort());
  const running = new Map<ServiceName, ChildProcess>();
  let stopping = false;

  const start = (service: ServiceName): void => {
    const log = openSync(join(folder, `${service}.log`), 'a');
    const child = spawn(process.execPath, ['--enable-source-maps', fileURLToPath(new URL(`../../apps/${service}/main.js`, import.meta.url))], {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        DATABASE_URL: parts.serviceUrl(service),
        QUEUE_URL: parts.queueUrl,
        BLOB_URL: parts.blobUrl ?? `file://${join(folder, 'blobs')}`,
        HOST: '127.0.0.1',
        OPS_HOST: '127.0.0.1',
        PORT: String(port),
        OPS_PORT: String(ops.get(service)),
        DRAIN_SECONDS: '5',
        ...parts.environment,
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
    running.set(service, child);
    child.once('exit', () => {
      running.delete(service);
      if (!stopping) setTimeout(() => stopping || start(service), RESTART_MS);
    });
  };
  const opsUrl = (service: ServiceName) => `http://127.0.0.1:${ops.get(service)}`;
  const ready = async () => {
    await Promise.all(SERVICES.map((service) => answers(`${opsUrl(service)}/health/ready`, () => readFileSync(join(folder, `${service}.log`), 'utf8'))));
  };
  SERVICES.forEach(start);
  const stop = async (): Promise<void> => {
    stopping = true;
    const children = [...running.values()];
    children.forEach((child) => child.kill('SIGTERM'));
    await Promise.all(children.map((child) => ended(child)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `http://127.0.0.1:${port}`;
  const platformToken = await createPlatformToken(parts.ownerUrl, 'test');
  return {
    url,
    platformToken,
    folder,
    pid: (service) => running.get(service)?.pid ?? null,
    opsUrl,
    async kill(service) {
      const child = running.get(service);
      if (!child) return;
      child.kill('SIGKILL');
      await ended(child);
    },
    ready,
    tenant: (slug, profile = OPEN_PROFILE) => makeTenant(url, platformToken, slug, profile),
    log: (service) => readFileSync(join(folder, `${service}.log`), 'utf8'),
    stop,
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

async function answers(url: string, log: () => string): Promise<void> {
  for (const deadline = Date.now() + READY_MS; ; await delay(50)) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${url} is not ready; log:\n${log().slice(-3_000)}`);
  }
}

/** JSON over HTTP; throws unless the answer is 2xx. */
export async function call<T = unknown>(method: string, url: string, token: string | null, body?: unknown): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Uploads a package. Returns status and answer, whatever they are. */
export async function upload(tenant: TestTenant, bytes: Uint8Array, options: { token?: string; query?: string; headers?: Record<string, string>; path?: string } = {}): Promise<{ status: number; body: any; headers: Headers }> {
  const answer = await fetch(`${tenant.api}${options.path ?? '/extensions'}${options.query ?? ''}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.token ?? tenant.tokens.publisher}`, 'content-type': 'application/octet-stream', ...options.headers },
    body: Buffer.from(bytes),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()), headers: answer.headers };
}

async function makeTenant(url: string, platformToken: string, slug: string, profile: z.input<typeof Profile>): Promise<TestTenant> {
  const { admin } = await call<{ admin: { token: string } }>('POST', `${url}/api/v1/platform/tenants`, platformToken, { slug, name: slug, profile });
  const api = `${url}/t/${slug}/api/v1`;
  const members = [
    { handle: 'maintainer', role: 'maintainer' },
    { handle: 'publisher', role: 'publisher' },
    { handle: 'publisher2', role: 'publisher' },
    { handle: 'user', role: 'user' },
  ] as const;
  const scopes = { maintainer: ['read', 'install', 'publish', 'review'], publisher: ['read', 'install', 'publish'], user: ['read', 'install'] };
  await call('PUT', `${api}/members`, admin.token, { members });
  const tokens: Record<string, string> = { admin: admin.token };
  for (const { handle, role } of members) {
    const { token } = await call<{ token: string }>('POST', `${api}/tokens`, admin.token, { name: 'test', scopes: scopes[role], expires_in_days: 1, member: handle });
    tokens[handle] = token;
  }
  await call('POST', `${api}/publishers`, tokens['publisher']!, { name: `${slug}-studio`, display_name: 'Studio' });
  await call('POST', `${api}/publishers`, tokens['publisher2']!, { name: `${slug}-labs`, display_name: 'Labs' });
  return { slug, api, tokens: tokens as TestTenant['tokens'] };
}
