import { PackageError, type Place } from './manifest.js';

const PUNCTUATION: ReadonlySet<string> = new Set(['{', '}', '[', ']', ',', ':']);
const BLANKS: ReadonlySet<string> = new Set([' ', '\n', '\r', '\t']);
const OPENING: ReadonlySet<string> = new Set(['{', '[']);
const CLOSING: ReadonlySet<string> = new Set(['}', ']']);
const decoder = new TextDecoder();

/** Line and column, both from 1, of an offset in UTF-16 units. */
export function lineOf(text: string, offset: number): Pick<Place, 'line' | 'column'> {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Where the member stands that a JSON pointer (RFC 6901) names, or the element of a list; for one that is missing, what it would be in. The bytes must be JSON. */
export function memberAt(bytes: Uint8Array, pointer: string): Pick<Place, 'line' | 'column'> {
  const text = decoder.decode(bytes);
  return lineOf(text, seek(text, namesIn(pointer)).offset);
}

/** The JSON pointer of the innermost member or element that stands at a line and a column, both from 1. The bytes must be JSON. */
export function pointerAt(bytes: Uint8Array, { line, column }: Pick<Place, 'line' | 'column'>): string {
  const text = decoder.decode(bytes);
  const offset = text.split('\n').slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
  // What is open: a list with the number of its element, or an object with the name of its member, null until it is read.
  const open: { at: string | number | null }[] = [];
  for (const { token, index } of tokensOf(text, 0)) {
    if (index > offset || (index === offset && OPENING.has(token))) break;
    const inner = open.at(-1);
    if (OPENING.has(token)) open.push({ at: token === '[' ? 0 : null });
    else if (CLOSING.has(token)) open.pop();
    else if (token === ',' && inner) inner.at = typeof inner.at === 'number' ? inner.at + 1 : null;
    else if (inner && inner.at === null) inner.at = JSON.parse(token) as string;
  }
  return open.flatMap(({ at }) => (at === null ? [] : [`/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`])).join('');
}

/** Reads a parsed manifest; a refusal that is about a member of it gets the member's place in the text. `file` is null for the package itself. Throws what `read` throws. */
export function withPlaces<T>(bytes: Uint8Array, file: string | null, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw placed(error, bytes, file);
  }
}

/** An error of reading that manifest, with its place if it is about a member. */
export function placed(error: unknown, bytes: Uint8Array, file: string | null): unknown {
  if (!(error instanceof PackageError) || !/^(\/|$)/.test(error.path ?? 'none')) return error;
  return new PackageError(error.code, error.message, error.path, error.help, { file, ...memberAt(bytes, error.path ?? '') });
}

/** The elements of the list that a pointer names, in their order: where each begins (UTF-16 units), and the texts and names in it; none where there is no such list. The text must be JSON. */
export function elementsAt(text: string, pointer: string): { offset: number; texts: string[] }[] {
  const first = seek(text, [...namesIn(pointer), '0']);
  const elements: { offset: number; texts: string[] }[] = [];
  let [depth, isNew] = [0, true];
  for (const { token, index } of first.isThere ? tokensOf(text, first.offset) : []) {
    if (depth === 0 && token === ']') break;
    if (depth === 0 && token === ',') isNew = true;
    else if (isNew) {
      elements.push({ offset: index, texts: [] });
      isNew = false;
    }
    if (token.startsWith('"') && depth <= 1) elements.at(-1)?.texts.push(String(JSON.parse(token)).trim());
    depth += OPENING.has(token) ? 1 : CLOSING.has(token) ? -1 : 0;
  }
  return elements;
}

function namesIn(pointer: string): string[] {
  return pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Where the member of these names stands, one in the other; the last of them that is there. */
function seek(text: string, names: readonly string[]): { offset: number; isThere: boolean } {
  let offset = Math.max(0, text.search(/\S/));
  let [depth, level, element, isList] = [0, 0, 0, false];
  let last = { token: '', index: 0 };
  for (const { token, index } of tokensOf(text, 0)) {
    if (level === names.length) break;
    if (depth === level + 1) {
      const isNamed = !isList && token === ':' && JSON.parse(last.token) === names[level];
      const isElement = isList && (last.token === '[' || last.token === ',') && token !== ']' && String(element++) === names[level];
      if (isNamed || isElement) {
        offset = isNamed ? last.index : index;
        level += 1;
      }
    }
    if (OPENING.has(token)) {
      depth += 1;
      if (depth === level + 1) [isList, element] = [token === '[', 0];
    } else if (CLOSING.has(token)) depth -= 1;
    // What was found is left, or is nothing to look into.
    if (depth <= level && (token === ',' || CLOSING.has(token))) break;
    last = { token, index };
  }
  return { offset, isThere: level === names.length };
}

/** The tokens of a JSON text from an offset on. No pattern: texts may be as long as a package. */
function* tokensOf(text: string, from: number): Generator<{ token: string; index: number }> {
  for (let index = from, end = from; index < text.length; index = end) {
    const first = text.charAt(index);
    end += 1;
    if (BLANKS.has(first)) continue;
    if (first === '"') {
      while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
      end += 1;
    } else if (!PUNCTUATION.has(first)) {
      while (end < text.length && !PUNCTUATION.has(text.charAt(end)) && !BLANKS.has(text.charAt(end))) end += 1;
    }
    yield { token: text.slice(index, end), index };
  }
}
