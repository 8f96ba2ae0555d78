import type { EngineId } from './engines/engines.js';
import { SANDBOX_LIMITS } from './limits.js';
import type { SandboxLimits } from './limits.js';
import { withWalls } from './process.js';
import type { Attempt, ConsoleLine } from './protocol.js';
import { Session } from './session.js';
import type { Extension, Outcome, RecordedCall } from './session.js';

export interface SandboxOptions {
  /** QuickJS when it says nothing. */
  engine?: EngineId;
  limits?: Partial<SandboxLimits>;
}

/** One run of an extension. */
export interface Run extends Extension {
  /** The exported function to call with the host object and `args`; null only loads the entry. */
  call: string | null;
  /** JSON. */
  args?: readonly unknown[];
}

/** How a run ended, and what it did until then. */
export type RunReport = Outcome & {
  calls: RecordedCall[];
  /** What it tried and was refused. */
  attempts: Attempt[];
  console: ConsoleLine[];
  /** Wall clock from the request to the result, time that host functions took included. */
  durationMs: number;
  /** Of the whole process; 0 where the system does not tell. */
  peakRssKb: number;
};

/**
 * Opens a sandbox. Rejects, and says what to do, when the engine is not there. The first child tells whether the kernel
 * grants a namespace of its own.
 */
export async function openSandbox({ engine = 'quickjs', limits = {} }: SandboxOptions = {}): Promise<Sandbox> {
  const launch = { engine, limits: { ...SANDBOX_LIMITS, ...limits } };
  const { first, wrapper, isolation } = await withWalls((wrapper) => Session.start({ ...launch, wrapper }));
  return new Sandbox({ ...launch, wrapper }, first, isolation);
}

/** Runs code of strangers, each time in a new child process. */
export class Sandbox {
  /** Name and version of the engine. */
  readonly engine: string;
  readonly #sessions = new Set<Session>();
  #spare: Session | null;

  constructor(
    private readonly launch: { engine: EngineId; limits: SandboxLimits; wrapper: readonly string[] },
    first: Session,
    /** What keeps a child away from the rest of the machine, for the log. */
    readonly isolation: string,
  ) {
    this.engine = first.engineVersion;
    this.#spare = first;
  }

  get limits(): SandboxLimits {
    return this.launch.limits;
  }

  /** A child that waits for its extension. Whoever opens a session closes it. */
  async open(): Promise<Session> {
    const session = this.#spare?.alive ? this.#spare : await Session.start(this.launch);
    this.#spare = null;
    this.#sessions.add(session);
    return session;
  }

  /** Loads an extension and calls one function of it, within one deadline. Settles in time whatever the extension does. */
  async run({ call, args = [], ...extension }: Run): Promise<RunReport> {
    return this.#once(async (session, left) => {
      const loaded = await session.load(extension, left());
      return loaded.outcome !== 'returned' || call === null ? loaded : session.invoke({ export: call, withHost: true }, args, left());
    });
  }

  /**
   * Runs an extension against a recording of its host: loads it, calls `call` when it is exported, then each function
   * that it handed over. The first failure is the outcome; what was called until then is in the report.
   */
  async record(extension: Omit<Extension, 'functions'>, call: string): Promise<RunReport> {
    return this.#once(async (session, left) => {
      let outcome = await session.load({ ...extension, functions: null }, left());
      if (outcome.outcome === 'returned' && session.exports.includes(call)) outcome = await session.invoke({ export: call, withHost: true }, [], left());
      const done = new Set<number>();
      for (let next = nextOf(session, done); next !== undefined && session.alive; next = nextOf(session, done)) {
        done.add(next);
        const called = await session.invoke({ callback: next }, [], left());
        if (outcome.outcome === 'returned') outcome = called;
      }
      return outcome;
    });
  }

  /** Ends every child. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions, ...(this.#spare ? [this.#spare] : [])];
    await Promise.all(sessions.map((session) => session.close()));
  }

  async #once(run: (session: Session, left: () => number) => Promise<Outcome>): Promise<RunReport> {
    const session = await this.open();
    const started = performance.now();
    try {
      const outcome = await run(session, () => this.limits.deadlineMs - (performance.now() - started));
      const durationMs = performance.now() - started;
      await session.close();
      const { calls, attempts, console, peakRssKb } = session;
      return { ...outcome, calls, attempts, console, durationMs, peakRssKb };
    } finally {
      await session.close();
      this.#sessions.delete(session);
    }
  }
}

function nextOf({ callbacks }: Session, done: ReadonlySet<number>): number | undefined {
  return callbacks.find((id) => !done.has(id));
}
