/** What the exit code of `souk` says; scripts may rely on it. */
export const EXIT = { done: 0, refused: 1, usage: 2, waiting: 3, forbidden: 4, unreachable: 5, conflict: 6, integrity: 7, unpackable: 65 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What the codes mean wherever nothing more can be said. */
export const MEANING = {
  usage: 'the command was not understood, or names something that does not exist',
  forbidden: 'not logged in, or not allowed',
  unreachable: 'the marketplace cannot be reached, or failed',
} as const;

/** The end of a `--help`: the codes that the command has, and what each means there. */
export function exitHelp(codes: Partial<Record<keyof typeof EXIT, string>>): string {
  const lines = Object.entries(EXIT).flatMap(([name, code]) => (name in codes ? [`  ${String(code).padEnd(2)} ${codes[name as keyof typeof EXIT]}`] : []));
  return `\nExit codes:\n${lines.join('\n')}`;
}

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
