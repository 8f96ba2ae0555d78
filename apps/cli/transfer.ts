import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '#libs/manifest/sha256.js';
import { EXIT, Failure } from './exit-codes.js';
import { innermost } from './client.js';
import { Refusal, refusalOf, Unreachable } from './problem.js';

const CHUNK = 64 * 1024;
/** Tries in a row that bring no byte before a download is given up. */
const FRUITLESS_TRIES = 6;
const FIRST_PAUSE_MS = 200;
/** A download that brings nothing for so long is taken for broken. */
const SILENCE_MS = 30_000;

interface Expected {
  /** Lower-case hex. */
  sha256: string;
  /** Bytes. */
  size: number;
}

type Progress = (done: number) => void;

/** A request body that tells how far it has been read. Send it with Content-Length. */
export function uploadBody(bytes: Uint8Array, progress: Progress): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(sent, sent + CHUNK));
      sent = Math.min(sent + CHUNK, bytes.length);
      progress(sent);
    },
  }, { highWaterMark: 0 });
}

/**
 * Downloads a whole package, going on where a broken connection stopped. The bytes are returned only when size and SHA-256
 * are the announced ones, else throws Failure (integrity). Throws Refusal or Unreachable when they cannot be had.
 */
export async function download(from: { url: string; headers: Record<string, string> }, expected: Expected, progress: Progress): Promise<Uint8Array> {
  const part = new PartialDownload(expected.size, progress);
  for (let tries = 1, pause = FIRST_PAUSE_MS; !part.complete; tries += 1, pause *= 2) {
    const before = part.done;
    try {
      await part.goOn(from);
    } catch (error) {
      const passing = error instanceof Unreachable || (error instanceof Refusal && error.passing);
      if (part.done > before) [tries, pause] = [1, FIRST_PAUSE_MS];
      if (!passing || tries >= FRUITLESS_TRIES) throw error;
      await sleep((error instanceof Refusal ? error.retryAfterMs : null) ?? pause);
    }
  }
  const bytes = part.bytes();
  const found = sha256(bytes);
  if (found !== expected.sha256) {
    throw new Failure(EXIT.integrity, `the downloaded package has the SHA-256 ${found}, announced was ${expected.sha256}`, 'Nothing was unpacked. Try again; if it stays so, tell the marketplace.');
  }
  return bytes;
}

class PartialDownload {
  private chunks: Uint8Array[] = [];
  private etag: string | null = null;
  done = 0;
  complete = false;

  constructor(
    private readonly size: number,
    private readonly progress: Progress,
  ) {}

  bytes(): Uint8Array {
    return Buffer.concat(this.chunks);
  }

  /** One connection: asks for what is missing, and keeps what arrives. Throws Unreachable when it ends early. */
  async goOn({ url, headers }: { url: string; headers: Record<string, string> }): Promise<void> {
    const resume = this.done > 0 ? { range: `bytes=${this.done}-`, ...(this.etag !== null && { 'if-range': this.etag }) } : {};
    const stop = new AbortController();
    const silence = setTimeout(() => stop.abort(), SILENCE_MS);
    try {
      const response = await fetch(url, { headers: { ...headers, ...resume, 'accept-encoding': 'identity' }, signal: stop.signal });
      if (!response.ok) throw await refusalOf(response, new URL(url).pathname);
      if (!this.continues(response)) this.restart();
      this.etag = response.headers.get('etag')?.startsWith('"') ? response.headers.get('etag') : null;
      for await (const chunk of response.body ?? []) {
        silence.refresh();
        this.keep(chunk);
      }
    } catch (error) {
      if (error instanceof Refusal || error instanceof Failure) throw error;
      throw new Unreachable(`the download broke off: ${innermost(error).message}`);
    } finally {
      clearTimeout(silence);
      stop.abort();
    }
    if (this.done < this.size) throw new Unreachable(`the download ended after ${this.done} of ${this.size} bytes`);
    this.complete = true;
  }

  private continues(response: Response): boolean {
    return response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${this.done}-`) === true;
  }

  private restart(): void {
    this.chunks = [];
    this.done = 0;
  }

  private keep(chunk: Uint8Array): void {
    this.done += chunk.length;
    if (this.done > this.size) throw new Failure(EXIT.integrity, `the download is longer than the announced ${this.size} bytes`, 'Nothing was unpacked.');
    this.chunks.push(chunk);
    this.progress(this.done);
  }
}
