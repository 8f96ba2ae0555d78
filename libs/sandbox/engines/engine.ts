import type { Modules } from '../modules.js';

/** What a realm of an engine is made of. Nothing but text crosses its border. */
export interface RealmOptions {
  memoryMb: number;
  /** Milliseconds after which code that never gives back control is stopped: a net below the parent's deadline. */
  longestTurnMs: number;
  modules: Modules;
  /** The source of a function (ask, settings) that returns a function (news). */
  guest: string;
  settings: string;
  /** Answers what the realm asks, at once. Must not throw. */
  ask: (question: string) => string;
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
  open(options: RealmOptions): Promise<Realm>;
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
