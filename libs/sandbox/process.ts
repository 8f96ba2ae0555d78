import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process that may die: no files but the project's code, no environment, no network where the kernel helps. */

/** How a disposable process is started. */
export interface Launch {
  program: URL;
  arguments?: readonly string[];
  /** A command that starts another one with fewer rights; empty for none. */
  wrapper: readonly string[];
  /** Flags of Node besides those that every such process gets. */
  flags?: readonly string[];
  /** MB of JavaScript heap. */
  memoryMb: number;
  /** MB that the process may take from the machine, watched on Linux. */
  rssMb: number;
  /** How far it lets other processes go first, 0 to 19; 0 when it says nothing. */
  niceness?: number | undefined;
}

/** Milliseconds that a process has to come up; one that lets others go first has five times that. */
export const startTimeoutMs = ({ niceness }: { niceness?: number | undefined }): number => (niceness ? 75_000 : 15_000);

/** The process died, or had to be ended. */
export interface Death {
  reason: 'timed-out' | 'memory' | 'crashed';
  detail: string;
}

/** Who listens to a process. `died` is told once, whoever ended it. */
export interface Listener {
  heard(message: unknown): void;
  died(death: Death): void;
}

const WATCH_EVERY_MS = 25;
/** How often the memory of a process is looked at in which no stranger's code runs. */
export const WATCH_IDLE_MS = 1_000;
const STDERR_BYTES = 4_096;
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const READABLE = [...['dist/', 'node_modules/', 'package.json'].map((path) => join(PROJECT, path)), ...packagesAround(PROJECT)];
/** What V8 and the C++ library write before they end a process for want of memory: the former tells of its heap for no other reason, the latter finds no room for a thread. */
const OUT_OF_MEMORY = /out of memory|Allocation failed|invalid array length Allocation|Failed to reserve virtual memory|bad_alloc|what\(\): +Resource temporarily unavailable|<--- Heap statistics --->/i;

/**
 * Starts another command without network, without capabilities, without a way to gain rights, and ends it when this
 * process ends. Where the kernel allows it (util-linux; unprivileged user namespaces).
 */
const NAMESPACE = ['/usr/bin/unshare', '--user', '--net', '--', '/usr/bin/setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--'];

/** What came of a first start: the wrapper that works here, and what it keeps away, in words for a log. */
export interface Walls<T> {
  first: T;
  wrapper: readonly string[];
  isolation: string;
}

/** Starts the first of many in a namespace of its own, and without one where the kernel refuses that. Rejects when neither comes up. */
export async function withWalls<T>(start: (wrapper: readonly string[]) => Promise<T>): Promise<Walls<T>> {
  try {
    return { first: await start(NAMESPACE), wrapper: NAMESPACE, isolation: 'permission model, network namespace, no new privileges' };
  } catch (error) {
    return { first: await start([]), wrapper: [], isolation: `permission model only (${String(error)})` };
  }
}

/** One process. Once it failed, or was ended, it is never used again. */
export class DisposableProcess {
  /** Settles when the process is gone. */
  readonly exited: Promise<void>;
  /** The most memory that it was seen to occupy, in kB; 0 where that cannot be seen. */
  peakRssKb = 0;
  #stderr = '';
  #death: Death | null = null;
  #stopWatch = (): void => {};
  readonly #process: ChildProcess;

  constructor(
    private readonly launch: Launch,
    private readonly listener: Listener,
  ) {
    const child = startProcess(launch);
    this.#process = child;
    // At once, so that every thread that it makes is like that.
    if (child.pid !== undefined && launch.niceness) setPriority(child.pid, launch.niceness);
    this.exited = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_BYTES);
    });
    child.on('message', (message) => this.#death ?? listener.heard(message));
    child.on('error', (error) => this.end('crashed', error.message));
    child.once('close', (code, signal) => this.#closed(code, signal));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get alive(): boolean {
    return this.#death === null;
  }

  send(message: object): void {
    this.#process.send(message, (error) => {
      // It is gone or about to go; its end tells why.
      if (error) this.#process.kill('SIGKILL');
    });
  }

  /** Kills the process and tells the listener why. Returns how it died: the first reason holds. */
  end(reason: Death['reason'], detail: string): Death {
    const first = this.#death === null;
    this.#death ??= { reason, detail };
    this.#stopWatch();
    this.#process.kill('SIGKILL');
    if (first) this.listener.died(this.#death);
    return this.#death;
  }

  /** Ends the process as soon as it occupies more than it may. A second watch takes the place of the first. Returns what stops it. */
  watchMemory(everyMs = WATCH_EVERY_MS): () => void {
    if (process.platform !== 'linux' || !this.alive) return () => {};
    this.#stopWatch();
    const watch = (): void => void this.measure().catch((error: unknown) => this.end('crashed', `its memory cannot be watched: ${String(error)}`));
    const timer = setInterval(watch, everyMs);
    this.#stopWatch = () => clearInterval(timer);
    return this.#stopWatch;
  }

  /** Looks at the memory now. */
  async measure(): Promise<void> {
    const { nowKb, peakKb } = await residentMemory(this.pid);
    this.peakRssKb = Math.max(this.peakRssKb, peakKb);
    const { rssMb } = this.launch;
    if (nowKb > rssMb * 1024) this.end('memory', `it took ${Math.round(nowKb / 1024)} MB, more than the ${rssMb} MB that are allowed`);
  }

  #closed(code: number | null, signal: NodeJS.Signals | null): void {
    const lines = this.#stderr.trim().split('\n');
    const lastWords = (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').trim();
    const how = signal ? `killed by ${signal}` : `ended with code ${code}`;
    if (OUT_OF_MEMORY.test(this.#stderr)) this.end('memory', `it needs more than ${this.launch.memoryMb} MB of heap`);
    else this.end('crashed', lastWords ? `${how}: ${lastWords}` : how);
  }
}

/** The folder of packages that the project lies in when it is installed as one: npm puts beside it, or above, what it needs. */
function packagesAround(folder: string): string[] {
  const packages = `${sep}node_modules${sep}`;
  const at = folder.indexOf(packages);
  return at < 0 ? [] : [folder.slice(0, at) + packages];
}

function startProcess({ program, arguments: args = [], wrapper, flags = [], memoryMb }: Launch): ChildProcess {
  const own = ['--permission', ...READABLE.map((path) => `--allow-fs-read=${path}`), `--max-old-space-size=${memoryMb}`, '--disable-proto=delete'];
  const command = [...wrapper, process.execPath, ...own, ...flags];
  return fork(fileURLToPath(program), args, {
    execPath: command[0] ?? process.execPath,
    execArgv: command.slice(1),
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

/** The memory that a process occupies, and the most that it did; zeros when it is gone. */
async function residentMemory(pid: number): Promise<{ nowKb: number; peakKb: number }> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kb = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
    return { nowKb: kb('VmRSS'), peakKb: kb('VmHWM') };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return { nowKb: 0, peakKb: 0 };
    throw error;
  }
}
