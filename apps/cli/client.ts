import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readEvents, type ServerEvent } from './events.js';
import { refusalOf, Refusal, Unreachable } from './problem.js';

const ANSWER_MS = 30_000;
/** How long an ordinary call is tried again while nobody answers. */
const PATIENCE_MS = 10_000;
/** Longest total wait that a rate limit may ask for. */
const RATE_LIMIT_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;
/** Failures before a connection stood. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  json?: unknown;
  headers?: Record<string, string>;
  /** Makes the body anew for each try. */
  body?: () => ReadableStream<Uint8Array>;
  /** True when doing it twice does no harm; the default for everything but POST. */
  repeatable?: boolean;
  patienceMs?: number;
}

/** One tenant's marketplace over HTTP. Every call throws Refusal or Unreachable when it fails. */
export class Marketplace {
  constructor(
    /** Ends before `/api/v1`. */
    readonly address: string,
    private readonly token: string | null,
    /** Told each time that a call has to wait. */
    private readonly waiting: (why: string) => void = () => {},
  ) {}

  get hasToken(): boolean {
    return this.token !== null;
  }

  /** Calls and reads the answer in the given shape. */
  async call<T extends z.ZodType>(shape: T, path: string, call: Call = {}): Promise<z.output<T>> {
    const response = await this.send(path, call);
    const answer = response.status === 204 ? null : await response.json().catch((error: unknown) => {
      throw new Unreachable(`the answer of ${path} could not be read: ${innermost(error).message}`);
    });
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const { path: where, message } = parsed.error.issues[0]!;
    throw new Unreachable(`the answer of ${path} is not what this version of souk understands: ${where.join('.')}: ${message}`);
  }

  /** Calls until there is an answer that is not passing trouble, or patience ends. */
  async send(path: string, call: Call = {}): Promise<Response> {
    const repeatable = call.repeatable ?? call.method !== 'POST';
    const started = Date.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const outcome = await this.attempt(path, call);
      if (outcome instanceof Response) return outcome;
      const mayRepeat = outcome instanceof Refusal ? repeatable && outcome.passing : repeatable || outcome.unsent;
      if (!mayRepeat) throw outcome;
      const limited = outcome instanceof Refusal && outcome.status === 429;
      const wait = (outcome instanceof Refusal ? outcome.retryAfterMs : null) ?? pause;
      const patience = limited ? RATE_LIMIT_MS : (call.patienceMs ?? PATIENCE_MS);
      if (Date.now() + wait - started > patience) throw outcome;
      if (pause === FIRST_PAUSE_MS) this.waiting(limited ? `too many requests, waiting ${Math.ceil(wait / 1000)} s` : `no answer yet (${outcome.message}), trying again`);
      await sleep(wait);
    }
  }

  /** The server-sent events of a path from `lastEventId` on; begins with one named `open`, but for 204, when none will come. Ends or throws Unreachable when the stream does, at the latest after `ms`. */
  async *events(path: string, lastEventId: string | null, ms: number): AsyncGenerator<ServerEvent> {
    const headers = { accept: 'text/event-stream', ...(lastEventId !== null && { 'last-event-id': lastEventId }) };
    const stop = new AbortController();
    const response = await this.fetch(path, { headers }, AbortSignal.any([stop.signal, AbortSignal.timeout(ms)]));
    try {
      if (!response.ok) throw await refusalOf(response, path);
      if (response.body === null) return;
      yield { id: lastEventId, name: 'open', data: '' };
      yield* readEvents(response.body, stop);
    } finally {
      stop.abort();
    }
  }

  /** An address that an answer names, and the token when it may be sent there. */
  resolve(link: string): { url: string; headers: Record<string, string> } {
    const url = new URL(link, `${this.address}/`);
    if (!/^https?:$/.test(url.protocol)) throw new Unreachable(`the marketplace names an address that is not on the web: ${link}`);
    return { url: url.href, headers: url.href.startsWith(`${this.address}/`) ? this.authorization() : {} };
  }

  private async attempt(path: string, call: Call): Promise<Response | Refusal | Unreachable> {
    try {
      const response = await this.fetch(path, call, call.body === undefined ? AbortSignal.timeout(ANSWER_MS) : undefined);
      return response.ok ? response : await refusalOf(response, path);
    } catch (error) {
      if (error instanceof Unreachable) return error;
      throw error;
    }
  }

  private async fetch(path: string, { method = 'GET', query = {}, json, headers, body }: Call, signal?: AbortSignal): Promise<Response> {
    const url = new URL(`${this.address}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    const sent = json === undefined ? body?.() : JSON.stringify(json);
    const request = {
      method,
      redirect: 'error' as const,
      signal,
      headers: { accept: 'application/json, application/problem+json', ...(json !== undefined && { 'content-type': 'application/json' }), ...this.authorization(), ...headers },
      ...(sent !== undefined && { body: sent, duplex: 'half' }),
    };
    try {
      return await fetch(url, request as RequestInit);
    } catch (error) {
      const reason = innermost(error);
      throw new Unreachable(`${this.address} does not answer: ${reason.message}`, UNSENT.has((reason as NodeJS.ErrnoException).code ?? ''));
    }
  }

  private authorization(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
  }
}

/** What a failed fetch failed of. */
export function innermost(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error;
}
