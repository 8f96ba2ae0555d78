import { PackageError } from './manifest.js';
import { displayPath } from './paths.js';

export interface TextRule {
  /** Most characters. */
  max: number;
  /** The code of the refusal when the value is not such a text. */
  code: string;
  /** What to write instead, shown to the author. */
  help: string;
  /** What the text must look like; any visible text when left out. */
  pattern?: RegExp;
}

/** A value of a parsed manifest together with its place (JSON pointer, RFC 6901), so that every refusal names it. */
export class Field {
  constructor(
    readonly value: unknown,
    readonly pointer = '',
  ) {}

  get absent(): boolean {
    return this.value === undefined;
  }

  /** Throws a PackageError about this place: "/name must …". */
  refuse(code: string, what: string, help: string): never {
    const shown = displayPath(this.pointer);
    throw new PackageError(code, `${shown || 'The manifest'} ${what}.`, shown, help);
  }

  /** The member of that name, absent or not. This value must be an object. */
  member(name: string): Field {
    const object = this.object();
    return this.at(name, Object.hasOwn(object, name) ? object[name] : undefined);
  }

  /** All members. This value must be an object, or absent. */
  members(): [name: string, field: Field][] {
    return this.absent ? [] : Object.entries(this.object()).map(([name, value]) => [name, this.at(name, value)]);
  }

  /** All items. This value must be a list of at most `max` items, or absent. */
  items(max: number): Field[] {
    if (this.absent) return [];
    if (!Array.isArray(this.value)) return this.refuse('manifest-type', 'must be a list', 'Write it in square brackets: ["…"].');
    if (this.value.length > max) this.refuse('manifest-too-many', `has ${this.value.length} items, ${max} are possible`, `Keep at most ${max}.`);
    return this.value.map((value, index) => this.at(String(index), value));
  }

  object(): Record<string, unknown> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) return this.refuse('manifest-type', 'must be an object', 'Write it in braces: {"…": …}.');
    return this.value as Record<string, unknown>;
  }

  /** The text, trimmed. Refuses everything else, an empty text, and control characters. */
  text(rule: TextRule): string {
    if (this.absent) return this.refuse('manifest-required', 'is missing', rule.help);
    if (typeof this.value !== 'string') return this.refuse('manifest-type', 'must be a text', rule.help);
    const text = rule.pattern === undefined ? this.value.trim() : this.value;
    if (text === '') this.refuse(rule.code, 'is empty', rule.help);
    if (text.length > rule.max) this.refuse(rule.code, `is longer than ${rule.max} characters`, rule.help);
    if (/[^\P{Cc}\n\t]|\p{Cs}/u.test(text)) this.refuse(rule.code, 'contains control characters', 'Delete them; nobody can see them.');
    if (rule.pattern !== undefined && !rule.pattern.test(text)) this.refuse(rule.code, `cannot be ${quote(text)}`, rule.help);
    return text;
  }

  /** Like text, or null when the member is left out. */
  optionalText(rule: TextRule): string | null {
    return this.absent ? null : this.text(rule);
  }

  /** A list of texts without repetition, in the author's order; empty when left out. */
  texts(max: number, rule: TextRule): string[] {
    const seen = new Set<string>();
    for (const item of this.items(max)) {
      const text = item.text(rule);
      if (seen.has(text)) item.refuse('manifest-duplicate', `repeats ${quote(text)}`, 'Keep one of them.');
      seen.add(text);
    }
    return [...seen];
  }

  private at(name: string, value: unknown): Field {
    return new Field(value, `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** A value of the manifest as it is shown in a message: short, without hidden characters. */
export function quote(text: string): string {
  return `"${displayPath(text)}"`;
}
