import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { isFinal, type Status } from '#libs/contracts/pipeline.js';
import type { Announcement, Announcements, Db } from '#libs/db/db.js';
import { DB } from '#libs/service/service.module.js';
import { Problem } from '#libs/service/problems.js';
import { living } from '../accounts/secrets.js';
import type { AskedByMember, Reply } from '../http/request.js';
import { waitFor } from '../http/waiting.js';
import { ANNOUNCEMENTS } from '../tokens.js';
import { Submissions } from './submissions.js';

/** Silence on a stream is broken this often, so that proxies keep it open, in ms. */
const HEARTBEAT_MS = 15_000;
/** A stream ends then and is taken up again by its client, with a token that is looked at anew; in ms. */
const LONGEST_STREAM_MS = 10 * 60_000;
/** Streams of one token at a time. */
export const MOST_STREAMS = 50;

/** A submission's events as server-sent events; a client that comes back with Last-Event-ID misses none. */
@Injectable()
export class Feed implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  /** Open streams by token. */
  private readonly open = new Map<string, number>();

  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(ANNOUNCEMENTS) private readonly announcements: Announcements,
    private readonly submissions: Submissions,
  ) {}

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /** Streams until the submission or the token has ended, the client goes or the process drains. 204 to who knows of the end already: then a client stops asking. */
  async stream(asked: AskedByMember, id: string, reply: Reply): Promise<void> {
    const open = this.open.get(asked.member.tokenId) ?? 0;
    if (open >= MOST_STREAMS) throw new Problem('rate-limited', `A token may follow ${MOST_STREAMS} submissions at a time. Close some streams first.`, { headers: { 'retry-after': '5' } });
    this.open.set(asked.member.tokenId, open + 1);
    try {
      await this.follow(asked, id, reply);
    } finally {
      const left = this.open.get(asked.member.tokenId)! - 1;
      if (left > 0) this.open.set(asked.member.tokenId, left);
      else this.open.delete(asked.member.tokenId);
    }
  }

  private async follow(asked: AskedByMember, id: string, reply: Reply): Promise<void> {
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const until = Date.now() + LONGEST_STREAM_MS;
    let last = lastEventId(asked.request.headers['last-event-id']);
    const { status } = await this.db.tenant(asked.ctx, (tx) => this.submissions.visible(tx, asked, id));
    if (isFinal(status as Status) && (await this.since(asked, id, last))?.events.length === 0) return void reply.code(204).send();
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    reply.raw.write('retry: 1000\n\n');
    const signal = AbortSignal.any([gone.signal, this.ending.signal]);
    const concerns = (told: Announcement) => told.submission === id || (told.kind === 'token-revoked' && told.tenant === asked.tenant.id);
    while (!signal.aborted && Date.now() < until) {
      const news = await waitFor(this.announcements, { concerns, milliseconds: HEARTBEAT_MS, lookEveryMs: HEARTBEAT_MS, signal }, () => this.since(asked, id, last));
      if (news === null) {
        if (!signal.aborted) reply.raw.write(': still here\n\n');
        continue;
      }
      for (const event of news.events) {
        last = event.id;
        reply.raw.write(`id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event.shown)}\n\n`);
      }
      if (news.ended) break;
    }
    reply.raw.end();
  }

  /** What happened after `last`, and whether more may come; null for nothing yet. A token that has ended is told nothing. */
  private async since(asked: AskedByMember, id: string, last: bigint) {
    return this.db.tenant(asked.ctx, async (tx) => {
      if ((await tx.token.count({ where: { id: asked.member.tokenId, ...living() } })) === 0) return { events: [], ended: true };
      const rows = await tx.event.findMany({ where: { submissionId: id, id: { gt: last } }, orderBy: { id: 'asc' }, take: 500 });
      const { status } = await tx.submission.findFirstOrThrow({ where: { id }, select: { status: true } });
      const ended = isFinal(status as Status);
      if (rows.length === 0 && !ended) return null;
      const events = rows.map((row) => ({ id: row.id, kind: row.kind, shown: { status: row.to, from: row.from, at: row.at.toISOString(), reason: row.reason } }));
      return { events, ended };
    });
  }
}

function lastEventId(header: string | string[] | undefined): bigint {
  if (header === undefined || header === '') return 0n;
  if (!/^\d{1,18}$/.test(String(header))) throw new Problem('bad-request', 'Last-Event-ID must be the id of an event that this stream sent.');
  return BigInt(String(header));
}
