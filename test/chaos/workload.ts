import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { Profile } from '#libs/contracts/profile.js';
import { orchestraPackage } from '#test/support/archives.js';
import { AUTOMATIC_PROFILE, type TestTenant } from '#test/support/marketplace.js';
import type { Servers } from './servers.js';

/** What becomes of a package when nothing goes wrong. */
export const KINDS = {
  /** Policy approves it. */
  automatic: 'PUBLISHED',
  /** A check rejects it. */
  refused: 'REJECTED',
  /** A maintainer approves it. */
  approved: 'PUBLISHED',
  /** A maintainer rejects it. */
  declined: 'REJECTED',
  /** Its publisher takes it back right after the upload, which may come too late. */
  withdrawn: 'WITHDRAWN',
} as const;
export type Kind = keyof typeof KINDS;

/** How kinds are mixed. */
const MIX: readonly Kind[] = ['automatic', 'approved', 'refused', 'automatic', 'withdrawn', 'automatic', 'declined', 'withdrawn', 'automatic', 'refused'];
/** A client gives up after this long without an answer, in ms, which breaks the run. */
const PATIENCE_MS = 120_000;
const ANSWER_MS = 20_000;

export interface Package {
  kind: Kind;
  tenant: TestTenant;
  name: string;
  bytes: Uint8Array;
  sha256: string;
  /** Set when the marketplace has answered the upload. */
  submissionId: string | null;
  /** How it must end, once the client knows. */
  end: 'PUBLISHED' | 'REJECTED' | 'WITHDRAWN';
}

export const PROFILE: z.input<typeof Profile> = AUTOMATIC_PROFILE;

export function packageOf(kind: Kind, tenant: TestTenant, turn: number): Package {
  const name = `${kind}-${tenant.slug}-${turn}`;
  const code: Record<string, string> = kind === 'approved' || kind === 'declined' ? { 'dist/run.js': 'export function run(text) {\n  return eval(text);\n}\n' } : {};
  const bytes = orchestraPackage({ name, version: '1.0.0', ...(kind === 'refused' && { permissions: ['telepathy'] }) }, code);
  return { kind, tenant, name, bytes, sha256: createHash('sha256').update(bytes).digest('hex'), submissionId: null, end: KINDS[kind] };
}

/** `count` packages, tenants in turn. */
export function packagesOf(tenants: readonly TestTenant[], count: number): Package[] {
  return Array.from({ length: count }, (_, turn) => packageOf(MIX[Math.floor(turn / tenants.length) % MIX.length]!, tenants[turn % tenants.length]!, turn));
}

interface Answer {
  status: number;
  body: any;
}

/** What clients met on the way. */
export interface Encounters {
  retries: number;
  /** Answers that no client should get. */
  unexpected: string[];
}

/** As a good client does: the same request again until there is an answer that is not "try again". */
async function insist(met: Encounters, url: string, init: RequestInit): Promise<Answer> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await delay(250)) {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      () => null,
    ).catch(() => null);
    if (answer && answer.status < 500) return { status: answer.status, body: answer.text === '' ? null : JSON.parse(answer.text) };
    met.retries += 1;
    if (Date.now() > deadline) throw new Error(`${init.method} ${url} got no answer for ${PATIENCE_MS / 1000} s; the last one was ${answer ? `${answer.status} ${answer.text}` : 'none'}`);
  }
}

const asJson = (token: string, method: string, body: unknown = {}): RequestInit => ({ method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(method !== 'GET' && { body: JSON.stringify(body) }) });

