import type { Exit } from './exit-codes.js';
import type { Session } from './session.js';

/** What a command does: gets the session, its own options and its arguments, and says how it ended. */
export type Work<Options, Args extends unknown[]> = (session: Session, options: Options, ...args: Args) => Promise<Exit>;

/** Makes commander's action of a command's work. */
export type Action = <Options, Args extends unknown[]>(work: Work<Options, Args>) => (...given: unknown[]) => Promise<void>;
