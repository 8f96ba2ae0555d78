import { Unreachable } from './problem.js';

/** One server-sent event (WHATWG HTML §9.2). */
export interface ServerEvent {
  /** The last id that the stream has given so far. */
  id: string | null;
  name: string;
  data: string;
}

/** A stream that says nothing for so long, not even a comment, is taken for broken. */
const SILENCE_MS = 45_000;
/** An event longer than this, in characters, is not one of ours. */
const LONGEST_EVENT = 1024 * 1024;

/** Cuts text, in pieces as they arrive, into events. */
export class EventParser {
  private rest = '';
  private id: string | null = null;
  private name = '';
  private data: string[] = [];
  private endedWithReturn = false;

  /** The events that are complete with this piece. */
  push(piece: string): ServerEvent[] {
    const fresh = this.endedWithReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') this.endedWithReturn = piece.endsWith('\r');
    const lines = (this.rest + fresh).split(/\r\n|\n|\r/);
    this.rest = lines.pop()!;
    if (this.rest.length > LONGEST_EVENT) throw new Unreachable('the event stream has no line breaks');
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): ServerEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
    return [];
  }

  private dispatch(): ServerEvent[] {
    const event = { id: this.id, name: this.name || 'message', data: this.data.join('\n') };
    const complete = this.data.length > 0;
    this.name = '';
    this.data = [];
    return complete ? [event] : [];
  }
}

/** The events of an answer's body. Throws Unreachable when the stream breaks or falls silent; `stop` ends the connection. */
export async function* readEvents(body: ReadableStream<Uint8Array>, stop: AbortController): AsyncGenerator<ServerEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const silence = setTimeout(() => stop.abort(), SILENCE_MS);
  try {
    for await (const chunk of body) {
      silence.refresh();
      yield* parser.push(decoder.decode(chunk, { stream: true }));
    }
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`the event stream broke: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(silence);
  }
}
