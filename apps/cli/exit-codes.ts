/** What the exit code of `souk` says; scripts may rely on it. */
export const EXIT = { done: 0, refused: 1, usage: 2, waiting: 3, forbidden: 4, unreachable: 5, conflict: 6, integrity: 7, unpackable: 65 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** The end of every `--help`. */
export const EXIT_HELP = `
Exit codes:
  0  done; for publish: published, or accepted with --no-wait
  1  refused, by the checks, by a maintainer or by you
  2  the command was not understood, or names something that does not exist
  3  not decided yet when --timeout ended; usually a maintainer must look
  4  not logged in, or not allowed
  5  the marketplace cannot be reached, or failed
  6  conflict: the version exists with other bytes, or the state changed meanwhile
  7  integrity: bytes are not those that were announced or installed
  65 pack --style comfyvn: the folder cannot be packed`;

/** An expected end of a command: what happened, and what to do about it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly exit: Exit,
    message: string,
    readonly help: string | null = null,
  ) {
    super(message);
  }
}
