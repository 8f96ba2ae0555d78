import { pythonFloat } from '../canonical/comfyvn.js';
import type { Field } from '../field.js';

/** How ComfyVN's schema (Pydantic 2, lax) reads single values. Every function refuses with the place of the value. */

const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const IS_SPACE = new RegExp(SPACE);
const WHOLE = new RegExp(`^${SPACE}*([+-]?)([0-9]+(?:_[0-9]+)*)(?:\\.0+)?${SPACE}*$`);
const YES = new Set(['1', 'on', 't', 'true', 'y', 'yes']);
const NO = new Set(['0', 'off', 'f', 'false', 'n', 'no']);
/** Most items of a list. */
export const LIST_ITEMS = 1_000;
const HELP_TEXT = 'Write a text in double quotes.';

/** Without space around it, as Python's str.strip sees space. */
export function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && IS_SPACE.test(text[start]!)) start += 1;
  while (end > start && IS_SPACE.test(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

/** A text; nothing else becomes one. */
export function readText(field: Field): string {
  if (field.absent) return field.refuse('manifest-required', 'is missing', HELP_TEXT);
  return typeof field.value === 'string' ? field.value : field.refuse('manifest-type', 'must be a text', HELP_TEXT);
}

/** A text with at least one character. */
export function readFilled(field: Field): string {
  return readText(field) || field.refuse('manifest-empty', 'is empty', HELP_TEXT);
}

/** A text, or null when the member is null or left out. */
export function readOptional(field: Field): string | null {
  return field.absent || field.value === null ? null : readText(field);
}

/** A list of texts; empty when left out. */
export function readTexts(field: Field): string[] {
  return field.items(LIST_ITEMS).map(readText);
}

/** True or false, or one of the words and numbers for them; false when left out. */
export function readBoolean(field: Field): boolean {
  const { value } = field;
  if (field.absent) return false;
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : typeof value === 'bigint' || typeof value === 'number' ? String(value) : '';
  if (YES.has(word)) return true;
  return NO.has(word) || word === '-0' ? false : field.refuse('manifest-type', 'must be true or false', 'Write true or false, without quotes.');
}

/** A whole number, or a text or fraction that is one; null when the member is null or left out. */
export function readWhole(field: Field): bigint | null {
  const { value } = field;
  if (field.absent || value === null) return null;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value);
  const [, sign, digits] = (typeof value === 'string' && value.length <= 100 && WHOLE.exec(value)) || [];
  if (digits === undefined) return field.refuse('manifest-type', 'must be a whole number', 'Write digits only, without quotes.');
  return BigInt(digits.replaceAll('_', '')) * (sign === '-' ? -1n : 1n);
}

/** An http or https address in the form that browsers show, or null. */
export function readUrl(field: Field): string | null {
  const text = readOptional(field);
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return field.refuse('manifest-link', 'is not a web address', 'Write an https address, for example "https://example.org/tool".');
  return url.href;
}

/** Name → text; empty when left out. */
export function readTextMap(field: Field): Record<string, string> {
  return Object.fromEntries(field.members().map(([name, member]) => [name, readText(member)]));
}

/** What Python calls false: these values count as left out where the schema asks for something. */
export function isFalsy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}

/** A single value as Python's str() writes it. Refuses lists and objects. */
export function asText(field: Field): string {
  const { value } = field;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : field.refuse('manifest-type', 'must be a text', HELP_TEXT);
}
