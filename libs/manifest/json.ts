import { lineOf } from './json-place.js';
import type { Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { displayPath } from './paths.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Most digits of a number that is read as bigint: as many as Python converts. */
export const INTEGER_DIGITS = 4300;
/** What the text of a package that is one JSON text is called. */
export const THE_PACKAGE = 'the package';
const WORD = /true|false|null/y;
const WORDS: Record<string, unknown> = { true: true, false: false, null: null };

export interface JsonReading {
  /** Told of each member named `__proto__`, which is then left out. Without it such a member is refused. */
  dropProto?: () => void;
  /** Gives numbers without fraction and exponent as bigint, whatever their size up to INTEGER_DIGITS digits, and the others as number. */
  integers?: 'bigint';
}

/**
 * Parses JSON (RFC 8259) so that no two readers can disagree on it: UTF-8 without byte order mark, no duplicate
 * member, no `__proto__`, no NUL character or lone surrogate, no number beyond double range, bounded depth and members.
 * Throws PackageError (codes `json-…`) with the place. `path` is the file that is read; null for the package itself.
 */
export function parseJson(bytes: Uint8Array, path: string | null, limits: Limits, reading: JsonReading = {}): unknown {
  let text: string;
  const name = path ?? THE_PACKAGE;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new PackageError('json-encoding', `${name} is not UTF-8.`, path, 'Save the file as UTF-8.');
  }
  if (text.startsWith('\uFEFF')) throw new PackageError('json-bom', `${name} starts with a byte order mark.`, path, 'Save the file as UTF-8 without byte order mark.');
  return new JsonReader(text, path, limits, reading).read();
}

class JsonReader {
  private at = 0;
  private depth = 0;
  private keys = 0;

  constructor(
    private readonly text: string,
    private readonly path: string | null,
    private readonly limits: Limits,
    private readonly reading: JsonReading,
  ) {}

  read(): unknown {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.refuse('json-syntax', 'nothing may follow the value', 'Remove what comes after it.');
    return value;
  }

  private value(): unknown {
    this.space();
    const char = this.text[this.at];
    if (char === '{' || char === '[') {
      this.depth += 1;
      if (this.depth > this.limits.json_depth) this.refuse('json-too-deep', `more than ${this.limits.json_depth} levels`, 'Use a flatter structure.');
      this.at += 1;
      const value = char === '{' ? this.object() : this.array();
      this.depth -= 1;
      return value;
    }
    if (char === '"') return this.string();
    const word = this.match(WORD);
    if (word !== null) return WORDS[word];
    return this.number();
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (this.take('}')) return object;
    do {
      this.space();
      const start = this.at;
      if (this.text[start] !== '"') this.refuse('json-syntax', 'a member name in double quotes is expected', 'Remove a trailing comma, or quote the name.');
      const key = this.string();
      this.keys += 1;
      if (this.keys > this.limits.json_keys) this.refuse('json-too-many-keys', `more than ${this.limits.json_keys} members`, 'Leave out what is not needed.');
      const proto = key === '__proto__';
      if (proto && !this.reading.dropProto) this.refuse('json-proto', 'a member may not be named __proto__', 'Rename it.', start);
      if (Object.hasOwn(object, key)) this.refuse('json-duplicate-key', `the member "${displayPath(key)}" is there twice`, 'Keep one of them.', start);
      if (!this.take(':')) this.refuse('json-syntax', 'a colon is expected', 'Write "name": value.');
      const value = this.value();
      if (proto) this.reading.dropProto?.();
      else object[key] = value;
    } while (this.take(','));
    if (!this.take('}')) this.refuse('json-syntax', 'a comma or } is expected', 'Close the object.');
    return object;
  }

  private array(): unknown[] {
    const array: unknown[] = [];
    if (this.take(']')) return array;
    do array.push(this.value());
    while (this.take(','));
    if (!this.take(']')) this.refuse('json-syntax', 'a comma or ] is expected', 'Close the list.');
    return array;
  }

  private string(): string {
    const start = this.at;
    let escaped = false;
    let end = start + 1;
    for (; ; end += 1) {
      const code = this.text.charCodeAt(end);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        end += 1;
      } else if (!(code >= 0x20)) {
        this.refuse('json-syntax', 'a string is not closed, or has a raw control character', 'Close it with ", and write \\n for a line break.', end);
      }
    }
    this.at = end + 1;
    const value = escaped ? this.unescape(this.text.slice(start, this.at), start) : this.text.slice(start + 1, end);
    if (escaped && /\0|\p{Cs}/u.test(value)) this.refuse('json-string', 'a string holds a NUL character or half of a surrogate pair', 'Remove it.', start);
    return value;
  }

  private unescape(literal: string, start: number): string {
    try {
      return JSON.parse(literal) as string;
    } catch {
      return this.refuse('json-syntax', 'a string has an escape that JSON does not know', 'Write \\\\ for a backslash.', start);
    }
  }

  private number(): number | bigint {
    const start = this.at;
    const literal = this.match(NUMBER);
    if (literal === null) return this.refuse('json-syntax', 'a value is expected', 'Write an object, list, string, number, true, false or null.');
    if (this.reading.integers === 'bigint' && /^-?[0-9]+$/.test(literal)) {
      if (literal.length > INTEGER_DIGITS) this.refuse('json-number', 'a number is too large', 'Write it as a string.', start);
      return BigInt(literal);
    }
    const value = Number(literal);
    if (!Number.isFinite(value)) this.refuse('json-number', 'a number is too large', 'Write it as a string.', start);
    return value;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private take(char: string): boolean {
    this.space();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private space(): void {
    for (; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  private refuse(code: string, what: string, help: string, at = this.at): never {
    const { line, column } = lineOf(this.text, at);
    throw new PackageError(code, `${this.path ?? THE_PACKAGE}:${line}:${column}: ${what}.`, this.path, help, { file: this.path, line, column });
  }
}
