/** Lines whose last column stands so far to the right: fewer are no table. */
const FEWEST_ROWS = 3;
/** UTF-16 units of a row behind its blanks. */
const LONGEST_CELLS = 200;
/** A number, a text without escapes, a word, an arrow, an operator or a bracket. */
const TOKEN = /\s*(?:(\d[\w.]*)|("[^"\\\n]*"|'[^'\\\n]*')|([A-Za-z_$][\w$]*)|(=>|[-+*%<>!&|^~?:]=?=?|===?|[,()[\]{};]|\/(?![/*=])))/y;
const VALUES: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined']);
/** What stands before the arrow of a function: its parameters. */
const PARAMETERS = /(?:\(([\w$,\s]*)\)|([\w$]+))\s*=>/g;

/**
 * Without what is the last column of a table: from three lines on, each behind a comma, with nothing in it that does anything by
 * itself. A value, or a function that counts with what it is given, hides nothing by where it stands.
 */
export function withoutColumns(text: string, ends: readonly number[]): readonly number[] {
  if (ends.length < FEWEST_ROWS) return ends;
  const others = ends.filter((end) => !isColumn(text, end));
  return ends.length - others.length >= FEWEST_ROWS ? others : ends;
}

function isColumn(text: string, start: number): boolean {
  const cells = lineFrom(text, start);
  return isBehindComma(text, start) && cells.length <= LONGEST_CELLS && isInert(cells);
}

function isBehindComma(text: string, start: number): boolean {
  let at = start - 1;
  while (at > 0 && text.charAt(at).trim() === '') at--;
  return text[at] === ',';
}

/** Does more than a value stand behind the blanks, which end where a number or a text begins? */
export function goesOnBehind(text: string, start: number): boolean {
  return !text.startsWith('//', start) && !text.startsWith('/*', start) && !isInert(lineFrom(text, start));
}

function lineFrom(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end).trimEnd();
}

/** Only values, and functions of them: no call, no member, no assignment, no name from outside. */
function isInert(cells: string): boolean {
  const parameters = new Set([...cells.matchAll(PARAMETERS)].flatMap(([, many, one]) => (many ?? one ?? '').split(',').map((name) => name.trim())));
  let previous = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < cells.length) {
    const [, , , word, sign = ''] = TOKEN.exec(cells) ?? [];
    const isValue = previous === 'value' || previous === ')' || previous === ']';
    if (TOKEN.lastIndex === 0) return false;
    if (word !== undefined && !parameters.has(word) && !VALUES.has(word)) return false;
    if (((sign === '(' || sign === '[') && isValue) || sign === '{') return false;
    if (/^(?:[-+*%&|^]|[<>]{2,})=$/.test(sign) || ((sign === '+' || sign === '-') && sign === previous)) return false;
    previous = sign === '' ? 'value' : sign;
  }
  return true;
}
