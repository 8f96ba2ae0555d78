import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { EXIT, Failure } from './exit-codes.js';
import { bytes, paint, text, type Shown } from './text.js';

/** Where a run of `souk` reads and writes; the process itself outside of tests. */
export interface Streams {
  stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>;
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  env: NodeJS.ProcessEnv;
}

interface Loudness {
  json?: boolean;
  quiet?: boolean;
}

const BAR = 24;

/** Results go to standard output, everything else to standard error. */
export class Terminal {
  readonly json: boolean;
  readonly interactive: boolean;
  private readonly quiet: boolean;

  constructor(
    private readonly streams: Streams,
    { json = false, quiet = false }: Loudness,
  ) {
    this.json = json;
    this.quiet = quiet;
    this.interactive = streams.stdin.isTTY === true && streams.stderr.isTTY === true;
  }

  /** The result of a command: the value as one JSON document with --json, else the lines. */
  answer(value: unknown, lines: readonly Shown[]): void {
    if (this.json) this.streams.stdout.write(`${safeJson(value)}\n`);
    else for (const line of lines) this.write(this.streams.stdout, line);
  }

  /** One JSON document, whatever the options. */
  document(value: unknown): void {
    this.streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** What happens meanwhile; not with --quiet. */
  note(line: Shown): void {
    if (!this.quiet) this.write(this.streams.stderr, line);
  }

  warn(line: Shown): void {
    this.complain(text`${paint('yellow', 'warning:')} ${line}`);
  }

  /** Written to standard error whatever the options. */
  complain(line: Shown): void {
    this.write(this.streams.stderr, line);
  }

  /** Shows bytes moved, or other things done, on one line that is rewritten; nothing unless standard error is a terminal. */
  progress(label: string, total: number, things: 'bytes' | 'versions' | 'files' = 'bytes'): (done: number) => void {
    const { stderr } = this.streams;
    if (this.quiet || stderr.isTTY !== true) return () => {};
    let shown = -1;
    return (done) => {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      if (percent === shown) return;
      shown = percent;
      const filled = Math.round((percent / 100) * BAR);
      const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}`;
      stderr.write(`\r\u001b[K${text`${label} [${bar}] ${percent}% of ${things === 'bytes' ? bytes(total) : `${total} ${things}`}`.render(false)}${done >= total ? '\n' : ''}`);
    };
  }

  /** Asks for a yes. Throws Failure when nobody can answer; `how` says how to say yes beforehand. */
  async confirm(question: Shown, how: string): Promise<boolean> {
    this.mustBeInteractive(how);
    const reader = createInterface({ input: this.streams.stdin, output: this.streams.stderr });
    try {
      return /^y(es)?$/i.test((await reader.question(`${question.render(this.colours(this.streams.stderr))} [y/N] `)).trim());
    } catch (error) {
      throw error instanceof Error && error.name === 'AbortError' ? new Failure(EXIT.refused, 'stopped') : error;
    } finally {
      reader.close();
    }
  }

  /** Throws Failure (usage) unless a person can be asked. */
  mustBeInteractive(how: string): void {
    if (!this.interactive) throw new Failure(EXIT.usage, 'this needs an answer, and nobody can be asked here', how);
  }

  /** Reads one line without showing it. */
  async secret(question: Shown, how: string): Promise<string> {
    this.mustBeInteractive(how);
    const { stdin, stderr } = this.streams;
    stdin.setRawMode?.(true);
    try {
      stderr.write(`${question.render(this.colours(stderr))} `);
      return await readHidden(stdin);
    } finally {
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
    }
  }

  /** All of standard input as text. */
  async input(): Promise<string> {
    let all = '';
    for await (const chunk of this.streams.stdin) all += String(chunk);
    return all;
  }

  private write(stream: Streams['stdout'], line: Shown): void {
    stream.write(`${line.render(this.colours(stream))}\n`);
  }

  private colours(stream: Streams['stdout']): boolean {
    const { NO_COLOR, TERM } = this.streams.env;
    return stream.isTTY === true && !NO_COLOR && TERM !== 'dumb';
  }
}

function readHidden(stdin: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void) => {
      stdin.off('data', read);
      settle();
    };
    const read = (chunk: Buffer | string) => {
      for (const char of String(chunk)) {
        if (char === '\r' || char === '\n' || char === '\u0004') return end(() => resolve(typed));
        if (char === '\u0003') return end(() => reject(new Failure(EXIT.refused, 'stopped')));
        typed = char === '\u007f' || char === '\b' ? typed.slice(0, -1) : typed + char;
      }
    };
    stdin.on('data', read);
    stdin.resume();
  });
}

/** JSON in which no character can steer a terminal: those are in texts only, where an escape says the same. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\x7f-\x9f]|\p{Cf}|\p{Zl}|\p{Zp}/gu, (char) => char.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
