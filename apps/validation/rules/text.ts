const EVIDENCE_LENGTH = 160;
const MARGIN = 400;
const TOKEN_CHARACTER = /[\w+/-]/;
const BINARY_PROBE_BYTES = 8_000;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Browsers read scripts and pages so that begin with such a mark. */
const WIDE = [
  { mark: [0xff, 0xfe], decoder: new TextDecoder('utf-16le', { ignoreBOM: true }) },
  { mark: [0xfe, 0xff], decoder: new TextDecoder('utf-16be', { ignoreBOM: true }) },
];

/** Files that a host or a person reads as text, whatever bytes are in them. */
const ALWAYS_TEXT = new Set([
  '.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.json', '.html', '.htm', '.css', '.svg', '.py', '.md', '.txt', '.yml', '.yaml', '.toml', '.xml', '.sh',
]);

/** UTF-8, or UTF-16 behind its mark, as a browser reads it: broken bytes become U+FFFD, a byte order mark stays. */
export function decode(bytes: Uint8Array): string {
  const known = decoded.get(bytes);
  if (known !== undefined) return known;
  const text = decodeAnew(bytes);
  if (bytes.length <= MOST_KEPT) decoded.set(bytes, text);
  return text;
}

/** Texts of small files, which many rules ask for; bytes of a package do not change. */
const decoded = new WeakMap<Uint8Array, string>();
/** Bytes of a file whose text is kept. */
const MOST_KEPT = 64 * 1024;

function decodeAnew(bytes: Uint8Array): string {
  const wide = WIDE.find(({ mark: [first, second] }) => bytes[0] === first && bytes[1] === second);
  return (wide?.decoder ?? utf8).decode(bytes);
}

/** The text of a file, or null for a file that is binary by its name and content. */
export function textOf(path: string, bytes: Uint8Array): string | null {
  const isText = (ALWAYS_TEXT.has(extensionOf(path)) && !isFilm(path, bytes)) || !bytes.subarray(0, BINARY_PROBE_BYTES).includes(0);
  return isText ? decode(bytes) : null;
}

/** A film in packets (ISO 13818-1, 2.4.3) has the extension of TypeScript. Its first packet begins something, so it has a control character behind two others, which no script has outside of texts. */
export function isFilm(path: string, bytes: Uint8Array): boolean {
  const [start, unit = 0, low = 0] = bytes;
  return extensionOf(path) === '.ts' && start === PACKET_START && unit >= 0x40 && unit < 0x60 && CONTROL.has(low) && bytes[PACKET_BYTES] === PACKET_START;
}

const PACKET_START = 0x47;
const PACKET_BYTES = 188;
/** Not those that are blanks: U+0009 to U+000D. */
const CONTROL: ReadonlySet<number> = new Set([...Array.from({ length: 9 }, (_, code) => code), ...Array.from({ length: 18 }, (_, code) => 14 + code)]);

/** Lower-case extension with its dot, or '' for none; a leading dot makes no extension. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

/** Where what stands at an offset (UTF-16 units) of a text stood in the text that it was made of. */
export type Offsets = (offset: number) => number;

/** Turns offsets (UTF-16 units) into lines and columns, both from 1; a byte order mark takes no column, and a carriage return alone ends a line, as in editors. The index is built on first use. */
export class Places {
  #starts: number[] | null = null;

  constructor(readonly text: string, private readonly whole: Places | null = null, private readonly offsets: Offsets = (offset) => offset) {}

  /** Places in a part of this text that begins at `start`. */
  from(start: number): Places {
    return this.through((offset) => start + offset);
  }

  /** Places in a text that was made of this one. */
  through(offsets: Offsets): Places {
    return new Places(this.text, this, offsets);
  }

  at(offset: number): { line: number; column: number } {
    if (this.whole) return this.whole.at(this.offsets(offset));
    const starts = (this.#starts ??= lineStarts(this.text));
    const line = lastUpTo(starts, offset);
    return { line: line + 1, column: Math.max(offset - (starts[line] ?? 0), 0) + 1 };
  }
}

/** Index of the last of these numbers, ascending, that is not above `most`; 0 when there is none. */
export function lastUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Length of the byte order mark that a text begins with. */
function markOf(text: string): 0 | 1 {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

/** What ends a line for languages and editors; at U+2028 and U+2029 engines end one, and most editors none. */
const LINE_END = /\r\n?|\n/g;

function lineStarts(text: string): number[] {
  const starts: number[] = [markOf(text)];
  // The last test fails, and sets the pattern back.
  while (LINE_END.test(text)) starts.push(LINE_END.lastIndex);
  return starts;
}

/**
 * A short excerpt of the line at `start`, at most 160 characters, safe to store and to show: whatever could be a token
 * or a key is masked, and characters that cannot be seen are escaped.
 */
export function evidence(text: string, start: number): string {
  let from = start;
  while (from > 0 && from > start - MARGIN && TOKEN_CHARACTER.test(text.charAt(from - 1))) from--;
  let line = text.slice(from, start + MARGIN);
  if (start + MARGIN < text.length) line = line.replace(/[\w+/=-]+$/, '');
  const end = line.search(/[\r\n]/);
  const shown = visible(maskTokens(end === -1 ? line : line.slice(0, end)).trim());
  return shown.length > EVIDENCE_LENGTH ? `${shown.slice(0, EVIDENCE_LENGTH - 1)}…` : shown;
}

/** What remains of a token that must not be stored: its kind can be told, nobody can use it. */
export function mask(token: string): string {
  return `${token.slice(0, 4)}…(${token.length} characters)`;
}

function maskTokens(text: string): string {
  return text.replace(/[\w+/=-]{20,}/g, (run) => (/\d/.test(run) || run.length >= 32 ? mask(run) : run));
}

/** Characters that cannot be seen, or that change how others are shown, as `\n` or `\u{…}`. */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, (character) => {
    if (character === ' ') return ' ';
    if (character === '\n') return '\\n';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** UTF-16 units of a text in front of a place, whose line and column count from 1. */
export function offsetOf(text: string, line: number, column: number): number {
  return (lineStarts(text)[line - 1] ?? text.length) + column - 1;
}
