/** What a text has at least that is packed data: so long, of so many different characters, from so many parts of Unicode. */
const PACKED_LENGTH = 1_000;
const PACKED_DIFFERENT = 300;
const PACKED_PAGES = 16;
/** The alphabets lie in the pages (of 256 characters each) below this one; above are signs and thousands of ideographs, of which one language has many pages. */
const PAGES_OF_ALPHABETS = 0x20;
const NOT_ASCII = /[^\0-\x7F]/gu;
/** Different characters in their order that are a table and no accident. */
const SHORTEST_TABLE = 8;
const ESCAPE = /\\(?:u[\da-f]{4}|u\{[\da-f]+\}|x[\da-f]{2}|.)|\/[a-z]*$/gi;
const LEGIBLE = /[A-Za-z]{2}|\p{Nd}{3}/u;
/** UTF-16 units of a class of a regular expression on each side of one of its members. */
const HALF_OF_A_CLASS = 500;
const CLASS_BEFORE = /(?<!\\)\[((?:\\.|[^\]\\\n])*)$/;
const CLASS_AFTER = /^((?:\\.|[^\]\\\n])*)\]/;
/** What a class has and a text in brackets has not: a range, or an escape for many characters. */
const OF_A_CLASS = /[\p{L}\d]-[\p{L}\d]|\\[dDwWsSpP]|\\.-\\./u;

/**
 * Is it a long text of hundreds of different characters of no one language, like a tree of names packed into numbers? Whoever
 * sees it sees that it is no text to read.
 */
export function isPacked(text: string): boolean {
  if (text.length < PACKED_LENGTH) return false;
  const different = new Set(text.match(NOT_ASCII));
  if (different.size < PACKED_DIFFERENT) return false;
  const pages = new Set(Array.from(different, (character) => character.codePointAt(0)! >> 8).filter((page) => page > 0 && page < PAGES_OF_ALPHABETS));
  return pages.size >= PACKED_PAGES;
}

/** What a text has at least that is bytes as characters: so long, so many of the control characters that no text has, and a share of them. */
const BYTES_LENGTH = 1_000;
const BYTES_DIFFERENT = 28;
const BYTES_SHARE = 0.05;
const CONTROLS = /[\u0080-\u009F]/g;

/** Is it bytes, each of them a character? In a program that was packed so, any two characters stand beside each other. */
export function isBytes(text: string): boolean {
  if (text.length < BYTES_LENGTH) return false;
  const controls = text.match(CONTROLS) ?? [];
  return controls.length >= BYTES_SHARE * text.length && new Set(controls).size >= BYTES_DIFFERENT;
}

/** Is it a table of characters, each once and in the order of their codes, with no word among them? It can say of each only whether it is there. */
export function isSorted(text: string): boolean {
  const characters = text.match(NOT_ASCII) ?? [];
  if (characters.length < SHORTEST_TABLE || LEGIBLE.test(text.replace(ESCAPE, ''))) return false;
  return characters.every((character, index) => index === 0 || character.codePointAt(0)! > characters[index - 1]!.codePointAt(0)!);
}

/** Does a part of a literal, as it is written, stand in a class of a regular expression? Of a text, in brackets with a range or an escape of many. */
export function isInClass(literal: string, start: number, end: number): boolean {
  return classAround(literal, start, end) !== null;
}

/** Does it stand in one that nobody can read as words? */
export function isInBareClass(literal: string, start: number, end: number): boolean {
  const members = classAround(literal, start, end);
  return members !== null && !LEGIBLE.test(members.replace(ESCAPE, ''));
}

function classAround(literal: string, start: number, end: number): string | null {
  // In a template, whose own signs are no part of its text, lines end within a class.
  const inLines = (part: string): string => (/^["'/]/.test(literal) ? part : part.replaceAll('\n', ' '));
  const before = CLASS_BEFORE.exec(inLines(literal.slice(Math.max(0, start - HALF_OF_A_CLASS), start)));
  const after = CLASS_AFTER.exec(inLines(literal.slice(end, end + HALF_OF_A_CLASS)));
  if (before === null || after === null) return null;
  const members = `${before[1]} ${after[1]}`;
  return literal.startsWith('/') || OF_A_CLASS.test(members) ? members : null;
}
