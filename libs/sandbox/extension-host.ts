import { tellHost } from './host-functions.js';
import type { HostFunction } from './host-functions.js';
import { stateOf } from './limits.js';
import type { ConsoleLine, HostApi } from './protocol.js';
import type { Sandbox } from './sandbox.js';
import type { Outcome, Session } from './session.js';

/** One version of an extension, as a host runs it. */
export interface Release {
  version: string;
  /** Path → text. */
  files: ReadonlyMap<string, string>;
  entry: string;
  /** Scopes that the user consented to for this version. */
  granted: readonly string[];
}

/** The host's side. What `wrote` or `died` throws is a warning of the process. */
export interface Embedding {
  api: HostApi;
  functions: Readonly<Record<string, HostFunction>>;
  /** Hears what the extension writes to its console, and what it is refused because it is too much. */
  wrote?: (line: ConsoleLine) => void;
  /** Hears that a version ended which nobody replaced or stopped, and why. Nothing runs then until somebody starts it. */
  died?: (version: string, reason: Outcome) => void;
}

/** What a version left. `stateLost` tells why it did not hand over its state; then this is the one that it was activated with. */
export interface Left {
  state: unknown;
  stateLost?: Outcome;
}

/**
 * What came of a start or an update. `version` is the one that runs now; `reason` is why the one that was to start does
 * not. `stateLost`: see Left. `rollBack` is there when the previous version did not start again either: why, and the
 * state that nobody has now.
 */
export type Started =
  | { status: 'active'; version: string; stateLost?: Outcome }
  | { status: 'rolled-back'; version: string; reason: Outcome; stateLost?: Outcome }
  | { status: 'stopped'; reason: Outcome; rollBack?: Left & { reason: Outcome } };

interface Running {
  release: Release;
  session: Session;
  /** What it was activated with. */
  state: unknown;
  /** Calls that it has not answered. */
  open: Set<Promise<Outcome>>;
  /** Whether it was asked for its state: what calls do to it from then on, nobody will know. */
  hasLeft: boolean;
}

/**
 * Keeps one extension of one tenant running, and replaces it while it runs. The entry may export
 * `activate(host, state)`, `deactivate(host)` which returns the state to keep, and `migrate(oldState, fromVersion)` which
 * returns the state in the new version's shape, each also as a member of its default. All are optional, state is JSON. One thing happens at a time.
 */
