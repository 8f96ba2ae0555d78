import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** Bytes of one log of `npm start`; the one before it is kept beside it, so that twice as many lie there. */
export const MOST_LOG_BYTES = 10 * 1024 * 1024;

/** A log that does not grow without end: what does not fit begins it anew, and what was in it becomes `<path>.1`, in the place of the one before. */
export class LogFile {
  private file: number;
  private size: number;

  constructor(
    private readonly path: string,
    private readonly most = MOST_LOG_BYTES,
  ) {
    [this.file, this.size] = open(path);
  }

  /** Writes the text, of more than `most` bytes only the first. */
  write(text: string | Uint8Array): void {
    const bytes = Buffer.from(text).subarray(0, this.most);
    if (this.size + bytes.length > this.most) {
      closeSync(this.file);
      renameSync(this.path, `${this.path}.1`);
      [this.file, this.size] = open(this.path);
    }
    writeSync(this.file, bytes);
    this.size += bytes.length;
  }
}

function open(path: string): [file: number, size: number] {
  const file = openSync(path, 'a', 0o600);
  return [file, fstatSync(file).size];
}
