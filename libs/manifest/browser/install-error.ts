/** What went wrong with an installation: `code` is stable, the message says what it is about. */
export type InstallProblem =
  /** The marketplace did not answer, or not in its own words. */
  | 'unreachable'
  /** No such extension, or no version of it that can be installed. */
  | 'not-found'
  /** The marketplace has withdrawn the version, or every key of its publisher. */
  | 'blocked'
  /** The bytes are not those that were announced. */
  | 'hash-mismatch'
  /** The package is damaged, not signed by its publisher, or another one than asked for. Also when stored bytes have changed. */
  | 'not-verified'
  /** The package cannot run in this application. */
  | 'incompatible'
  /** Its code wants to load other code. */
  | 'import-refused'
  /** The user said no. */
  | 'declined'
  /** What is stored is not what was installed; `repair` fetches it again. */
  | 'corrupted'
  | 'not-installed';

/** An installation, a load or a repair that did not happen. Nothing of it is kept. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  constructor(
    readonly code: InstallProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
