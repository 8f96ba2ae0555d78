import { isIPv6 } from 'node:net';
import { addRates, forgetRates } from '#libs/db/rates.js';
import type { Db } from '#libs/db/db.js';

/** A window of counting, in ms. */
const WINDOW_MS = 60_000;
/** How often a gateway tells the others what it counted, in ms: limits are overrun by at most what comes in that time. */
const SHARE_MS = 200;

interface Counter {
  /** What all gateways together had counted when last asked. */
  shared: number;
  /** What this one has counted since. */
  own: number;
}

export interface Rate {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
}

/**
 * Requests in a window of a minute, counted together by all gateways. Counting is local and shared every SHARE_MS, so that no
 * request waits for it; what is refused counts as well.
 */
export class RateLimits {
  private window = 0;
  private counters = new Map<string, Counter>();
  private readonly timer: NodeJS.Timeout;
  private sharing: Promise<void> | null = null;

  constructor(
    private readonly db: Db,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.share(), SHARE_MS);
    this.timer.unref();
  }

  /** Counts one request under `key` and says whether it is within `limit`. */
  count(key: string, limit: number): Rate {
    const now = Date.now();
    const window = now - (now % WINDOW_MS);
    if (window !== this.window) {
      this.window = window;
      this.counters = new Map();
    }
    let counter = this.counters.get(key);
    if (!counter) this.counters.set(key, (counter = { shared: 0, own: 0 }));
    counter.own += 1;
    return rate(counter.shared + counter.own, limit);
  }

  /** What counting one more would say, without counting. */
  peek(key: string, limit: number): Rate {
    const now = Date.now();
    const counter = now - (now % WINDOW_MS) === this.window ? this.counters.get(key) : undefined;
    return rate(counter ? counter.shared + counter.own + 1 : 1, limit);
  }

  /** Tells the database what was counted and learns what the others counted. */
  share(): Promise<void> {
    this.sharing ??= this.exchange()
      .catch(this.onError)
      .finally(() => (this.sharing = null));
    return this.sharing;
  }

  private async exchange(): Promise<void> {
    const counters = this.counters;
    const window = new Date(this.window);
    const counted = new Map([...counters].filter(([, counter]) => counter.own > 0).map(([key, counter]) => [key, counter.own]));
    if (counted.size === 0) return;
    const totals = await addRates(this.db, counted, window);
    for (const [key, added] of counted) {
      const counter = counters.get(key)!;
      counter.own -= added;
      counter.shared = totals.get(key) ?? counter.shared + added;
    }
    if (Math.random() < 0.01) await forgetRates(this.db, new Date(Date.now() - 10 * WINDOW_MS));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.share();
  }
}

function rate(used: number, limit: number): Rate {
  return { allowed: used <= limit, limit, remaining: Math.max(limit - used, 0), resetSeconds: Math.ceil((WINDOW_MS - (Date.now() % WINDOW_MS)) / 1000) };
}

/** The address that is counted: one network of an IPv6 customer is one. */
export function addressKey(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1]!;
  const [head = '', tail = ''] = ip.split('%', 1)[0]!.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(Math.max(8 - left.length - right.length, 0)).fill('0'), ...right];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
