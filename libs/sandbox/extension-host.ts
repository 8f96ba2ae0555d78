import type { HostApi } from './protocol.js';
import type { Sandbox } from './sandbox.js';
import type { HostFunction, Outcome, Session } from './session.js';

/** One version of an extension, as a host runs it. */
export interface Release {
  version: string;
  /** Path → text. */
  files: ReadonlyMap<string, string>;
  entry: string;
  /** Scopes that the user consented to for this version. */
  granted: readonly string[];
}

/** The host's side. */
export interface Embedding {
  api: HostApi;
  functions: Readonly<Record<string, HostFunction>>;
}

/** What came of a start or an update. `version` is the one that runs now. */
export type Started = { status: 'active'; version: string } | { status: 'rolled-back'; version: string; reason: Outcome } | { status: 'stopped'; reason: Outcome };

interface Running {
  release: Release;
  session: Session;
  /** What it was activated with. */
  state: unknown;
}

/**
 * Keeps one extension of one tenant running, and replaces it while it runs. The entry may export
 * `activate(host, state)`, `deactivate(host)` which returns the state to keep, and `migrate(oldState, fromVersion)` which
 * returns the state in the new version's shape. All are optional, state is JSON. One thing happens at a time.
 */
export class ExtensionHost {
  #running: Running | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly embedding: Embedding,
  ) {}

  /** Null when nothing runs. */
  get version(): string | null {
    return this.#running?.session.alive ? this.#running.release.version : null;
  }

  /** Starts a release, or replaces the one that runs. When the new one does not activate, the previous one runs on with its state. */
  start(release: Release, state: unknown = null): Promise<Started> {
    return this.#next(() => (this.#running ? this.#replace(this.#running, release) : this.#first(release, state)));
  }

  /** Calls an exported function of the extension with the host object and these arguments. */
  invoke(name: string, ...args: unknown[]): Promise<Outcome> {
    return this.#ask((session) => session.invoke({ export: name, withHost: true }, args, this.sandbox.limits.deadlineMs));
  }

  /** Calls a function that the extension handed over as `{ $callback: id }`. */
  callback(id: number, ...args: unknown[]): Promise<Outcome> {
    return this.#ask((session) => session.invoke({ callback: id }, args, this.sandbox.limits.deadlineMs));
  }

  /** Deactivates the extension and ends its child. Returns its state; that of its activation when it fails to say. */
  stop(): Promise<unknown> {
    return this.#next(async () => {
      const running = this.#running;
      if (!running) return null;
      this.#running = null;
      const state = await this.#deactivate(running);
      await running.session.close();
      return state;
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
    if (outcome.outcome !== 'returned') {
      await running.session.close();
      return { status: 'rolled-back', version: old.release.version, reason: outcome };
    }
    const state = await this.#deactivate(old);
    const migrated = await this.#hook(running, 'migrate', [state, old.release.version], state);
    const activated = migrated.outcome === 'returned' ? await this.#activate(running, migrated.value) : migrated;
    if (activated.outcome === 'returned') {
      await old.session.close();
      return this.#keep(running);
    }
    await running.session.close();
    return this.#rollBack(old, state, activated);
  }

  async #rollBack(old: Running, state: unknown, reason: Outcome): Promise<Started> {
    await old.session.close();
    this.#running = null;
    const back = await this.#first(old.release, state);
    return back.status === 'active' ? { status: 'rolled-back', version: back.version, reason } : back;
  }

  #keep(running: Running): Started {
    this.#running = running;
    return { status: 'active', version: running.release.version };
  }

  async #open(release: Release): Promise<{ running: Running; outcome: Outcome }> {
    const session = await this.sandbox.open();
    const { files, entry, granted } = release;
    const outcome = await session.load({ files, entry, granted, ...this.embedding }, this.sandbox.limits.deadlineMs);
    return { running: { release, session, state: null }, outcome };
  }

  #activate(running: Running, state: unknown): Promise<Outcome> {
    running.state = state;
    return this.#hook(running, 'activate', [state], null);
  }

  async #deactivate(running: Running): Promise<unknown> {
    const outcome = await this.#hook(running, 'deactivate', [], running.state);
    return outcome.outcome === 'returned' ? outcome.value : running.state;
  }

  /** Calls a hook when the entry has it; `otherwise` is what one that is not there returns. */
  async #hook({ session }: Running, name: 'activate' | 'deactivate' | 'migrate', args: unknown[], otherwise: unknown): Promise<Outcome> {
    if (!session.exports.includes(name)) return { outcome: 'returned', value: otherwise };
    return session.invoke({ export: name, withHost: name !== 'migrate' }, args, this.sandbox.limits.deadlineMs);
  }

  async #ask(ask: (session: Session) => Promise<Outcome>): Promise<Outcome> {
    return this.#running ? ask(this.#running.session) : { outcome: 'crashed', detail: 'no extension runs: start one first' };
  }

  #next<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
