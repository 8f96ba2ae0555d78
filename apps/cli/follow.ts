import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { Submission } from '#libs/contracts/api.js';
import type { Marketplace } from './client.js';
import { EXIT } from './exit-codes.js';
import { Refusal, Unreachable } from './problem.js';

export type Followed = z.output<typeof Submission>;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;

/**
 * A submission each time that something may have happened to it, until the consumer stops or `deadline` (ms since the
 * epoch) passes. Events are only the hint to look again: a stream that breaks or is not offered makes it slower, not wrong.
 * Throws Unreachable when the marketplace does not come back before the deadline.
 */
export async function* follow(marketplace: Marketplace, id: string, deadline: number): AsyncGenerator<Followed> {
  const left = () => Math.max(0, deadline - Date.now());
  const look = () => marketplace.call(Submission, `/submissions/${id}`, { patienceMs: left() });
  let lastEventId: string | null = null;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      for await (const event of marketplace.events(`/submissions/${id}/events`, lastEventId, left())) {
        lastEventId = event.id;
        if (event.name !== 'open') pause = FIRST_PAUSE_MS;
        yield await look();
      }
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refusal && error.exit !== EXIT.forbidden)) throw error;
    }
    yield await look();
    if (left() === 0) return;
    await sleep(Math.min(pause, left()));
  }
}
