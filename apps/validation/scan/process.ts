import type { Profile } from '#libs/contracts/profile.js';
import { DisposableProcess, startTimeoutMs } from '#libs/sandbox/process.js';
import type { Death, Launch } from '#libs/sandbox/process.js';
import type { YaraSource } from '#libs/yara/source.js';
import { YARA_CHECK, YARA_VERSION } from '../check.js';
import type { CheckRun } from '../check.js';
import type { PublisherKeys } from './origin.js';
import { ChildMessage } from './report.js';
import type { AnsweredRun, Dead, Opened, PrepareRequest, ScanAnswer, ScanReport, Seen, YaraRequest } from './report.js';

export interface ScanLaunch extends Launch {
  /** Milliseconds of wall clock for one package. */
  timeoutMs: number;
  /** Milliseconds of wall clock for the search with YARA rules, after that; each file adds `YARA_FILE_MS`. */
  yaraMs: number;
  /** Milliseconds of wall clock to compile them, before that. */
  compileMs: number;
}

/** Milliseconds: YARA-X in WebAssembly takes 7 to 8 for a search, however small the file and whatever the rules; a busy machine several times that. */
const YARA_FILE_MS = 40;
/** Milliseconds for the search of any package. */
const LONGEST_YARA_MS = 60_000;
/** Milliseconds that the rules of one source have for a file on which all together had no end. */
const BLAME_MS = 1_000;
/** Of a package whose child died before it told this. */
const UNSEEN: Seen = { hosts: null, components: null, exports: null };

/**
 * Trees are most of what a scan makes and soon garbage: they should die young. A child lives for a hundred packages at most: what its functions
 * meet is noted from their first call on, so that they are compiled early (a seventh less time for its first 60 packages of 40 kB, nothing on
 * large ones). Measured with `npm run bench:scan`.
 */
export const SCAN_FLAGS: readonly string[] = ['--max-semi-space-size=64', '--min-semi-space-size=64', '--no-lazy-feedback-allocation'];

/** How a search with YARA rules ended. */
export interface YaraSearch {
  run: CheckRun;
  /** The file that was searched when the child died; null when it did not, or no search had begun. */
  searching: string | null;
}

/** One child process. It serves one package at a time, and is never used again after it failed once. */
export class ScanChild {
  tenantId: string | null = null;
  served = 0;
  #pending: ((message: ChildMessage | Dead) => void) | null = null;
  #opened: ((opened: Opened | null) => void) | null = null;
  /** The checks of this package that are done; null before it is opened. */
  #runs: Map<string, AnsweredRun> | null = null;
  /** The file that is searched with YARA rules. */
  #searching: string | null = null;
  #death: Dead | null = null;
  readonly #process: DisposableProcess;

