import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Profile } from '#libs/contracts/profile.js';
import type { Keys } from '#libs/manifest/format.js';
import { ChildMessage } from './report.js';
import type { Dead, ScanReport } from './report.js';

interface Limits {
  /** MB of JavaScript heap. */
  memoryMb: number;
  /** MB that the process may take from the machine, watched on Linux. */
  rssMb: number;
  /** Milliseconds of wall clock for one package. */
  timeoutMs: number;
}

/** How a child process is started. */
export interface Launch extends Limits {
  program: URL;
  /** A command that starts another one with fewer rights; empty for none. */
  wrapper: readonly string[];
}

const START_TIMEOUT_MS = 15_000;
const WATCH_EVERY_MS = 50;
const STDERR_BYTES = 4_096;
const PROJECT = new URL('../../../../', import.meta.url);
const READABLE = ['dist/', 'node_modules/', 'package.json'].map((path) => fileURLToPath(new URL(path, PROJECT)));

/** One child process. It serves one package at a time, and is never used again after it failed once. */
export class ScanChild {
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  tenantId: string | null = null;
  served = 0;
  #alive = true;
  #stderr = '';
  #pending: ((message: ChildMessage | Dead) => void) | null = null;
  #verdict: Dead | null = null;

  private constructor(private readonly process: ChildProcess, private readonly limits: Limits) {
    this.exited = new Promise((resolve) => {
      process.once('close', () => resolve());
      process.once('error', () => resolve());
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_BYTES);
    });
    process.on('message', (message) => this.#hear(message));
    process.on('error', (error) => this.end('crashed', error.message));
    process.once('close', (code, signal) => this.#died(code, signal));
  }

  /** Starts a child and waits until it listens. Rejects with what it wrote when it does not come up. */
  static async start(launch: Launch): Promise<ScanChild> {
    const { program, wrapper, memoryMb } = launch;
    const flags = ['--permission', ...READABLE.map((path) => `--allow-fs-read=${path}`), `--max-old-space-size=${memoryMb}`, '--disable-proto=delete'];
    const command = [...wrapper, process.execPath, ...flags];
    const child = fork(fileURLToPath(program), [], {
      execPath: command[0] ?? process.execPath,
      execArgv: command.slice(1),
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    const started = new ScanChild(child, launch);
    const message = await started.#reply(START_TIMEOUT_MS);
    if ('ready' in message) return started;
    const { detail } = 'kind' in message ? message : started.end('crashed', 'it answered before it was ready');
    throw new Error(`the scanner's child process does not start: ${detail}`);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Scans one package. Whatever the child does, this settles within the time limit, and with a report. */
  async scan(bytes: Uint8Array, profile: Profile, keys: Keys): Promise<ScanReport> {
    const id = ++this.served;
    const reply = this.#reply(this.limits.timeoutMs);
    const stopWatch = this.#watchMemory();
    this.process.send({ id, bytes, profile, keys }, (error) => {
      // It is gone or about to go; its end tells why.
      if (error) this.process.kill('SIGKILL');
    });
    const message = await reply;
    stopWatch();
    if ('kind' in message) return message;
    if ('ready' in message || message.id !== id) return this.end('crashed', 'it answered something that was not asked');
    return message.answer.kind === 'failed' ? this.end('crashed', message.answer.detail) : message.answer;
  }

  /** Kills the process; the package that it was reading, if any, gets this reason. */
  end(reason: Dead['reason'], detail: string): Dead {
    this.#alive = false;
    this.#verdict ??= { kind: 'dead', reason, detail };
    this.process.kill('SIGKILL');
    this.#settle(this.#verdict);
    return this.#verdict;
  }

  #reply(timeoutMs: number): Promise<ChildMessage | Dead> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end('timed-out', `no answer within ${timeoutMs} ms`), timeoutMs);
      this.#pending = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      if (this.#verdict) this.#settle(this.#verdict);
    });
  }

  #settle(message: ChildMessage | Dead): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.(message);
  }

  #hear(message: unknown): void {
    const parsed = ChildMessage.safeParse(message);
    if (parsed.success && this.#pending) this.#settle(parsed.data);
    else this.end('crashed', parsed.success ? 'it spoke without being asked' : 'it answered something that is not a report');
  }

  #died(code: number | null, signal: NodeJS.Signals | null): void {
    const lastWords = this.#stderr.trim().split('\n').at(-1) ?? '';
    const outOfMemory = /heap out of memory|Allocation failed|invalid array length Allocation/i.test(this.#stderr);
    const how = signal ? `killed by ${signal}` : `ended with code ${code}`;
    if (outOfMemory) this.end('memory', `it needs more than ${this.limits.memoryMb} MB of heap`);
    else this.end('crashed', lastWords ? `${how}: ${lastWords}` : how);
  }

  #watchMemory(): () => void {
    if (process.platform !== 'linux') return () => {};
    const timer = setInterval(() => this.#checkMemory().catch((error: unknown) => this.end('crashed', `its memory cannot be watched: ${String(error)}`)), WATCH_EVERY_MS);
    return () => clearInterval(timer);
  }

  async #checkMemory(): Promise<void> {
    const used = await residentMb(this.pid);
    if (used > this.limits.rssMb) this.end('memory', `it took ${Math.round(used)} MB, more than the ${this.limits.rssMb} MB that are allowed`);
  }
}

/** MB of memory that a process occupies; 0 when it is gone. */
async function residentMb(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}
