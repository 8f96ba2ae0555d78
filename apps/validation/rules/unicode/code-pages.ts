/** Characters of the rows in which tables of code pages are written: half of the bytes, or all of them; with escapes they are longer. */
const SHORTEST_ROW = 128;
const LONGEST_ROW = 512;
/** Where the rows of one part of a code page end and those of the next one begin, one row may have both. */
const MOST_PIECES = 2;

/** Is a row of characters of private use in the order of their codes, in a literal as long as a row of a code page? `length`: UTF-16 units of the literal. */
export function isOfCodePage(text: string, length: number): boolean {
  return length >= SHORTEST_ROW && length <= LONGEST_ROW && piecesOf(text) <= MOST_PIECES;
}

function piecesOf(text: string): number {
  const codes = codesOf(text);
  return codes.filter((code, index) => index === 0 || code !== codes[index - 1]! + 1).length;
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

/** Follows the rows of one file: those of a code page go on from each other, so that all of them together say little more than the first. */
export class RowsInOrder {
  #last = 0;

  /** Does a row begin behind the end of the one before it? */
  goesOn(text: string): boolean {
    const codes = codesOf(text);
    const after = codes[0]! > this.#last;
    this.#last = codes.at(-1)!;
    return after;
  }
}