  private constructor(private readonly launch: ScanLaunch) {
    this.#process = new DisposableProcess({ ...launch, flags: SCAN_FLAGS }, {
      heard: (message) => this.#hear(message),
      died: (death) => this.#settle((this.#death = dead(death))),
    });
  }

  /** Starts a child and waits until it listens. Rejects with what it wrote when it does not come up. */
  static async start(launch: ScanLaunch): Promise<ScanChild> {
    const started = new ScanChild(launch);
    const message = await started.#reply(startTimeoutMs(launch));
    if ('ready' in message) return started;
    const { detail } = 'kind' in message ? message : started.end('crashed', 'it answered before it was ready');
    throw new Error(`the scanner's child process does not start: ${detail}`);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Whether it lets other processes go first. */
  get patient(): boolean {
    return (this.launch.niceness ?? 0) > 0;
  }

  get alive(): boolean {
    return this.#process.alive;
  }

  /** Settles when the process is gone. */
  get exited(): Promise<void> {
    return this.#process.exited;
  }

  /** Scans one package. Whatever the child does, both settle within the time limit: with what it is, before the checks begin, or null; and with a report. */
  scan(bytes: Uint8Array, profile: Profile, keys: PublisherKeys | null): { opened: Promise<Opened | null>; report: Promise<ScanReport> } {
    const id = ++this.served;
    const opened = new Promise<Opened | null>((resolve) => (this.#opened = resolve));
    this.#runs = null;
    const reply = this.#reply(this.launch.timeoutMs);
    const stopWatch = this.#process.watchMemory();
    this.#process.send({ id, bytes, profile, keys });
    const answered = async (): Promise<ScanReport> => {
      const message = await reply;
      stopWatch();
      this.#open(null);
      return this.#reportOf(message, await opened);
    };
    return { opened, report: answered() };
  }

  #reportOf(message: ChildMessage | Dead, opened: Opened | null): ScanReport {
    const answer = this.#answerIn(message);
    if (answer.kind === 'refused' || (answer.kind === 'dead' && opened === null)) return answer;
    if (opened === null) return this.end('crashed', 'it checked a package that it had not opened');
    const { seen, permissions, died } = answer.kind === 'dead' ? { seen: UNSEEN, permissions: null, died: answer } : { ...answer, died: null };
    return { kind: 'scanned', package: { ...opened.package, ...seen }, runs: [...(this.#runs ?? new Map()).values()], permissions, died };
  }

  #answerIn(message: ChildMessage | Dead): Exclude<ScanAnswer, { kind: 'failed' }> | Dead {
    if ('kind' in message) return message;
    if (!('answer' in message) || message.id !== this.served) return this.end('crashed', 'it answered something that was not asked');
    return message.answer.kind === 'failed' ? this.end('crashed', message.answer.detail) : message.answer;
  }

  /**
   * Searches the package that was scanned last with YARA rules, compiled first where this child has not: that is the rules' time,
   * not the package's. Settles within both limits: what has no end is no pass, and costs the child.
   */
  async search(yara: readonly YaraSource[], files: number): Promise<YaraSearch> {
    return this.#search(yara, Math.min(this.launch.yaraMs + files * YARA_FILE_MS, LONGEST_YARA_MS), null);
  }

  /** Of these rules, the source that has no end with a file of the package that was scanned last; null where each of them has one. Costs the child when there is one. */
  async endless(yara: readonly YaraSource[], file: string): Promise<YaraSource | null> {
    for (const source of yara) {
      const { run, searching } = await this.#search([source], BLAME_MS, file);
      if (!this.alive) return run.outcome === 'timed-out' && searching !== null ? source : null;
    }
    return null;
  }

  async #search(yara: readonly YaraSource[], limitMs: number, only: string | null): Promise<YaraSearch> {
    const started = performance.now();
    this.#searching = null;
    const prepared = await this.#ask({ id: this.served, prepare: yara }, this.launch.compileMs, 'the rules are not compiled');
    const isReady = 'prepared' in prepared && prepared.id === this.served;
    const message = isReady ? await this.#ask({ id: this.served, yara, only }, limitMs) : prepared;
    if ('yara' in message && message.id === this.served) return { run: message.yara, searching: null };
    const { reason, detail } = 'kind' in message ? message : this.end('crashed', 'it answered something that was not asked');
    return { run: { check: YARA_CHECK, version: YARA_VERSION, outcome: reason === 'timed-out' ? 'timed-out' : 'crashed', durationMs: performance.now() - started, findings: [], detail }, searching: this.#searching };
  }

  /** Kills the process; the package that it was reading, if any, gets this reason. */
  end(reason: Dead['reason'], detail: string): Dead {
    return dead(this.#process.end(reason, detail));
  }

  async #ask(request: PrepareRequest | YaraRequest, timeoutMs: number, without?: string): Promise<ChildMessage | Dead> {
    const reply = this.#reply(timeoutMs, without);
    const stopWatch = this.#process.watchMemory();
    this.#process.send(request);
    const message = await reply;
    stopWatch();
    return message;
  }

  #reply(timeoutMs: number, without = 'no answer'): Promise<ChildMessage | Dead> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end('timed-out', `${without} within ${timeoutMs} ms`), timeoutMs);
      this.#pending = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      if (this.#death) this.#settle(this.#death);
    });
  }

  #settle(message: ChildMessage | Dead): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.(message);
  }

  #hear(message: unknown): void {
    const { data } = ChildMessage.safeParse(message);
    if (!data) this.end('crashed', 'it answered something that is not a report');
    else if ('opened' in data && data.id === this.served && this.#opened) this.#open(data.opened);
    else if ('run' in data && data.id === this.served && this.#pending && this.#runs?.has(data.run.check) === false) this.#runs.set(data.run.check, data.run);
    else if ('searching' in data && data.id === this.served && this.#pending) this.#searching = data.searching;
    else if (this.#pending) this.#settle(data);
    else this.end('crashed', 'it spoke without being asked');
  }

  /** Tells once. */
  #open(opened: Opened | null): void {
    if (opened && this.#opened) this.#runs = new Map();
    this.#opened?.(opened);
    this.#opened = null;
  }
}

function dead(death: Death): Dead {
  return { kind: 'dead', ...death };
}
