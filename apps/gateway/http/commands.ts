import { Inject, Injectable } from '@nestjs/common';
import type { Announcement, Announcements } from '#libs/db/db.js';
import { ANNOUNCEMENTS } from '../tokens.js';
import { waitFor } from './waiting.js';

/** How long an answer waits for the service that carries out what was asked, in ms; then it says that it is on its way. */
const CARRIED_OUT_MS = 5_000;

/** Asks a service for something and waits until it is told of having been done. */
@Injectable()
export class Commands {
  constructor(@Inject(ANNOUNCEMENTS) private readonly announcements: Announcements) {}

  /** Runs `ask`, then waits until an announcement satisfies `done`. False when none came in time. */
  async carriedOut(done: (told: Announcement) => boolean, ask: () => Promise<unknown>): Promise<boolean> {
    let happened = false;
    const stop = this.announcements.on((told) => {
      if (told !== null && done(told)) happened = true;
    });
    try {
      await ask();
      return (await waitFor(this.announcements, { concerns: done, milliseconds: CARRIED_OUT_MS }, async () => (happened ? true : null))) ?? false;
    } finally {
      stop();
    }
  }
}
