/** UTF-16 units of a line from which a script counts as minified. */
const MINIFIED_LINE = 500;
/** Blanks in a row from which what follows is out of sight. */
const FEWEST_BLANKS = 200;
const BLANK = /[^\S\n\r\u2028\u2029]/;
/** A script this long, of which less than this share is letters, digits and blanks, is written in symbols. */
const SYMBOLS_LENGTH = 400;
const SYMBOLS_WORDS = 0.2;
/** The eyes and mouths that one encoder writes code in. */
const FACES = /\uFF9F[\u03C9\u0414\u0398\u03B5\u0394\uFF70]\uFF9F/g;
const FACES_AT_LEAST = 20;
/** A part of every one of them. */
const FACE = '\uFF9F';

/** Start of the first line that is longer than people write, or −1. */
export function longLine(text: string): number {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start >= MINIFIED_LINE) return start;
    if (end < 0) return -1;
    start = end + 1;
  }
  return -1;
}

/** Where something stands on a line behind at least 200 blanks. Looks at every 200th character only: no such row lies between. */
export function endsOfBlanks(text: string): number[] {
  const ends: number[] = [];
  for (let at = FEWEST_BLANKS - 1; at < text.length; at += FEWEST_BLANKS) {
    if (!BLANK.test(text.charAt(at))) continue;
    let start = at;
    while (start > 0 && BLANK.test(text.charAt(start - 1))) start--;
    let end = at + 1;
    while (end < text.length && BLANK.test(text.charAt(end))) end++;
    if (end - start >= FEWEST_BLANKS && end < text.length && text.charAt(end).trim() !== '') ends.push(end);
    at = Math.max(at, end - (end % FEWEST_BLANKS) - 1);
  }
  return ends;
}

/** Is there hardly a word in it? Ends as soon as there are enough. */
export function isInSymbols(text: string): boolean {
  if (text.length < SYMBOLS_LENGTH) return false;
  const enough = SYMBOLS_WORDS * text.length;
  let words = 0;
  for (let at = 0; at < text.length && words < enough; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code > 127 || (code >= 48 && code < 58) || ((code | 32) >= 97 && (code | 32) < 123)) words++;
  }
  return words < enough || (text.includes(FACE) && (text.match(FACES)?.length ?? 0) >= FACES_AT_LEAST);
}
