import type { EngineId } from './engines/engines.js';
import { limitsOf } from './limits.js';
import type { SandboxLimits } from './limits.js';
import { withWalls } from './process.js';
import type { Attempt, ConsoleLine } from './protocol.js';
import { Session } from './session.js';
import type { Extension, Outcome, Ran, RecordedCall, SessionLaunch } from './session.js';

export interface SandboxOptions {
  /** QuickJS when it says nothing. */
  engine?: EngineId;
  limits?: Partial<SandboxLimits>;
  /** Whether an unused child is kept ready for the next owner of a recording; true when it says nothing. */
  spare?: boolean;
  /** How far its children let other processes go first, 0 to 19; 0 when it says nothing. */
  niceness?: number | undefined;
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
  /** Kinds of data, of those that a recording hands out, that were run as code. */
  ran: Ran[];
  /** In a recording: it depended on the time, on chance, or on what is there. */
  wavers: boolean;
  /** A line of it ran; else the time was over while its files were read, or one of them could not be. */
  hasBegun: boolean;
  /** Wall clock from the request to the result, time that host functions took included. */
  durationMs: number;
  /** Of the whole process; 0 where the system does not tell. */
  peakRssKb: number;
};

/** The same of a recording. */
export type RecordReport = RunReport & {
  /** The entry exports something, but none of the functions that were to be called: what it does when its host starts it was not seen. */
  isUncalled: boolean;
  /** The last calls that the entry has, and how each of them ended: not how the recording ended, unless the child died of it. */
  last: { name: string; outcome: Outcome['outcome'] }[];
};

/** Functions of an entry that a recording calls. */
export interface RecordedCalls {
  /** The first of these that there is. */
  first: readonly string[];
  /** After all that was handed over, each that there is, with the host or without. */
  last?: readonly { name: string; withHost: boolean }[];
}

/** The first Node whose permission model and flags keep a child in. */
const NODE_MAJOR = 24;

/**
 * Opens a sandbox. Rejects, and says what to do, when this Node is too old, the engine is not there, or a limit is none (RangeError). The first child tells whether the kernel
 * grants a namespace of its own.
 */
export async function openSandbox({ engine = 'quickjs', limits = {}, spare = true, niceness }: SandboxOptions = {}): Promise<Sandbox> {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < NODE_MAJOR) throw new Error(`the sandbox needs Node ${NODE_MAJOR} or newer, and this is Node ${node}`);
  const launch = { engine, limits: limitsOf(limits), niceness };
  const { first, wrapper, isolation } = await withWalls((wrapper) => Session.start({ ...launch, wrapper }));
  return new Sandbox({ ...launch, wrapper }, first, { isolation, spare });
}

/** Runs of one owner that a child does before it ends. */
const RUNS = 100;
/** Children that wait for another run of their owner. */
const RESTING = 5;

interface Resting {
  owner: string;
  session: Session;
  runs: number;
  /** Whether it forgot its last extension well enough for another one. */
  fit: Promise<boolean>;
}

/** Runs code of strangers in child processes: each run in a new one, recordings of one owner after each other in the same. */
export class Sandbox {
  /** Name and version of the engine. */
  readonly engine: string;
  /** Those that somebody opened, until they are gone. */
  readonly #sessions = new Set<Session>();
  #spare: Session | null;
  #starting: Promise<void> | null = null;
  #closing = false;
  /** Longest idle first. */
  #resting: Resting[] = [];

  constructor(
    private readonly launch: SessionLaunch,
    first: Session,
    private readonly about: { isolation: string; spare: boolean },
  ) {
    this.engine = first.engineVersion;
    this.#spare = first;
  }

  /** What keeps a child away from the rest of the machine, for the log. */
  get isolation(): string {
    return this.about.isolation;
  }

  get limits(): SandboxLimits {
    return this.launch.limits;
  }

  /** A child that waits for its extension. Whoever opens a session closes it. */
  async open(): Promise<Session> {
    const spare = this.#spare;
    this.#spare = null;
    const session = spare?.alive ? spare : await Session.start(this.launch);
    this.#sessions.add(session);
    void session.ended.then(() => session.close()).then(() => this.#sessions.delete(session));
    if (!this.#closing) return session;
    await session.close();
    throw new Error('the sandbox is closed; open another one');
  }

  /** Loads an extension and calls one function of it, within one deadline. Settles in time whatever the extension does. */
  async run({ call, args = [], ...extension }: Run): Promise<RunReport> {
    return this.#once(async (session, left) => {
      const loaded = await session.load(extension, left());
      return loaded.outcome !== 'returned' || call === null ? loaded : session.invoke({ exports: [call], withHost: true }, args, left());
    });
  }

