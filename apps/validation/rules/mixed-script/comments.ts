import { extensionOf } from '../text.js';

/** Languages that no rule parses: what begins a line that is a comment to its end, and whether those of several lines are as in C. */
const STROKES = { line: /^\s*\/\//, hasBlocks: true };
const HASHES = { line: /^\s*#(?!!)/, hasBlocks: false };
const DASHES = { line: /^\s*--/, hasBlocks: false };
const LANGUAGES = new Map([
  ...['.c', '.h', '.cc', '.cpp', '.hpp', '.cs', '.go', '.java', '.kt', '.rs', '.swift', '.sol', '.scala'].map((extension) => [extension, STROKES] as const),
  ...['.py', '.pyi', '.sh', '.bash', '.ps1', '.rb', '.pl', '.yml', '.yaml'].map((extension) => [extension, HASHES] as const),
  ...['.lua', '.sql'].map((extension) => [extension, DASHES] as const),
]);
/** A line of a comment of several lines, as everybody writes them. */
const LINE_OF_BLOCK = /^\s*\/?\*/;
/** What ends a line in some language. */
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;
/** UTF-16 units of a line, and of a comment up to the word: farther back nobody looks. */
const LONGEST_LINE = 500;
const LONGEST_COMMENT = 5_000;

/**
 * Does a word of a file stand in a comment? Only on lines that are nothing but a comment: there no text that begins or ends
 * elsewhere can make code of it. Where an escape stands there, it may be the end of the line (Java).
 */
export function isInComment(path: string, text: string, start: number): boolean {
  const language = LANGUAGES.get(extensionOf(path));
  if (!language) return false;
  const before = text.slice(Math.max(0, start - LONGEST_LINE), start).split(LINE_END).at(-1)!;
  const line = before + text.slice(start, start + LONGEST_LINE).split(LINE_END, 1)[0]!;
  if (before.length === LONGEST_LINE) return false;
  if (language.line.test(line)) return !line.includes('\\');
  return language.hasBlocks && LINE_OF_BLOCK.test(line) && isInBlock(text.slice(Math.max(0, start - LONGEST_COMMENT), start));
}

/** Does the text end in a comment of several lines, which begins where a line does? */
function isInBlock(before: string): boolean {
  const opened = before.lastIndexOf('/*');
  return opened >= 0 && /(?:^|[\n\r])[^\S\n\r]{0,100}$/.test(before.slice(Math.max(0, opened - 101), opened)) && !/\*\/|\\/.test(before.slice(opened));
}