export class ExtensionHost {
  #running: Running | null = null;
  /** Settles when all that was asked for is done; null when it is. */
  #turn: Promise<void> | null = null;
  /** Settles when the version that was asked for its state is succeeded; null while calls go straight to the one that runs. */
  #pause: Promise<void> | null = null;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly embedding: Embedding,
  ) {}

  /** Null when nothing runs. */
  get version(): string | null {
    return this.#running?.session.alive ? this.#running.release.version : null;
  }

  /**
   * Starts a release with this state, or replaces the one that runs, which hands over its own. When the new one does not
   * activate, the previous one runs on. Rejects with TypeError, and changes nothing, when the release is not described well,
   * or the state is none that a version could leave.
   */
  async start(release: Release, state: unknown = null): Promise<Started> {
    const given = stateOf(state, this.sandbox.limits);
    checkRelease(release);
    return this.#next(() => (this.#running ? this.#replace(this.#running, release) : this.#first(release, given)));
  }

  /** Calls an exported function of the extension with the host object and these arguments. While versions change it waits for the one that runs then. */
  invoke(name: string, ...args: unknown[]): Promise<Outcome> {
    return this.#ask((session) => session.invoke({ exports: [name], withHost: true }, args, this.sandbox.limits.deadlineMs));
  }

  /** Calls a function that the extension handed over as `{ $callback: id }`. Those of a version that is gone are gone. */
  callback(id: number, ...args: unknown[]): Promise<Outcome> {
    return this.#ask((session) => session.invoke({ callback: id }, args, this.sandbox.limits.deadlineMs));
  }

  /** Gives a function back that the host calls no more, so that the extension may hand over another in its place (`callbacks` of the limits); answers whether it was there. When the extension hands it over again it has another number. */
  release(id: number): Promise<Outcome> {
    return this.#ask((session) => session.invoke({ released: id }, [], this.sandbox.limits.deadlineMs));
  }

  /** Deactivates the extension and ends its child. Returns what it left; null when none was started. */
  stop(): Promise<Left | null> {
    return this.#next(async () => {
      const running = this.#running;
      return running && this.#pausing(() => this.#end(running));
    });
  }

  async #first(release: Release, state: unknown): Promise<Started> {
    const { outcome, running } = await this.#open(release);
    const activated = outcome.outcome === 'returned' ? await this.#activate(running, state) : outcome;
    if (activated.outcome === 'returned') return this.#keep(running);
    await running.session.close();
    return { status: 'stopped', reason: activated };
  }

  /** The old one is deactivated only when the new one loads, and ended only when the new one is active. */
  async #replace(old: Running, release: Release): Promise<Started> {
    const { outcome, running } = await this.#open(release);
    if (outcome.outcome === 'returned') return this.#pausing(() => this.#handOver(old, running));
    await running.session.close();
    if (old.session.alive) return { status: 'rolled-back', version: old.release.version, reason: outcome };
    return this.#pausing(async () => this.#rollBack(old, await this.#leave(old), outcome));
  }

  async #handOver(old: Running, running: Running): Promise<Started> {
    const left = await this.#leave(old);
    const { state, ...lost } = left;
    const migrated = await this.#hook(running, 'migrate', [state, old.release.version], state);
    const activated = migrated.outcome === 'returned' ? await this.#activate(running, migrated.value) : migrated;
    if (activated.outcome === 'returned') {
      await old.session.close();
      return { ...this.#keep(running), ...lost };
    }
    await running.session.close();
    return this.#rollBack(old, left, activated);
  }

  /** Starts the previous version again, with what it left. */
  async #rollBack(old: Running, left: Left, reason: Outcome): Promise<Started> {
    await old.session.close();
    this.#running = null;
    const { state, ...lost } = left;
    const back = await this.#first(old.release, state).catch((error: unknown): Started => ({ status: 'stopped', reason: { outcome: 'crashed', detail: String(error) } }));
    return back.status === 'active' ? { status: 'rolled-back', version: back.version, reason, ...lost } : { status: 'stopped', reason, rollBack: { ...left, reason: back.reason } };
  }

  async #end(running: Running): Promise<Left> {
    const left = await this.#leave(running);
    this.#running = null;
    await running.session.close();
    return left;
  }

  #keep(running: Running): { status: 'active'; version: string } {
    const { release: { version }, session } = running;
    this.#running = running;
    void session.ended.then((death) => (running.hasLeft ? undefined : tellHost('died', () => this.embedding.died?.(version, death))));
    return { status: 'active', version };
  }

  async #open(release: Release): Promise<{ running: Running; outcome: Outcome }> {
    const session = await this.sandbox.open();
    const { files, entry, granted } = release;
    const { api, functions, wrote } = this.embedding;
    try {
      const outcome = await session.load({ files, entry, granted, api, functions, wrote }, this.sandbox.limits.deadlineMs);
      return { running: { release, session, state: null, open: new Set(), hasLeft: false }, outcome };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #activate(running: Running, state: unknown): Promise<Outcome> {
    running.state = state;
    return this.#hook(running, 'activate', [state], null);
  }

  /** Asks a version for its state, once it has answered the calls that it has begun, or has had time to. */
  async #leave(running: Running): Promise<Left> {
    await settlesWithin(Promise.all(running.open), this.sandbox.limits.drainMs);
    running.hasLeft = true;
    const outcome = await this.#hook(running, 'deactivate', [], running.state);
    return outcome.outcome === 'returned' ? { state: outcome.value } : { state: running.state, stateLost: outcome };
  }

  /** Calls a hook when the entry has it; `otherwise` is what one that is not there returns. Of a version that died it is its death. */
  async #hook({ session }: Running, name: 'activate' | 'deactivate' | 'migrate', args: unknown[], otherwise: unknown): Promise<Outcome> {
    const outcome = await session.invokeIfThere({ exports: [name], withHost: name !== 'migrate' }, args, this.sandbox.limits.deadlineMs);
    return outcome.outcome === 'absent' ? { outcome: 'returned', value: otherwise } : outcome;
  }

  /** The wait for a version has a deadline of its own: one cut short would end the version that came at last. */
  async #ask(ask: (session: Session) => Promise<Outcome>): Promise<Outcome> {
    const { deadlineMs } = this.sandbox.limits;
    const until = performance.now() + deadlineMs;
    const wait = (): Promise<void> | null => this.#pause ?? (this.#running ? null : this.#turn);
    for (let done = wait(); done; done = wait()) {
      if (!(await settlesWithin(done, until - performance.now()))) return { outcome: 'timed-out', detail: `no version was ready within ${deadlineMs} ms: it was not called` };
    }
    const running = this.#running;
    if (!running) return { outcome: 'crashed', detail: 'no extension runs: start one first' };
    const { release: { version }, session, open } = running;
    if (session.death) return { outcome: 'crashed', detail: `version ${version} does not run any more (${session.death.detail}): start it again` };
    const answer = ask(session);
    open.add(answer);
    const outcome = await answer;
    open.delete(answer);
    return running.hasLeft ? { outcome: 'crashed', detail: `version ${version} ended before it answered` } : outcome;
  }

  /** Lets calls wait while this runs. */
  #pausing<T>(run: () => Promise<T>): Promise<T> {
    const done = run();
    const over = (): void => void (this.#pause = null);
    this.#pause = done.then(over, over);
    return done;
  }

  #next<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn ? this.#turn.then(run) : run();
    const over = (): void => {
      if (this.#turn === last) this.#turn = null;
    };
    const last = turn.then(over, over);
    this.#turn = last;
    return turn;
  }
}

/** Whether what never rejects settles within so many milliseconds. */
function settlesWithin(done: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    void done.finally(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** The rest is checked where it is loaded, which a host may do without this class. */
function checkRelease(release: unknown): void {
  const { version, files } = (typeof release === 'object' && release !== null ? release : {}) as Partial<Release>;
  if (typeof version !== 'string' || version === '') throw new TypeError('the release has no version: it is a text, which the next version is told');
  if (!(files instanceof Map)) throw new TypeError('the files of the release are a Map of paths and texts');
}