  /**
   * Runs an extension against a recording of its host: loads it, calls the first of the first calls that it exports, then each
   * function that it handed over, then its last calls. The first failure of all but these is the outcome; what was called until then is in the report. `deadlineMs`:
   * what is left for it, where something was run before.
   */
  async record(extension: Omit<Extension, 'functions'>, calls: RecordedCalls, owner: string | null = null, deadlineMs: number = this.limits.deadlineMs): Promise<RecordReport> {
    let isUncalled = false;
    const last: RecordReport['last'] = [];
    const report = await this.#once(async (session, left) => {
      let outcome = await session.load({ ...extension, functions: null }, left());
      if (outcome.outcome === 'returned') {
        const first = await session.invokeIfThere({ exports: calls.first, withHost: true }, [], left());
        if (first.outcome === 'absent') isUncalled = !first.isBare;
        else outcome = first;
      }
      const done = new Set<number>();
      const callBacks = async (): Promise<void> => {
        for (let next = nextOf(session, done); next !== undefined && session.alive; next = nextOf(session, done)) {
          done.add(next);
          const called = await session.callBack(next, left);
          if (outcome.outcome === 'returned') outcome = called;
        }
      };
      await callBacks();
      for (const { name, withHost } of calls.last ?? []) {
        if (!session.alive) break;
        const ended = await session.invokeIfThere({ exports: [name], withHost }, [], left());
        if (ended.outcome === 'absent') continue;
        last.push({ name, outcome: ended.outcome });
        await callBacks();
      }
      return outcome.outcome === 'returned' ? (session.death ?? outcome) : outcome;
    }, owner, deadlineMs);
    return { ...report, isUncalled, last };
  }

  /** Ends every child. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#starting;
    const sessions = [...this.#sessions, ...(this.#spare ? [this.#spare] : [])];
    await Promise.all(sessions.map((session) => session.close()));
  }

  async #once(run: (session: Session, left: () => number) => Promise<Outcome>, owner: string | null = null, deadlineMs: number = this.limits.deadlineMs): Promise<RunReport> {
    const rested = await this.#takeRested(owner);
    const session = rested?.session ?? (await this.open());
    if (owner !== null) this.#keepSpare();
    const started = performance.now();
    try {
      const outcome = await run(session, () => deadlineMs - (performance.now() - started));
      const durationMs = performance.now() - started;
      const { calls, attempts, console, ran, wavers, hasBegun } = session;
      const runs = (rested?.runs ?? 0) + 1;
      if (owner !== null && session.alive && runs < RUNS) this.#rest({ owner, session, runs, fit: this.#forget(session) });
      else await session.close();
      return { ...outcome, calls, attempts, console, ran, wavers, hasBegun, durationMs, peakRssKb: session.peakRssKb };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Has an unused child ready for the next owner. When that fails, whoever needs one starts it and meets the error. */
  #keepSpare(): void {
    if (!this.about.spare || this.#spare?.alive || this.#starting || this.#closing) return;
    this.#starting = Session.start(this.launch)
      .then((session) => void (this.#spare = session), () => undefined)
      .finally(() => (this.#starting = null));
  }

  /** A child that served this owner before. One that is still busy forgetting is sooner ready than a new one. */
  async #takeRested(owner: string | null): Promise<Resting | undefined> {
    for (;;) {
      const rested = this.#resting.find((each) => each.owner === owner);
      if (!rested) return undefined;
      this.#resting = this.#resting.filter((each) => each !== rested);
      if ((await rested.fit) && rested.session.alive) return rested;
    }
  }

  async #forget(session: Session): Promise<boolean> {
    const isFit = await session.reset();
    if (!isFit) await session.close();
    return isFit && session.alive;
  }

  /** Keeps a child for the next run of its owner, in the place of the one that idles longest. */
  #rest(resting: Resting): void {
    this.#resting.push(resting);
    if (this.#resting.length <= RESTING) return;
    // One owner of several gives way first, so that nobody's many push out another's only one.
    const several = this.#resting.findIndex(({ owner }) => this.#resting.filter((each) => each.owner === owner).length > 1);
    const [leaving] = this.#resting.splice(Math.max(several, 0), 1);
    void leaving!.session.close();
  }
}

function nextOf({ callbacks }: Session, done: ReadonlySet<number>): number | undefined {
  return callbacks.find((id) => !done.has(id));
}
