import type { Announcement, Announcements } from '#libs/db/db.js';

/**
 * Waits for something to be announced. `look` is asked at once (unless `later`), after each announcement that `concerns` it and whenever some may
 * have been missed; its first answer that is not null ends the wait. Null when `milliseconds` have passed or `signal` ends it.
 */
export async function waitFor<T>(
  announcements: Announcements,
  options: { concerns(told: Announcement): boolean; milliseconds: number; later?: boolean; signal?: AbortSignal; lookEveryMs?: number },
  look: () => Promise<T | null>,
): Promise<T | null> {
  let wake = (): void => undefined;
  let told = false;
  const stop = announcements.on((announcement) => {
    if (announcement !== null && !options.concerns(announcement)) return;
    told = true;
    wake();
  });
  const until = Date.now() + options.milliseconds;
  let looking = !options.later;
  try {
    for (;;) {
      told = false;
      const found = looking ? await look() : null;
      looking = true;
      if (found !== null) return found;
      if (Date.now() >= until || options.signal?.aborted) return null;
      if (!told) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), pause(Math.min(until - Date.now(), options.lookEveryMs ?? LOOK_ANYWAY_MS), options.signal)]);
    }
  } finally {
    stop();
  }
}

/** Without an announcement it is worth looking this often, in ms. */
const LOOK_ANYWAY_MS = 1_000;

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, Math.max(milliseconds, 1));
    signal?.addEventListener('abort', over, { once: true });
  });
}
