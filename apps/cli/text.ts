export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const SGR: Record<Style, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Text that is safe to show: only what `text` and `paint` made, so nothing from outside can steer the terminal. */
export class Shown {
  constructor(private readonly parts: readonly { text: string; style: Style | null }[]) {}

  static join(pieces: readonly Shown[]): Shown {
    return new Shown(pieces.flatMap((piece) => piece.parts));
  }

  render(colour: boolean): string {
    return this.parts.map(({ text, style }) => (colour && style !== null && text !== '' ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text)).join('');
  }
}

/** A letter of a script that is not spelled right without joiners (UAX #31, 2.3). */
const JOINING = `[${['Arabic', 'Bengali', 'Devanagari', 'Gujarati', 'Gurmukhi', 'Kannada', 'Malayalam', 'Oriya', 'Sinhala', 'Syriac', 'Tamil', 'Telugu'].map((script) => `\\p{Script=${script}}`).join('')}]`;
/** Joiners that belong to what is seen: between two such letters, or within one emoji. */
const SEEN = `(?<=${JOINING})[\\u200c\\u200d](?=${JOINING})|(?<=\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=\\p{Extended_Pictographic})`;
const STEERING = new RegExp(`(${SEEN})|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]`, 'gu');

/** Control, format and separator characters written as `\u{…}`, but for joiners where they are seen. */
function clean(value: string): string {
  return value.replace(STEERING, (char, seen: string | undefined) => seen ?? `\\u{${char.codePointAt(0)!.toString(16)}}`);
}

/** A line from a template; what is interpolated cannot leave the line. */
export function text(literal: TemplateStringsArray, ...values: (string | number | Shown)[]): Shown {
  const pieces = literal.map((part, index) => {
    const value = values[index];
    const shown = value instanceof Shown ? value : new Shown([{ text: clean(String(value ?? '')), style: null }]);
    return Shown.join([new Shown([{ text: part, style: null }]), shown]);
  });
  return Shown.join(pieces);
}

/** The value in a colour, where colours are wanted. */
export function paint(style: Style, value: string | number): Shown {
  return new Shown([{ text: clean(String(value)), style }]);
}

/** A text of several lines, each line indented. */
export function block(value: string, indent = '    '): Shown[] {
  return value.trim().split(/\r\n|\r|\n/).map((line) => text`${indent}${line.replaceAll('\t', '  ')}`);
}

/** A text of several lines on one. */
export function oneLine(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

/** The beginning of a text on one line, for lists. */
export function beginning(value: string, most = 200): string {
  const line = oneLine(value);
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most - 1).join('').trimEnd()}…` : line;
}

/** Bytes for people: `812 B`, `40.3 kB`, `2.0 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** Rows with aligned columns; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): Shown[] {
  const shown = rows.map((row) => row.map(clean));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]!.length)));
  return shown.map((row) => text`${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  ').trimEnd()}`);
}
