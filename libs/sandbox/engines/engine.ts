import type { Modules } from '../modules.js';

/** What a realm needs to run an extension. Nothing but text crosses its border. */
export interface RealmOptions {
  /** Milliseconds after which code that never gives back control is stopped: a net below the parent's deadline. */
  longestTurnMs: number;
  modules: Modules;
  settings: string;
  /** Answers what the realm asks, at once. Must not throw. */
  ask: (question: string) => string;
}

/** A realm that waits for its extension: whoever makes it before it is needed saves the time. */
export interface EmptyRealm {
  /** Hands it to one extension. May be called once. Throws EngineFailure. */
  open(options: RealmOptions): Realm;
}

/** One realm in which one extension runs. After an EngineFailure it must not be used again. */
export interface Realm {
  /** Evaluates the first module of the options. Throws EngineFailure, or an Error for what the extension threw at once. */
  start(): void;
  /** Hands text to the realm and lets it do all that can be done now. Throws EngineFailure. */
  tell(news: string): void;
}

/** A JavaScript engine for code of strangers. It only ever runs in a disposable child process. */
export interface SandboxEngine {
  /** Name and version of the package and of the engine in it. */
  readonly version: string;
  /** Makes a realm that may take `memoryMb`; `guest` is the source of a function (ask, settings) that returns a function (news). */
  prepare(memoryMb: number, guest: string): Promise<EmptyRealm>;
}

/** The realm is beyond repair. */
export class EngineFailure extends Error {
  constructor(
    readonly reason: 'timed-out' | 'memory' | 'crashed',
    detail: string,
  ) {
    super(detail);
  }
}

/** An error of the extension that met nobody inside of the realm. */
export class GuestThrew extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly guestStack: string,
  ) {
    super(message);
  }
}