/** Uploads a package, takes it back when it is of that kind, and notes how it must end. */
export async function submit(met: Encounters, it: Package): Promise<void> {
  const { api, tokens } = it.tenant;
  const headers = { authorization: `Bearer ${tokens.publisher}`, 'content-type': 'application/octet-stream', 'idempotency-key': it.name };
  const { status, body } = await insist(met, `${api}/extensions`, { method: 'POST', headers, body: Buffer.from(it.bytes) });
  if (status > 202) {
    met.unexpected.push(`upload of ${it.name}: ${status} ${JSON.stringify(body)}`);
    return;
  }
  it.submissionId = body.id;
  if (it.kind !== 'withdrawn') return;
  const taken = await insist(met, `${api}/submissions/${body.id}/withdraw`, asJson(tokens.publisher, 'POST'));
  if (taken.status === 200 || taken.body.submission_status === 'WITHDRAWN') it.end = 'WITHDRAWN';
  else if (taken.status === 409 && ['APPROVED', 'PUBLISHED'].includes(taken.body.submission_status)) it.end = 'PUBLISHED';
  else met.unexpected.push(`withdrawal of ${it.name}: ${taken.status} ${JSON.stringify(taken.body)}`);
}

/** A maintainer who decides whatever waits in the queue of a tenant, until told to stop. */
export async function review(met: Encounters, tenant: TestTenant, stopped: () => boolean): Promise<void> {
  const token = tenant.tokens.maintainer;
  for (; !stopped(); await delay(500)) {
    const queue = await insist(met, `${tenant.api}/moderation/queue?per_page=20`, asJson(token, 'GET'));
    if (queue.status !== 200) met.unexpected.push(`queue of ${tenant.slug}: ${queue.status} ${JSON.stringify(queue.body)}`);
    await Promise.all((queue.body.data ?? []).slice(0, 4).map((entry: { id: string; extension: string }) => decide(met, tenant, entry)));
  }
}

/** Claims and decides. A conflict means that the review is over or being decided: the next look at the queue tells. */
async function decide(met: Encounters, tenant: TestTenant, { id, extension }: { id: string; extension: string }): Promise<void> {
  const at = `${tenant.api}/moderation/reviews/${id}`;
  const token = tenant.tokens.maintainer;
  const claim = await insist(met, `${at}/claim`, asJson(token, 'POST'));
  if (claim.status === 409) return;
  const lease = claim.body.lease;
  const decision = extension.startsWith('declined') ? { decision: 'reject', feedback: 'Code made from text is not taken here.', lease } : { decision: 'approve', lease };
  const decided = await insist(met, `${at}/decision`, asJson(token, 'POST', decision));
  if (![200, 202, 409].includes(decided.status)) met.unexpected.push(`decision on ${extension}: ${decided.status} ${JSON.stringify(decided.body)}`);
}

/** An operator who retries what is blocked, until told to stop. Returns what they met. */
export async function operate(met: Encounters, servers: Servers, tenants: readonly TestTenant[], stopped: () => boolean): Promise<string[]> {
  const retried: string[] = [];
  for (; !stopped(); await delay(1_000)) {
    const rows = await servers.sql<{ slug: string; id: string; blocked: string }>('SELECT t.slug, s.id, s.blocked FROM submission s JOIN tenant t ON t.id = s.tenant_id WHERE s.blocked IS NOT NULL');
    for (const { slug, id, blocked } of rows) {
      const { api, tokens } = tenants.find((tenant) => tenant.slug === slug)!;
      const { status, body } = await insist(met, `${api}/submissions/${id}/retry`, asJson(tokens.publisher, 'POST'));
      if (status === 202) retried.push(blocked);
      else if (status !== 409) met.unexpected.push(`retry of ${id}: ${status} ${JSON.stringify(body)}`);
    }
  }
  return retried;
}

/** Downloads a published package. Returns the hash of what came, or the status when it was refused. */
export async function download(it: Package): Promise<string> {
  const answer = await fetch(`${it.tenant.api}/extensions/${it.name}/versions/1.0.0/download`, { signal: AbortSignal.timeout(ANSWER_MS) });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return answer.ok ? createHash('sha256').update(bytes).digest('hex') : `status ${answer.status}`;
}
