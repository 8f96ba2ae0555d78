import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { LogFile } from './log-file.js';

export const SERVICES = ['gateway', 'validation', 'review', 'storage', 'installs'] as const;
export type ServiceName = (typeof SERVICES)[number];

const COLOURS = { gateway: 'cyan', validation: 'yellow', review: 'magenta', storage: 'blue', installs: 'green', souk: 'white' } as const;
const NAME_WIDTH = Math.max(...SERVICES.map((name) => name.length));

/** Waiting before a restart, in ms: doubled each time, forgotten once a process has lived for a while. */
const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 5_000;
const LIVED_MS = 10_000;
/** How long the last lines of an ended process are waited for, in ms. */
const LAST_LINES_MS = 500;

/** One line for the terminal, named and coloured. Colour goes when NO_COLOR is set or nobody looks. */
export function print(name: keyof typeof COLOURS, line: string): void {
  process.stdout.write(`${styleText(COLOURS[name], `${name.padEnd(NAME_WIDTH)} |`, { stream: process.stdout })} ${line}\n`);
}

/** A JSON log line as people read it; anything else as it is. */
function compact(line: string): string {
  if (!line.startsWith('{')) return line;
  let entry: { time?: string; level?: string; msg?: string; err?: { message?: string } };
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  const problem = entry.err?.message ? `: ${entry.err.message}` : '';
  return `${(entry.time ?? '').slice(11, 19)} ${(entry.level ?? '').padEnd(5)} ${entry.msg ?? ''}${problem}`;
}

export interface Running {
  /** Null while the service waits for its restart. */
  readonly pid: number | null;
  /** Asks it to drain and resolves once it is gone; after `limitMs` it is killed. It is not started again. */
  stop(limitMs: number): Promise<void>;
  kill(): void;
}

export interface Service {
  name: ServiceName;
  environment: Record<string, string>;
  /** Gets every line as the service wrote it; begun anew when it grows large. */
  logFile: string;
}

/**
 * Keeps a service running until it is stopped: starts it again whenever it ends. `changed` is called
 * after each change of its process id.
 */
export function keepRunning(service: Service, changed: () => void): Running {
  const log = new LogFile(service.logFile);
  const program = fileURLToPath(new URL(`../apps/${service.name}/main.js`, import.meta.url));
  let child: ChildProcess | null = null;
  let waiting: NodeJS.Timeout | undefined;
  let backoff = FIRST_BACKOFF_MS;
  let stopping = false;
  let gone = Promise.resolve();
  let lastLines: Promise<unknown> = gone;

  const start = () => {
    const startedAt = Date.now();
    // A group of its own, so that Ctrl-C reaches the launcher alone; the channel ends the service should the launcher be killed.
    const next = spawn(process.execPath, ['--enable-source-maps', program], { detached: true, env: service.environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child = next;
    lastLines = once(next, 'close');
    for (const output of [next.stdout!, next.stderr!]) {
      createInterface(output).on('line', (line) => {
        log.write(`${line}\n`);
        print(service.name, compact(line));
      });
    }
    gone = new Promise((resolve) => {
      const ended = (how: string) => {
        child = null;
        resolve();
        if (!stopping) startAgain(how, Date.now() - startedAt);
        changed();
      };
      next.once('error', (error) => ended(error.message));
      next.once('exit', (code, signal) => ended(signal ?? `code ${code}`));
    });
    changed();
  };
  const startAgain = (how: string, livedMs: number) => {
    if (livedMs >= LIVED_MS) backoff = FIRST_BACKOFF_MS;
    print(service.name, `ended (${how}) after ${(livedMs / 1000).toFixed(1)} s, starting again in ${backoff} ms`);
    waiting = setTimeout(start, backoff);
    backoff = Math.min(backoff * 2, LAST_BACKOFF_MS);
  };

  start();
  return {
    get pid() {
      return child?.pid ?? null;
    },
    async stop(limitMs) {
      stopping = true;
      clearTimeout(waiting);
      child?.kill('SIGTERM');
      const late = setTimeout(() => {
        print(service.name, `has not drained after ${limitMs / 1000} s, killing it`);
        child?.kill('SIGKILL');
      }, limitMs);
      await gone;
      clearTimeout(late);
      await Promise.race([lastLines, delay(LAST_LINES_MS, null, { ref: false })]);
    },
    kill() {
      stopping = true;
      clearTimeout(waiting);
      child?.kill('SIGKILL');
    },
  };
}
