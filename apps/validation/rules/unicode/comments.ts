import { extensionOf } from '../text.js';

/** Languages that no rule parses: what begins a line that is a comment to its end, and whether those of several lines are as in C. */
const STROKES = { line: /^\s*\/\//, hasBlocks: true };
const HASHES = { line: /^\s*#(?!!)/, hasBlocks: false };
const DASHES = { line: /^\s*--/, hasBlocks: false };
const LANGUAGES = new Map([
  ...['.c', '.h', '.cc', '.cpp', '.hpp', '.cs', '.go', '.java', '.kt', '.rs', '.swift', '.sol', '.scala'].map((extension) => [extension, STROKES] as const),
  ...['.py', '.pyi', '.sh', '.bash', '.ps1', '.rb', '.pl'].map((extension) => [extension, HASHES] as const),
  ...['.lua', '.sql'].map((extension) => [extension, DASHES] as const),
]);
/** A line of a comment of several lines, as everybody writes them, and that comment from its beginning on. */
const LINE_OF_BLOCK = /^\s*\/?\*/;
const OPENS_BLOCK = /^[^\S\n]*\/\*/gm;
/** What ends a line in some language. */
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * Does a word of a file stand in a comment? Only on lines that are nothing but a comment: there no text that begins or ends
 * elsewhere can make code of it. Where an escape stands there, it may be the end of the line (Java).
 */
export function isInComment(path: string, text: string, start: number): boolean {
  const language = LANGUAGES.get(extensionOf(path));
  if (!language) return false;
  const before = text.slice(0, start).split(LINE_END).at(-1)!;
  const line = before + text.slice(start).split(LINE_END, 1)[0]!;
  if (language.line.test(line)) return !line.includes('\\');
  if (!language.hasBlocks || !LINE_OF_BLOCK.test(line)) return false;
  const opened = [...text.slice(0, start).matchAll(OPENS_BLOCK)].at(-1)?.index;
  return opened !== undefined && !/\*\/|\\/.test(text.slice(opened, start));
}
