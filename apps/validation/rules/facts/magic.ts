/** The bytes that a kind of file starts with (or has at `offset`), in hex. */
export interface Magic {
  kind: string;
  hex: string;
  offset?: number;
}

/** The kind of the first magic that `bytes` has, or null. */
export function kindOf(bytes: Uint8Array, magics: readonly Magic[]): string | null {
  return magics.find(({ hex, offset = 0 }) => hexAt(bytes, offset, hex.length / 2) === hex)?.kind ?? null;
}

/** `length` bytes from `offset` in lower-case hex; shorter at the end. */
export function hexAt(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');
}
